//! Reactions: an event of one domain becomes a command of another, in the same entry, by a rule.

use crate::bounds;
use crate::decimal::Decimal;
use crate::document::Reader;
use crate::error::Code;
use crate::id::{Name, PersonId};
use crate::tables::Table;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// On which event a reaction follows, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// A case was completed: for each helper.
    CompletedHelpers,
}

/// A reaction: points for an act.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reaction {
    pub(crate) id: Name,
    pub(crate) trigger: Trigger,
    pub(crate) act: Name,
    pub(crate) hours: Option<Decimal>,
}

/// Reads `[{"id": "R1", "on": "case.completed", "for_each": "helpers", "do": "points.claim", "with": {"act": ...}}]`.
pub(super) fn read_reactions(reader: &Reader<'_>, award: Option<&Table>) -> Vec<Reaction> {
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    let list = reader.list();
    if list.len() > bounds::REACTIONS {
        reader.report(Code::BadValue, &[&alloc::format!("<= {}", bounds::REACTIONS)]);
    }
    for item in list {
        let Some(object) = item.object(&["id", "on", "for_each", "do", "with"]) else { continue };
        let on = object.need("on").and_then(|on| on.one_of(&[("case.completed", ())]));
        let each = object.need("for_each").and_then(|each| each.one_of(&[("helpers", Trigger::CompletedHelpers)]));
        let act = object.need("do").and_then(|act| act.one_of(&[("points.claim", ())]));
        let with = object.need("with").and_then(|with| with.object(&["act", "hours"]));
        let Some(id_at) = object.need("id") else { continue };
        let Some(id) = id_at.id::<Name>() else { continue };
        // It becomes part of act keys, whose parts are ids.
        let _part = id_at.parse(|text| PersonId::new(text).map(|_| ()));
        if !ids.insert(id.clone()) {
            item.report(Code::Duplicate, &[&id]);
        }
        let (Some(()), Some(trigger), Some(()), Some(with)) = (on, each, act, with) else { continue };
        let hours = with.maybe("hours").and_then(|hours| {
            hours.parse(|text| text.parse().map_err(|_| crate::error::Rejection::new(Code::DecimalSyntax, "")))
        });
        let Some(act_at) = with.need("act") else { continue };
        let Some(act) = act_at.id::<Name>() else { continue };
        if award.is_some_and(|award| !award.takes("act", act.as_str())) {
            act_at.report(Code::UnknownReference, &[&act]);
        }
        out.push(Reaction { id, trigger, act, hours });
    }
    out
}
