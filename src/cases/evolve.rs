//! Assigns what events say. It computes nothing; `None` where an event does not fit the case.

use super::event::{Event, Reported};
use super::state::{Case, Clocks, Status};
use alloc::vec::Vec;

pub(crate) fn evolve(before: Option<&Case>, event: &Event) -> Option<Case> {
    let Some(before) = before else {
        return if let Event::Reported(reported) = event { Some(new_case(reported)) } else { None };
    };
    let mut case = before.clone();
    match event {
        Event::Reported(_) => return None,
        Event::Triaged(e) => {
            case.severity = Some(e.severity.clone());
            case.tier = Some(e.tier.clone());
            case.limit = Some(e.limit.clone());
        }
        Event::Dispatched(e) => {
            case.status = Status::Dispatched;
            case.lead = Some(e.lead.clone());
            case.dispatches = e.nth;
            case.window_ended = None;
            case.clocks = e.clocks.clone();
        }
        Event::Signed(e) => {
            case.status = Status::Handling;
            case.window_ended = e.window_ended;
            case.clocks = e.clocks.clone();
        }
        Event::Returned(e) => case.returns = e.returns,
        Event::Replied(e) => {
            case.status = Status::Replied;
            case.helpers = e.helpers.clone();
            case.clocks = e.clocks.clone();
        }
        Event::Inspected(e) => {
            case.status = Status::Inspected;
            case.clocks = e.clocks.clone();
        }
        Event::Reworked(e) => {
            case.status = Status::Handling;
            case.reworks = e.reworks;
            case.late = false;
            case.clocks = e.clocks.clone();
        }
        Event::Completed(e) => {
            end(&mut case, Status::Completed);
            case.completed_at = Some(e.at);
        }
        Event::Reopened(e) => {
            case.status = Status::Handling;
            case.reopenings = e.reopenings;
            case.late = false;
            case.completed_at = None;
            case.clocks = e.clocks.clone();
        }
        Event::Refused(_) => end(&mut case, Status::Refused),
        Event::Voided(_) => end(&mut case, Status::Void),
        Event::Merged(e) => {
            end(&mut case, Status::Merged);
            case.merged_into = Some(e.into.clone());
        }
        Event::CallersAdded(e) => case.callers = e.callers.clone(),
        Event::Breached(e) => {
            case.breaches = e.breaches;
            case.late = e.late;
            case.clocks = e.clocks.clone();
        }
        Event::Escalated(e) => {
            case.tier = Some(e.to.clone());
            case.escalations = e.escalations;
        }
        Event::Supervised(e) => {
            case.supervisions = e.supervisions;
            case.clocks = e.clocks.clone();
        }
        Event::Timed(e) => case.clocks = e.clocks.clone(),
    }
    Some(case)
}

fn end(case: &mut Case, status: Status) {
    case.status = status;
    case.clocks = Clocks::new();
}

fn new_case(reported: &Reported) -> Case {
    Case {
        status: Status::Dispatched,
        ruleset: reported.ruleset,
        node: reported.node.clone(),
        located: reported.located,
        position: reported.position,
        category: reported.category.clone(),
        people: reported.people,
        danger: reported.danger,
        callers: Vec::from([reported.reporter.clone()]),
        received_at: reported.at,
        occurred_at: reported.occurred_at,
        severity: None,
        tier: None,
        limit: None,
        lead: None,
        dispatches: 0,
        window_ended: None,
        clocks: Clocks::new(),
        escalations: 0,
        returns: 0,
        reworks: 0,
        supervisions: 0,
        breaches: 0,
        late: false,
        reopenings: 0,
        helpers: Vec::new(),
        completed_at: None,
        merged_into: None,
    }
}
