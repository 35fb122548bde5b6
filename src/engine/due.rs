//! Decides what is due: the entry of the earliest firing instant, so that the journal never depends on how often a
//! host looks.

use super::body::Body;
use super::draft::Draft;
use super::entry::{Cause, Entry, WorkCause};
use super::message::Event;
use super::state::State;
use super::work::carry_out;
use crate::bounds;
use crate::cases;
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::id::Key;
use crate::ruleset::Rulesets;
use crate::time::Instant;
use alloc::collections::BTreeSet;

pub(super) fn decide_due(rulesets: &Rulesets, state: &State, at: Instant) -> Result<Option<Entry>, Rejection> {
    // A host whose clock stepped back must still get rid of what fires at the last entry's instant.
    let at = state.last_at().map_or(at, |last| last.max(at));
    let Some(fires_at) = state.next_firing().filter(|fires_at| *fires_at <= at) else { return Ok(None) };
    let seq = state.seq().checked_add(1).ok_or_else(|| Rejection::new(Code::CountOverflow, ""))?;
    let mut draft = Draft::new(rulesets, state, seq, None).map_err(Stop::into_rejection)?;
    let ruleset = draft.ruleset();
    let cause = fire(&mut draft, state, fires_at).map_err(Stop::into_rejection)?;
    let events = draft.finish().map_err(Stop::into_rejection)?.events;
    // The instant is never before the last entry's: a clock fires no earlier than the entry that set it.
    Ok(Some(Entry::seal(ruleset, seq, fires_at, None, cause, events, state.head())))
}

/// Work comes alone and first; else cases, by (due, key), as many as fit into one entry.
fn fire(draft: &mut Draft<'_>, state: &State, at: Instant) -> Result<Cause, Stop> {
    if let Some((_, Key::Work(id))) = state.firing_at(at).next()
        && let Some(Body::Work(work)) = state.body(&Key::Work(id.clone()))
    {
        carry_out(draft, id, work)?;
        return Ok(Cause::Work(WorkCause { seq: work.seq, from: work.done }));
    }
    let mut queued = state.firing_at(at).map(|(due, key)| (due, key.clone())).peekable();
    // Keys that fire at this instant once more after they have fired.
    let mut again: BTreeSet<(Instant, Key)> = BTreeSet::new();
    while draft.size().saturating_add(bounds::STEP_EVENTS) <= bounds::ENTRY_EVENTS {
        let from_queue = match (queued.peek(), again.first()) {
            (None, None) => break,
            (Some(next), Some(repeated)) => next <= repeated,
            (Some(_), None) => true,
            (None, Some(_)) => false,
        };
        let Some((_, key)) = (if from_queue { queued.next() } else { again.pop_first() }) else { break };
        let before = draft.size();
        fire_key(draft, &key, at)?;
        if draft.size() == before {
            // Nothing comes of what fires: the row is damaged, and looking again would go on for ever.
            return Err(Rejection::new(Code::RowUnfit, "").with(&key).into());
        }
        if let Some((fires_at, due)) = draft.row(&key)?.and_then(|row| row.body.next_firing())
            && fires_at == at
        {
            again.insert((due, key));
        }
    }
    Ok(Cause::Due(at))
}

/// What fires in one aggregate: its first clock.
pub(super) fn fire_key(draft: &mut Draft<'_>, key: &Key, at: Instant) -> Result<(), Stop> {
    if let Key::Case(id) = key {
        let emits = cases::decide_due(draft, id, at)?;
        draft.push_all(emits, Event::Case)?;
    }
    Ok(())
}
