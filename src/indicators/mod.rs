//! Indicators: figures counted as things happen, with named numerators and denominators.

mod compiled;
mod decide;
mod document;
mod event;
mod evolve;
mod observation;
mod query;
mod state;

pub use event::{Counted, Event};
pub use query::{CountsAnswer, GetCounts, GetValue, ValueAnswer};
pub use state::Counts;

pub(crate) use compiled::Rules;
pub(crate) use decide::counted;
pub(crate) use document::read_indicators;
pub(crate) use evolve::evolve;
pub(crate) use observation::Observation;
pub(crate) use query::{get_counts, get_value};
