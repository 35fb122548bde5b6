//! What events of cases mean for figures.

use super::draft::Draft;
use super::entry::EventRecord;
use super::message::Event;
use crate::cases::completed_counter;
use crate::cases::{self, CaseFacts};
use crate::facts::Stop;
use crate::id::{Key, Name};
use crate::indicators::Observation;
use crate::ruleset::counter;
use alloc::vec::Vec;

/// The observations of an event that the draft has applied.
pub(super) fn observe(draft: &Draft<'_>, record: &EventRecord) -> Result<Vec<Observation>, Stop> {
    let (Event::Case(event), Key::Case(id)) = (&record.event, &record.key) else { return Ok(Vec::new()) };
    let moves = moves(event);
    if moves.is_empty() {
        return Ok(Vec::new());
    }
    let Some(case) = draft.case(id)? else { return Ok(Vec::new()) };
    let named = moves.into_iter().filter_map(|(name, by)| Some((name?, by)));
    Ok(named.map(|(name, by)| Observation { name, node: case.node.clone(), by }).collect())
}

fn moves(event: &cases::Event) -> Vec<(Option<Name>, i64)> {
    use cases::Event as E;
    let ends = |status: &str| Vec::from([(counter("open"), -1), (counter(status), 1)]);
    match event {
        E::Reported(_) => Vec::from([(counter("received"), 1), (counter("open"), 1)]),
        E::Completed(completed) => {
            let mut moves = ends("completed");
            moves.push((counter("completions"), 1));
            moves.push((completed_counter(&completed.tier), 1));
            moves
        }
        E::Reopened(reopened) => Vec::from([
            (counter("completed"), -1),
            (completed_counter(&reopened.tier), -1),
            (counter("open"), 1),
            (counter("reopenings"), 1),
        ]),
        E::Refused(_) => ends("refused"),
        E::Voided(_) => ends("void"),
        E::Merged(_) => ends("merged"),
        E::Escalated(_) => Vec::from([(counter("escalations"), 1)]),
        E::Returned(_) => Vec::from([(counter("returns"), 1)]),
        E::Reworked(_) => Vec::from([(counter("reworks"), 1)]),
        E::Supervised(_) => Vec::from([(counter("supervisions"), 1)]),
        E::Breached(_) => Vec::from([(counter("breaches"), 1)]),
        E::Triaged(_)
        | E::Dispatched(_)
        | E::Signed(_)
        | E::Replied(_)
        | E::Inspected(_)
        | E::CallersAdded(_)
        | E::Timed(_) => Vec::new(),
    }
}
