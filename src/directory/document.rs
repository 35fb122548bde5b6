//! The directory's sections of a ruleset: `levels`, `roles`, `authority`.

use super::authority::Relation;
use crate::document::Reader;
use crate::error::Code;
use crate::id::Name;
use crate::tables::{Column, Kind, References, Table, Use, read_table};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Reads `[{"id": "district", "name": ...}, ...]`, the highest level first.
pub(crate) fn read_levels(reader: &Reader<'_>) -> Vec<Name> {
    let mut levels = Vec::new();
    for item in reader.list() {
        let Some(object) = item.object(&["id", "name"]) else { continue };
        let _name = object.need("name").and_then(|name| name.text());
        let Some(id) = object.need("id").and_then(|id| id.id::<Name>()) else { continue };
        if levels.contains(&id) {
            item.report(Code::Duplicate, &[&id]);
        }
        levels.push(id);
    }
    if levels.is_empty() || levels.len() > crate::bounds::LEVELS {
        reader.report(Code::BadValue, &[&alloc::format!("1..{}", crate::bounds::LEVELS)]);
    }
    levels
}

/// Reads `[{"id": "grid_worker", "name": ..., "posted": true}, ...]`.
pub(crate) fn read_roles(reader: &Reader<'_>) -> BTreeMap<Name, bool> {
    let mut roles = BTreeMap::new();
    for item in reader.list() {
        let Some(object) = item.object(&["id", "name", "posted"]) else { continue };
        let _name = object.need("name").and_then(|name| name.text());
        let posted = object.maybe("posted").and_then(|posted| posted.bool()).unwrap_or(false);
        let Some(id) = object.need("id").and_then(|id| id.id::<Name>()) else { continue };
        if roles.insert(id.clone(), posted).is_some() {
            item.report(Code::Duplicate, &[&id]);
        }
    }
    roles
}

/// The columns of the authority table.
fn authority_columns(roles: &BTreeMap<Name, bool>, actions: &[&str]) -> [Column; 3] {
    [
        Column::of("role", Kind::Text, roles.keys()),
        Column::of("action", Kind::Text, actions),
        Column::of("relation", Kind::Text, Relation::ALL.iter().map(|relation| relation.name())),
    ]
}

/// The facts of the authority table without their values, as examples give them.
pub(crate) fn authority_facts() -> [Column; 3] {
    authority_columns(&BTreeMap::new(), &[]).map(Column::of_any_value)
}

/// Reads the authority table: inputs role, action, relation; output allow.
pub(crate) fn read_authority(
    reader: &Reader<'_>,
    roles: &BTreeMap<Name, bool>,
    actions: &[&str],
    references: References<'_>,
) -> Option<Table> {
    // Who may do what is one and the same everywhere: a node must not open what it was not given.
    if let Some(table) = reader.object_if_any() {
        table.not_supported(&["overrides"]);
    }
    let facts = authority_columns(roles, actions);
    let needed = [Column::new("allow", Kind::Boolean)];
    read_table(reader, "authority", Some(Use { facts: &facts, needed: &needed }), references)
}
