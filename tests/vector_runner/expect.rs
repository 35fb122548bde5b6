//! Compares what came out of a step with what the vector states by hand.

use civigrid::Code;
use serde_json::Value;

use civigrid_conformance::run::{Output, Run};
use civigrid_conformance::vector::{Act, Step, Vector};

/// Everything in which a run differs from its vector.
pub(crate) fn check(vector: &Vector, run: &Run) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, step) in vector.steps.iter().enumerate() {
        let outputs = &run.steps[index];
        let mut say = |what: String| faults.push(format!("{} step {index}: {what}", vector.name));
        for rejection in outputs.iter().filter(|output| matches!(output, Output::Rejection(_))) {
            well_formed(&rejection.json(), &mut say);
        }
        check_step(step, outputs, &mut say);
        if let Some(label) = step.expect["same_as"].as_str() {
            let other = vector.steps.iter().position(|step| step.label.as_deref() == Some(label));
            match other.map(|other| &run.steps[other]) {
                None => say(format!("no step is labelled `{label}`")),
                Some(other) if other != outputs => say(format!("other bytes than step `{label}`")),
                Some(_) => {}
            }
        }
    }
    faults
}

/// A rejection says the same in code and number, has both sentences, and leaves no gap in them.
fn well_formed(rejection: &Value, say: &mut impl FnMut(String)) {
    let code = rejection["code"].as_str().and_then(Code::from_name);
    if code.map(|code| u64::from(code.number())) != rejection["number"].as_u64() {
        say(format!("code and number differ: {rejection}"));
    }
    for language in ["zh", "en"] {
        let sentence = rejection[language].as_str().unwrap_or_default();
        if sentence.is_empty() || sentence.contains(['?', '{', '}']) {
            say(format!("the sentence in {language} is not whole: {rejection}"));
        }
    }
    let pointer = rejection["pointer"].as_str();
    if pointer.is_none_or(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
        say(format!("no JSON pointer: {rejection}"));
    }
}

fn check_step(step: &Step, outputs: &[Output], say: &mut impl FnMut(String)) {
    let expect = &step.expect;
    let refused: Vec<Value> = outputs.iter().filter(|o| matches!(o, Output::Rejection(_))).map(Output::json).collect();
    match (expect.get("rejection"), refused.as_slice()) {
        (None, []) => {}
        (None, [found, ..]) => say(format!("refused: {found}")),
        (Some(stated), [found]) => {
            for (name, value) in stated.as_object().into_iter().flatten() {
                if found[name] != *value {
                    say(format!("expected {name} {value} in the rejection, found {found}"));
                }
            }
        }
        (Some(stated), found) => say(format!("expected one rejection {stated}, found {}", found.len())),
    }
    let repeats: Vec<u64> =
        outputs.iter().filter_map(|o| if let Output::Repeat(seq) = o { Some(*seq) } else { None }).collect();
    let stated: Vec<u64> = expect["repeat"].as_u64().into_iter().collect();
    if repeats != stated {
        say(format!("expected the repeats {stated:?}, found {repeats:?}"));
    }
    let query = matches!(step.act, Act::Query { .. });
    let told: Vec<Value> = outputs
        .iter()
        .filter(|output| matches!(output, Output::Entry(_) | Output::Answer(_)))
        .map(Output::json)
        .collect();
    if let Some(entries) = expect["entries"].as_u64()
        && u64::try_from(told.len()) != Ok(entries)
    {
        say(format!("expected {entries} entries, found {}", told.len()));
    }
    for stated in expect["values"].as_array().into_iter().flatten() {
        let index = if query { Some(0) } else { stated["entry"].as_u64() };
        let whole = index.and_then(|index| told.get(usize::try_from(index).ok()?));
        let Some(whole) = whole else {
            say(format!("no such entry: {stated}, there are {}", told.len()));
            continue;
        };
        let pointer = stated["pointer"].as_str().unwrap_or_default();
        match (whole.pointer(pointer), stated.get("value")) {
            (Some(found), Some(value)) if found == value => {}
            (None, None) => {}
            (found, value) => {
                let [value, found] = [value, found].map(|value| value.map_or("nothing".into(), Value::to_string));
                say(format!("expected {value} at {pointer}, found {found} in {whole}"));
            }
        }
    }
}
