//! Commits an entry: it is checked on a draft, whose rows are then taken over whole.

use super::decide::seen;
use super::draft::Draft;
use super::entry::{Cause, Entry};
use super::state::State;
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::ruleset::Rulesets;

pub(super) fn commit(rulesets: &Rulesets, state: &mut State, entry: &Entry) -> Result<(), Rejection> {
    let next = state.seq().checked_add(1);
    if next != Some(entry.seq()) {
        return Err(Rejection::new(Code::EntrySeq, "/seq").with(&next.unwrap_or(u64::MAX)));
    }
    if entry.prev() != state.head() {
        return Err(Rejection::new(Code::EntryPrev, "/prev"));
    }
    if state.last_at().is_some_and(|last| entry.at() < last) {
        return Err(Rejection::new(Code::EntryTime, "/at"));
    }
    let command = if let Cause::Command(command) = entry.cause() { Some(command) } else { None };
    let ruleset = rulesets.get(&entry.ruleset())?.compiled();
    entry.verify(ruleset.algorithm)?;
    let mut draft = Draft::new(rulesets, state, entry.seq(), command).map_err(Stop::into_rejection)?;
    if draft.ruleset().fingerprint != entry.ruleset() {
        return Err(Rejection::new(Code::RulesetUnknown, "/ruleset").with(&entry.ruleset()));
    }
    for (index, record) in entry.events().iter().enumerate() {
        let place = alloc::format!("/events/{index}");
        draft.apply(record).map_err(|stop| stop.into_rejection().at(&place))?;
    }
    check_instant(state, entry)?;
    let rows = draft.into_rows();
    for (key, row) in &rows {
        let Some(row) = row else { continue };
        row.body.check(key, rulesets)?;
        // A clock fires no earlier than the entry that set it.
        if row.body.next_firing().is_some_and(|(fires_at, _)| fires_at < entry.at()) {
            return Err(Rejection::new(Code::EntryTime, "/events"));
        }
    }
    // From here on nothing can fail.
    for (key, row) in rows {
        state.put(key, row);
    }
    if let Some(command) = command {
        state.remember(command.id.clone(), seen(command, entry.seq(), entry.at()));
    }
    state.move_on(entry.seq(), entry.hash(), entry.at(), ruleset.remember);
    Ok(())
}

/// A command's entry comes before anything fires; what is due comes at the instant at which it fires.
fn check_instant(state: &State, entry: &Entry) -> Result<(), Rejection> {
    let next = state.next_firing();
    let fits = match entry.cause() {
        Cause::Command(_) => next.is_none_or(|fires_at| entry.at() < fires_at),
        Cause::Due(at) => *at == entry.at() && next == Some(*at),
        Cause::Work(_) => next == Some(entry.at()),
    };
    if fits { Ok(()) } else { Err(Rejection::new(Code::EntryTime, "/at")) }
}
