//! Decision tables as other engines are tested with them: a list of models, each with its tables and its cases.
//!
//! A table becomes a document of the library, with column names of its own: those of the source may hold any
//! characters. Members that are not named here, the expected results among them, are not looked at.

use civigrid::tables::{Given, Outcome, Row, Scope, Table, Value};
use civigrid::{Date, compile_table};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

type Members<'t> = BTreeMap<String, &'t RawValue>;

#[derive(Deserialize)]
struct Model<'t> {
    #[serde(default)]
    model: String,
    #[serde(default)]
    types: Option<BTreeMap<String, Declared>>,
    #[serde(borrow)]
    tables: Vec<Source<'t>>,
    #[serde(borrow)]
    tests: Vec<Case<'t>>,
}

/// A type of the model: what it is called among the types of the standard, and its values.
#[derive(Deserialize)]
struct Declared {
    #[serde(rename = "typeRef", default)]
    base: Option<String>,
    #[serde(default)]
    allowed: Option<String>,
}

#[derive(Deserialize)]
struct Source<'t> {
    decision: String,
    #[serde(default)]
    hit_policy: Option<String>,
    #[serde(default)]
    aggregation: Option<String>,
    inputs: Vec<SourceInput>,
    #[serde(borrow)]
    outputs: Vec<SourceOutput<'t>>,
    #[serde(borrow)]
    rules: Vec<SourceRule<'t>>,
}

#[derive(Deserialize)]
struct SourceInput {
    expression: String,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    allowed: Option<String>,
}

#[derive(Deserialize)]
struct SourceOutput<'t> {
    #[serde(default)]
    name: Option<String>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(rename = "allowed_priority", default)]
    allowed: Option<String>,
    #[serde(borrow, default)]
    default: Option<&'t RawValue>,
}

#[derive(Deserialize)]
struct SourceRule<'t> {
    #[serde(borrow)]
    when: Vec<&'t RawValue>,
    #[serde(borrow)]
    then: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
struct Case<'t> {
    #[serde(borrow, default)]
    id: Option<&'t RawValue>,
    #[serde(borrow)]
    inputs: Members<'t>,
}

/// One JSON value a case. A case whose result is an error answers `null` and is told on standard error.
pub(crate) fn answers(text: &str) -> Result<String, Vec<String>> {
    let models: Vec<Model<'_>> = serde_json::from_str(text).map_err(|problem| vec![problem.to_string()])?;
    let mut all = Vec::new();
    let mut problems = Vec::new();
    for model in &models {
        let mut tables = Vec::new();
        for source in &model.tables {
            match Asked::new(source, model) {
                Ok(table) => tables.push(table),
                Err(problem) => problems.push(format!("{}, {}: {problem}", model.model, source.decision)),
            }
        }
        if model.tables.is_empty() && !model.tests.is_empty() {
            problems.push(format!("{}: there are cases, but no table", model.model));
        }
        all.push((model, tables));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut lines = String::new();
    for (model, tables) in &all {
        for case in &model.tests {
            let mut results = tables.iter().map(|table| (table.decision, table.answer(case, &model.model)));
            let line = match (tables.len(), results.next()) {
                (1, Some((_, result))) => result,
                // Of several tables each answers under its name.
                (_, first) => object(first.into_iter().chain(results)),
            };
            lines.extend([line.as_str(), "\n"]);
        }
    }
    Ok(lines)
}

/// A JSON object with its members in this order.
fn object<'n>(members: impl Iterator<Item = (&'n str, String)>) -> String {
    let members: Vec<String> = members.map(|(name, value)| format!("{}:{value}", quoted(name))).collect();
    format!("{{{}}}", members.join(","))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Boolean,
    Date,
    DateTime,
    Duration,
    Months,
}

impl Kind {
    /// By any of the names that the versions of the standard have for it, perhaps with a prefix.
    fn named(name: &str) -> Option<Self> {
        let plain: String = name.rsplit(':').next()?.chars().filter(char::is_ascii_alphanumeric).collect();
        Some(match plain.to_ascii_lowercase().as_str() {
            "string" => Self::Text,
            "number" | "integer" | "int" | "long" | "double" | "float" | "decimal" => Self::Number,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "datetime" | "dateandtime" => Self::DateTime,
            "daytimeduration" | "daysandtimeduration" => Self::Duration,
            "yearmonthduration" | "yearsandmonthsduration" => Self::Months,
            _ => return None,
        })
    }

    /// The name that a document has for it.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "date and time",
            Self::Duration => "days and time duration",
            Self::Months => "years and months duration",
        }
    }

    /// Of a declared type: its own name, or what it stands for in the model.
    fn declared(name: Option<&str>, model: &Model<'_>) -> Option<Self> {
        let mut name = name?;
        // Types that stand for one another in a ring come to nothing.
        for _ in 0..8 {
            match declared(Some(name), model) {
                Some(Declared { base: Some(base), .. }) => name = base,
                Some(Declared { allowed, .. }) => return allowed.as_deref().and_then(Self::of_cell),
                None => return Self::named(name),
            }
        }
        None
    }

    /// Of the first literal in a cell; none for `-` and for what is no literal.
    fn of_cell(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(|sign: char| sign.is_whitespace() || "<>=!≤≥[](".contains(sign));
        if let Some(rest) = text.strip_prefix("not")
            && rest.trim_start().starts_with('(')
        {
            return Self::of_cell(rest);
        }
        let inside = text.split('"').nth(1).unwrap_or_default();
        let word: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        match word.as_str() {
            "true" | "false" => Some(Self::Boolean),
            "date" if text.starts_with("date and time") => Some(Self::DateTime),
            "date" => Some(Self::Date),
            "duration" => Self::of_text(inside),
            _ if text.starts_with('"') => Some(Self::Text),
            _ if text.starts_with('@') => Self::of_text(inside),
            _ => Self::of_text(text),
        }
    }

    /// Of a number, a day, an instant or a span as it is written.
    fn of_text(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        if let Some(span) = unsigned.strip_prefix('P')
            && span.starts_with(|letter: char| letter == 'T' || letter.is_ascii_digit())
        {
            return Some(if span.contains(['D', 'T']) { Self::Duration } else { Self::Months });
        }
        let is_day =
            |(index, byte): (usize, u8)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
        if text.len() >= 10 && text.bytes().take(10).enumerate().all(is_day) {
            return Some(if text.as_bytes().get(10) == Some(&b'T') { Self::DateTime } else { Self::Date });
        }
        let digits = unsigned.strip_prefix('.').unwrap_or(unsigned);
        digits.starts_with(|letter: char| letter.is_ascii_digit()).then_some(Self::Number)
    }

    /// Of a value of a case.
    fn of_value(raw: &RawValue) -> Option<Self> {
        match serde_json::from_str(raw.get()).ok()? {
            serde_json::Value::Bool(_) => Some(Self::Boolean),
            serde_json::Value::Number(_) => Some(Self::Number),
            serde_json::Value::String(_) => Some(Self::Text),
            serde_json::Value::Object(members) if members.len() == 1 => Self::named(members.keys().next()?),
            _ => None,
        }
    }

    /// Reads the text of a value.
    fn read(self, text: &str) -> Option<Value> {
        let function = match self {
            Self::Text => return Some(Value::text(text)),
            Self::Number => return without_exponent(text.trim())?.parse().ok().map(Value::Number),
            Self::Boolean => return text.trim().parse().ok().map(Value::Bool),
            Self::Date => "date",
            Self::DateTime => "date and time",
            Self::Duration | Self::Months => "duration",
        };
        // The library reads days, instants and spans itself: as the only cell of a table.
        let cell = quoted(&format!("{function}({})", quoted(text.trim())));
        let document = format!(
            r#"{{"hit": "first", "inputs": [], "outputs": [{{"name": "value", "type": "{}"}}],
                "rules": [{{"id": "1", "when": [], "then": [{cell}]}}]}}"#,
            self.name()
        );
        let outcome = compile_table(document.as_bytes()).ok()?.evaluate(&Given::new(), scope()?).ok()?;
        outcome.rows.into_iter().next()?.remove("value").filter(|value| *value != Value::Null)
    }
}

/// A number whose exponent, which the library does not read, is written out.
fn without_exponent(text: &str) -> Option<String> {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return Some(text.into()) };
    let exponent: i32 = exponent.parse().ok().filter(|exponent| (-40..=40).contains(exponent))?;
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    // Zeros on both sides, so that the point can move.
    let digits = format!("{}{whole}{fraction}{}", "0".repeat(40), "0".repeat(40));
    let point = usize::try_from(i32::try_from(40 + whole.len()).ok()? + exponent).ok()?;
    let (whole, fraction) = digits.split_at_checked(point)?;
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{fraction}"))
}

fn declared<'m>(name: Option<&str>, model: &'m Model<'_>) -> Option<&'m Declared> {
    model.types.as_ref()?.get(name?)
}

/// The tables here have no editions: any day does.
fn scope() -> Option<Scope<'static>> {
    "2000-01-01".parse::<Date>().ok().map(Scope::on)
}

/// The text of a cell; nothing at all is `-`, which every value fits and which gives nothing.
fn cell(raw: &RawValue) -> String {
    let text: String = serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().into());
    if raw.get() == "null" || text.trim().is_empty() { "-".into() } else { text }
}

/// The texts in quotes of a list such as `"High", "Low"`.
fn texts(list: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = list;
    while let Some(from) = rest.find('"') {
        rest = rest.get(from..).unwrap_or_default();
        let mut literals = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        let Some(Ok(text)) = literals.next() else { break };
        rest = rest.get(literals.byte_offset()..).unwrap_or_default();
        texts.push(text);
    }
    texts
}

/// A compiled table, and what its columns are called in the source.
struct Asked<'m> {
    decision: &'m str,
    table: Table,
    inputs: Vec<(&'m str, Kind)>,
    outputs: Vec<String>,
    is_list: bool,
}

fn input_name(index: usize) -> String {
    // With a point: no cell can mean it by accident.
    format!("in.{index}")
}

fn output_name(index: usize) -> String {
    format!("out.{index}")
}

impl<'m> Asked<'m> {
    fn new(source: &'m Source<'_>, model: &Model<'_>) -> Result<Self, String> {
        let words = source.hit_policy.as_deref().unwrap_or("UNIQUE").replace(['_', '-'], " ");
        let hit = match words.trim().to_ascii_lowercase() {
            word if word == "ruleorder" => "rule order".into(),
            word if word == "outputorder" => "output order".into(),
            word => word,
        };
        let inputs: Vec<(&str, Kind)> = source
            .inputs
            .iter()
            .enumerate()
            .map(|(index, input)| (input.expression.trim(), input_kind(input, index, source, model)))
            .collect();
        for (expression, _) in &inputs {
            let is_given = model.tests.iter().any(|case| find(&case.inputs, expression).is_some());
            if !is_given && expression.contains(['+', '*', '(', '[', '{', '"']) {
                return Err(format!("the input `{expression}` is calculated: only inputs that cases name are read"));
            }
        }
        let outputs: Vec<serde_json::Value> = source
            .outputs
            .iter()
            .enumerate()
            .map(|(index, output)| output_column(index, output, &hit, &inputs, source, model))
            .collect();
        let columns: Vec<serde_json::Value> =
            inputs.iter().enumerate().map(|(index, (name, kind))| input_column(index, name, *kind)).collect();
        let rules: Vec<serde_json::Value> = (1..)
            .zip(&source.rules)
            .map(|(number, rule)| {
                let cells = |list: &[&RawValue]| list.iter().map(|raw| cell(raw)).collect::<Vec<_>>();
                serde_json::json!({"id": format!("r{number}"), "when": cells(&rule.when), "then": cells(&rule.then)})
            })
            .collect();
        let mut document = serde_json::json!({"hit": hit, "inputs": columns, "outputs": outputs, "rules": rules});
        if let Some(aggregate) = &source.aggregation {
            document["aggregate"] = aggregate.to_ascii_lowercase().into();
        }
        let name = |(index, output): (usize, &SourceOutput<'_>)| {
            output.name.clone().unwrap_or_else(|| format!("output {}", index + 1))
        };
        Ok(Self {
            decision: &source.decision,
            table: compile_table(document.to_string().as_bytes()).map_err(|error| error.to_string())?,
            inputs,
            outputs: source.outputs.iter().enumerate().map(name).collect(),
            is_list: matches!(hit.as_str(), "collect" | "rule order" | "output order"),
        })
    }

    /// The result of a case as JSON.
    fn answer(&self, case: &Case<'_>, model: &str) -> String {
        match self.evaluate(case) {
            Ok(outcome) => self.told(&outcome),
            Err(problem) => {
                eprintln!("{model}, {}, case {}: {problem}", self.decision, case.id.map_or("", RawValue::get));
                "null".into()
            }
        }
    }

    fn evaluate(&self, case: &Case<'_>) -> Result<Outcome, String> {
        let mut given = Given::new();
        for (index, (expression, kind)) in self.inputs.iter().enumerate() {
            let Some(raw) = find(&case.inputs, expression) else { continue };
            let value = read_value(raw, *kind);
            let value = value.ok_or_else(|| format!("`{expression}` is no {}: {}", kind.name(), raw.get()))?;
            given.insert(input_name(index), value);
        }
        let scope = scope().ok_or("no day")?;
        self.table.evaluate(&given, scope).map_err(|rejection| rejection.en())
    }

    fn told(&self, outcome: &Outcome) -> String {
        let mut rows = outcome.rows.iter().map(|row| self.row(row));
        match &outcome.value {
            Some(value) if !outcome.rules.is_empty() => json(value),
            None if self.is_list && !outcome.rows.is_empty() => format!("[{}]", rows.collect::<Vec<_>>().join(",")),
            // The only row, or the defaults where no rule applies.
            _ => rows.next().unwrap_or_else(|| "null".into()),
        }
    }

    /// A single output stands for itself, several under their names.
    fn row(&self, row: &Row) -> String {
        let value = |index| row.get(&output_name(index)).map_or_else(|| "null".into(), json);
        match self.outputs.as_slice() {
            [_] => value(0),
            names => object(names.iter().enumerate().map(|(index, name)| (name.as_str(), value(index)))),
        }
    }
}

fn input_kind(input: &SourceInput, index: usize, source: &Source<'_>, model: &Model<'_>) -> Kind {
    let of_cells = || source.rules.iter().find_map(|rule| Kind::of_cell(&cell(rule.when.get(index)?)));
    let of_cases = || model.tests.iter().find_map(|case| Kind::of_value(find(&case.inputs, input.expression.trim())?));
    Kind::declared(input.kind.as_deref(), model)
        .or_else(|| input.allowed.as_deref().and_then(Kind::of_cell))
        .or_else(of_cells)
        .or_else(of_cases)
        .unwrap_or(Kind::Text)
}

fn input_column(index: usize, name: &str, kind: Kind) -> serde_json::Value {
    let mut column = serde_json::json!({"name": input_name(index), "type": kind.name()});
    // Output cells can calculate with a column by its label, if that is one word.
    if !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
        column["label"] = name.into();
    }
    column
}

fn output_column(
    index: usize,
    output: &SourceOutput<'_>,
    hit: &str,
    inputs: &[(&str, Kind)],
    source: &Source<'_>,
    model: &Model<'_>,
) -> serde_json::Value {
    let cells: Vec<String> = source.rules.iter().filter_map(|rule| rule.then.get(index)).map(|raw| cell(raw)).collect();
    let default = output.default.map(cell).filter(|text| text != "-");
    let of_name = |text: &String| {
        inputs.iter().find(|(name, _)| text.starts_with(name) && !name.is_empty()).map(|(_, kind)| *kind)
    };
    let kind = Kind::declared(output.kind.as_deref(), model)
        .or_else(|| output.allowed.as_deref().and_then(Kind::of_cell))
        .or_else(|| default.as_deref().and_then(Kind::of_cell))
        .or_else(|| cells.iter().find_map(|text| Kind::of_cell(text)))
        .or_else(|| cells.iter().find_map(of_name))
        .unwrap_or(Kind::Text);
    let mut column = serde_json::json!({"name": output_name(index), "type": kind.name()});
    let declared = declared(output.kind.as_deref(), model).and_then(|declared| declared.allowed.as_deref());
    // The declared values only matter where their order does.
    if matches!(hit, "priority" | "output order")
        && let Some(list) = output.allowed.as_deref().or(declared)
    {
        column["values"] = match kind {
            Kind::Text => {
                let mut values = texts(list);
                // Other values of the column come after those of the list.
                for text in cells.iter().chain(&default).flat_map(|text| texts(text)) {
                    if !values.contains(&text) {
                        values.push(text);
                    }
                }
                values.into()
            }
            _ => list.split(',').map(str::trim).collect(),
        };
    }
    if let Some(default) = default {
        column["default"] = default.into();
    }
    column
}

/// What a case gives for an input: under its name, or step by step where that is a path such as `applicant.age`.
fn find<'t>(inputs: &Members<'t>, path: &str) -> Option<&'t RawValue> {
    if let Some(raw) = inputs.get(path) {
        return Some(raw);
    }
    path.match_indices('.').find_map(|(at, _)| {
        let (name, rest) = path.split_at_checked(at)?;
        let members: Members<'t> = serde_json::from_str(inputs.get(name.trim())?.get()).ok()?;
        find(&members, rest.strip_prefix('.')?.trim())
    })
}

/// A value of a case: itself, or under the name of its type as in `{"number": "1.5"}`.
fn read_value(raw: &RawValue, kind: Kind) -> Option<Value> {
    let text = raw.get();
    if text.starts_with('{') {
        let members: Members<'_> = serde_json::from_str(text).ok()?;
        let (name, inner) = members.first_key_value().filter(|_| members.len() == 1)?;
        return if Kind::named(name) == Some(kind) { read_scalar(inner.get(), kind) } else { None };
    }
    read_scalar(text, kind)
}

fn read_scalar(text: &str, kind: Kind) -> Option<Value> {
    match (text, kind) {
        ("null", _) => Some(Value::Null),
        ("true" | "false", Kind::Boolean) => kind.read(text),
        (_, Kind::Number) if !text.starts_with('"') => kind.read(text),
        _ => kind.read(&serde_json::from_str::<String>(text).ok()?),
    }
}

/// Digits that a JSON number can hold for every reader.
const SAFE_DIGITS: usize = 15;

fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => {
            let text = number.to_string();
            let is_safe = text.bytes().filter(u8::is_ascii_digit).count() <= SAFE_DIGITS;
            if is_safe { text } else { format!("{{\"number\":{}}}", quoted(&text)) }
        }
        other => quoted(&other.to_string()),
    }
}
