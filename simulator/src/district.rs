//! The example district: its ruleset, parts and directory, read from the repository.

use civigrid::{Command, Instant, Parts, Ruleset};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// A grid and the positions that cases there are reported at.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Its code.
    pub code: String,
    /// A position inside it, in 1e-7 degree.
    pub centre: (i64, i64),
    /// A corner of it, which it shares with its neighbours.
    pub corner: (i64, i64),
}

/// A district as files describe it.
#[derive(Debug, Clone)]
pub struct District {
    /// The ruleset document.
    pub document: Vec<u8>,
    /// Its parts by name.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// The directory, as the data of `directory.load`.
    pub load: Value,
    /// Its grids.
    pub grids: Vec<Grid>,
    /// Who holds a post in a unit: person and role.
    pub staff: BTreeMap<String, (String, String)>,
}

impl District {
    /// Reads `examples/rulesets/lunan` below the root of the repository.
    ///
    /// # Errors
    /// A sentence that names the file that cannot be read.
    pub fn lunan(root: &Path) -> Result<Self, String> {
        let folder = root.join("examples/rulesets/lunan");
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let names = ["holiday-cn/2025.json", "holiday-cn/2026.json"];
        let parts = names.iter().map(|name| Ok(((*name).to_string(), read(name)?))).collect::<Result<_, String>>()?;
        let directory: Value =
            serde_json::from_slice(&read("directory.json")?).map_err(|error| format!("directory.json: {error}"))?;
        let load = directory["load"].clone();
        Ok(Self { document: read("ruleset.json")?, parts, grids: grids(&load), staff: staff(&load), load })
    }

    /// The parts as compiling takes them.
    #[must_use]
    pub fn parts(&self) -> Parts<'_> {
        self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
    }

    /// The compiled ruleset.
    ///
    /// # Errors
    /// All its diagnostics as text.
    pub fn ruleset(&self) -> Result<Ruleset, String> {
        Ruleset::compile(&self.document, &self.parts()).map_err(|error| error.to_string())
    }

    /// The compiled ruleset with another hash algorithm.
    ///
    /// # Errors
    /// All its diagnostics as text.
    pub fn ruleset_hashed(&self, algorithm: &str) -> Result<Ruleset, String> {
        let mut document: Value = serde_json::from_slice(&self.document).map_err(|error| error.to_string())?;
        document["hash"] = json!(algorithm);
        Ruleset::compile(document.to_string().as_bytes(), &self.parts()).map_err(|error| error.to_string())
    }

    /// The command that loads the directory.
    ///
    /// # Errors
    /// The rejection as text.
    pub fn load_command(&self) -> Result<Command, String> {
        command("load-directory", ("host", "host"), "directory.load", &self.load)
    }

    /// The instant at which the examples load the directory: before anything else happens.
    ///
    /// # Panics
    /// Never: the text is an instant.
    #[must_use]
    pub fn loaded_at(&self) -> Instant {
        "2025-01-02T08:00:00+08:00".parse().expect("an instant")
    }
}

/// Builds a command.
///
/// # Errors
/// The rejection as text, if it is no command.
pub(crate) fn command(id: &str, actor: (&str, &str), kind: &str, data: &Value) -> Result<Command, String> {
    let value = json!({"id": id, "actor": {"id": actor.0, "role": actor.1}, "type": kind, "data": data});
    Command::from_json(value.to_string().as_bytes()).map_err(|rejection| format!("{kind}: {rejection:?}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// Degrees as JSON has them, in 1e-7 degree; the files hold at most seven decimals.
fn units(value: &Value) -> i64 {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{fraction:0<7}").parse().unwrap_or(0)
}

fn grids(load: &Value) -> Vec<Grid> {
    let nodes = load["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let rings =
        nodes.iter().filter_map(|node| Some((text(&node["code"]), node["boundary"]["coordinates"][0].as_array()?)));
    rings
        .map(|(code, ring)| {
            let vertices: Vec<(i64, i64)> = ring.iter().skip(1).map(|p| (units(&p[0]), units(&p[1]))).collect();
            let count = vertices.len().max(1) as i64;
            let sum = vertices.iter().fold((0, 0), |sum, vertex| (sum.0 + vertex.0, sum.1 + vertex.1));
            Grid { code, centre: (sum.0 / count, sum.1 / count), corner: vertices.first().copied().unwrap_or_default() }
        })
        .collect()
}

/// One person for each unit; intake clerks have work of their own.
fn staff(load: &Value) -> BTreeMap<String, (String, String)> {
    let mut staff = BTreeMap::new();
    for person in load["people"].as_array().into_iter().flatten() {
        for post in person["posts"].as_array().into_iter().flatten() {
            let role = text(&post["role"]);
            if role != "intake" {
                staff.entry(text(&post["unit"])).or_insert((text(&person["id"]), role));
            }
        }
    }
    staff
}
