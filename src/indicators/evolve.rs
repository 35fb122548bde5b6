//! Assigns the values that an event says.

use super::event::Event;
use super::state::Counts;

pub(crate) fn evolve(before: Option<&Counts>, event: &Event) -> Counts {
    let Event::Counted(counted) = event;
    let mut counts = before.cloned().unwrap_or_default();
    counts.extend(counted.counts.iter().map(|(name, value)| (name.clone(), *value)));
    counts
}
