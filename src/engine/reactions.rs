//! Reactions: an event of one domain becomes a command of another, in the same entry. Each names an act key and counts
//! at most once for it; a refused reaction is recorded and never refuses its cause.

use super::draft::Draft;
use super::message::{EngineEvent, Event, ReactionRefused};
use crate::cases;
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Stop};
use crate::id::{ActKey, CaseId, Key, PersonId};
use crate::points::{self, Award};
use crate::ruleset::{Reaction, Trigger};
use crate::time::Instant;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// Whether any reaction could follow on an event.
pub(super) fn can_trigger(event: &cases::Event) -> bool {
    matches!(event, cases::Event::Completed(_))
}

/// Carries out the reactions to an event of a case.
pub(super) fn react(draft: &mut Draft<'_>, case: &CaseId, event: &cases::Event, at: Instant) -> Result<(), Stop> {
    for reaction in &draft.ruleset().reactions {
        let people: &[PersonId] = match (reaction.trigger, event) {
            (Trigger::CompletedHelpers, cases::Event::Completed(completed)) => &completed.helpers,
            _ => &[],
        };
        for person in people {
            let key =
                ActKey::new(&format!("reaction/{}/case/{case}/{person}", reaction.id)).map_err(Rejection::from)?;
            claim(draft, reaction, person, &key, at)?;
        }
    }
    Ok(())
}

fn claim(draft: &mut Draft<'_>, reaction: &Reaction, person: &PersonId, key: &ActKey, at: Instant) -> Result<(), Stop> {
    let because = format!("reactions/{}", reaction.id);
    let award = Award { person, act: &reaction.act, hours: reaction.hours, key, at, because };
    match points::award(draft, &award) {
        Ok(emits) => draft.push_all(emits, Event::Points),
        // A case that is completed again: the act has counted, and there is nothing to say.
        Err(Stop::Rejected(refusal)) if refusal.code() == Code::ActCounted => Ok(()),
        Err(Stop::Rejected(refusal)) => refused(draft, reaction, key, &refusal),
        Err(missing) => Err(missing),
    }
}

fn refused(draft: &mut Draft<'_>, reaction: &Reaction, key: &ActKey, refusal: &Rejection) -> Result<(), Stop> {
    let row = Key::Reaction(reaction.id.clone());
    let before = draft.row(&row)?.map_or(0, |row| row.version);
    let event = EngineEvent::ReactionRefused(ReactionRefused {
        act_key: key.clone(),
        code: refusal.code().name().to_string(),
        refusals: before.saturating_add(1),
    });
    draft.push(Emit::new(row, Vec::from([format!("reactions/{}", reaction.id)]), Event::Engine(event)))
}
