//! Rulesets: what is decided beforehand. A document and its parts are checked together, with all problems at once, and
//! compiled into an immutable [`Ruleset`] with one fingerprint.

mod adopt;
mod counters;
mod document;
mod examples;
mod reactions;

pub use adopt::{Adopt, Adopted, Command, Event, RulesInForce, Running};
pub(crate) use counters::counter;
pub(crate) use document::judge_adoption;
pub(crate) use reactions::{Reaction, Trigger};

use crate::calendar::Calendar;
use crate::cases;
use crate::clock::Limits;
use crate::directory;
use crate::document::Problems;
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::hash::{Algorithm, Digest};
use crate::id::{Name, NodeCode};
use crate::indicators;
use crate::points;
use crate::tables::Table;
use crate::text::Text;
use crate::time::Date;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use serde::{Serialize, Serializer};

/// The parts that a ruleset refers to, by name: year files of holiday-cn.
pub type Parts<'a> = BTreeMap<&'a str, &'a [u8]>;

/// A problem of a ruleset: where, what, and what to do.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnostic {
    /// The part in which it was met; none (null on the wire) for the document itself.
    pub part: Option<String>,
    /// The problem and its place.
    pub problem: Rejection,
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Diagnostic", 2)?;
        out.serialize_field("part", &self.part)?;
        out.serialize_field("problem", &self.problem)?;
        out.end()
    }
}

/// Every problem of a ruleset that does not compile.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Diagnostics"))]
pub struct CompileError {
    /// In the order in which they were met.
    pub diagnostics: Vec<Diagnostic>,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            let part = diagnostic.part.as_deref().unwrap_or("ruleset");
            let lead = if index == 0 { "" } else { "\n" };
            write!(f, "{lead}{part}#{}: {}", diagnostic.problem.pointer(), diagnostic.problem)?;
        }
        Ok(())
    }
}

impl core::error::Error for CompileError {}

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) id: Name,
    pub(crate) name: Text,
    pub(crate) in_force: Date,
    pub(crate) fingerprint: Digest,
    pub(crate) algorithm: Algorithm,
    /// Seconds for which command ids are remembered.
    pub(crate) remember: i64,
    /// Seconds by which `occurred_at` may lie before recorded time, by command type.
    pub(crate) backdate: BTreeMap<String, i64>,
    pub(crate) limits: Limits,
    pub(crate) directory: directory::Rules,
    pub(crate) cases: cases::Rules,
    pub(crate) points: points::Rules,
    pub(crate) indicators: indicators::Rules,
    pub(crate) reactions: Vec<Reaction>,
    /// Tables of its own, by `tables.` and their names.
    pub(crate) tables: BTreeMap<String, Table>,
}

impl Compiled {
    /// All tables: those of the domains, then those of its own.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        [&self.cases.triage, &self.points.award, &self.directory.authority].into_iter().chain(self.tables.values())
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables().find(|table| table.name() == name)
    }

    pub(crate) fn table_names(&self) -> Vec<&str> {
        self.tables().map(Table::name).collect()
    }
}

/// A compiled ruleset: immutable, cheap to clone, shared between threads.
#[derive(Debug, Clone)]
pub struct Ruleset(Arc<Compiled>);

fn finish<T>(compiled: Option<T>, problems: Problems) -> Result<T, CompileError> {
    let list = problems.into_list();
    match compiled {
        Some(compiled) if list.is_empty() => Ok(compiled),
        _ => {
            let diagnostics = list.into_iter().map(|(part, problem)| Diagnostic { part, problem }).collect();
            Err(CompileError { diagnostics })
        }
    }
}

/// Compiles a calendar alone: `{"year_files": [...], "hours": [...], "makeup_days_use": "mon"}`, as one of a ruleset's
/// section `calendars`, with its holiday-cn year files as parts.
///
/// # Errors
/// [`CompileError`] with every problem that was found.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let year = std::fs::read("examples/rulesets/lunan/holiday-cn/2026.json")?;
/// let office = br#"{"year_files": ["2026.json"], "makeup_days_use": "mon",
///     "hours": [{"weekdays": "mon-fri", "open": ["08:30-12:00", "14:00-17:30"]}]}"#;
/// let calendar = civigrid::compile_calendar(office, &civigrid::Parts::from([("2026.json", &year[..])]))?;
/// // Saturday 14 February 2026 is a make-up working day (State Council notice of 2025-11-04).
/// assert_eq!(calendar.working_day_after("2026-02-13".parse()?, 1), Ok("2026-02-14".parse()?));
/// let noon = calendar.after_working_seconds("2026-02-13T16:30:00+08:00".parse()?, 4 * 3_600);
/// assert_eq!(noon, Ok("2026-02-14T11:30:00+08:00".parse()?));
/// // Nothing is published for 2027: the answer names the first date that is not covered.
/// let past = calendar.working_day_after("2026-12-28".parse()?, 5);
/// assert_eq!(past.map_err(|gap| gap.date), Err("2027-01-01".parse()?));
/// # Ok(())
/// # }
/// ```
pub fn compile_calendar(document: &[u8], parts: &Parts<'_>) -> Result<Calendar, CompileError> {
    let problems = Problems::default();
    let calendar = document::read_calendar_alone(document, parts, &problems);
    finish(calendar, problems)
}

/// Compiles a decision table alone: one of a ruleset's section `tables`, perhaps with a code list of its own in `codes`.
///
/// # Errors
/// [`CompileError`] with every problem that was found, each with its place, those of cells with a caret.
///
/// ```
/// use civigrid::tables::{Given, Scope, Value};
/// let table = civigrid::compile_table(r#"{
///     "hit": "collect", "aggregate": "sum",
///     "inputs": [{"name": "years", "label": "年限", "type": "number"}],
///     "outputs": [{"name": "subsidy", "type": "number"}],
///     "rules": [{"id": "S1", "when": ["＞１"], "then": ["100"]}, {"id": "S2", "when": ["（2..5］"], "then": ["年限 * 50"]}]
/// }"#.as_bytes())?;
/// let given = Given::from([("years".into(), Value::Number("3".parse()?))]);
/// let outcome = table.evaluate(&given, Scope::on("2026-02-13".parse()?))?;
/// assert_eq!(outcome.rules, ["S1", "S2"]);
/// assert_eq!(outcome.value, Some(Value::Number("250".parse()?)));
///
/// let error = civigrid::compile_table(br#"{"hit": "first", "inputs": [{"name": "a", "type": "number"}],
///     "outputs": [{"name": "b", "type": "number"}], "rules": [{"id": "1", "when": ["< 2O"], "then": ["1"]}]}"#).unwrap_err();
/// assert_eq!(error.diagnostics[0].problem.pointer(), "/rules/0/when/0");
/// assert!(error.diagnostics[0].problem.en().contains("at character 3: `< ‸2O`, expected a number"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compile_table(document: &[u8]) -> Result<Table, CompileError> {
    let problems = Problems::default();
    let table = document::read_table_alone(document, &problems);
    finish(table, problems)
}

impl Ruleset {
    /// Checks a document with its parts and compiles it.
    ///
    /// # Errors
    /// [`CompileError`] with every problem that was found, each with its place.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let document = br#"{"format": 1, "offset": "+09:00", "colour": "red"}"#;
    /// let error = civigrid::Ruleset::compile(document, &civigrid::Parts::new()).unwrap_err();
    /// let first = &error.diagnostics[0];
    /// assert_eq!((first.problem.code().name(), first.problem.pointer()), ("ruleset.unknown_member", "/colour"));
    /// assert!(error.diagnostics.len() > 10, "missing sections are told in the same go");
    /// # Ok(())
    /// # }
    /// ```
    pub fn compile(document: &[u8], parts: &Parts<'_>) -> Result<Self, CompileError> {
        let problems = Problems::default();
        let compiled = document::read(document, parts, &problems);
        finish(compiled, problems).map(|compiled| Self(Arc::new(compiled)))
    }

    /// The digest of the canonical document and of each part's name and bytes.
    #[must_use]
    pub fn fingerprint(&self) -> Digest {
        self.0.fingerprint
    }

    /// The id that its author gave it.
    #[must_use]
    pub fn id(&self) -> &Name {
        &self.0.id
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &Text {
        &self.0.name
    }

    /// The root node of its jurisdiction.
    #[must_use]
    pub fn jurisdiction(&self) -> &NodeCode {
        &self.0.directory.jurisdiction
    }

    /// Its limits and calendars.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Its decision tables: `cases.triage`, `points.award`, `authority`, and those of its own as `tables.` and the name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.0.tables()
    }

    /// One of its decision tables.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.0.table(name)
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.0
    }
}

/// The rulesets that an engine may need: the first one, and those that were or will be adopted.
#[derive(Debug, Clone)]
pub struct Rulesets {
    first: Digest,
    all: BTreeMap<Digest, Ruleset>,
}

impl From<Ruleset> for Rulesets {
    fn from(first: Ruleset) -> Self {
        Self { first: first.fingerprint(), all: BTreeMap::from([(first.fingerprint(), first)]) }
    }
}

impl Rulesets {
    /// One more ruleset.
    #[must_use]
    pub fn with(mut self, ruleset: Ruleset) -> Self {
        self.add(ruleset);
        self
    }

    /// One more ruleset.
    pub fn add(&mut self, ruleset: Ruleset) {
        self.all.insert(ruleset.fingerprint(), ruleset);
    }

    /// The fingerprint of the ruleset that is in force until another is adopted.
    #[must_use]
    pub fn first(&self) -> Digest {
        self.first
    }

    pub(crate) fn set_first(&mut self, fingerprint: Digest) {
        self.first = fingerprint;
    }

    /// A ruleset by its fingerprint.
    ///
    /// # Errors
    /// `ruleset_unknown` if it was not given.
    pub fn get(&self, fingerprint: &Digest) -> Result<&Ruleset, Rejection> {
        self.all.get(fingerprint).ok_or_else(|| Rejection::new(Code::RulesetUnknown, "").with(fingerprint))
    }

    pub(crate) fn compiled(&self, fingerprint: &Digest) -> Result<&Compiled, Stop> {
        Ok(self.get(fingerprint)?.compiled())
    }
}
