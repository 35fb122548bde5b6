//! Small tables at random, as text and as the evaluator needs them.

use crate::oracle::{CODES, Column, Kind, Known, Policy, Word, holds, literal};
use serde_json::{Value as Json, json};

/// Points of one table at most.
const POINTS: usize = 1_200;

/// `SplitMix64`: the same numbers everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// Literals that cells name, in their order, and values that lie at, between and around all of them.
fn universe(kind: Kind, declared: bool) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        Kind::Number => (
            &["-1", "0", "0.5", "2.0", "3"],
            &["-2", "-1", "-0.5", "0", "0.25", "0.5", "1", "2", "2.125", "3", "4.875"],
        ),
        Kind::Integer => (&["1", "2", "4", "7"], &["0", "1", "2", "3", "4", "5", "6", "7", "8"]),
        Kind::Boolean => (&["true", "false"], &["true", "false"]),
        Kind::Date => (
            &["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-10"],
            &[
                "2026-01-30",
                "2026-01-31",
                "2026-02-01",
                "2026-02-14",
                "2026-02-28",
                "2026-03-01",
                "2026-03-10",
                "2027-01-01",
            ],
        ),
        Kind::DateTime => (
            &["2026-02-13T10:00:00", "2026-02-13T10:00:01", "2026-02-13T12:00:00"],
            &[
                "2026-02-13T09:59:59",
                "2026-02-13T10:00:00",
                "2026-02-13T10:00:01",
                "2026-02-13T11:00:00",
                "2026-02-13T12:00:00",
                "2026-02-13T12:00:01",
            ],
        ),
        Kind::Duration => (&["PT1H", "PT3601S", "P1D"], &["PT0S", "PT1H", "PT3601S", "PT5H", "PT24H", "P2D"]),
        Kind::Months => (&["P1M", "P2M", "P1Y"], &["P0M", "P1M", "P2M", "P3M", "P12M", "P13M"]),
        Kind::Text | Kind::Limit if declared => (&["low", "低", "mid", "high", "高"], &["low", "mid", "high"]),
        Kind::Text | Kind::Limit => (
            &[r#""a""#, r#""b""#, r#""c, d""#, r#""say \"x\"""#],
            &[r#""a""#, r#""b""#, r#""c, d""#, r#""say \"x\"""#, r#""zz""#],
        ),
        Kind::Code => (&["01", "0101", "0102", "02"], &["01", "0101", "0102", "010201", "02", "0201"]),
    }
}

const WORDS: [Word; 3] = [("low", Some("低")), ("mid", None), ("high", Some("高"))];
const OUTPUT_WORDS: [Word; 3] = [("x", None), ("y", Some("乙")), ("z", None)];

/// An input column with the points at which it is tried.
pub(crate) struct Input {
    pub(crate) column: Column,
    pub(crate) nullable: bool,
    pub(crate) default: Option<String>,
    allowed: Vec<String>,
    /// Each value, and whether the column can have it as far as it is declared.
    pub(crate) points: Vec<(Known, bool)>,
}

/// A table as text, and what the evaluator needs of it.
pub(crate) struct Made {
    pub(crate) inputs: Vec<Input>,
    pub(crate) policy: Policy,
    /// For each rule its cells as the evaluator reads them, and as the library does.
    pub(crate) rules: Vec<Vec<(String, String)>>,
    pub(crate) said: Vec<Vec<Known>>,
    pub(crate) document: Json,
}

fn column(random: &mut Random, small: bool) -> Column {
    let all = [
        Kind::Boolean,
        Kind::Text,
        Kind::Months,
        Kind::Limit,
        Kind::Duration,
        Kind::Code,
        Kind::Integer,
        Kind::Number,
        Kind::Date,
        Kind::DateTime,
    ];
    let kind = *random.pick(if small { &all[..3] } else { &all });
    let declared = matches!(kind, Kind::Text | Kind::Limit) && random.chance(60);
    Column { kind, words: if declared { WORDS.to_vec() } else { Vec::new() } }
}

fn written(random: &mut Random, kind: Kind, text: &str) -> String {
    match (kind, random.below(4)) {
        (Kind::Date, 0) => format!("date(\"{text}\")"),
        (Kind::DateTime, 0) => format!("date and time(\"{text}\")"),
        (Kind::Duration | Kind::Months, 0) => format!("duration(\"{text}\")"),
        (Kind::Date | Kind::DateTime | Kind::Duration | Kind::Months, 1) => format!("@\"{text}\""),
        _ => text.into(),
    }
}

fn test(random: &mut Random, column: &Column) -> String {
    let (ends, _) = universe(column.kind, !column.words.is_empty());
    let from = random.below(ends.len());
    let one = written(random, column.kind, ends[from]);
    match random.below(8) {
        0 if random.chance(50) => (*random.pick(&["null", "!= null", "= null"])).into(),
        1 => format!("{} {one}", random.pick(&["=", "!="])),
        2 | 3 if column.kind == Kind::Code => format!("in {one}"),
        2..=4 if column.kind.is_ordered() => format!("{}{one}", random.pick(&["<", "<= ", "> ", ">="])),
        5 | 6 if column.kind.is_ordered() => {
            let to = from + random.below(ends.len() - from);
            if from == to {
                return format!("[{one}..{one}]");
            }
            let other = written(random, column.kind, ends[to]);
            format!("{}{one}..{other}{}", random.pick(&["[", "(", "]"]), random.pick(&["]", ")", "["]))
        }
        _ => one,
    }
}

fn cell(random: &mut Random, column: &Column) -> String {
    if random.chance(30) {
        return "-".into();
    }
    let count = *random.pick(&[1, 1, 1, 2, 3]);
    let tests: Vec<String> = (0..count).map(|_| test(random, column)).collect();
    let list = tests.join(", ");
    if random.chance(20) { format!("not({list})") } else { list }
}

/// The cell as an official may type it: full-width signs and digits, Chinese words.
fn dressed(random: &mut Random, kind: Kind, cell: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for letter in cell.chars() {
        let wide = random.chance(50);
        let plain = !quoted && wide && (letter.is_ascii_digit() || "<>=()[].-!:".contains(letter));
        match letter {
            ',' if !quoted && wide => out.push(*random.pick(&['，', '、'])),
            ' ' if !quoted && wide => out.push('\u{3000}'),
            // A code is what it is: a name of a list, not a number.
            _ if plain && kind != Kind::Code => out.push(char::from_u32(u32::from(letter) + 0xFEE0).unwrap()),
            _ => out.push(letter),
        }
        if letter == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = letter == '\\' && !escaped;
    }
    if !out.contains('"') {
        out = out.replace("null", "空").replace("true", "是").replace("false", "否").replace("not", "非");
    }
    out.replace("in ", "属于")
}

fn input(random: &mut Random, small: bool) -> Input {
    let column = column(random, small);
    let declared = !column.words.is_empty();
    let (ends, grid) = universe(column.kind, declared);
    let (first, last) = (ends[0], ends[ends.len() - 1]);
    let allowed: Vec<String> = if column.kind.is_ordered() && random.chance(15) {
        let sets = [vec![format!(">= {first}")], vec![format!("[{first}..{last}]")], vec![first.into(), last.into()]];
        random.pick(&sets).clone()
    } else {
        Vec::new()
    };
    let allows = |value: &Known| allowed.is_empty() || allowed.iter().any(|test| holds(&column, test, value));
    let mut points: Vec<(Known, bool)> =
        grid.iter().map(|text| literal(&column, text)).map(|v| (v.clone(), allows(&v))).collect();
    if declared || column.kind == Kind::Code {
        points.push((Known::Text("other".into()), false));
    }
    let default = random.chance(12).then(|| last.to_string());
    Input { nullable: random.chance(20), column, default, allowed, points }
}

fn words_json(words: &[Word]) -> Json {
    let word = |(value, label): &Word| match label {
        Some(label) => json!({"value": value, "label": label}),
        None => json!(value),
    };
    words.iter().map(word).collect()
}

fn input_json(index: usize, input: &Input) -> Json {
    let mut out = json!({"name": format!("c{index}"), "type": input.column.kind.name()});
    if !input.column.words.is_empty() {
        out["values"] = words_json(&input.column.words);
    }
    if !input.allowed.is_empty() {
        out["values"] = json!(input.allowed);
    }
    if input.nullable {
        out["nullable"] = json!(true);
    }
    if let Some(default) = &input.default {
        out["default"] = json!(default);
    }
    out
}

fn policy(random: &mut Random) -> Policy {
    let hits = ["unique", "any", "first", "priority", "rule order", "output order", "collect"];
    let hit = *random.pick(&hits);
    let aggregate = (hit == "collect" && random.chance(70)).then(|| *random.pick(&["sum", "min", "max", "count"]));
    let count = if aggregate.is_some() { 1 } else { 1 + random.below(2) };
    let ranked = matches!(hit, "priority" | "output order");
    let output = |random: &mut Random, index: usize| {
        let number = matches!(aggregate, Some("sum" | "min" | "max")) || (random.chance(50) && !(ranked && index == 0));
        let words = if number { Vec::new() } else { OUTPUT_WORDS.to_vec() };
        Column { kind: if number { Kind::Number } else { Kind::Text }, words }
    };
    let outputs: Vec<Column> = (0..count).map(|index| output(random, index)).collect();
    let default = |output: &Column| if output.words.is_empty() { Known::Count(7_000) } else { Known::Text("y".into()) };
    let defaults = outputs.iter().map(|output| if random.chance(15) { default(output) } else { Known::Null }).collect();
    Policy { hit, aggregate, outputs, defaults }
}

fn said(random: &mut Random, policy: &Policy) -> Vec<&'static str> {
    let ordered = matches!(policy.aggregate, Some("min" | "max"));
    let one = |output: &Column| match (random.chance(8) && !ordered, output.words.is_empty()) {
        (true, _) => *random.pick(&["-", "null"]),
        (_, true) => *random.pick(&["1", "2.5", "-3"]),
        (_, false) => *random.pick(&["x", "y", "乙", "\"z\""]),
    };
    policy.outputs.iter().map(one).collect()
}

fn outputs_json(policy: &Policy) -> Json {
    let output = |(index, (column, default)): (usize, (&Column, &Known))| {
        let mut out = json!({"name": format!("o{index}"), "type": column.kind.name()});
        if !column.words.is_empty() {
            out["values"] = words_json(&column.words);
        }
        if *default != Known::Null {
            out["default"] = json!(if column.words.is_empty() { "7" } else { "y" });
        }
        out
    };
    policy.outputs.iter().zip(&policy.defaults).enumerate().map(output).collect()
}

fn codes_json(above: &str) -> Json {
    let below = CODES.iter().filter(|(_, parent)| *parent == above);
    below.map(|(code, _)| json!({"code": code, "name": format!("类{code}"), "children": codes_json(code)})).collect()
}

pub(crate) fn made(random: &mut Random) -> Made {
    let count = *random.pick(&[1, 1, 2, 2, 2, 3, 3, 4]);
    let mut inputs: Vec<Input> = Vec::new();
    let mut points = 1;
    for _ in 0..count {
        let next = input(random, points > 100);
        points *= next.points.len() + 1;
        if points > POINTS {
            break;
        }
        inputs.push(next);
    }
    let policy = policy(random);
    let mut rules = Vec::new();
    let (mut all_said, mut documents) = (Vec::new(), Vec::new());
    for number in 0..1 + random.below(8) {
        let cells: Vec<(String, String)> = inputs
            .iter()
            .map(|input| {
                let plain = cell(random, &input.column);
                let typed = if random.chance(20) { dressed(random, input.column.kind, &plain) } else { plain.clone() };
                (plain, typed)
            })
            .collect();
        let said = said(random, &policy);
        let when: Vec<&str> = cells.iter().map(|(_, typed)| typed.as_str()).collect();
        documents.push(json!({"id": format!("R{number}"), "when": when, "then": said}));
        all_said.push(policy.outputs.iter().zip(&said).map(|(output, text)| literal(output, text)).collect());
        rules.push(cells);
    }
    let columns: Json = inputs.iter().enumerate().map(|(index, input)| input_json(index, input)).collect();
    let mut document = json!({"hit": policy.hit, "inputs": columns, "outputs": outputs_json(&policy),
        "rules": documents, "codes": codes_json("")});
    if let Some(aggregate) = policy.aggregate {
        document["aggregate"] = json!(aggregate);
    }
    for (index, input) in inputs.iter_mut().enumerate() {
        let says_null = rules.iter().any(|cells| cells[index].0.contains("null"));
        input.points.push((Known::Null, (input.nullable || says_null) && input.default.is_none()));
    }
    Made { inputs, policy, rules, said: all_said, document }
}
