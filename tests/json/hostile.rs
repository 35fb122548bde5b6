//! Hostile messages: nothing of the payload comes back in a refusal, nothing panics, and what is read is written alike.

use super::samples::{all, command};
use super::{edited, is_of_reading};
use civigrid::{Code, Command, Engine, Entry, Query, Rejection, Row, wire};
use civigrid_simulator::{City, District, Rng};
use serde_json::{Value, json};
use std::path::Path;

/// What must not be repeated.
const SECRET: &str = "SECRET-4711";

fn leaves(value: &Value, pointer: &str, out: &mut Vec<String>) {
    out.push(pointer.to_owned());
    let below = |step: &str| format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Array(items) => {
            (0_usize..).zip(items).for_each(|(index, item)| leaves(item, &below(&index.to_string()), out));
        }
        Value::Object(members) => members.iter().for_each(|(name, item)| leaves(item, &below(name), out)),
        _ => {}
    }
}

/// Words that try to look like the decoder's own.
fn words() -> Vec<String> {
    let shapes = [
        "SECRET",
        "SECRET`, expected SECRET",
        ", expected SECRET",
        "`SECRET` at line 1 column 2",
        "missing field `SECRET`",
        "unknown field `SECRET`",
        "\u{1}case.not_found\u{1}SECRET\u{1}",
        "x\u{1}json.wrong_type\u{1}SECRET\u{1}SECRET\u{1}",
        "\u{1}SECRET\u{1}",
        "{0} SECRET {1}",
    ];
    shapes.iter().map(|shape| shape.replace("SECRET", SECRET)).collect()
}

/// Everything that a refusal says, but for the pointer, which may hold a member's name.
fn said(refusal: &Rejection) -> String {
    let mut value: Value = serde_json::from_slice(&wire::bytes_of(refusal)).unwrap();
    let object = value.as_object_mut().unwrap();
    object.remove("pointer");
    assert_eq!(object.keys().collect::<Vec<_>>(), ["args", "code", "en", "number", "zh"]);
    format!("{value} {refusal} {} {}", refusal.zh(), refusal.en())
}

/// Threat model, point 6: error texts carry codes, pointers and ids, never the payload.
#[test]
fn refusals_never_repeat_the_payload() {
    let mut wrong = Vec::new();
    let mut refusals = 0;
    for (read, message) in all() {
        let mut places = Vec::new();
        leaves(&message, "", &mut places);
        for place in places {
            for word in words() {
                let values = [json!(word), json!([word]), json!({"zh": word}), json!({word.clone(): 1})];
                let mut changed: Vec<Value> =
                    values.into_iter().map(|value| edited(&message, &place, Some(value))).collect();
                if message.pointer(&place).unwrap().is_object() {
                    let name = word.replace('~', "~0").replace('/', "~1");
                    changed.push(edited(&message, &format!("{place}/{name}"), Some(json!(word))));
                }
                for changed in changed {
                    let Err(refusal) = read(changed.to_string().as_bytes()) else { continue };
                    refusals += 1;
                    if said(&refusal).contains("4711") {
                        wrong.push(format!("{place} = {word:?} says {}", said(&refusal)));
                    }
                    if !is_of_reading(&refusal) {
                        wrong.push(format!("{place} = {word:?} forges {:?}", refusal.code()));
                    }
                }
            }
        }
    }
    assert!(refusals > 10_000, "only {refusals} refusals");
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn refusals_of_the_grammar_never_repeat_the_payload() {
    for (read, message) in all() {
        let text = message.to_string().replace("p-1", SECRET);
        for index in text.char_indices().map(|(index, _)| index).step_by(7) {
            for insert in [SECRET, "\"SECRET-4711", "\\", "]", "}", ",", "{\"SECRET-4711\":", "SECRET-4711\":1,"] {
                let broken = format!("{}{insert}{}", &text[..index], &text[index..]);
                if let Err(refusal) = read(broken.as_bytes()) {
                    assert!(!said(&refusal).contains("4711"), "{broken}\n{}", said(&refusal));
                }
            }
        }
    }
}

/// Sentences are for people: no placeholder is left empty, and the library's own types are not named (house style).
#[test]
fn sentences_are_whole_and_name_no_types() {
    let mut wrong = Vec::new();
    for (read, message) in all() {
        let mut places = Vec::new();
        leaves(&message, "", &mut places);
        for place in places {
            for value in [json!(null), json!(true), json!(-1.5), json!(""), json!([]), json!({}), json!([[1]])] {
                let Err(refusal) = read(edited(&message, &place, Some(value.clone())).to_string().as_bytes()) else {
                    continue;
                };
                let en = refusal.en();
                let typed = ["struct ", "i64", "u32", "u64", "enum ", "variant", "tuple", "?", "{", "}"];
                if typed.iter().any(|word| en.contains(word)) {
                    wrong.push(format!("{place} = {value}: {en}"));
                }
            }
        }
    }
    wrong.dedup();
    let count = wrong.len();
    wrong.truncate(12);
    assert!(wrong.is_empty(), "{count} sentences, such as:\n{}", wrong.join("\n"));
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    let tokens: [&[u8]; 16] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\\",
        b"\\u0001",
        b"null",
        b"-1",
        b"1e9",
        b"\xf0\x9f\x98\x80",
        b"\0",
        b"{\"a\":1}",
        b"99999999999999999999",
    ];
    let place = rng.below(bytes.len() as u64 + 1) as usize;
    let end = (place + rng.below(12) as usize).min(bytes.len());
    match rng.below(6) {
        0 if place < bytes.len() => bytes[place] ^= 1 << rng.below(8),
        1 => drop(bytes.drain(place..end)),
        2 => drop(bytes.splice(place..place, tokens[rng.below(16) as usize].iter().copied())),
        3 => drop(bytes.splice(place..end, tokens[rng.below(16) as usize].iter().copied())),
        4 => {
            let copy = bytes[place..end].to_vec();
            drop(bytes.splice(place..place, copy));
        }
        _ => {
            let from = rng.below(other.len() as u64) as usize;
            let piece = other[from..(from + rng.below(40) as usize).min(other.len())].to_vec();
            drop(bytes.splice(place..end, piece));
        }
    }
}

/// Reads as everything; what is accepted is written in the one canonical form.
fn read_all_ways(bytes: &[u8]) -> usize {
    let mut accepted = 0;
    let mut check = |refusal: Option<Rejection>| match refusal {
        None => accepted += 1,
        Some(refusal) => {
            assert!(is_of_reading(&refusal), "{refusal:?} for {}", String::from_utf8_lossy(bytes));
            assert!(refusal.pointer().is_empty() || refusal.pointer().starts_with('/'));
        }
    };
    let command = Command::from_json(bytes).map(|read| {
        let written = read.to_json();
        let again = Command::from_json(&written).unwrap();
        assert_eq!((again.to_json(), &again), (written, &read));
    });
    check(command.err());
    let query = Query::from_json(bytes).map(|read| {
        let written = read.to_json();
        let again = Query::from_json(&written).unwrap();
        assert_eq!((again.to_json(), &again), (written, &read));
    });
    check(query.err());
    let row = Row::from_json(bytes).map(|(key, read)| {
        let written = read.to_json(&key);
        let again = Row::from_json(&written).unwrap();
        assert_eq!((again.1.to_json(&again.0), &again), (written, &(key, read)));
    });
    check(row.err());
    let entry = Entry::from_json(bytes).map(|read| {
        let written = read.to_json();
        let again = Entry::from_json(&written).unwrap();
        assert_eq!((again.to_json(), &again), (written, &read));
    });
    check(entry.err());
    accepted
}

#[test]
fn twenty_thousand_mutations_never_panic() {
    let samples: Vec<Vec<u8>> = all().into_iter().map(|(_, sample)| sample.to_string().into_bytes()).collect();
    let mut rng = Rng::new(20_260_213);
    let mut accepted = 0;
    for round in 0..20_000 {
        let mut bytes = samples[round % samples.len()].clone();
        let other = &samples[rng.below(samples.len() as u64) as usize];
        for _ in 0..=rng.below(3) {
            mutate(&mut bytes, other, &mut rng);
        }
        accepted += read_all_ways(&bytes);
    }
    // Some changes leave a valid message, or nothing would have been tried beyond the grammar.
    assert!((500..10_000).contains(&accepted), "{accepted} of 20000 are accepted");
}

/// The members of a message in any order, with white space: the same value, and the same canonical bytes.
#[test]
fn order_and_white_space_are_not_kept() {
    let mut rng = Rng::new(3);
    for _ in 0..20 {
        for (_, sample) in all() {
            let mut text = String::new();
            super::shuffled(&sample, &mut rng, &mut text);
            assert_eq!(read_all_ways(text.as_bytes()), 1, "{text}");
        }
    }
}

/// A played district: every entry, row and command of it is read back as it was written.
#[test]
fn everything_that_an_engine_writes_is_read_back() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut engine = Engine::new(district.ruleset().unwrap()).unwrap();
    let at = district.loaded_at();
    let load = district.load_command().unwrap();
    let mut entries = applied(&mut engine, &load, at);
    let mut city = City::new(district, 11, at, 3_600);
    for _ in 0..400 {
        let step = city.step(&engine);
        assert_eq!(Command::from_json(&step.command.to_json()).unwrap(), step.command);
        entries.extend(applied(&mut engine, &step.command, step.at));
    }
    let mut kinds = std::collections::BTreeSet::new();
    for entry in &entries {
        let read = Entry::from_json(&entry.to_json()).unwrap();
        assert_eq!(read.to_json(), entry.to_json());
        kinds.extend(entry.events().iter().map(|record| record.event.kind()));
    }
    assert!(kinds.len() > 15, "{kinds:?}");
    let mut rows = 0;
    for (key, row) in engine.rows() {
        assert_eq!(Row::from_json(&row.to_json(key)).unwrap(), (key.clone(), row.clone()));
        rows += 1;
    }
    assert!(rows > 1_000);
}

/// An entry is its content: whether this process made it or read it makes no other entry of it.
#[test]
fn an_entry_that_was_read_equals_the_one_that_was_written() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut engine = Engine::new(district.ruleset().unwrap()).unwrap();
    for entry in applied(&mut engine, &district.load_command().unwrap(), district.loaded_at()).into_iter().skip(1) {
        let read = Entry::from_json(&entry.to_json()).unwrap();
        assert!(read == entry, "entry {} differs from itself", entry.seq());
    }
}

/// A load as large as the bound, and one whose numbers grow when they are written without exponents: either they are
/// refused, or what they leave behind is read back.
#[test]
fn what_a_load_leaves_behind_is_within_the_bounds_of_reading() {
    const BULK: usize = 32 * 1024 * 1024;
    let head = r#"{"id":"load","actor":{"id":"host","role":"host"},"type":"directory.load","data":"#;
    let root = r#"{"code":"130202","name":{"zh":"区"},"level":"district"}"#;
    let mut full = format!(r#"{head}{{"nodes":[{root}],"units":["#);
    let name = "网".repeat(340);
    for index in 0.. {
        let comma = if index == 0 { "" } else { "," };
        let unit =
            format!(r#"{comma}{{"id":"u{index}","name":{{"zh":"{name}","en":"{name}"}},"node":"130202","kind":"k"}}"#);
        if full.len() + unit.len() + 3 > BULK {
            let rest = BULK - full.len() - 3;
            // The last name is as long as fits.
            full.push_str(&unit.replacen(&name, &"x".repeat(rest.saturating_sub(unit.len() - name.len()).max(1)), 1));
            break;
        }
        full.push_str(&unit);
    }
    full.push_str("]}}");
    let vertices = vec!["[1e-7,1e-7]"; 19_990].join(",");
    let ring = format!("[[0,0],[1,0],[1,1],{vertices},[0,0]]");
    let node = |index: usize| {
        format!(
            r#",{{"code":"130202{index:03}","name":{{"zh":"街"}},"level":"street","parent":"130202","boundary":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let growing = format!(r#"{head}{{"nodes":[{root}{}]}}}}"#, (0..90).map(node).collect::<String>());
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    for text in [full, growing] {
        assert!(text.len() <= BULK, "{}", text.len());
        let mut engine = Engine::new(district.ruleset().unwrap()).unwrap();
        let Ok(command) = Command::from_json(text.as_bytes()) else { continue };
        let Ok(civigrid::Decision::New(entry)) = engine.decide(&command, district.loaded_at()) else { continue };
        let bytes = entry.to_json();
        let read = Entry::from_json(&bytes).map(drop);
        assert!(read.is_ok(), "a command of {} bytes, an entry of {}: {read:?}", text.len(), bytes.len());
        engine.commit(&entry).unwrap();
        let restored = Engine::restore(district.ruleset().unwrap(), &engine.snapshot()).map(drop);
        assert!(restored.is_ok(), "a command of {} bytes: {restored:?}", text.len());
    }
}

fn applied(engine: &mut Engine, command: &Command, at: civigrid::Instant) -> Vec<Entry> {
    match engine.apply(command, at) {
        Ok(civigrid::Applied::New(entries)) => entries,
        Ok(civigrid::Applied::Repeat { .. }) | Err(_) => Vec::new(),
    }
}

#[test]
fn a_refusal_as_bytes_is_itself_strict_json() {
    let text = edited(&command("case.sign"), "/data/case", Some(json!("\"\\\n"))).to_string();
    let refused = Command::from_json(text.as_bytes()).unwrap_err();
    let value: Value = serde_json::from_slice(&wire::bytes_of(&refused)).unwrap();
    assert_eq!((&value["code"], &value["number"]), (&json!("id.syntax"), &json!(1021)));
    assert_eq!(value["pointer"], json!("/data/case"));
    assert_eq!(refused.code(), Code::IdSyntax);
}
