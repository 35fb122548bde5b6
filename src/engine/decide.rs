//! Decides one command: repeat, time and due here, the rest in its domain; then reactions and figures.

use super::body::{Body, Seen};
use super::draft::{Draft, RowDecision};
use super::entry::{Cause, Entry};
use super::message::{Command, CommandData, EngineEvent, Event, WorkKind, WorkOpened};
use super::reactions::{can_trigger, react};
use super::state::{State, aged_out};
use super::{Decision, Row};
use crate::bounds;
use crate::cases;
use crate::directory::{self, Relation, authorise, standing};
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Emit, Fact, Stop};
use crate::id::Key;
use crate::json::Message;
use crate::points;
use crate::ruleset::{self, Adopt, Adopted, Compiled, Rulesets, judge_adoption};
use crate::time::Instant;
use alloc::vec::Vec;

pub(super) fn decide(
    rulesets: &Rulesets,
    state: &State,
    command: &Command,
    at: Instant,
    asked_at: Option<Instant>,
) -> Result<Decision, Rejection> {
    let seq = state.seq().checked_add(1).ok_or_else(|| Rejection::new(Code::CountOverflow, ""))?;
    let draft = Draft::new(rulesets, state, seq, Some(command)).map_err(Stop::into_rejection)?;
    if let Some(seq) = repeat(&draft, command, at).map_err(Stop::into_rejection)? {
        return Ok(Decision::Repeat { seq });
    }
    if let Some(last) = state.last_at().filter(|last| at < *last) {
        return Err(Rejection::new(Code::TimeRegressed, "").with(&last));
    }
    check_occurred(draft.ruleset(), command, at, asked_at.unwrap_or(at))?;
    if let Some(fires_at) = state.next_firing().filter(|fires_at| *fires_at <= at) {
        return Err(Rejection::new(Code::DeadlinesDue, "").with(&fires_at));
    }
    let ruleset = draft.ruleset();
    let events = decide_domain(draft, command, at).map_err(Stop::into_rejection)?.events;
    let cause = Cause::Command(command.clone());
    Ok(Decision::New(Entry::seal(ruleset, seq, at, asked_at, cause, events, state.head()).into()))
}

/// The entry that already holds this command, if its id is still remembered.
pub(super) fn repeat(draft: &Draft<'_>, command: &Command, at: Instant) -> Result<Option<u64>, Stop> {
    let Some(Row { body: Body::Command(seen), .. }) = draft.row(&Key::Command(command.id.clone()))? else {
        return Ok(None);
    };
    if aged_out(seen.at, at, draft.ruleset().remember) {
        return Ok(None);
    }
    if seen.digest == command.digest() {
        return Ok(Some(seen.seq));
    }
    Err(Rejection::new(Code::CommandChanged, "/id").into())
}

/// `occurred_at` lies at or before the instant that the host asked for, and not further back than the ruleset allows for
/// the command.
pub(super) fn check_occurred(
    ruleset: &Compiled,
    command: &Command,
    at: Instant,
    asked_at: Instant,
) -> Result<(), Rejection> {
    let Some(occurred_at) = command.occurred_at else { return Ok(()) };
    if occurred_at > asked_at {
        return Err(Rejection::new(Code::OccurredLater, "/occurred_at"));
    }
    let back = ruleset.backdate.get(command.data.kind()).copied().unwrap_or(0);
    match at.plus(back.saturating_neg()) {
        Some(earliest) if occurred_at < earliest => {
            Err(Rejection::new(Code::OccurredTooEarly, "/occurred_at").with(&earliest))
        }
        _ => Ok(()),
    }
}

/// The events of a command and the rows that they change.
pub(super) fn decide_domain(mut draft: Draft<'_>, command: &Command, at: Instant) -> Result<RowDecision, Stop> {
    let asked = Asked { id: &command.id, actor: &command.actor, at, occurred_at: command.occurred_at };
    match &command.data {
        CommandData::Directory(data) => {
            let emits = directory::decide(&draft.ruleset().directory, &draft, &asked, data)?;
            draft.push_all(emits, Event::Directory)?;
            if let directory::Command::Load(_) = data {
                open_work(&mut draft, command, WorkKind::Load, at)?;
            }
        }
        CommandData::Case(data) => {
            let emits = cases::decide(&draft, &asked, data)?;
            let triggers: Vec<Emit<cases::Event>> =
                emits.iter().filter(|emit| can_trigger(&emit.event)).cloned().collect();
            draft.push_all(emits, Event::Case)?;
            for emit in &triggers {
                if let Key::Case(case) = &emit.key {
                    react(&mut draft, case, &emit.event, at)?;
                }
            }
        }
        CommandData::Points(data) => {
            let emits = points::decide(&draft, &asked, data)?;
            draft.push_all(emits, Event::Points)?;
        }
        CommandData::Ruleset(data) => {
            let ruleset::Command::Adopt(adopt) = data;
            adopt_ruleset(&mut draft, command, &asked, data.kind(), adopt)?;
        }
    }
    if draft.size() > bounds::ENTRY_EVENTS {
        return Err(Rejection::new(Code::EntryTooLarge, "").into());
    }
    draft.finish()
}

fn open_work(draft: &mut Draft<'_>, command: &Command, kind: WorkKind, at: Instant) -> Result<(), Stop> {
    let opened = EngineEvent::WorkOpened(WorkOpened { kind, at });
    draft.push(Emit::new(Key::Work(command.id.clone()), Vec::new(), Event::Engine(opened)))
}

fn adopt_ruleset(
    draft: &mut Draft<'_>,
    command: &Command,
    asked: &Asked<'_>,
    action: &str,
    adopt: &Adopt,
) -> Result<(), Stop> {
    let now = draft.ruleset();
    let reason = authorise(&now.directory, asked, &standing(draft, asked)?, action, &[Relation::Any])?;
    if adopt.fingerprint == now.fingerprint {
        return Err(Rejection::new(Code::RulesetInForce, "/data/fingerprint").into());
    }
    let not_given = |_| Rejection::new(Code::RulesetNotGiven, "/data/fingerprint");
    let next = draft.rulesets().get(&adopt.fingerprint).map_err(not_given)?.compiled();
    judge_adoption(now, next, asked.at.date())?;
    let adopted = ruleset::Event::Adopted(Adopted { fingerprint: adopt.fingerprint, from: asked.at });
    draft.push(Emit::new(Key::Rules, Vec::from([reason]), Event::Ruleset(adopted)))?;
    if draft.facts().waiting(None, 1) != Fact::Given(Vec::new()) {
        open_work(draft, command, WorkKind::Timing, asked.at)?;
    }
    Ok(())
}

/// The row that remembers a command.
pub(super) fn seen(command: &Command, seq: u64, at: Instant) -> Seen {
    Seen { digest: command.digest(), seq, at }
}
