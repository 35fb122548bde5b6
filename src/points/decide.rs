//! Decides awards.

use super::command::{Claim, Command};
use super::event::{AccountOpened, ActCounted, Event, Issued, Posted};
use super::facts::PointFacts;
use crate::bounds;
use crate::decimal::Decimal;
use crate::directory::{Relation, authorise, chain, standing};
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Emit, Stop};
use crate::id::{AccountId, ActKey, Key, Name, NodeCode, PersonId};
use crate::json::Message;
use crate::tables::{Scope, Value};
use crate::time::Instant;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// An act to be awarded, by a claim or by a reaction.
pub(crate) struct Award<'a> {
    pub(crate) person: &'a PersonId,
    pub(crate) act: &'a Name,
    pub(crate) hours: Option<Decimal>,
    pub(crate) key: &'a ActKey,
    pub(crate) at: Instant,
    pub(crate) because: String,
}

pub(crate) fn decide(facts: &dyn PointFacts, asked: &Asked<'_>, command: &Command) -> Result<Vec<Emit<Event>>, Stop> {
    let Command::Claim(claim) = command;
    let absent = || Stop::from(Rejection::new(Code::PersonNotFound, "/data/account"));
    let person = facts.person(&claim.account)?.ok_or_else(absent)?;
    let standing = standing(facts, asked)?;
    let itself = asked.actor.id == claim.account;
    let above = match &person.home {
        Some(home) => standing.above(facts, home)?,
        None => false,
    };
    if !asked.actor.is_host() && !itself && !above {
        return Err(absent());
    }
    let mut relations = Vec::from([Relation::Any]);
    if itself {
        relations.push(Relation::Itself);
    }
    if above {
        relations.push(Relation::Above);
    }
    let because = authorise(facts.directory_rules(), asked, &standing, command.kind(), &relations)?;
    let key = act_key(asked, claim)?;
    award(
        facts,
        &Award { person: &claim.account, act: &claim.act, hours: claim.hours, key: &key, at: asked.at, because },
    )
}

/// An act is somebody's: the same activity counts once for each member. Reactions have keys of their own.
fn act_key(asked: &Asked<'_>, claim: &Claim) -> Result<ActKey, Rejection> {
    let key = match &claim.act_key {
        Some(key) => ActKey::new(&format!("claim/{key}/{}", claim.account)),
        None => ActKey::new(&format!("command/{}/{}", asked.id, asked.at.seconds())),
    };
    key.map_err(|bad| Rejection::from(bad).at("/data/act_key"))
}

/// Awards an act: it must not have counted (state), and the table must award it (rule).
pub(crate) fn award(facts: &dyn PointFacts, award: &Award<'_>) -> Result<Vec<Emit<Event>>, Stop> {
    let Some(person) = facts.person(award.person)? else {
        return Err(Rejection::new(Code::PersonNotFound, "/data/account").into());
    };
    if facts.act(award.key)?.is_some() {
        return Err(Rejection::new(Code::ActCounted, "/data").into());
    }
    let rules = facts.point_rules();
    let jurisdiction = &facts.directory_rules().jurisdiction;
    let home = person.home.clone().unwrap_or_else(|| jurisdiction.clone());
    let mut nodes = Vec::new();
    if rules.award.has_overrides() {
        nodes.extend(chain(facts, &home)?.into_iter().map(|(code, _)| code));
    }
    let scope = Scope { on: award.at.date(), nodes: &nodes };
    let applied = rules.award.apply(scope, |input| match input {
        "act" => Value::text(award.act.as_str()),
        _ => award.hours.map_or(Value::Null, Value::Number),
    });
    let none = || Rejection::new(Code::NoAwardRule, "/data");
    let applied = applied.map_err(|clash| clash.at("/data"))?.ok_or_else(none)?;
    let points = applied.output("points").as_number().ok_or_else(none)?;
    let category = applied.output("category").as_text().and_then(|text| Name::new(text).ok()).ok_or_else(none)?;
    if points.places() > bounds::POINT_PLACES {
        return Err(Rejection::new(Code::PointsOverflow, "/data").into());
    }
    if !points.is_positive() {
        return Err(Rejection::new(Code::PointsNotPositive, "/data").into());
    }
    let member = AccountId::new(award.person.as_str()).map_err(Rejection::from)?;
    let because = || Vec::from([award.because.clone(), applied.reason()]);
    let mut events = Vec::new();
    open(facts, &rules.issuer, jurisdiction.clone(), &mut events)?;
    open(facts, &member, home, &mut events)?;

    let overflow = || Rejection::new(Code::PointsOverflow, "/data");
    let balance = |id: &AccountId| facts.account(id).map(|account| account.map_or(Decimal::ZERO, |a| a.balance));
    let issued = balance(&rules.issuer)?.checked_sub(points).ok_or_else(overflow)?;
    let held = balance(&member)?.checked_add(points).ok_or_else(overflow)?;
    let month = award.at.date().month_name();
    let before = facts.account(&member)?.and_then(|account| account.earned.get(&month).copied());
    let earned = before.unwrap_or(Decimal::ZERO).checked_add(points).ok_or_else(overflow)?;

    let issue = Event::Issued(Issued { points, to: member.clone(), balance: issued });
    events.push(Emit::new(Key::Account(rules.issuer.clone()), because(), issue));
    let post = Event::Posted(Posted {
        act_key: award.key.clone(),
        category,
        points,
        from: rules.issuer.clone(),
        balance: held,
        month,
        earned,
    });
    events.push(Emit::new(Key::Account(member.clone()), because(), post));
    let counted = Event::ActCounted(ActCounted { account: member, points });
    events.push(Emit::new(Key::Act(award.key.clone()), because(), counted));
    Ok(events)
}

fn open(facts: &dyn PointFacts, id: &AccountId, home: NodeCode, events: &mut Vec<Emit<Event>>) -> Result<(), Stop> {
    if facts.account(id)?.is_none() {
        events.push(Emit::new(Key::Account(id.clone()), Vec::new(), Event::AccountOpened(AccountOpened { home })));
    }
    Ok(())
}
