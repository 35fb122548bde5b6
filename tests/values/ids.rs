//! Identifiers, texts and keys at the ends of their syntax.

use civigrid::{AccountId, ActKey, BadId, CaseId, Code, CommandId, Key, Name, NodeCode, PersonId, Text, UnitId};
use proptest::prelude::*;

type Read = fn(&str) -> Result<String, BadId>;

fn assert_ids(read: Read, code: Code, good: &[&str], bad: &[&str]) {
    for text in good {
        assert_eq!(read(text), Ok((*text).to_owned()), "{text}");
    }
    for text in bad {
        assert_eq!(read(text), Err(BadId { code }), "`{text}`");
    }
}

macro_rules! reader {
    ($id:ty) => {
        |text| text.parse::<$id>().map(|id| id.to_string())
    };
}

#[test]
fn ids_at_the_ends_of_their_syntax() {
    let (longest, longer) = ("x".repeat(64), "x".repeat(65));
    let good = ["a", "Z", "0", "2026-000123", "a-_.:b", "a-", &longest];
    let more = ["-a", "_a", ".a", ":a", " a", "a ", "a b", "a/b", "a\n", "a\0", "案", "é", "ａ", "a,b", "a\"b", "a+b"];
    let bad: Vec<&str> = ["", longer.as_str()].into_iter().chain(more).collect();
    for read in [reader!(CaseId) as Read, reader!(CommandId), reader!(UnitId), reader!(PersonId)] {
        assert_ids(read, Code::IdSyntax, &good, &bad);
        assert_ids(read, Code::IdSyntax, &[], &["@a", "@"]);
    }
    assert_ids(reader!(AccountId), Code::IdSyntax, &good, &bad);
    assert_ids(reader!(AccountId), Code::IdSyntax, &["@lunan-2026"], &["@", "@@a", "@-a", "a@", "a@b", "@a/b"]);

    let parts = [&longest[..], &longest, &longest, &longest[..61]].join("/");
    assert_eq!(parts.len(), 256);
    let good = ["a", "a/b/c", "R1/case/2026-000123/p-2", &longest, &parts];
    let (one_more, part) = (format!("{parts}x"), format!("a/{longer}"));
    let bad = ["", "/", "/a", "a/", "a//b", "a/ b", "a/网", "a/-b", &one_more, &part, &longer];
    assert_ids(reader!(ActKey), Code::ActKeySyntax, &good, &bad);

    let bad = ["", "130202x", "-1", "+1", "1.0", " 1", "１２", "٣", "123456789012345678901"];
    assert_ids(reader!(NodeCode), Code::CodeSyntax, &["0", "130202", "12345678901234567890"], &bad);

    // 21 characters of three bytes and one of one byte are 64.
    let (full, over) = (format!("{}a", "网".repeat(21)), format!("{}ab", "网".repeat(21)));
    let good = ["小", "网格员", "a", "0101", "_", "completed_at.grid", "阿·依", "é", &full, &longest];
    let bad = [
        "",
        "a b",
        "a/b",
        "网 格",
        "a,b",
        "@a",
        "\"a\"",
        "a:b",
        "（试）",
        "😀",
        "a\u{200b}",
        "\u{202e}a",
        "\0",
        "\u{1}",
        &over,
        &longer,
    ];
    assert_ids(reader!(Name), Code::NameSyntax, &good, &bad);
    assert!("案".parse::<CaseId>().unwrap_err().to_string().contains("id.syntax"));
}

#[test]
fn texts_are_bounded_and_plain() {
    let (longest, longer) = ("网".repeat(341), "网".repeat(342));
    assert_eq!(longest.len(), 1_023);
    assert!(["路", "a b", &longest, "😀"].iter().all(|text| Text::fits(text)));
    assert!(["", "a\nb", "a\u{7f}", "a\u{85}", &longer].iter().all(|text| !Text::fits(text)));
    assert_eq!(Text::zh("路").en(), "路");
}

const KINDS: [&str; 10] = ["account", "act", "case", "command", "node", "person", "reaction", "tally", "unit", "work"];

fn key() -> impl Strategy<Value = String> {
    let id = "[a-zA-Z0-9][a-zA-Z0-9._:-]{0,5}";
    prop_oneof![
        8 => (0..KINDS.len(), id).prop_map(|(kind, id)| format!("{}/{id}", KINDS[kind])),
        2 => "(node|tally)/[0-9]{1,4}",
        2 => "act/[a-z0-9]{1,2}/[a-z0-9.-]{1,2}",
        1 => "account/@[a-z-]{1,3}",
        1 => "reaction/[a-z小网格._-]{1,3}",
        1 => Just("rules/current".to_owned()),
    ]
}

proptest! {
    #![proptest_config(super::settings(10_000))]

    #[test]
    fn keys_are_ordered_as_their_texts(a in key(), b in key()) {
        if let (Ok(x), Ok(y)) = (Key::parse(&a), Key::parse(&b)) {
            prop_assert_eq!((x.to_string(), y.to_string()), (a.clone(), b.clone()));
            prop_assert_eq!(x.cmp(&y), a.cmp(&b), "{} and {}", a, b);
            prop_assert_eq!(x == y, a == b);
        }
    }
}

#[test]
fn keys_are_a_kind_and_an_id() {
    for text in ["case/2026-000123", "act/a/b/c", "account/@lunan-2026", "rules/current", "tally/1", "reaction/规则"]
    {
        assert_eq!(Key::parse(text).unwrap().to_string(), text);
    }
    for (text, code) in [
        ("", Code::KeySyntax),
        ("case", Code::KeySyntax),
        ("cases/1", Code::KeySyntax),
        ("Case/1", Code::KeySyntax),
        ("/1", Code::KeySyntax),
        (" case/1", Code::KeySyntax),
        ("rules/other", Code::KeySyntax),
        ("rules/", Code::KeySyntax),
        ("case/", Code::IdSyntax),
        ("case/a/b", Code::IdSyntax),
        ("node/x", Code::CodeSyntax),
        ("act/a//b", Code::ActKeySyntax),
        ("reaction/a b", Code::NameSyntax),
    ] {
        assert_eq!(Key::parse(text), Err(BadId { code }), "`{text}`");
    }
}
