//! The section `points` of a ruleset.

use super::compiled::Rules;
use crate::document::Reader;
use crate::error::Code;
use crate::id::{AccountId, Name, NodeCode};
use crate::tables::{Codes, Column, Kind, References, Use, read_table};
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The facts that an award table may read.
pub(crate) fn award_facts() -> [Column; 2] {
    [Column::new("act", Kind::Text), Column::new("hours", Kind::Number).nullable()]
}

/// Reads `{"schemes": [{"node", "id", "categories", "award"}]}`: in this version one scheme, of the whole jurisdiction.
pub(crate) fn read_points(reader: &Reader<'_>, jurisdiction: Option<&NodeCode>) -> Option<Rules> {
    let schemes_at = reader.object(&["schemes"])?.need("schemes")?;
    let schemes = schemes_at.list();
    if schemes.len() > 1 {
        schemes_at.report(Code::NotSupported, &[&"schemes > 1"]);
    }
    let Some(scheme) = schemes.first() else {
        schemes_at.report(Code::BadValue, &[&"[{node, id, categories, award}]"]);
        return None;
    };
    let known = ["node", "id", "name", "categories", "award", "caps", "clear", "review", "redeem", "stars"];
    let object = scheme.object(&known)?;
    object.not_supported(&["caps", "clear", "review", "redeem", "stars"]);
    let _name = object.maybe("name").and_then(|name| name.text());
    if let Some(node_at) = object.need("node")
        && let (Some(node), Some(root)) = (node_at.id::<NodeCode>(), jurisdiction)
        && node != *root
    {
        node_at.report(Code::NotSupported, &[&"node"]);
    }
    let issuer = object.need("id").and_then(|id| id.parse(|text| AccountId::new(&format!("@{text}"))));
    let categories: Vec<Name> =
        object.need("categories").map(|list| list.list().iter().filter_map(Reader::id).collect()).unwrap_or_default();
    let references = References { codes: &Arc::new(Codes::default()), levels: &[] };
    let needed = [Column::of("category", Kind::Text, &categories), Column::new("points", Kind::Number)];
    let used = Some(Use { facts: &award_facts(), needed: &needed });
    let award = object.need("award").and_then(|award| read_table(&award, "points.award", used, references));
    Some(Rules { issuer: issuer?, award: award? })
}
