//! The grammar: RFC 8259 to the letter, with bounds.

use super::samples::{command, entry, query, row};
use super::{COMMAND, ENTRY, QUERY, ROW, edited, refusal};
use civigrid::{Code, Command, Entry, Query, Rejection, Row, bounds};
use serde_json::{Value, json};

/// A report whose number of people is replaced by any text.
fn with_people(text: &str) -> String {
    edited(&command("case.report"), "/data/people", Some(json!("HOLE"))).to_string().replace("\"HOLE\"", text)
}

/// A load whose name is replaced by any text, quotes included.
fn with_name(text: &str) -> Vec<u8> {
    let load = edited(&command("directory.load"), "/data/nodes/1/name/zh", Some(json!("HOLE")));
    load.to_string().replace("\"HOLE\"", text).into_bytes()
}

#[test]
fn numbers_are_those_of_json() {
    for text in ["3", "10000000"] {
        assert!(Command::from_json(with_people(text).as_bytes()).is_ok(), "{text}");
    }
    let broken = [
        "01",
        "00",
        "-01",
        "+1",
        ".5",
        "5.",
        "1.e3",
        "1e",
        "1e+",
        "-",
        "--1",
        "0x10",
        "1_000",
        "1,5",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "1 2",
        "１",
        "True",
        "tru",
        "nul",
        "undefined",
        "'1'",
        "",
        "1/*one*/",
        "1//one\n",
        "1;",
        "#1",
        "1\u{c}",
        "1\u{a0}",
        "\u{feff}1",
    ];
    for text in broken {
        let found = refusal(Command::from_json(with_people(text).as_bytes()));
        assert_eq!(found, (Code::JsonSyntax, "/data/people".into()), "{text:?}");
    }
    // Numbers of JSON that are no count of people: told apart from what is no JSON.
    for text in ["1.5", "1e999", "-1e999", "1e-999", "99999999999999999999", "1E400", "0.1e1", "-0.0"] {
        let (code, pointer) = refusal(Command::from_json(with_people(text).as_bytes()));
        assert!(matches!(code, Code::WrongType | Code::NumberRange), "{text}: {code:?}");
        assert_eq!(pointer, "/data/people", "{text}");
    }
}

#[test]
fn strings_are_those_of_json() {
    for text in ["区", "\\u8def", "\\ud83d\\ude00", "a\\\\b", "\\/", "a\\\"b", "\u{10ffff}"] {
        assert!(Command::from_json(&with_name(&format!("\"{text}\""))).is_ok(), "{text}");
    }
    let broken = [
        "\\ud800",
        "\\udc00",
        "\\ud800\\ud800",
        "\\ud800x",
        "\\udc00\\ud800",
        "\\x41",
        "\\u12",
        "\\u12g4",
        "\\U0041",
        "\\'",
        "\\",
        "\\u",
        "a\u{0}b",
        "a\nb",
        "a\tb",
        "a\u{1f}b",
    ];
    for text in broken {
        let found = refusal(Command::from_json(&with_name(&format!("\"{text}\""))));
        assert_eq!(found.0, Code::JsonSyntax, "{text:?}");
        // A backslash before the closing quote runs on into what follows.
        if text != "\\" {
            assert_eq!(found.1, "/data/nodes/1/name/zh", "{text:?}");
        }
    }
    // Escaped control characters are JSON, but no text that people read.
    for text in ["\\u0000", "\\n", "\\b", "\\u001f", "\\u007f", "\\u0085"] {
        let found = refusal(Command::from_json(&with_name(&format!("\"a{text}\""))));
        assert_eq!(found, (Code::TextSyntax, "/data/nodes/1/name/zh".into()), "{text}");
    }
}

#[test]
fn messages_are_whole_and_alone() {
    let text = command("case.sign").to_string();
    for around in [" {}", "{}\r\n\t ", "\n{}"] {
        assert!(Command::from_json(around.replace("{}", &text).as_bytes()).is_ok());
    }
    for around in ["\u{feff}{}", "{}x", "{}{}", "{}\0", "{}]", "{},", "\u{b}{}", "// x\n{}"] {
        let found = refusal(Command::from_json(around.replace("{}", &text).as_bytes()));
        assert_eq!(found, (Code::JsonSyntax, String::new()), "{around:?}");
    }
    for text in ["", " ", "[{}", "{", "{\"id\"", "{\"id\":", "{id:1}", "{\"id\" 1}", "{,}", "{\"id\"::1}", "{]", "}"] {
        assert_eq!(refusal(Command::from_json(text.as_bytes())).0, Code::JsonSyntax, "{text:?}");
    }
    for cut in 0..text.len() {
        assert_eq!(refusal(Command::from_json(&text.as_bytes()[..cut])).0, Code::JsonSyntax, "cut at {cut}");
    }
    for text in ["[]", "1", "\"x\"", "null", "true"] {
        let read = [refusal(Command::from_json(text.as_bytes())), refusal(Query::from_json(text.as_bytes()))];
        assert!(read.iter().all(|found| *found == (Code::WrongType, String::new())), "{text}: {read:?}");
    }
}

#[test]
fn members_occur_once_however_they_are_spelt() {
    let at = |text: &str| refusal(Command::from_json(text.as_bytes()));
    let twice = |pointer: &str| (Code::JsonDuplicate, pointer.to_owned());
    assert_eq!(at(r#"{"id":"a","id":"a"}"#), twice("/id"));
    assert_eq!(at(r#"{"id":"a","\u0069d":"a"}"#), twice("/id"));
    assert_eq!(at(r#"{"\u0069\u0064":"a","id":"a"}"#), twice("/id"));
    assert_eq!(at(r#"{"data":{"a":[{"b":1},{"b":1,"c":2,"\u0062":3}]}}"#), twice("/data/a/1/b"));
    assert_eq!(at(r#"{"data":{"a/b~c":1,"a\/b~c":1}}"#), twice("/data/a~1b~0c"));
    assert_eq!(at(r#"{"data":{"":1,"":1}}"#), twice("/data/"));
    assert_eq!(at(r#"{"data":{"😀":1,"\ud83d\ude00":1}}"#), twice("/data/😀"));
    // Told before anything that comes after, and whatever else is wrong.
    assert_eq!(at(r#"{"id":7,"type":"x","data":{"a":1,"a":1},"#), twice("/data/a"));
    // The same name in two objects is no duplicate, nor are names that only look alike.
    let load = command("directory.load").to_string();
    assert!(Command::from_json(load.as_bytes()).is_ok());
    let alike = r#"{"data":{"e\u0301":1,"\u00e9":1,"E":1}}"#;
    assert_eq!(at(alike), (Code::MissingField, String::new()));
}

/// The pointer does not depend on what stands before the member.
#[test]
fn a_long_name_is_told_of_its_object() {
    let long = "x".repeat(65);
    for before in ["", "\"a\":1,", "\"a\":1,\"b\":{\"c\":[]},"] {
        let text = format!("{{\"data\":{{{before}\"{long}\":1}}}}");
        let found = refusal(Command::from_json(text.as_bytes()));
        assert_eq!(found, (Code::JsonNameTooLong, "/data".into()), "after `{before}`");
    }
    // 64 bytes are let through, counted after unescaping.
    for name in ["x".repeat(64), "\\u0078".repeat(64), "é".repeat(32)] {
        let found = refusal(Command::from_json(format!("{{\"{name}\":1}}").as_bytes()));
        assert_eq!(found.0, Code::UnknownField, "{name}");
    }
    assert_eq!(
        refusal(Command::from_json(format!("{{\"{}\":1}}", "é".repeat(33)).as_bytes())).0,
        Code::JsonNameTooLong
    );
}

fn nested(levels: usize, open: &str, close: &str) -> String {
    format!("{}{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn thirty_two_levels_are_read_and_one_more_is_not() {
    let places: [(super::Reader, Value, &str); 4] = [
        (COMMAND, command("case.sign"), "/id"),
        (QUERY, query("case.get"), "/type"),
        (ROW, row("account/p-1"), "/key"),
        (ENTRY, entry("due"), "/at"),
    ];
    for (read, base, at) in places {
        let text = |levels| {
            let hole = edited(&base, at, Some(json!("HOLE"))).to_string();
            hole.replace("\"HOLE\"", &nested(levels, "[", "]"))
        };
        // The message itself is the first level.
        assert_eq!(refusal(read(text(31).as_bytes())).0, Code::WrongType, "{at}");
        let found = refusal(read(text(32).as_bytes()));
        assert_eq!(found, (Code::JsonDepth, format!("{at}{}", "/0".repeat(31))));
        let found = refusal(read(text(1_000_000).as_bytes()));
        assert!(matches!(found.0, Code::JsonDepth | Code::JsonTooLarge), "{found:?}");
    }
    let objects = format!("{{\"data\":{}1{}}}", "{\"a\":".repeat(32), "}".repeat(32));
    assert_eq!(refusal(Command::from_json(objects.as_bytes())), (Code::JsonDepth, format!("/data{}", "/a".repeat(31))));
    // Width is no depth: closed levels do not count.
    let wide = format!("{{\"data\":[{}]}}", vec![nested(30, "[", "]"); 100].join(","));
    assert_eq!(refusal(Command::from_json(wide.as_bytes())).0, Code::MissingField);
}

#[test]
fn sizes_are_bounded_to_the_byte() {
    let padded = |text: &str, bytes: usize| {
        let mut out = text.as_bytes().to_vec();
        out.resize(bytes, b' ');
        out
    };
    let large = |refused: Result<(), Rejection>, bound: usize| {
        let refused = refused.unwrap_err();
        assert_eq!((refused.code(), refused.pointer()), (Code::JsonTooLarge, ""));
        assert_eq!(refused.en(), format!("larger than the bound of {bound} bytes: send less"));
    };
    // As the list of bounds says: messages, bulk commands, and what holds a bulk command.
    let (message, bulk, entries) = (bounds::MESSAGE_BYTES, bounds::BULK_BYTES, bounds::ENTRY_BYTES);
    assert_eq!((message, bulk), (64 * 1024, 32 * 1024 * 1024));
    let sign = command("case.sign").to_string();
    assert!(Command::from_json(&padded(&sign, message)).is_ok());
    large(COMMAND(&padded(&sign, message + 1)), message);
    let get = query("case.get").to_string();
    assert!(Query::from_json(&padded(&get, message)).is_ok());
    large(QUERY(&padded(&get, message + 1)), message);
    let load = command("directory.load").to_string();
    assert!(Command::from_json(&padded(&load, message + 1)).is_ok());
    assert!(Command::from_json(&padded(&load, bulk)).is_ok());
    large(COMMAND(&padded(&load, bulk + 1)), bulk);
    large(ROW(&padded(&row("account/p-1").to_string(), entries + 1)), entries);
    large(ENTRY(&padded(&entry("due").to_string(), entries + 1)), entries);
}

#[test]
fn bytes_that_are_no_utf_8_are_told_by_their_position() {
    let load = with_name("\"HOLE\"");
    let hole = load.windows(4).position(|window| window == b"HOLE").unwrap();
    let broken: [&[u8]; 9] = [
        b"\xff",
        b"\x80",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe8\xb7",
        b"\xf0\x9f\x98",
        b"\xc1\xbf",
        b"\xf5\x80\x80\x80",
    ];
    for bytes in broken {
        let mut text = load.clone();
        text.splice(hole..hole + 4, bytes.iter().copied());
        let refused = Command::from_json(&text).unwrap_err();
        assert_eq!((refused.code(), refused.pointer()), (Code::JsonUtf8, ""), "{bytes:?}");
        assert_eq!(refused.en(), format!("not UTF-8 at byte {hole}"));
    }
    for (read, text) in [(QUERY, query("case.get")), (ROW, row("account/p-1")), (ENTRY, entry("due"))] {
        let mut bytes = text.to_string().into_bytes();
        bytes.push(0xe8);
        assert_eq!(refusal(read(&bytes)).0, Code::JsonUtf8);
    }
    // Syntax is told by its position as well.
    let refused = Command::from_json(br#"{"id":"a" "actor":1}"#).unwrap_err();
    assert_eq!((refused.code(), refused.en()), (Code::JsonSyntax, "not JSON at byte 10".into()));
}

/// What a message may hold in great number is read in time that grows with it: these would take hours otherwise.
#[test]
fn two_hundred_thousand_members_are_read() {
    let members = |member: &dyn Fn(usize) -> String| (0..200_000).map(member).collect::<Vec<_>>().join(",");
    let names = members(&|index| format!("\"部{index}\":\"u-{index}\""));
    let load = |node: &str| {
        let head = r#"{"id":"a","actor":{"id":"h","role":"host"},"type":"directory.load","data":{"nodes":["#;
        format!("{head}{node}]}}}}").into_bytes()
    };
    let departments = load(&format!(r#"{{"code":"1","name":{{"zh":"区"}},"level":"l","departments":{{{names}}}}}"#));
    let read = Command::from_json(&departments).unwrap();
    assert_eq!(read.to_json().len(), departments.len());
    let nodes = load(&members(&|index| format!(r#"{{"code":"{index}","name":{{"zh":"区"}},"level":"l"}}"#)));
    assert!(Command::from_json(&nodes).is_ok());
    assert_eq!(refusal(Command::from_json(format!("{{{names}}}").as_bytes())).0, Code::UnknownField);
    let mut last_twice = format!("{{\"data\":{{{names}");
    last_twice.push_str(",\"部0\":1}}");
    assert_eq!(refusal(Command::from_json(last_twice.as_bytes())), (Code::JsonDuplicate, "/data/部0".into()));
    assert!(Row::from_json(format!("{{\"key\":\"tally/1\",\"version\":1,\"body\":{{{names}}}}}").as_bytes()).is_err());
    assert!(Entry::from_json(format!("{{\"events\":[{}]}}", members(&|_| "{}".into())).as_bytes()).is_err());
}
