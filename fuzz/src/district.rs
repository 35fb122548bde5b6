//! The district of all targets: one community of the example of Lunan, with the units and people that answer for it.

use std::path::Path;
use std::sync::OnceLock;

use civigrid::{Parts, Ruleset, Rulesets};
use civigrid_simulator::District;
use serde_json::{Value, json};

const COMMUNITY: &str = "130202001001";

/// The district: a root, a street, a community and its grids.
#[must_use]
pub fn small() -> &'static District {
    static SMALL: OnceLock<District> = OnceLock::new();
    SMALL.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut district = District::lunan(&root).expect("the example is in the repository");
        let inside = |code: &Value| {
            let code = code.as_str().unwrap_or_default();
            COMMUNITY.starts_with(code) || code.starts_with(COMMUNITY)
        };
        keep(&mut district.load["nodes"], |node| inside(&node["code"]));
        keep(&mut district.load["units"], |unit| inside(&unit["node"]));
        keep(&mut district.load["people"], |person| inside(&person["home"]));
        let units: Vec<Value> = members(&district.load["units"]).map(|unit| unit["id"].clone()).collect();
        // A clerk of another community may live here: the post stays outside.
        for person in district.load["people"].as_array_mut().into_iter().flatten() {
            keep(&mut person["posts"], |post| units.contains(&post["unit"]));
        }
        district.grids.retain(|grid| grid.code.starts_with(COMMUNITY));
        district.staff.retain(|unit, _| units.iter().any(|known| known == unit));
        district
    })
}

fn keep(list: &mut Value, fits: impl Fn(&Value) -> bool) {
    if let Value::Array(items) = list {
        items.retain(fits);
    }
}

fn members(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The codes of its nodes.
#[must_use]
pub fn codes() -> &'static [String] {
    static CODES: OnceLock<Vec<String>> = OnceLock::new();
    CODES.get_or_init(|| texts("nodes", "code"))
}

/// The ids of its people.
#[must_use]
pub fn people() -> &'static [String] {
    static PEOPLE: OnceLock<Vec<String>> = OnceLock::new();
    PEOPLE.get_or_init(|| texts("people", "id"))
}

/// The ids of its units.
#[must_use]
pub fn units() -> &'static [String] {
    static UNITS: OnceLock<Vec<String>> = OnceLock::new();
    UNITS.get_or_init(|| texts("units", "id"))
}

fn texts(list: &str, member: &str) -> Vec<String> {
    members(&small().load[list]).filter_map(|item| item[member].as_str()).map(String::from).collect()
}

/// A ruleset document and its parts by name.
#[derive(Debug, Clone)]
pub struct Document {
    /// The document.
    pub document: Value,
    /// Year files.
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Document {
    /// The parts as compiling takes them.
    #[must_use]
    pub fn parts(&self) -> Parts<'_> {
        self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
    }

    fn ruleset(&self) -> Ruleset {
        let text = self.document.to_string();
        Ruleset::compile(text.as_bytes(), &self.parts()).unwrap_or_else(|problems| panic!("{problems}"))
    }
}

/// The example and what is made of it: the next edition, two other hashes, another jurisdiction.
#[must_use]
pub fn documents() -> &'static [Document] {
    static DOCUMENTS: OnceLock<Vec<Document>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let district = small();
        let document = serde_json::from_slice(&district.document).expect("the example is JSON");
        let parts: Vec<_> = district.parts.iter().map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
        let example = Document { document, parts };
        let with = |change: &dyn Fn(&mut Value)| {
            let mut other = example.clone();
            change(&mut other.document);
            other
        };
        let mut next = with(&|document| {
            document["id"] = json!("next-edition");
            document["calendars"]["office"]["year_files"] =
                json!(["holiday-cn/2025.json", "holiday-cn/2026.json", "2027.json"]);
            document["limits"]["simple"]["within"] = json!("2wd");
            document["limits"]["urgent"]["within"] = json!("30min");
            document["cases"]["stages"] = json!([]);
            document["examples"] = json!([]);
        });
        // Nobody knows the holidays of that year: the file is that of the year before with other dates.
        let invented = String::from_utf8_lossy(&next.parts[1].1).replace("2026", "2027");
        next.parts.push(("2027.json".into(), invented.into_bytes()));
        let unchained = with(&|document| document["hash"] = json!("none"));
        let sha256 = with(&|document| document["hash"] = json!("sha-256"));
        let elsewhere = with(&|document| {
            document["jurisdiction"] = json!("130203");
            document["points"]["schemes"][0]["node"] = json!("130203");
        });
        vec![example, next, unchained, sha256, elsewhere]
    })
}

/// All of them compiled, in the same order.
#[must_use]
pub fn rulesets() -> &'static [Ruleset] {
    static RULESETS: OnceLock<Vec<Ruleset>> = OnceLock::new();
    RULESETS.get_or_init(|| documents().iter().map(Document::ruleset).collect())
}

/// All of them as an engine takes them, one first.
#[must_use]
pub fn rulesets_from(first: usize) -> Rulesets {
    let all = rulesets();
    all.iter().cloned().fold(Rulesets::from(all[first % all.len()].clone()), Rulesets::with)
}
