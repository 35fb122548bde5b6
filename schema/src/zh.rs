//! The Chinese texts: one for each type (`CaseReport`), member (`CaseReport.people`) and alternative
//! (`CaseStatus::handling`). Their order in the file is the order in which types and members are shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// The texts of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zh {
    texts: Vec<(String, String)>,
    places: BTreeMap<String, usize>,
}

impl Zh {
    /// The committed texts.
    ///
    /// # Panics
    /// If the file cannot be read.
    #[must_use]
    pub fn committed() -> Self {
        let path = crate::folder().join("zh.json");
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.place(key).and_then(|place| self.texts.get(place)).map(|(_, text)| text.as_str())
    }

    /// The place of a key in the file.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// Where a member stands among those of its type: as in the file; of those that are not there, the type comes first
    /// and the others last, by name.
    #[must_use]
    pub fn order<'m>(&self, of: &str, member: &'m str) -> (usize, &'m str) {
        let unknown = if member == "type" { 0 } else { usize::MAX };
        (self.place(&format!("{of}.{member}")).unwrap_or(unknown), member)
    }

    /// Every key, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(key, _)| key.as_str())
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Zh;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Zh, A::Error> {
        let mut zh = Zh::default();
        while let Some((key, text)) = map.next_entry::<String, String>()? {
            if zh.places.insert(key.clone(), zh.texts.len()).is_some() {
                return Err(A::Error::custom(format!("`{key}` occurs twice")));
            }
            zh.texts.push((key, text));
        }
        Ok(zh)
    }
}

impl<'de> Deserialize<'de> for Zh {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}
