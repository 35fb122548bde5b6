//! What a decision reads and what it answers: facts that are given, absent or not given; events to be.

use crate::error::{Code, Rejection};
use crate::id::{Actor, CommandId, Key};
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;

/// A fact: "it does not exist" is another thing than "nobody looked".
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<T> {
    /// It exists.
    Given(T),
    /// It is known not to exist.
    Absent,
    /// It was not looked up: `needs` names it.
    NotGiven,
}

/// Why a decision stops: it is refused, or a fact must be given first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// Refused.
    Rejected(Rejection),
    /// A row must be looked up first.
    Missing(Key),
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl Stop {
    /// The rejection; where a fact is missing, the fault that says so.
    #[must_use]
    pub(crate) fn into_rejection(self) -> Rejection {
        match self {
            Self::Rejected(rejection) => rejection,
            Self::Missing(key) => Rejection::new(Code::FactMissing, "").with(&key),
        }
    }
}

/// A command as the deciders see it: who asks, and the two instants.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    /// The command's id.
    pub(crate) id: &'a CommandId,
    /// Who asks.
    pub(crate) actor: &'a Actor,
    /// Recorded time.
    pub(crate) at: Instant,
    /// When it happened on the ground, if told.
    pub(crate) occurred_at: Option<Instant>,
}

/// An event that a decision answers, before the engine gives it its version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Emit<E> {
    /// The aggregate that it changes.
    pub(crate) key: Key,
    /// The rules on which it rests.
    pub(crate) because: Vec<String>,
    /// What happened.
    pub(crate) event: E,
}

impl<E> Emit<E> {
    /// An event that rests on the rules named.
    pub(crate) fn new(key: Key, because: Vec<String>, event: E) -> Self {
        Self { key, because, event }
    }
}
