//! The fingerprint: the digest of the canonical document and of each part's name and bytes (design, "Change of rules").

use super::{Files, compile, compile_bytes, document, edit, files, read};
use civigrid::{Algorithm, Digest};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn of(document: &Value) -> Digest {
    compile(document, &files()).unwrap().fingerprint()
}

fn committed() -> Digest {
    compile_bytes(&read("ruleset.json"), &files()).unwrap().fingerprint()
}

#[test]
fn two_compilations_give_the_same() {
    assert_eq!(committed(), committed());
    let ruleset = compile_bytes(&read("ruleset.json"), &files()).unwrap();
    assert_eq!(ruleset.clone().fingerprint(), ruleset.fingerprint());
}

/// The document with the members of every object in the opposite order, and with much white space.
fn reversed(value: &Value, out: &mut String) {
    let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
    let members: Vec<(Option<&String>, &Value)> = match value {
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        Value::Object(members) => members.iter().rev().map(|(name, item)| (Some(name), item)).collect(),
        scalar => return out.push_str(&scalar.to_string()),
    };
    out.push(open);
    for (index, (name, item)) in members.into_iter().enumerate() {
        out.push_str(if index == 0 { "\r\n" } else { "\t, " });
        if let Some(name) = name {
            // Every character as an escape: the same name.
            let escaped = name.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            out.push_str(&format!("\"{escaped}\" : "));
        }
        reversed(item, out);
    }
    out.push(close);
}

#[test]
fn white_space_escapes_and_the_order_of_members_do_not_count() {
    let value: Value = serde_json::from_slice(&read("ruleset.json")).unwrap();
    let mut text = String::new();
    reversed(&value, &mut text);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    for text in [value.to_string(), text] {
        assert_eq!(compile_bytes(text.as_bytes(), &files()).unwrap().fingerprint(), committed());
    }
}

fn leaves(value: &Value, pointer: &str, out: &mut Vec<(String, Value)>) {
    let below = |step: &str| format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Array(items) => {
            (0..).zip(items).for_each(|(index, item): (usize, _)| leaves(item, &below(&index.to_string()), out));
        }
        Value::Object(members) => members.iter().for_each(|(name, item)| leaves(item, &below(name), out)),
        scalar => out.push((pointer.to_owned(), scalar.clone())),
    }
}

#[test]
fn every_value_counts() {
    let original = document();
    let mut all = Vec::new();
    leaves(&original, "", &mut all);
    let mut seen = BTreeSet::from([of(&original)]);
    let mut changes = 0;
    for (pointer, value) in &all {
        let others = match value {
            Value::String(text) => vec![json!(format!("{text}x")), json!(text.replace(['2', '3', '4'], "5"))],
            Value::Bool(value) => vec![json!(!value)],
            Value::Number(number) => vec![json!(number.as_u64().unwrap() + 1)],
            _ => vec![],
        };
        for other in others.into_iter().filter(|other| other != value) {
            let mut changed = original.clone();
            edit(&mut changed, pointer, Some(other.clone()));
            // Many changes are refused; one that is not makes another ruleset.
            if let Ok(ruleset) = compile(&changed, &files()) {
                assert!(seen.insert(ruleset.fingerprint()), "{pointer} = {other}");
                changes += 1;
            }
        }
    }
    assert!(changes > 100, "only {changes} of {} values could be changed", all.len());
}

#[test]
fn the_order_of_a_list_counts() {
    for (pointer, a, b) in [("/cases/triage/rules", 4, 5), ("/cases/refuse", 0, 1), ("/examples", 0, 1)] {
        let mut changed = document();
        changed.pointer_mut(pointer).unwrap().as_array_mut().unwrap().swap(a, b);
        assert_ne!(of(&changed), of(&document()), "{pointer}");
    }
}

#[test]
fn every_byte_of_a_part_counts() {
    let original = files();
    let mut seen = BTreeSet::from([committed()]);
    let mut contents = BTreeSet::from([original.clone()]);
    let mut changes = 0;
    let mut with = |files: &Files, what: &str| {
        // A space more among spaces is the same content wherever it was put.
        let new = contents.insert(files.clone());
        if let Ok(ruleset) = compile_bytes(&read("ruleset.json"), files) {
            assert_eq!(seen.insert(ruleset.fingerprint()), new, "{what}");
            changes += usize::from(new);
        }
    };
    for (name, bytes) in &original {
        for index in (0..=bytes.len()).step_by(11) {
            let mut changed = original.clone();
            // White space more: the same JSON, other bytes.
            changed.get_mut(name).unwrap().insert(index, b' ');
            with(&changed, &format!("{name}: a space at {index}"));
        }
        for index in (0..bytes.len()).filter(|index| bytes[*index].is_ascii_lowercase()).step_by(5) {
            let mut changed = original.clone();
            changed.get_mut(name).unwrap()[index] ^= 1;
            with(&changed, &format!("{name}: another letter at {index}"));
        }
    }
    assert!(changes > 200, "only {changes} changes compile");
}

#[test]
fn the_name_of_a_part_counts() {
    let renamed = |from: &str, to: &str| {
        let mut files = files();
        let bytes = files.remove(from).unwrap();
        files.insert(to.into(), bytes);
        let text = String::from_utf8(read("ruleset.json")).unwrap().replace(from, to);
        compile_bytes(text.as_bytes(), &files).unwrap().fingerprint()
    };
    assert_ne!(renamed("holiday-cn/2025.json", "y"), committed());
    // Two parts that change places: the document names both, but each has the other's bytes.
    let mut exchanged = files();
    let (a, b) = (exchanged["holiday-cn/2025.json"].clone(), exchanged["holiday-cn/2026.json"].clone());
    exchanged.insert("holiday-cn/2025.json".into(), b);
    exchanged.insert("holiday-cn/2026.json".into(), a);
    assert_ne!(compile_bytes(&read("ruleset.json"), &exchanged).unwrap().fingerprint(), committed());
}

#[test]
fn it_is_made_by_the_hash_that_the_ruleset_names() {
    for (hash, algorithm) in [("sm3", Algorithm::Sm3), ("sha-256", Algorithm::Sha256), ("none", Algorithm::Sha256)] {
        let mut changed = document();
        edit(&mut changed, "/hash", Some(json!(hash)));
        // A journal may go without a hash; an identity cannot.
        assert_eq!(of(&changed).algorithm(), algorithm, "{hash}");
    }
}
