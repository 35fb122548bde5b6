#![doc = include_str!("../README.md")]
#![no_std]
#![warn(missing_docs)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

extern crate alloc;

// Leaves.
pub mod bounds;
mod decimal;
mod document;
mod error;
mod facts;
mod hash;
mod id;
mod json;
mod status;
mod text;
mod time;

// Instruments.
pub mod calendar;
pub mod clock;
pub mod geometry;
mod ranking;
pub mod tables;

// The directory and the domains.
pub mod cases;
pub mod directory;
pub mod indicators;
pub mod points;

// What composes them.
mod engine;
mod ruleset;
pub mod wire;

pub use decimal::{BadDecimal, Decimal};
pub use engine::rows;
pub use engine::{
    Answer, AnswerData, Applied, Body, Cause, Command, CommandData, Decision, Engine, EngineEvent, Entry, Event,
    EventRecord, Query, ReactionRecord, ReactionRefused, Refused, Row, Seen, View, Work, WorkAdvanced, WorkCause,
    WorkDone, WorkKind, WorkOpened,
};
pub use error::{Code, Rejection, Stage};
pub use facts::Fact;
pub use geometry::Position;
pub use hash::{Algorithm, Digest};
pub use id::{AccountId, ActKey, Actor, BadId, CaseId, CommandId, Key, Name, NodeCode, PersonId, UnitId};
pub use ruleset::{
    Adopt, Adopted, Command as RulesetCommand, CompileError, Diagnostic, Event as RulesetEvent, Parts, RulesInForce,
    Ruleset, Rulesets, Running, compile_calendar, compile_table,
};
pub use text::Text;
pub use time::{BadTime, Date, Instant};

#[cfg(doctest)]
#[doc = include_str!("../README.zh-CN.md")]
struct ReadmeInChinese;
