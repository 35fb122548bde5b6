//! Cases (案件): a resident's matter from its report to its completion.
//!
//! 小事不出网格、大事不出社区、难事不出街道: the triage table grades a matter, the grade names the *tier* that must settle
//! it, and a breach raises it to the next. Who holds it now (the *lead*) is another thing than its tier.

mod command;
mod compiled;
mod decide;
mod dispatch;
mod document;
mod due;
mod event;
mod evolve;
mod facts;
mod intake;
mod moves;
mod query;
mod state;

pub use command::{Command, Complete, Datum, Inspect, Merge, Place, Refuse, Reopen, Reply, Report, Return, Sign, Void};
pub use event::{
    Breached, CallersAdded, Completed, Dispatched, Escalated, Event, Inspected, Merged, Reopened, Replied, Reported,
    Returned, Reworked, Signed, SignedBy, Supervised, Timed, Triaged, Voided,
};
pub use moves::{MOVES, Move};
pub use query::{
    CaseAnswer, ClockAnswer, ClockExplained, ExplainCase, Explained, GetCase, ListWaiting, Waiting, WaitingCase,
};
pub use state::{Case, ClockName, Clocks, Status};

pub(crate) use compiled::Rules;
pub(crate) use decide::decide;
pub(crate) use document::{Known, completed_counter, read_cases, read_severities, read_tiers, triage_facts};
pub(crate) use due::{decide_due, decide_timing};
pub(crate) use evolve::evolve;
pub(crate) use facts::{Book, CaseFacts};
pub(crate) use query::{explain_case, get_case, waiting_case};
