//! Rulesets: any bytes, and the example with edits.
//!
//! `[mode, ...]`: an even mode is followed by the document as it is and, each after a byte 0xFF (which no UTF-8 has),
//! parts in place of the example's; an odd one by records, each an edit of one of the example documents or of a part.

use civigrid::{CompileError, Engine, Parts, Ruleset, Rulesets};
use serde_json::Value;

use crate::bytes::{pick, records};
use crate::district;
use crate::edit::edit;
use crate::host::{Host, State, well_formed};
use crate::moves;
use crate::mutate::Shape;

/// Edits of one document: more leave nothing of it.
const EDITS: usize = 32;

/// Edits are records: nearly all of the document.
pub const SHAPE: Shape = Shape {
    is_records: |mode| mode % 2 == 1,
    fresh: |rng| {
        let mut record = rng.bits().to_le_bytes();
        record[1] %= 4;
        record[3] %= 2;
        record[7] = if rng.chance(90) { 0 } else { record[7] % 4 };
        record
    },
};

/// Runs one input.
pub fn run(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    let examples = district::documents();
    if mode % 2 == 0 {
        let mut texts = rest.split(|byte| *byte == 0xFF);
        let document = texts.next().unwrap_or_default();
        let mut parts = examples[0].parts.clone();
        for (part, text) in parts.iter_mut().zip(texts) {
            part.1 = text.to_vec();
        }
        return check(document, &parts);
    }
    let mut example = pick(examples, (mode / 2).into()).clone();
    for record in records(rest).take(EDITS) {
        // The last byte says what is edited: nearly always the document.
        match example.parts.get_mut(usize::from(record[7] >> 1)) {
            Some(part) if record[7] % 2 == 1 => {
                let mut year: Value = serde_json::from_slice(&part.1).unwrap_or_default();
                edit(&mut year, record);
                part.1 = year.to_string().into_bytes();
            }
            _ => edit(&mut example.document, record),
        }
    }
    check(example.document.to_string().as_bytes(), &example.parts);
}

fn check(document: &[u8], parts: &[(String, Vec<u8>)]) {
    let parts: Parts<'_> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    match (Ruleset::compile(document, &parts), Ruleset::compile(document, &parts)) {
        (Ok(ruleset), Ok(again)) => {
            assert_eq!(ruleset.fingerprint(), again.fingerprint(), "the same bytes, two fingerprints");
            work_under(ruleset);
        }
        (Err(problems), Err(again)) => {
            assert_eq!(problems, again, "the same bytes, other problems");
            check_problems(&problems);
        }
        (first, second) => panic!("compiled once: {:?} and {:?}", first.err(), second.err()),
    }
}

/// Problems are at least one, not beyond the bound, and well formed.
pub(crate) fn check_problems(problems: &CompileError) {
    assert!(!problems.diagnostics.is_empty(), "refused without a problem");
    assert!(problems.diagnostics.len() <= civigrid::bounds::DIAGNOSTICS + 1, "more problems than the bound");
    for diagnostic in &problems.diagnostics {
        well_formed(&serde_json::to_value(&diagnostic.problem).unwrap_or_default());
    }
}

/// What compiles can be worked with: nothing that follows from it is a fault.
fn work_under(ruleset: Ruleset) {
    let rulesets = Rulesets::from(ruleset);
    let engine = Engine::new(rulesets.clone()).expect("the first ruleset is given");
    let mut host = Host::new(engine, rulesets, State::Grown);
    let load = moves::command("load", ("host", "host"), "directory.load", &district::small().load);
    let at = "2026-02-13T08:00:00+08:00".parse().expect("an instant");
    host.give(load.to_string().as_bytes(), at);
    host.work_on();
    host.check_snapshot();
}
