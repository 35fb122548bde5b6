//! The section `indicators` of a ruleset.

use super::compiled::{Indicator, Rules};
use crate::document::Reader;
use crate::error::Code;
use crate::id::Name;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Reads `[{"id", "name", "numerator": [...], "denominator": [...], "percent", "places"}]`.
pub(crate) fn read_indicators(reader: &Reader<'_>, counters: &[Name]) -> Rules {
    let mut indicators = BTreeMap::new();
    for item in reader.list() {
        let known = ["id", "name", "numerator", "denominator", "percent", "places", "bands", "weights", "periods"];
        let Some(object) = item.object(&known) else { continue };
        object.not_supported(&["bands", "weights", "periods"]);
        let sum = |name: &str| object.need(name).map(|list| read_sum(&list, counters));
        let id = object.need("id").and_then(|id| id.id::<Name>());
        let name = object.need("name").and_then(|name| name.text());
        let percent = object.maybe("percent").and_then(|percent| percent.bool()).unwrap_or(false);
        let places = object.need("places").and_then(|places| places.whole(0, 8));
        let (Some(id), Some(name), Some(places)) = (id, name, places) else { continue };
        let (Some(numerator), Some(denominator)) = (sum("numerator"), sum("denominator")) else { continue };
        let scale = if percent { 100 } else { 1 };
        let indicator = Indicator { name, numerator, denominator, scale, places };
        if indicators.insert(id.clone(), indicator).is_some() {
            item.report(Code::Duplicate, &[&id]);
        }
    }
    Rules { indicators }
}

fn read_sum(reader: &Reader<'_>, counters: &[Name]) -> Vec<Name> {
    let list = reader.list();
    if list.is_empty() {
        reader.report(Code::BadValue, &[&"[counter]"]);
    }
    let mut out = Vec::new();
    for item in list {
        let Some(name) = item.id::<Name>() else { continue };
        if !counters.contains(&name) {
            item.report(Code::UnknownReference, &[&name]);
        }
        out.push(name);
    }
    out
}
