//! Edits of a JSON document that are chosen by bytes: the result is JSON, most of it what it was.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::bytes::{Record, pick, wide};

/// Words that mean something somewhere: those of the dictionary that libFuzzer is given.
#[must_use]
pub fn words() -> &'static [String] {
    static WORDS: OnceLock<Vec<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = include_str!("../json.dict").lines();
        let quoted = lines.filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'));
        quoted.map(unescaped).collect()
    })
}

/// An entry of the dictionary: `\\`, `\"` and `\xE5` stand for one byte each.
fn unescaped(entry: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = entry.bytes();
    while let Some(byte) = rest.next() {
        let escaped = if byte == b'\\' { rest.next() } else { None };
        bytes.push(match escaped {
            Some(b'x') => {
                let hex: Vec<u8> = rest.by_ref().take(2).collect();
                u8::from_str_radix(&String::from_utf8_lossy(&hex), 16).unwrap_or_default()
            }
            Some(escaped) => escaped,
            None => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn word(by: usize) -> String {
    pick(words(), by).clone()
}

/// Changes one place of a document: `[what, place, place, other, other, a, b, c]`.
pub fn edit(document: &mut Value, record: Record) {
    let [what, ph, pl, oh, ol, a, b, c] = record;
    let (place, other) = (wide(ph, pl), wide(oh, ol));
    match what % 14 {
        0 => with(document, place, |value| *value = Value::String(word(other))),
        1 => with(document, place, |value| *value = scalar(a, b, c)),
        2 => with_group(document, place, |group| remove(group, other)),
        3 => with_group(document, place, |group| insert(group, other, a)),
        4 => with_group(document, place, |group| rename(group, other, wide(a, b))),
        5 => {
            let copied = nth(document, &mut (other % count(document))).cloned().unwrap_or_default();
            with(document, place, |value| *value = copied);
        }
        6 | 7 => with_text(document, place, |text| tweak(text, other, a, b)),
        8 => with_group(document, place, |group| swap(group, other, wide(a, b))),
        9 => with(document, place, |value| wrap(value, usize::from(a % 40))),
        10 => with_group(document, place, |group| repeat(group, other, usize::from(a))),
        11 | 12 => {
            let copied = likewise(document, place, other);
            with(document, place, |value| *value = copied);
        }
        _ => with_text(document, place, |text| {
            text.push_str(["", ", ", " ", "/", "-"][usize::from(a % 5)]);
            text.push_str(&word(other));
        }),
    }
}

/// Every value with the name of the member that it stands in, in the order of [`nth`].
fn flat<'v>(value: &'v Value, name: &'v str, all: &mut Vec<(&'v str, &'v Value)>) {
    all.push((name, value));
    match value {
        Value::Array(items) => items.iter().for_each(|item| flat(item, name, all)),
        Value::Object(members) => members.iter().for_each(|(name, member)| flat(member, name, all)),
        _ => {}
    }
}

/// What stands elsewhere under the same name.
fn likewise(document: &Value, place: usize, other: usize) -> Value {
    let mut all = Vec::new();
    flat(document, "", &mut all);
    let (name, _) = *pick(&all, place);
    let same: Vec<&Value> = all.iter().filter(|(found, _)| *found == name).map(|(_, value)| *value).collect();
    (*pick(&same, other)).clone()
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The value at a number, in the order of the text.
fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, left)),
        _ => None,
    }
}

fn with(document: &mut Value, place: usize, change: impl FnOnce(&mut Value)) {
    let mut left = place % count(document);
    if let Some(value) = nth(document, &mut left) {
        change(value);
    }
}

/// The list or object at a number, or the next one after it.
fn with_group(document: &mut Value, place: usize, change: impl FnOnce(&mut Value)) {
    with_next(document, place, |value| matches!(value, Value::Array(_) | Value::Object(_)), change);
}

fn with_text(document: &mut Value, place: usize, change: impl FnOnce(&mut String)) {
    with_next(document, place, Value::is_string, |value| {
        if let Value::String(text) = value {
            change(text);
        }
    });
}

fn with_next(document: &mut Value, place: usize, fits: impl Fn(&Value) -> bool, change: impl FnOnce(&mut Value)) {
    let all = count(document);
    for offset in 0..all {
        let number = (place + offset) % all;
        if nth(document, &mut { number }).is_some_and(|value| fits(value)) {
            return with(document, number, change);
        }
    }
}

fn scalar(a: u8, b: u8, c: u8) -> Value {
    match a % 12 {
        0 => json!(null),
        1 => json!(b.is_multiple_of(2)),
        2 => json!({}),
        3 => json!([]),
        4 => json!(wide(b, c)),
        5 => json!(-i64::from(b)),
        6 => json!(*pick(
            &[i64::MAX, i64::MIN, i64::from(u32::MAX), 9_007_199_254_740_991, 9_007_199_254_740_992],
            b.into()
        )),
        7 => json!(*pick(&[0.5, 1e-7, 1e300, -0.0, 118.135, 39.595, 179.9, 180.0], b.into())),
        8 => json!(""),
        9 => json!(wide(b, c).to_string()),
        10 => json!("x".repeat(wide(b, c) % 2048)),
        _ => json!(format!("{b}.{c}")),
    }
}

fn remove(group: &mut Value, which: usize) {
    match group {
        Value::Array(items) if !items.is_empty() => {
            items.remove(which % items.len());
        }
        Value::Object(members) if !members.is_empty() => {
            let name = members.keys().nth(which % members.len()).cloned().unwrap_or_default();
            members.remove(&name);
        }
        _ => {}
    }
}

/// One more item or member: a copy of one that is there, or a word.
fn insert(group: &mut Value, which: usize, a: u8) {
    match group {
        Value::Array(items) => {
            let copied =
                if items.is_empty() || a.is_multiple_of(4) { json!(word(which)) } else { pick(items, which).clone() };
            items.insert(usize::from(a) % (items.len() + 1), copied);
        }
        Value::Object(members) => {
            let copied = members.values().nth(usize::from(a) % members.len().max(1)).cloned();
            members.insert(word(which), copied.unwrap_or_default());
        }
        _ => {}
    }
}

fn rename(group: &mut Value, to: usize, which: usize) {
    if let Value::Object(members) = group
        && let Some(name) = members.keys().nth(which % members.len().max(1)).cloned()
    {
        let value = members.remove(&name).unwrap_or_default();
        members.insert(word(to), value);
    }
}

fn swap(group: &mut Value, first: usize, second: usize) {
    match group {
        Value::Array(items) if !items.is_empty() => {
            let all = items.len();
            items.swap(first % all, second % all);
        }
        Value::Object(members) if !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let (first, second) = (pick(&names, first), pick(&names, second));
            let (left, right) = (members[first].clone(), members[second].clone());
            members[first] = right;
            members[second] = left;
        }
        _ => {}
    }
}

fn wrap(value: &mut Value, levels: usize) {
    for _ in 0..=levels {
        *value = Value::Array(vec![value.take()]);
    }
}

/// Makes a list long.
fn repeat(group: &mut Value, which: usize, times: usize) {
    if let Value::Array(items) = group
        && !items.is_empty()
    {
        let copied = pick(items, which).clone();
        items.extend(std::iter::repeat_n(copied, times % 40));
    }
}

/// Numbers at the ends of ranges.
const NUMBERS: [&str; 12] =
    ["0", "1", "2", "12", "24", "60", "366", "1000", "3660", "87840", "4294967295", "9007199254740992"];

fn tweak(text: &mut String, at: usize, a: u8, b: u8) {
    let mut letters: Vec<char> = text.chars().collect();
    let digits: Vec<usize> = (0..letters.len()).filter(|index| letters[*index].is_ascii_digit()).collect();
    let at = at % letters.len().max(1);
    match a % 8 {
        0 if !letters.is_empty() => {
            letters.remove(at);
        }
        1 => letters.insert(at, char::from(b)),
        2 => letters.truncate(at),
        3 if !letters.is_empty() => letters[at] = char::from(b % 96 + 32),
        // Another number in the place of the first one.
        4 | 5 if !digits.is_empty() => {
            let end = (digits[0]..letters.len()).find(|index| !letters[*index].is_ascii_digit());
            let number = pick(&NUMBERS, b.into()).chars();
            letters.splice(digits[0]..end.unwrap_or(letters.len()), number);
        }
        // Another digit, so that dates, instants, codes and amounts stay what they are.
        _ if !digits.is_empty() => letters[*pick(&digits, at)] = char::from(b'0' + b % 10),
        _ => {}
    }
    *text = letters.into_iter().collect();
}
