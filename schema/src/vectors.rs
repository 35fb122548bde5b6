//! Everything that occurs in the runs of the conformance vectors: what goes in and what comes out, to be judged by the
//! schemas and by the compiler of TypeScript.

use std::collections::BTreeSet;

use civigrid::{Command, Query};
use civigrid_conformance::Crate;
use civigrid_conformance::run::{self, Output, Run};
use civigrid_conformance::vector::{self, Act, Vector};
use serde_json::Value;

/// Every vector with its straight run.
#[must_use]
pub fn runs() -> Vec<(Vector, Run)> {
    let run = |vector: Vector| {
        let run = run::straight(&mut Crate::new(&vector), &vector);
        (vector, run)
    };
    vector::all().into_iter().map(run).collect()
}

/// A file of TypeScript in which each well-formed command and query of the vectors, and each of the answers, entries,
/// rows and rejections of their runs, is a constant of its type. `types` is the module of the types.
///
/// Of what is repeated with another number only the first and the last are there.
#[must_use]
pub fn constants(types: &str) -> String {
    let names = "AnswerMessage, Command, Entry, Query, Rejection, Row";
    let mut out = format!("import type {{ {names} }} from {};\n", Value::from(types));
    let mut told = BTreeSet::new();
    let mut number = 0_usize;
    for (vector, run) in runs() {
        let mut constants = Vec::new();
        for (step, outputs) in vector.steps.iter().zip(&run.steps) {
            constants.extend(inputs(&step.act));
            constants.extend(outputs.iter().filter_map(|output| output_type(output).zip(Some(output.line()))));
        }
        let rows = String::from_utf8(run.snapshot.clone()).expect("a snapshot is UTF-8");
        let rows = rows.lines().filter(|line| line.starts_with("{\"key\"")).map(|line| ("Row".into(), line.into()));
        constants.extend(rows);
        for (kind, text) in constants {
            if told.insert(text.clone()) {
                number += 1;
                out.push_str(&format!("/** {} */\nexport const constant{number}: {kind} = {text};\n", vector.name));
            }
        }
    }
    out
}

fn inputs(act: &Act) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("what is well formed is UTF-8");
    let commands = |texts: &[Vec<u8>]| {
        let ends = texts.iter().take(1).chain(texts.iter().skip(1).last());
        let well_formed = ends.filter(|bytes| Command::from_json(bytes).is_ok());
        well_formed.map(|bytes| ("Command".to_owned(), text(bytes))).collect()
    };
    match act {
        Act::Commands { texts, .. } => commands(texts),
        Act::Bare { text, .. } => commands(std::slice::from_ref(text)),
        Act::Query { text: query, .. } if Query::from_json(query).is_ok() => vec![("Query".to_owned(), text(query))],
        Act::Query { .. } | Act::Advance { .. } | Act::Commit { .. } => Vec::new(),
    }
}

fn output_type(output: &Output) -> Option<String> {
    match output {
        Output::Entry(_) => Some("Entry".into()),
        Output::Answer(_) => Some(format!("AnswerMessage<{}>", output.json()["type"])),
        Output::Rejection(_) => Some("Rejection".into()),
        Output::Repeat(_) => None,
    }
}
