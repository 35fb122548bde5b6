//! Points (积分): what volunteering earns, kept by double entry so that all accounts sum to zero at every instant.
//!
//! This version awards acts by a table and ranks members; caps, reviews, redemption, expiry and reversal come later.

mod command;
mod compiled;
mod decide;
mod document;
mod event;
mod evolve;
mod facts;
mod query;
mod state;

pub use command::{Claim, Command};
pub use event::{AccountOpened, ActCounted, Event, Issued, Posted};
pub use query::{Balance, Board, BoardRow, GetBalance, GetBoard, Period};
pub use state::{Account, Act};

pub(crate) use compiled::Rules;
pub(crate) use decide::{Award, award, decide};
pub(crate) use document::{award_facts, read_points};
pub(crate) use evolve::{evolve_account, evolve_act};
pub(crate) use facts::PointFacts;
pub(crate) use query::{get_balance, get_board};
