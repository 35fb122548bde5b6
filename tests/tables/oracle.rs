//! The small evaluator of the first version: it reads the text of a cell each time and knows nothing beforehand.

use std::cmp::Ordering;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Integer,
    Boolean,
    Date,
    DateTime,
    Duration,
    Months,
    Text,
    Limit,
    Code,
}

impl Kind {
    /// Its name in a document.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "date and time",
            Self::Duration => "days and time duration",
            Self::Months => "years and months duration",
            Self::Text => "string",
            Self::Limit => "limit",
            Self::Code => "code",
        }
    }

    pub(crate) fn is_ordered(self) -> bool {
        !matches!(self, Self::Boolean | Self::Text | Self::Limit | Self::Code)
    }
}

/// A value: numbers in thousandths, spans in seconds or months, days and instants by their text, which sorts as they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    Null,
    Bool(bool),
    Count(i64),
    Text(String),
}

/// A declared value and its label.
pub(crate) type Word = (&'static str, Option<&'static str>);

/// A column: its type, and the values declared for it, if any.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) kind: Kind,
    pub(crate) words: Vec<Word>,
}

/// The code list of all tables here: each code with the one above it.
pub(crate) const CODES: [(&str, &str); 6] =
    [("01", ""), ("0101", "01"), ("0102", "01"), ("010201", "0102"), ("02", ""), ("0201", "02")];

fn covers(above: &str, code: &str) -> bool {
    let known = CODES.iter().find(|(known, _)| *known == code);
    known.is_some_and(|(known, parent)| *known == above || covers(above, parent))
}

/// Whether a cell holds for a value.
pub(crate) fn holds(column: &Column, cell: &str, value: &Known) -> bool {
    if cell == "-" {
        return true;
    }
    let negated = cell.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'));
    let mut tests = split(negated.unwrap_or(cell)).into_iter().map(|test| passes(column, test.trim(), value));
    if negated.is_some() { tests.all(|passed| passed == Some(false)) } else { tests.any(|passed| passed == Some(true)) }
}

/// The parts of a list: commas within quotes belong to the text.
fn split(list: &str) -> Vec<String> {
    let (mut parts, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for letter in list.chars() {
        if letter == ',' && !quoted {
            parts.push(String::new());
            continue;
        }
        if letter == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = letter == '\\' && !escaped;
        parts.last_mut().unwrap().push(letter);
    }
    parts
}

/// Whether a value passes one test; none where nobody can say.
fn passes(column: &Column, test: &str, value: &Known) -> Option<bool> {
    let order = |text: &str| compare(value, &literal(column, text));
    if let Some(code) = test.strip_prefix("in ") {
        return match (value, literal(column, code)) {
            (Known::Text(value), Known::Text(above)) => Some(covers(&above, value)),
            _ => None,
        };
    }
    if test.starts_with(['[', '(', ']']) && column.kind.is_ordered() {
        let (low, high) = test[1..test.len() - 1].split_once("..").unwrap();
        let (low, high) = (order(low)?, order(high)?);
        let over = low == Ordering::Greater || (test.starts_with('[') && low == Ordering::Equal);
        let under = high == Ordering::Less || (test.ends_with(']') && high == Ordering::Equal);
        return Some(over && under);
    }
    if let Some(text) = test.strip_prefix("<=") {
        return Some(order(text)? != Ordering::Greater);
    }
    if let Some(text) = test.strip_prefix(">=") {
        return Some(order(text)? != Ordering::Less);
    }
    if let Some(text) = test.strip_prefix("!=") {
        return Some(*value != literal(column, text));
    }
    if let Some(text) = test.strip_prefix('<') {
        return Some(order(text)? == Ordering::Less);
    }
    if let Some(text) = test.strip_prefix('>') {
        return Some(order(text)? == Ordering::Greater);
    }
    Some(*value == literal(column, test.strip_prefix('=').unwrap_or(test)))
}

fn compare(one: &Known, other: &Known) -> Option<Ordering> {
    match (one, other) {
        (Known::Count(one), Known::Count(other)) => Some(one.cmp(other)),
        (Known::Text(one), Known::Text(other)) => Some(one.cmp(other)),
        _ => None,
    }
}

/// Reads a literal of a column.
pub(crate) fn literal(column: &Column, text: &str) -> Known {
    let text = text.trim();
    if text == "null" || text == "-" {
        return Known::Null;
    }
    let within = text.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map(|(within, _)| within);
    let plain = within.unwrap_or(text);
    match column.kind {
        Kind::Boolean => Known::Bool(plain == "true"),
        Kind::Number | Kind::Integer => Known::Count(thousandths(plain)),
        Kind::Duration | Kind::Months => Known::Count(span(plain)),
        Kind::Date | Kind::DateTime | Kind::Code => Known::Text(plain.into()),
        Kind::Text | Kind::Limit => {
            let word = plain.replace("\\\"", "\"").replace("\\\\", "\\");
            let meant = column.words.iter().find(|(value, label)| *value == word || *label == Some(&word));
            Known::Text(meant.map_or(word, |(value, _)| (*value).into()))
        }
    }
}

fn thousandths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<3}").parse().unwrap()
}

/// `P1D`, `PT2H`, `PT5S`: seconds; `P1Y`, `P3M`: months.
fn span(text: &str) -> i64 {
    let count = || text.trim_start_matches(['P', 'T']).trim_end_matches(char::is_alphabetic).parse::<i64>().unwrap();
    match text.chars().last().unwrap() {
        'D' => count() * 86_400,
        'H' => count() * 3_600,
        'Y' => count() * 12,
        _ => count(),
    }
}

/// What a table answers: the rules that count, their outputs and what these come to; none if two rules clash.
pub(crate) type Answer = Option<(Vec<usize>, Vec<Vec<Known>>, Option<Known>)>;

/// How rules that apply come to an answer.
pub(crate) struct Policy {
    pub(crate) hit: &'static str,
    pub(crate) aggregate: Option<&'static str>,
    pub(crate) outputs: Vec<Column>,
    pub(crate) defaults: Vec<Known>,
}

impl Policy {
    /// The answer of the rules that apply, in order.
    pub(crate) fn answer(&self, hits: &[usize], said: &[Vec<Known>]) -> Answer {
        let mut rules = hits.to_vec();
        let agree = hits.iter().all(|hit| said[*hit] == said[hits[0]]);
        match self.hit {
            "unique" if hits.len() > 1 => return None,
            "any" if !agree => return None,
            "priority" | "output order" => rules.sort_by_key(|hit| self.rank(&said[*hit])),
            _ => {}
        }
        if matches!(self.hit, "any" | "first" | "priority") {
            rules.truncate(1);
        }
        let mut rows: Vec<Vec<Known>> = rules.iter().map(|rule| said[*rule].clone()).collect();
        if rows.is_empty() && self.defaults.iter().any(|value| *value != Known::Null) {
            rows.push(self.defaults.clone());
        }
        let value = self.aggregate.map(|aggregate| aggregated(aggregate, &rules, &rows));
        Some((rules, rows, value))
    }

    fn rank(&self, values: &[Known]) -> Vec<usize> {
        let ranked = self.outputs.iter().zip(values).filter(|(output, _)| !output.words.is_empty());
        let place = |(output, value): (&Column, &Known)| {
            let said = |word: &Word| *value == Known::Text(word.0.into());
            output.words.iter().position(said).unwrap_or(output.words.len())
        };
        ranked.map(place).collect()
    }
}

fn aggregated(aggregate: &str, rules: &[usize], rows: &[Vec<Known>]) -> Known {
    // Where no rule applies the default is the answer, if there is one.
    if rules.is_empty() {
        return rows.first().map_or(Known::Null, |row| row[0].clone());
    }
    if aggregate == "count" {
        return Known::Count(i64::try_from(rules.len()).unwrap() * 1_000);
    }
    let numbers: Option<Vec<i64>> =
        rows.iter().map(|row| if let Known::Count(count) = row[0] { Some(count) } else { None }).collect();
    let Some(numbers) = numbers else { return Known::Null };
    Known::Count(match aggregate {
        "sum" => numbers.iter().sum(),
        "min" => *numbers.iter().min().unwrap(),
        _ => *numbers.iter().max().unwrap(),
    })
}
