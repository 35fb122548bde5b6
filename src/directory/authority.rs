//! Who may do what: a decision table over the actor's role, the action and the relation to the target.

use super::compiled::Rules;
use super::facts::{DirectoryFacts, chain};
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Stop};
use crate::id::{NodeCode, UnitId};
use crate::tables::{Scope, Value};
use alloc::string::String;
use alloc::vec::Vec;

/// How an actor stands to the target of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    /// Any: always holds.
    Any,
    /// The target is the actor.
    Itself,
    /// The actor reported the case, or their report was merged into it.
    Reporter,
    /// The actor holds a post in the unit that leads.
    Lead,
    /// The actor holds a post in a unit of the target's node or of a node above it, and none in the unit that leads: so
    /// that rules can keep a lead from inspecting itself.
    Above,
}

impl Relation {
    /// Every relation.
    pub(crate) const ALL: [Self; 5] = [Self::Any, Self::Itself, Self::Reporter, Self::Lead, Self::Above];

    /// The word in the table.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Itself => "itself",
            Self::Reporter => "reporter",
            Self::Lead => "lead",
            Self::Above => "above",
        }
    }
}

/// The units, with their nodes, in which the actor holds a post with the role of the command.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    posts: Vec<(UnitId, NodeCode)>,
}

impl Standing {
    /// Whether one of the posts is in this unit.
    pub(crate) fn in_unit(&self, unit: &UnitId) -> bool {
        self.posts.iter().any(|(held, _)| held == unit)
    }

    /// Whether one of the posts is in a unit of the place or of a node above it.
    pub(crate) fn above(&self, facts: &dyn DirectoryFacts, place: &NodeCode) -> Result<bool, Stop> {
        let chain = chain(facts, place)?;
        Ok(self.posts.iter().any(|(_, node)| chain.iter().any(|(code, _)| code == node)))
    }
}

/// Looks up the posts that the actor holds with the command's role at its instant.
pub(crate) fn standing(facts: &dyn DirectoryFacts, asked: &Asked<'_>) -> Result<Standing, Stop> {
    if asked.actor.is_host() {
        return Ok(Standing::default());
    }
    let Some(person) = facts.person(&asked.actor.id)? else { return Ok(Standing::default()) };
    let mut posts = Vec::new();
    for post in &person.posts {
        if post.role == asked.actor.role
            && post.held_at(asked.at)
            && let Some(unit) = facts.unit(&post.unit)?
        {
            posts.push((post.unit.clone(), unit.node.clone()));
        }
    }
    Ok(Standing { posts })
}

/// Judges a command by the authority table; answers the rule that allows it.
///
/// # Errors
/// `authority.post_not_held` for a role that needs a post, `authority.denied` if no relation is allowed.
pub(crate) fn authorise(
    rules: &Rules,
    asked: &Asked<'_>,
    standing: &Standing,
    action: &str,
    relations: &[Relation],
) -> Result<String, Rejection> {
    let role = &asked.actor.role;
    let refused = |code| Rejection::new(code, "/actor/role").with(role);
    if rules.roles.get(role).copied().unwrap_or(false) && standing.posts.is_empty() {
        return Err(refused(Code::PostNotHeld));
    }
    for relation in relations {
        let applied = rules.authority.apply(Scope::on(asked.at.date()), |input| match input {
            "role" => Value::text(role.as_str()),
            "action" => Value::text(action),
            _ => Value::text(relation.name()),
        })?;
        if let Some(applied) = applied
            && applied.output("allow") == &Value::Bool(true)
        {
            return Ok(applied.reason());
        }
    }
    Err(refused(Code::AuthorityDenied))
}
