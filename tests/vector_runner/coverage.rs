//! What the vectors reach: every command, event, query and rejection, and every deadline.

use std::collections::BTreeSet;

use civigrid::{Code, CommandData, Event, Query, Stage};
use serde_json::Value;

use civigrid_conformance::run::{Output, Run};
use civigrid_conformance::vector::{Act, Kind, Vector};

/// Rejections that no command can meet, each with the reason.
pub(crate) const UNREACHABLE: &[(Code, &str)] = &[(
    Code::CalendarNotCovered,
    "a clock waits for its calendar; only the bare question for a due instant is refused",
)];

/// What one or several runs have shown.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) commands: BTreeSet<String>,
    pub(crate) events: BTreeSet<String>,
    pub(crate) queries: BTreeSet<String>,
    pub(crate) rejections: BTreeSet<String>,
    /// Clocks whose due instant a vector states.
    pub(crate) dues: BTreeSet<String>,
    /// Clocks that were broken.
    pub(crate) breaches: BTreeSet<String>,
}

impl Seen {
    /// Adds what a run of a vector shows.
    pub(crate) fn add(&mut self, vector: &Vector, run: &Run) {
        for (step, outputs) in vector.steps.iter().zip(&run.steps) {
            for output in outputs {
                let json = output.json();
                match output {
                    Output::Entry(_) => self.add_entry(&json),
                    Output::Answer(_) => self.queries.extend(word(&json["type"])),
                    Output::Rejection(_) => self.rejections.extend(word(&json["code"])),
                    Output::Repeat(_) => {}
                }
            }
            let values = step.expect["values"].as_array().into_iter().flatten();
            for pointer in values.filter_map(|value| value["pointer"].as_str()) {
                let mut parts = pointer.rsplit('/');
                if let (Some("due"), Some(clock), Some("clocks")) = (parts.next(), parts.next(), parts.next()) {
                    self.dues.insert(clock.into());
                }
            }
        }
    }

    fn add_entry(&mut self, entry: &Value) {
        self.commands.extend(word(&entry["cause"]["command"]["type"]));
        for event in entry["events"].as_array().into_iter().flatten() {
            self.events.extend(word(&event["type"]));
            if event["type"] == "case.breached" {
                self.breaches.extend(word(&event["data"]["clock"]));
            }
            if event["type"] == "case.signed" && event["data"]["by"] == "silence" {
                self.breaches.insert("sign".into());
            }
        }
    }
}

fn word(value: &Value) -> Option<String> {
    value.as_str().map(String::from)
}

/// Codes that a command, a query or an entry can meet, apart from faults and problems of rulesets.
pub(crate) fn codes() -> Vec<Code> {
    let all = Code::ALL.iter().copied();
    all.filter(|code| !matches!(code.stage(), Stage::Ruleset | Stage::Fault | Stage::Call)).collect()
}

/// What is not among the words seen.
pub(crate) fn missing<'a>(all: impl IntoIterator<Item = &'a str>, seen: &BTreeSet<String>) -> Vec<&'a str> {
    all.into_iter().filter(|word| !seen.contains(*word)).collect()
}

/// Whether a clock of a case was broken in due work between the commands.
pub(crate) fn has_breach(run: &Run) -> bool {
    let entries = run.steps.iter().flatten().filter(|output| matches!(output, Output::Entry(_))).map(Output::json);
    let mut due = entries.filter(|entry| entry["cause"].get("due").is_some());
    due.any(|entry| entry["events"].as_array().into_iter().flatten().any(|event| event["type"] == "case.breached"))
}

/// The counts of all vectors, in one line.
pub(crate) fn summary(vectors: &[(Vector, Run)], seen: &Seen) -> String {
    let of = |kind| vectors.iter().filter(move |(vector, _)| vector.kind == kind);
    let breaches = of(Kind::Normative).filter(|(_, run)| has_breach(run)).count();
    let rejections = codes().into_iter().filter(|code| seen.rejections.contains(code.name())).count();
    format!(
        "vectors: {} normative ({breaches} with a breach), {} golden; commands {}/{}, events {}/{}, queries {}/{}, \
         rejections {rejections}/{}",
        of(Kind::Normative).count(),
        of(Kind::Golden).count(),
        seen.commands.len(),
        CommandData::kinds().len(),
        seen.events.len(),
        Event::kinds().len(),
        seen.queries.len(),
        Query::KINDS.len(),
        codes().len(),
    )
}

/// The steps that hand commands over, for the surfaces that apply them in one call.
pub(crate) fn commands(vector: &Vector) -> impl Iterator<Item = (civigrid::Instant, &[u8])> {
    vector.steps.iter().flat_map(|step| {
        let all: Vec<(civigrid::Instant, &[u8])> = match &step.act {
            Act::Commands { at, texts } => texts.iter().map(|text| (*at, text.as_slice())).collect(),
            _ => Vec::new(),
        };
        all
    })
}
