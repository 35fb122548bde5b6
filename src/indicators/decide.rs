//! Adds up observations of one entry.

use super::event::{Counted, Event};
use super::observation::Observation;
use super::state::Counts;
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Stop};
use crate::id::{Key, Name, NodeCode};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The events that move the counters of every node that was observed.
pub(crate) fn counted<'c>(
    observations: &[Observation],
    counts: impl Fn(&NodeCode) -> Result<Option<&'c Counts>, Stop>,
) -> Result<Vec<Emit<Event>>, Stop> {
    let mut moves: BTreeMap<&NodeCode, BTreeMap<&Name, i64>> = BTreeMap::new();
    for observation in observations {
        let by = moves.entry(&observation.node).or_default().entry(&observation.name).or_default();
        *by = by.saturating_add(observation.by);
    }
    let mut events = Vec::new();
    for (node, by_name) in moves {
        let before = counts(node)?;
        let mut after = Counts::new();
        for (name, by) in by_name.into_iter().filter(|(_, by)| *by != 0) {
            let value = before.and_then(|counts| counts.get(name)).copied().unwrap_or(0).checked_add(by);
            let value = value.filter(|value| (0..=bounds::COUNT).contains(value));
            after.insert(name.clone(), value.ok_or_else(|| Rejection::new(Code::CountOverflow, ""))?);
        }
        if !after.is_empty() {
            events.push(Emit::new(Key::Tally(node.clone()), Vec::new(), Event::Counted(Counted { counts: after })));
        }
    }
    Ok(events)
}
