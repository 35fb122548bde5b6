//! Code lists: trees of codes with names.

use crate::document::Reader;
use crate::error::Code;
use crate::id::Name;
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::string::String;
use alloc::vec::Vec;

/// A code list as a tree: each code's parent and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Codes {
    parents: BTreeMap<Name, Option<Name>>,
    /// The codes of a name: a cell may say the name where it has one code only.
    named: BTreeMap<String, Vec<Name>>,
}

impl Codes {
    /// Whether the list holds the code.
    #[must_use]
    pub(crate) fn contains(&self, code: &str) -> bool {
        self.parents.contains_key(code)
    }

    /// Whether a code is another one or lies below it.
    #[must_use]
    pub(crate) fn covers(&self, above: &str, code: &str) -> bool {
        let mut at = self.parents.get_key_value(code).map(|(name, _)| name);
        while let Some(name) = at {
            if name.as_str() == above {
                return true;
            }
            at = self.parents.get(name).and_then(Option::as_ref);
        }
        false
    }

    /// The code that a word means: itself, or the only code of that name.
    pub(super) fn meant(&self, word: &str) -> Option<&Name> {
        if let Some((code, _)) = self.parents.get_key_value(word) {
            return Some(code);
        }
        match self.named.get(word)?.as_slice() {
            [code] => Some(code),
            _ => None,
        }
    }

    /// Every code, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Name> {
        self.parents.keys()
    }
}

/// Reads a code list: `[{"code": "01", "name": ..., "children": [...]}]`.
pub(crate) fn read_codes(reader: &Reader<'_>) -> Codes {
    let mut codes = Codes::default();
    // Taken from the end: lists go in backwards, so that codes come in the order in which they are written.
    let mut open: Vec<(Reader<'_>, Option<Name>)> = reader.list().into_iter().rev().map(|item| (item, None)).collect();
    while let Some((item, parent)) = open.pop() {
        let Some(object) = item.object(&["code", "name", "children"]) else { continue };
        let name = object.need("name").and_then(|name| name.text());
        let Some(code) = object.need("code").and_then(|code| code.id::<Name>()) else { continue };
        if let Some(children) = object.maybe("children") {
            open.extend(children.list().into_iter().rev().map(|child| (child, Some(code.clone()))));
        }
        if let Some(name) = name {
            codes.named.entry(name.zh.clone()).or_default().push(code.clone());
        }
        // The first one stays: another parent could make a ring.
        match codes.parents.entry(code) {
            Entry::Occupied(known) => item.report(Code::Duplicate, &[known.key()]),
            Entry::Vacant(free) => {
                free.insert(parent);
            }
        }
    }
    codes
}
