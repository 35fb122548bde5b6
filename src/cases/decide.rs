//! Decides commands on cases: visibility, authority, state and rule, in that order.

use super::command::{Command, Inspect, Merge, Reply};
use super::compiled::Rules;
use super::dispatch::{clock, dispatched, emit, tier, with, without};
use super::event::{
    CallersAdded, Completed, Event, Inspected, Merged, Reopened, Replied, Returned, Reworked, Signed, SignedBy, Voided,
};
use super::facts::{Book, CaseFacts};
use super::intake::decide_report;
use super::moves::check_move;
use super::state::{Case, ClockName, Clocks};
use crate::bounds;
use crate::directory::{Relation, Standing, authorise, standing, unit_above};
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Emit, Stop};
use crate::id::{CaseId, Name};
use crate::json::Message;
use alloc::string::String;
use alloc::vec::Vec;

type Events = Result<Vec<Emit<Event>>, Stop>;

/// The case of a command, with the rules under which it runs and the rule that allows the command.
struct Matter<'a> {
    asked: &'a Asked<'a>,
    id: &'a CaseId,
    case: &'a Case,
    book: Book<'a>,
    allowed: String,
}

pub(crate) fn decide(facts: &dyn CaseFacts, asked: &Asked<'_>, command: &Command) -> Events {
    if let Command::Report(report) = command {
        return decide_report(facts, asked, report, command.kind());
    }
    let id = command.case();
    let standing = standing(facts, asked)?;
    let case = visible(facts, asked, &standing, id, "/data/case")?;
    let target = match command {
        Command::Merge(merge) => Some(visible(facts, asked, &standing, &merge.into, "/data/into")?),
        _ => None,
    };
    let relations = relations(facts, asked, &standing, case)?;
    let allowed = authorise(facts.book().directory, asked, &standing, command.kind(), &relations)?;
    if let Some(target) = target {
        // A merge changes both cases: it must be allowed on both.
        let relations = self::relations(facts, asked, &standing, target)?;
        authorise(facts.book().directory, asked, &standing, command.kind(), &relations)?;
    }
    let book = facts.book_of(&case.ruleset)?;
    check_move(case, command, command.kind(), book.rules.inspection)?;
    let matter = Matter { asked, id, case, book, allowed };
    match command {
        Command::Report(_) => Ok(Vec::new()),
        Command::Sign(_) => Ok(matter.one(Event::Signed(Signed {
            by: SignedBy::Lead,
            window_ended: None,
            clocks: without(case, &[ClockName::Sign]),
        }))),
        Command::Return(data) => matter.returned(facts, &data.grounds),
        Command::Reply(reply) => matter.replied(reply),
        Command::Inspect(inspect) => matter.inspected(inspect),
        Command::Complete(_) => {
            let tier = tier(&matter.book, case)?.id.clone();
            Ok(matter.one(Event::Completed(Completed { tier, at: asked.at, helpers: case.helpers.clone() })))
        }
        Command::Reopen(data) => matter.reopened(&data.grounds),
        Command::Refuse(data) => {
            known(&data.grounds, &matter.book.rules.refuse_grounds)?;
            Ok(matter.one(Event::Refused(Voided { grounds: data.grounds.clone() })))
        }
        Command::Void(data) => {
            known(&data.grounds, &matter.book.rules.void_grounds)?;
            Ok(matter.one(Event::Voided(Voided { grounds: data.grounds.clone() })))
        }
        Command::Merge(merge) => matter.merged(merge, target.unwrap_or(case)),
    }
}

/// The case, if it exists and this actor may know of it: otherwise the same refusal.
fn visible<'f>(
    facts: &'f dyn CaseFacts,
    asked: &Asked<'_>,
    standing: &Standing,
    id: &CaseId,
    pointer: &str,
) -> Result<&'f Case, Stop> {
    let absent = || Stop::from(Rejection::new(Code::CaseNotFound, pointer));
    let case = facts.case(id)?.ok_or_else(absent)?;
    let known = asked.actor.is_host()
        || case.callers.contains(&asked.actor.id)
        || case.lead.as_ref().is_some_and(|lead| standing.in_unit(lead))
        || standing.above(facts, &case.node)?;
    if known { Ok(case) } else { Err(absent()) }
}

fn relations(
    facts: &dyn CaseFacts,
    asked: &Asked<'_>,
    standing: &Standing,
    case: &Case,
) -> Result<Vec<Relation>, Stop> {
    let mut out = Vec::from([Relation::Any]);
    if case.callers.contains(&asked.actor.id) {
        out.push(Relation::Reporter);
    }
    if case.lead.as_ref().is_some_and(|lead| standing.in_unit(lead)) {
        out.push(Relation::Lead);
    } else if standing.above(facts, &case.node)? {
        out.push(Relation::Above);
    }
    Ok(out)
}

fn known(grounds: &Name, list: &[Name]) -> Result<(), Rejection> {
    if list.contains(grounds) {
        return Ok(());
    }
    let names: Vec<&str> = list.iter().map(Name::as_str).collect();
    Err(Rejection::new(Code::GroundsUnknown, "/data/grounds").with(&names.join(", ")))
}

/// A count after one more.
fn next(count: u32) -> Result<u32, Rejection> {
    count.checked_add(1).ok_or_else(|| Rejection::new(Code::CountOverflow, ""))
}

impl Matter<'_> {
    fn one(&self, event: Event) -> Vec<Emit<Event>> {
        Vec::from([emit(self.id, Vec::from([self.allowed.clone()]), event)])
    }

    fn rules(&self) -> &Rules {
        self.book.rules
    }

    fn returned(&self, facts: &dyn CaseFacts, grounds: &Name) -> Events {
        known(grounds, &self.rules().return_grounds)?;
        if self.case.dispatches >= self.rules().designate_after {
            return Err(Rejection::new(Code::ReturnDesignated, "/data/case").with(&self.case.dispatches).into());
        }
        let nowhere = || Rejection::new(Code::ReturnNowhere, "/data/case");
        let lead = self.case.lead.as_ref().ok_or_else(nowhere)?;
        let above = unit_above(facts, lead)?.ok_or_else(nowhere)?;
        let returned =
            Event::Returned(Returned { grounds: grounds.clone(), by: lead.clone(), returns: next(self.case.returns)? });
        let dispatched = dispatched(&self.book, self.case, above, None, self.asked.at)?;
        let mut events = self.one(returned);
        events.push(emit(self.id, Vec::from([String::from("cases.return")]), dispatched));
        Ok(events)
    }

    fn replied(&self, reply: &Reply) -> Events {
        let kept = self.case.clocks.get(&ClockName::Handle).is_some_and(|clock| clock.on_time(self.asked.at));
        let on_time = kept && !self.case.late;
        let (name, limit) = if self.rules().inspection {
            (ClockName::Inspect, &self.rules().inspect_limit)
        } else {
            (ClockName::Complete, &self.rules().complete_limit)
        };
        let clocks = with(Clocks::new(), name, clock(&self.book, limit, self.asked.at)?);
        let mut helpers = reply.helpers.clone();
        helpers.sort_unstable();
        helpers.dedup();
        Ok(self.one(Event::Replied(Replied { on_time, helpers, clocks })))
    }

    fn inspected(&self, inspect: &Inspect) -> Events {
        if !self.rules().inspection {
            return Err(Rejection::new(Code::StageOff, "").with(&"inspection").into());
        }
        if inspect.passed {
            let running = clock(&self.book, &self.rules().complete_limit, self.asked.at)?;
            let clocks = with(Clocks::new(), ClockName::Complete, running);
            return Ok(self.one(Event::Inspected(Inspected { clocks })));
        }
        let clocks = self.handling_again()?;
        Ok(self.one(Event::Reworked(Reworked { reworks: next(self.case.reworks)?, clocks })))
    }

    /// Done again or reopened: the limit of the case's tier runs from now.
    fn handling_again(&self) -> Result<Clocks, Stop> {
        let limit = &tier(&self.book, self.case)?.limit;
        Ok(with(Clocks::new(), ClockName::Handle, clock(&self.book, limit, self.asked.at)?))
    }

    fn reopened(&self, grounds: &Name) -> Events {
        known(grounds, &self.rules().reopen_grounds)?;
        Ok(self.one(Event::Reopened(Reopened {
            grounds: grounds.clone(),
            tier: tier(&self.book, self.case)?.id.clone(),
            reopenings: next(self.case.reopenings)?,
            clocks: self.handling_again()?,
        })))
    }

    fn merged(&self, merge: &Merge, target: &Case) -> Events {
        if merge.into == *self.id {
            return Err(Rejection::new(Code::MergeWithItself, "/data/into").into());
        }
        if !target.status.is_open() {
            return Err(Rejection::new(Code::MergeTargetEnded, "/data/into").into());
        }
        let mut callers = target.callers.clone();
        for caller in &self.case.callers {
            if !callers.contains(caller) {
                callers.push(caller.clone());
            }
        }
        if callers.len() > bounds::CALLERS {
            return Err(Rejection::new(Code::CountOverflow, "/data/into").into());
        }
        let mut events = self.one(Event::Merged(Merged { into: merge.into.clone() }));
        let added = Event::CallersAdded(CallersAdded { from: self.id.clone(), callers });
        events.push(emit(&merge.into, Vec::from([self.allowed.clone()]), added));
        Ok(events)
    }
}
