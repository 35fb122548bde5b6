//! Documents and parts that cannot be read, and the list of all codes that a ruleset can be refused with.

use super::rows::{Row, all_rows};
use super::{Files, Found, compile, compile_bytes, document, edit, files, found, read};
use civigrid::{Code, Stage};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The part of which the examples do not speak.
const PART: &str = "holiday-cn/2025.json";

/// Bytes, and what is found: nothing else, and nothing less.
struct Bytes {
    document: Vec<u8>,
    files: Files,
    expected: Vec<Found>,
}

impl Bytes {
    fn document(document: Vec<u8>, code: Code, pointer: &str) -> Self {
        Self { document, files: files(), expected: vec![(code, None, pointer.into())] }
    }

    /// The committed document with this part in place of its own.
    fn part(bytes: &[u8], code: Code, pointer: &str) -> Self {
        let mut files = files();
        files.insert(PART.into(), bytes.to_vec());
        Self { document: read("ruleset.json"), files, expected: vec![(code, Some(PART.into()), pointer.into())] }
    }

    fn difference(&self) -> Option<String> {
        let found = found(compile_bytes(&self.document, &self.files));
        (found != self.expected).then(|| format!("expected {:?}\nfound    {found:?}", self.expected))
    }
}

fn assert_found(cases: &[Bytes]) {
    let differing: Vec<String> = cases.iter().filter_map(Bytes::difference).collect();
    assert!(differing.is_empty(), "{} of {}:\n{}", differing.len(), cases.len(), differing.join("\n"));
}

fn replaced(text: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(text).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

fn documents() -> Vec<Bytes> {
    use Code::*;
    let text = read("ruleset.json");
    let changed = |from: &str, to: &str, code, pointer: &str| Bytes::document(replaced(&text, from, to), code, pointer);
    let mut large = text.clone();
    large.resize(8 * 1024 * 1024 + 1, b' ');
    let mut broken = text.clone();
    let byte = broken.iter().position(|byte| *byte > 0x7f).unwrap();
    broken[byte] = 0xff;
    // The document is the first level, so that the last of these lists is the 33rd.
    let deep = format!("{{\"format\": 1, \"basis\": {}{}}}", "[".repeat(32), "]".repeat(32));
    let mut format = document();
    edit(&mut format, "/format", Some(json!(2)));
    vec![
        Bytes::document(format.to_string().into_bytes(), RulesetFormat, "/format"),
        Bytes::document(large, JsonTooLarge, ""),
        Bytes::document(broken, JsonUtf8, ""),
        Bytes::document(deep.into_bytes(), JsonDepth, &format!("/basis{}", "/0".repeat(31))),
        Bytes::document(b"[]".to_vec(), WrongKind, ""),
        Bytes::document(b"".to_vec(), JsonSyntax, ""),
        changed("\"hash\": \"sm3\"", "\"hash\": sm3", JsonSyntax, "/hash"),
        changed("\"hash\": \"sm3\"", "\"hash\": \"sm3\", \"h\\u0061sh\": \"sm3\"", JsonDuplicate, "/hash"),
        changed("\"format\": 1", &format!("\"{}\": 1", "x".repeat(65)), JsonNameTooLong, ""),
    ]
}

fn parts() -> Vec<Bytes> {
    use Code::*;
    let text = read(PART);
    let changed = |from: &str, to: &str, code, pointer: &str| Bytes::part(&replaced(&text, from, to), code, pointer);
    let mut unused = Bytes::document(read("ruleset.json"), PartUnused, "/calendars");
    unused.files.insert("holiday-cn/2024.json".into(), text.clone());
    let mut absent = Bytes::document(read("ruleset.json"), PartMissing, "/calendars/office/year_files/0");
    absent.files.remove(PART);
    let mut gap = document();
    edit(&mut gap, "/calendars/spare/year_files", Some(json!([PART, "2027"])));
    let mut gap = Bytes::document(gap.to_string().into_bytes(), CalendarGap, "/calendars/spare/year_files");
    gap.files.insert("2027".into(), br#"{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}]}"#.to_vec());
    let mut both = changed("\"year\": 2025", "\"year\": 1800", BadValue, "/year");
    both.files.insert(PART.into(), replaced(&both.files[PART], "\"isOffDay\": true", "\"isOffDay\": null"));
    both.expected.insert(0, (WrongKind, Some(PART.into()), "/days/0/isOffDay".into()));
    vec![
        unused,
        absent,
        gap,
        both,
        Bytes::part(b"[]", WrongKind, ""),
        Bytes::part(br#"{"year": 2025}"#, MissingMember, ""),
        changed("\"days\": [", "\"tage\": 1, \"days\": [", UnknownMember, "/tage"),
        changed("\"year\": 2025", "\"year\": \"2025\"", WrongKind, "/year"),
        changed("\"2025-01-01\"", "\"2025-02-29\"", DateSyntax, "/days/0/date"),
        changed("\"isOffDay\": true", "\"isOffDay\": true, \"colour\": 1", UnknownMember, "/days/0/colour"),
    ]
}

/// Parts that are no JSON at all.
fn broken_parts() -> Vec<Bytes> {
    vec![
        Bytes::part(b"{\"year\": 2025, \"days\": [1, x]}", Code::PartSyntax, "/days/1"),
        Bytes::part(b"\xff", Code::PartSyntax, ""),
        Bytes::part(&vec![b' '; 8 * 1024 * 1024 + 1], Code::PartSyntax, ""),
    ]
}

#[test]
fn documents_that_cannot_be_read() {
    assert_found(&documents());
}

#[test]
fn parts_that_do_not_fit() {
    assert_found(&parts());
}

/// A part that was given is neither missing nor unused, whatever is in it.
#[test]
fn a_part_that_is_no_json_is_one_problem() {
    assert_found(&broken_parts());
}

#[test]
fn a_part_that_two_calendars_share_is_told_once() {
    let mut case = Bytes::part(b"[]", Code::WrongKind, "");
    case.document = document().to_string().into_bytes();
    assert_found(&[case]);
}

#[test]
fn further_problems_are_counted() {
    let many = |count: usize| {
        let mut changed = document();
        for index in 0..count {
            edit(&mut changed, &format!("/unknown{index:04}"), Some(Value::Null));
        }
        compile(&changed, &files()).unwrap_err().diagnostics
    };
    let exactly = many(200);
    assert_eq!(exactly.len(), 200);
    assert!(exactly.iter().all(|diagnostic| diagnostic.problem.code() == Code::UnknownMember));
    let more = many(1_234);
    assert_eq!(more.len(), 201);
    let last = &more[200];
    assert_eq!((last.problem.code(), last.problem.pointer(), &last.part), (Code::TooManyDiagnostics, "", &None));
    assert_eq!(last.problem.en(), "too many problems: 1034 more are not listed");
}

/// Every code of the stage is provoked by a row of this test, and every other code that a row provokes is of the shape
/// of a value or of a clash of rules in an example.
#[test]
fn every_code_of_a_ruleset_is_provoked() {
    let mut provoked: BTreeSet<Code> = all_rows().iter().flat_map(Row::found).map(|(code, _, _)| code).collect();
    let bytes = [documents(), parts(), broken_parts()];
    provoked.extend(bytes.iter().flatten().flat_map(|case| &case.expected).map(|(code, _, _)| *code));
    provoked.insert(Code::TooManyDiagnostics);
    let of_stage: BTreeSet<Code> = Code::ALL.iter().copied().filter(|code| code.stage() == Stage::Ruleset).collect();
    assert_eq!(&of_stage - &provoked, BTreeSet::new());
    let others: Vec<&str> = (&provoked - &of_stage).into_iter().map(Code::name).collect();
    let shapes = "json.too_large json.utf8 json.syntax json.depth json.duplicate json.name_too_long id.syntax \
                  code.syntax name.syntax text.syntax decimal.syntax instant.syntax date.syntax table.clash";
    assert_eq!(others, shapes.split(' ').collect::<Vec<_>>());
}
