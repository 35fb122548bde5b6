//! What every call has in common: `out` is always set, and a panic does not leave the library.

use crate::buffer::civigrid_buf;
use crate::status::{
    CIVIGRID_BAD_ARGUMENT, CIVIGRID_BUSY, CIVIGRID_NONE, CIVIGRID_OK, CIVIGRID_PANIC, CIVIGRID_POISONED,
    CIVIGRID_REJECTED, CIVIGRID_REPEAT, CIVIGRID_RULESET_INVALID, civigrid_status,
};
use civigrid::{Code, Rejection, wire};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a call answers, with the bytes for `out`.
pub(crate) enum Answer {
    Ok(Vec<u8>),
    Repeat(Vec<u8>),
    None,
}

impl Answer {
    /// Done, and nothing to tell.
    pub(crate) const DONE: Self = Self::Ok(Vec::new());

    /// The bytes, or that there are none.
    pub(crate) fn or_none(bytes: Option<Vec<u8>>) -> Self {
        bytes.map_or(Self::None, Self::Ok)
    }
}

/// Why a call fails.
pub(crate) enum Failure {
    /// The library's refusal, in bytes.
    Rejected(Vec<u8>),
    /// The problems of a ruleset, in bytes.
    Ruleset(Vec<u8>),
    Argument(Rejection),
    Busy,
    Poisoned,
}

impl Failure {
    /// A parameter that cannot be used.
    pub(crate) fn argument(code: Code, name: &str) -> Self {
        Self::Argument(Rejection::new(code, "").with(&name))
    }
}

/// The library's refusals are bytes already.
impl From<Vec<u8>> for Failure {
    fn from(rejection: Vec<u8>) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(wire::bytes_of(&rejection))
    }
}

/// Runs the body of a function. `out` is set whatever happens, unless it is NULL: then nothing is done at all.
pub(crate) fn call(out: *mut civigrid_buf, body: impl FnOnce() -> Result<Answer, Failure>) -> civigrid_status {
    if out.is_null() || !out.is_aligned() {
        return CIVIGRID_BAD_ARGUMENT;
    }
    // SAFETY: the caller gives a buffer that may be written.
    unsafe { out.write(civigrid_buf::EMPTY) };
    let (status, bytes) = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(answered) => told(answered),
        Err(payload) => {
            discard(payload);
            (CIVIGRID_PANIC, wire::bytes_of(&Rejection::new(Code::Panic, "")))
        }
    };
    // SAFETY: as above.
    unsafe { out.write(civigrid_buf::from_vec(bytes)) };
    status
}

fn told(answered: Result<Answer, Failure>) -> (civigrid_status, Vec<u8>) {
    let misuse = |code| wire::bytes_of(&Rejection::new(code, ""));
    match answered {
        Ok(Answer::Ok(bytes)) => (CIVIGRID_OK, bytes),
        Ok(Answer::Repeat(bytes)) => (CIVIGRID_REPEAT, bytes),
        Ok(Answer::None) => (CIVIGRID_NONE, Vec::new()),
        Err(Failure::Rejected(bytes)) => (CIVIGRID_REJECTED, bytes),
        Err(Failure::Ruleset(bytes)) => (CIVIGRID_RULESET_INVALID, bytes),
        Err(Failure::Argument(rejection)) => (CIVIGRID_BAD_ARGUMENT, wire::bytes_of(&rejection)),
        Err(Failure::Busy) => (CIVIGRID_BUSY, misuse(Code::HandleBusy)),
        Err(Failure::Poisoned) => (CIVIGRID_POISONED, misuse(Code::HandlePoisoned)),
    }
}

/// Drops what a panic carried. It may panic in its turn; what that one carries is leaked, which ends the chain.
pub(crate) fn discard(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}
