//! Engines.

use crate::buffer::civigrid_buf;
use crate::call::{Answer, Failure, call};
use crate::handle::{Handle, borrow, free, give};
use crate::input;
use crate::ruleset::civigrid_ruleset;
use crate::status::civigrid_status;
use civigrid::wire::columns::NO_INSTANT;
use civigrid::wire::{self, Replies, Reply};
use civigrid::{Code, Engine, Rulesets};
use core::ptr;

/// An engine: rulesets, and the state that the entries so far add up to. One engine is one jurisdiction. Functions that
/// take it as `const` may run at the same time in any number of threads; all others need it for themselves.
pub struct civigrid_engine {
    pub(crate) handle: Handle<Engine>,
}

/// # Safety
/// The conventions of the header.
unsafe fn rulesets(rulesets: *const *const civigrid_ruleset, count: usize) -> Result<Rulesets, Failure> {
    // SAFETY: by the contract of this function.
    let given = unsafe { input::column(rulesets, count, "rulesets") }?;
    let mut all: Option<Rulesets> = None;
    for (number, ruleset) in given.iter().enumerate() {
        // SAFETY: as above.
        let ruleset = unsafe { borrow(*ruleset, &format!("rulesets[{number}]")) }?.handle.read(Clone::clone)?;
        all = Some(match all {
            None => Rulesets::from(ruleset),
            Some(all) => all.with(ruleset),
        });
    }
    all.ok_or_else(|| Failure::argument(Code::ArgumentEmpty, "rulesets"))
}

/// An engine without entries. The first ruleset is in force until another is adopted; the others are those that will be
/// adopted, or that a journal names. `*engine` is set to the new handle, which the caller frees, or to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_new(
    rulesets: *const *const civigrid_ruleset,
    ruleset_count: usize,
    engine: *mut *mut civigrid_engine,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { input::place(engine, ptr::null_mut(), "engine") }?;
        // SAFETY: as above.
        let rulesets = unsafe { self::rulesets(rulesets, ruleset_count) }?;
        *engine = give(civigrid_engine { handle: Handle::new(Engine::new(rulesets)?) });
        Ok(Answer::DONE)
    })
}

/// An engine from a snapshot; commit the entries that followed it. The rulesets must hold those that it names.
/// `*engine` is set to the new handle, which the caller frees, or to NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_restore(
    rulesets: *const *const civigrid_ruleset,
    ruleset_count: usize,
    snapshot: *const u8,
    snapshot_len: usize,
    engine: *mut *mut civigrid_engine,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { input::place(engine, ptr::null_mut(), "engine") }?;
        // SAFETY: as above.
        let rulesets = unsafe { self::rulesets(rulesets, ruleset_count) }?;
        // SAFETY: as above.
        let snapshot = unsafe { input::column(snapshot, snapshot_len, "snapshot") }?;
        *engine = give(civigrid_engine { handle: Handle::new(wire::restore(rulesets, snapshot)?) });
        Ok(Answer::DONE)
    })
}

/// Hands over one more ruleset, to be adopted later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_add_ruleset(
    engine: *mut civigrid_engine,
    ruleset: *const civigrid_ruleset,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine.cast_const(), "engine") }?;
        // SAFETY: as above.
        let ruleset = unsafe { borrow(ruleset, "ruleset") }?.handle.read(Clone::clone)?;
        engine.handle.write(|engine| engine.add_ruleset(ruleset))?;
        Ok(Answer::DONE)
    })
}

/// Frees an engine; NULL is nothing. One that another thread is using just now is left alone, and leaks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_free(engine: *mut civigrid_engine) {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { free(engine, |engine| &engine.handle) }
}

type Decide = fn(&Engine, &[u8], civigrid::Instant) -> Result<Reply, Vec<u8>>;

/// # Safety
/// The conventions of the header.
unsafe fn decide_by(
    decide: Decide,
    engine: *const civigrid_engine,
    command: (*const u8, usize),
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: by the contract of this function.
        let engine = unsafe { borrow(engine, "engine") }?;
        // SAFETY: as above.
        let command = unsafe { input::column(command.0, command.1, "command") }?;
        let at = input::instant(at, "at")?;
        let reply = engine.handle.read(|engine| {
            #[cfg(feature = "planted-panic")]
            planted_panic(command);
            decide(engine, command, at)
        })??;
        Ok(match reply {
            Reply::New(entry) => Answer::Ok(entry),
            Reply::Repeat(seq) => repeat(seq),
        })
    })
}

fn repeat(seq: u64) -> Answer {
    Answer::Repeat(format!("{{\"seq\":{seq}}}").into_bytes())
}

/// A fault of the library, for the tests of what it does to a host.
#[cfg(feature = "planted-panic")]
#[allow(clippy::panic, reason = "it is what the feature is for")]
fn planted_panic(command: &[u8]) {
    let mark = br#""id":"planted-panic""#;
    if command.windows(mark.len()).any(|window| window == mark) {
        panic!("planted");
    }
}

/// Decides a command at an instant, in seconds since 1970-01-01T00:00:00Z. Nothing changes. `out` is the new entry: store
/// it in your own transaction, then commit it. `CIVIGRID_REPEAT` if this very command is an entry already;
/// `CIVIGRID_REJECTED` with the number `CIVIGRID_DEADLINES_DUE` asks to carry out first what `civigrid_engine_decide_due`
/// gives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_decide(
    engine: *const civigrid_engine,
    command: *const u8,
    command_len: usize,
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { decide_by(wire::decide, engine, (command, command_len), at, out) }
}

/// As `civigrid_engine_decide`, but where the instant lies before the last entry's, that one is taken, and the entry
/// records the instant that was asked for: for hosts whose clock may step back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_decide_clamped(
    engine: *const civigrid_engine,
    command: *const u8,
    command_len: usize,
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { decide_by(wire::decide_clamped, engine, (command, command_len), at, out) }
}

/// Decides what fires first, if that is not after `at` or the last entry's instant. `out` is its entry: store and commit
/// it, and ask again until `CIVIGRID_NONE`. Nothing changes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_decide_due(
    engine: *const civigrid_engine,
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine, "engine") }?;
        let at = input::instant(at, "at")?;
        Ok(Answer::or_none(engine.handle.read(|engine| wire::decide_due(engine, at))??))
    })
}

/// Takes over an entry: all of it, or nothing and `CIVIGRID_REJECTED`. The numbers `CIVIGRID_ENTRY_SEQ` and
/// `CIVIGRID_ENTRY_PREV` tell that somebody else was faster: commit that entry from the store and decide again. `out` is
/// empty if it is taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_commit(
    engine: *mut civigrid_engine,
    entry: *const u8,
    entry_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine.cast_const(), "engine") }?;
        // SAFETY: as above.
        let entry = unsafe { input::column(entry, entry_len, "entry") }?;
        engine.handle.write(|engine| wire::commit(engine, entry))??;
        Ok(Answer::DONE)
    })
}

/// Carries out what is due, decides the command and commits it, with the work that it leaves at its instant: for hosts
/// that store afterwards. `out` is one entry a line, each ending in LF. With `CIVIGRID_REJECTED` the lines are the entries
/// of what was due, committed and to be stored all the same, and after the last LF stands the rejection.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_apply(
    engine: *mut civigrid_engine,
    command: *const u8,
    command_len: usize,
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine.cast_const(), "engine") }?;
        // SAFETY: as above.
        let command = unsafe { input::column(command, command_len, "command") }?;
        let at = input::instant(at, "at")?;
        match engine.handle.write(|engine| wire::apply(engine, command, at))? {
            Ok(Replies::New(entries)) => Ok(Answer::Ok(wire::lines(&entries))),
            Ok(Replies::Repeat(seq)) => Ok(repeat(seq)),
            Err(refused) => Err(Failure::Rejected(refused.bytes())),
        }
    })
}

/// Carries out everything that fires at or before an instant. `out` is one entry a line, each ending in LF; empty if
/// nothing fires. `CIVIGRID_REJECTED` as of `civigrid_engine_apply`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_advance(
    engine: *mut civigrid_engine,
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine.cast_const(), "engine") }?;
        let at = input::instant(at, "at")?;
        let advanced = engine.handle.write(|engine| wire::advance(engine, at))?;
        let entries = advanced.map_err(|refused| Failure::Rejected(refused.bytes()))?;
        Ok(Answer::Ok(wire::lines(&entries)))
    })
}

/// Answers a query, as JSON, inside the view of a node (its code), at an instant not before the last entry.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_query(
    engine: *const civigrid_engine,
    query: *const u8,
    query_len: usize,
    view: *const u8,
    view_len: usize,
    at: i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine, "engine") }?;
        // SAFETY: as above.
        let query = unsafe { input::column(query, query_len, "query") }?;
        // SAFETY: as above.
        let view = unsafe { input::text(view, view_len, "view") }?;
        let at = input::instant(at, "at")?;
        Ok(Answer::Ok(engine.handle.read(|engine| wire::query(engine, query, view, at))??))
    })
}

/// # Safety
/// The conventions of the header.
unsafe fn tell(
    engine: *const civigrid_engine,
    out: *mut civigrid_buf,
    what: impl FnOnce(&Engine) -> Vec<u8>,
) -> civigrid_status {
    call(out, || {
        // SAFETY: by the contract of this function.
        let engine = unsafe { borrow(engine, "engine") }?;
        engine.handle.read(|engine| Answer::Ok(what(engine)))
    })
}

/// The whole state as lines, each ending in LF: a header, one row each, a digest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_snapshot(
    engine: *const civigrid_engine,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { tell(engine, out, Engine::snapshot) }
}

/// A digest of the whole state, as `algorithm:hex`: equal for engines with equal entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_digest(
    engine: *const civigrid_engine,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { tell(engine, out, |engine| engine.digest().to_string().into_bytes()) }
}

/// The hash of the last entry, as `algorithm:hex`; `none` before the first, or where the ruleset hashes nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_head(
    engine: *const civigrid_engine,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { tell(engine, out, |engine| engine.head().to_string().into_bytes()) }
}

/// The seq of the last entry into `*seq`; 0 before the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_seq(
    engine: *const civigrid_engine,
    seq: *mut u64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let seq = unsafe { input::place(seq, 0, "seq") }?;
        // SAFETY: as above.
        let engine = unsafe { borrow(engine, "engine") }?;
        *seq = engine.handle.read(Engine::seq)?;
        Ok(Answer::DONE)
    })
}

/// # Safety
/// The conventions of the header.
unsafe fn instant(
    engine: *const civigrid_engine,
    at: *mut i64,
    out: *mut civigrid_buf,
    which: impl FnOnce(&Engine) -> Option<civigrid::Instant>,
) -> civigrid_status {
    call(out, || {
        // SAFETY: by the contract of this function.
        let at = unsafe { input::place(at, NO_INSTANT, "at") }?;
        // SAFETY: as above.
        let engine = unsafe { borrow(engine, "engine") }?;
        let Some(instant) = engine.handle.read(which)? else { return Ok(Answer::None) };
        *at = instant.seconds();
        Ok(Answer::DONE)
    })
}

/// The instant of the last entry into `*at`; `CIVIGRID_NO_INSTANT` and `CIVIGRID_NONE` before the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_last_at(
    engine: *const civigrid_engine,
    at: *mut i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { instant(engine, at, out, Engine::last_at) }
}

/// When something fires next into `*at`: set your timer to it. `CIVIGRID_NO_INSTANT` and `CIVIGRID_NONE` if nothing will.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_next_firing(
    engine: *const civigrid_engine,
    at: *mut i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { instant(engine, at, out, Engine::next_firing) }
}
