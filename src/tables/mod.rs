//! Decision tables: the one rule language. OMG DMN 1.5 decision tables with S-FEEL cells, on exact numbers.
//!
//! A table has input columns, output columns and rules; a rule applies if all its cells hold. Its hit policy says what
//! several rules come to. Rules are tried one by one, exactly; what is known of a table beforehand, gaps and overlaps
//! among it, is found by [`Table::analyse`], and why a rule applied or not is told by [`Table::explain`].

mod analysis;
mod atoms;
mod cell;
mod codes;
mod columns;
mod document;
mod effective;
mod examples;
mod explain;
mod expr;
mod index;
mod overrides;
mod query;
mod scan;
mod value;
mod walk;

pub use analysis::{Analysis, BOXES, Finding, FindingKind};
pub use effective::{ShowTable, ShownColumn, ShownRule, ShownTable};
pub use explain::{Explanation, FailedCell, RuleExplained};
pub use index::{Index, NO_RULE, NULL};
pub use query::{CheckTable, EvaluateTable, Evaluated, TableChecked};
pub use value::{BadRoute, Route, Value};

pub(crate) use codes::{Codes, read_codes};
pub(crate) use columns::Column;
pub(crate) use document::{References, Use, read_basis, read_given, read_table};
pub(crate) use examples::run_example;
pub(crate) use query::{check_table, evaluate_table};
pub(crate) use value::Kind;

use crate::error::{Code, Rejection};
use crate::id::{NodeCode, rule_ref};
use crate::text::Text;
use crate::time::Date;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use cell::{Cell, Test, Word, Words};
use document::{AGGREGATES, DEFAULT, HITS};
use expr::Expr;
use overrides::{Open, Overrides, replaced};
use serde::{Deserialize, Serialize};

/// What the outputs of several rules come to, where a table collects them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aggregate {
    Sum,
    Min,
    Max,
    Count,
}

/// How many rules may apply, and which of them count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hit {
    /// At most one rule applies; two are an error.
    Unique,
    /// Several may apply, if they say the same.
    Any,
    /// The first that applies counts.
    First,
    /// The one counts whose outputs come first in the declared values.
    Priority,
    /// All count, in the order of the rules.
    RuleOrder,
    /// All count, in the order of the declared values of their outputs.
    OutputOrder,
    /// All count, or what they come to.
    Collect(Option<Aggregate>),
}

impl Hit {
    /// As a document says it, of one that collects with what it comes to.
    fn written(self) -> String {
        let (plain, aggregate) = match self {
            Self::Collect(Some(aggregate)) => (Self::Collect(None), Some(aggregate)),
            _ => (self, None),
        };
        let word = HITS.iter().find(|(_, hit)| *hit == plain).map_or("", |(word, _)| word);
        let of = AGGREGATES.iter().find(|(_, known)| Some(*known) == aggregate);
        of.map_or_else(|| word.into(), |(of, _)| alloc::format!("{word} {of}"))
    }

    /// Whether at most one rule counts.
    fn is_single(self) -> bool {
        matches!(self, Self::Unique | Self::Any | Self::First | Self::Priority)
    }
}

/// An input column.
#[derive(Debug, Clone, PartialEq)]
struct Input {
    name: String,
    label: Option<String>,
    kind: Kind,
    words: Option<Vec<Word>>,
    /// Tests of which every value passes one, for numbers, days and spans; all values are allowed where there is none.
    allowed: Vec<Test>,
    /// What stands for an unknown value.
    default: Value,
    /// Whether the value may be unknown all the same.
    nullable: bool,
    /// How the value comes of the facts, where it is none itself.
    expr: Option<Expr>,
    /// Its cells, each distinct one once; rules say which they have.
    cells: Vec<Cell>,
}

impl Input {
    /// What people call it.
    fn shown(&self) -> &str {
        self.label.as_ref().unwrap_or(&self.name)
    }
}

/// An output column.
#[derive(Debug, Clone, PartialEq)]
struct Output {
    name: String,
    label: Option<String>,
    kind: Kind,
    /// The values that it can have, the most important first.
    words: Option<Vec<Word>>,
    /// Tests of which every value passes one, where they are declared and no texts: the first is the most important.
    allowed: Vec<Test>,
    /// Whether each of them should be given by some rule: the limits of a ruleset are more than a table needs.
    exhausts: bool,
    default: Value,
}

impl Output {
    /// What people call it.
    fn shown(&self) -> &str {
        self.label.as_ref().unwrap_or(&self.name)
    }

    /// Whether its values are declared, so that some come before others.
    fn is_ranked(&self) -> bool {
        self.words.is_some() || !self.allowed.is_empty()
    }

    /// Where a value stands among the declared ones; behind them all if it is none of them.
    fn place(&self, value: &Value, codes: &Codes) -> usize {
        if let Some(words) = &self.words {
            let place = words.iter().position(|word| Some(word.value.as_str()) == value.as_text());
            return place.unwrap_or(words.len());
        }
        let place = self.allowed.iter().position(|test| test.passes(value, codes) == Some(true));
        place.unwrap_or(self.allowed.len())
    }

    /// The single values that are declared.
    fn declared(&self) -> Vec<Value> {
        let words = self.words.iter().flatten().map(|word| Value::text(&word.value));
        let single = self.allowed.iter().filter_map(|test| match test {
            Test::Is(value) => Some(value.clone()),
            _ => None,
        });
        words.chain(single).collect()
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RuleSource"))]
pub struct Source {
    /// The document.
    pub document: Text,
    /// Who issued it.
    pub issuer: Text,
    /// The place in it.
    pub clause: Text,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    id: String,
    /// For each input column which of its cells.
    when: Vec<usize>,
    then: Vec<Expr>,
    basis: Vec<Source>,
    open: Open,
}

/// The rules from a day on.
#[derive(Debug, Clone, PartialEq)]
struct Edition {
    /// None for the first one.
    from: Option<Date>,
    rules: Vec<Rule>,
    /// Where its rules come from that do not say so themselves.
    basis: Vec<Source>,
}

impl Edition {
    /// Where a rule comes from: its own word, else the edition's.
    fn basis_of<'e>(&'e self, rule: &'e Rule) -> &'e [Source] {
        if rule.basis.is_empty() { &self.basis } else { &rule.basis }
    }
}

/// A compiled decision table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    name: String,
    hit: Hit,
    /// The facts that expressions of inputs name, by their numbers.
    facts: Vec<(String, Kind)>,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    editions: Vec<Edition>,
    overrides: Overrides,
    codes: Arc<Codes>,
}

/// Facts by name. What is not named is unknown.
pub type Given = BTreeMap<String, Value>;

/// One row of outputs by name.
pub type Row = BTreeMap<String, Value>;

/// Where and when a table is asked: which edition holds, and which nodes may have said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The day.
    pub on: Date,
    /// The node concerned, then those above it one after another: the first that says otherwise counts.
    pub nodes: &'a [NodeCode],
}

impl Scope<'_> {
    /// Nowhere in particular, on a day.
    #[must_use]
    pub const fn on(on: Date) -> Self {
        Self { on, nodes: &[] }
    }
}

/// What a table answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rules that count, in the order of their rows.
    pub rules: Vec<String>,
    /// Their outputs: at most one row by a hit policy that takes one rule. The defaults where no rule applies, if there
    /// are any.
    pub rows: Vec<Row>,
    /// What the outputs come to, where the table collects a sum, a least, a greatest or a count.
    pub value: Option<Value>,
}

/// One rule that applies, or the defaults.
#[derive(Debug, Clone, PartialEq)]
struct Hits<'t> {
    /// None for the defaults.
    rule: Option<&'t Rule>,
    values: Vec<Value>,
}

/// The rule that applied and what it says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Applied<'t> {
    table: &'t Table,
    hit: Hits<'t>,
}

impl Applied<'_> {
    /// `table/rule`, as events name it.
    #[must_use]
    pub(crate) fn reason(&self) -> String {
        rule_ref(&self.table.name, self.hit.rule.map_or(DEFAULT, |rule| &rule.id))
    }

    /// The value of an output column; null if there is no such column.
    #[must_use]
    pub(crate) fn output(&self, name: &str) -> &Value {
        let index = self.table.outputs.iter().position(|output| output.name == name);
        index.and_then(|index| self.hit.values.get(index)).unwrap_or(&Value::Null)
    }
}

impl Table {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether an input column can have a value, as far as its values are declared.
    #[must_use]
    pub(crate) fn takes(&self, input: &str, value: &str) -> bool {
        let column = self.inputs.iter().find(|column| column.name == input);
        column.and_then(|column| column.words.as_ref()).is_none_or(|words| words.iter().any(|word| word.value == value))
    }

    /// Whether the table gives an output of that name.
    #[must_use]
    pub(crate) fn gives(&self, output: &str) -> bool {
        self.outputs.iter().any(|known| known.name == output)
    }

    /// Whether nodes may have said otherwise: only then it matters where the table is asked.
    pub(crate) fn has_overrides(&self) -> bool {
        !self.overrides.is_empty()
    }

    /// The facts that it knows.
    fn fact_names(&self) -> String {
        let columns = self.inputs.iter().filter(|input| input.expr.is_none()).map(|input| input.name.as_str());
        let mut names: Vec<&str> = self.facts.iter().map(|(name, _)| name.as_str()).chain(columns).collect();
        names.sort_unstable();
        names.dedup();
        names.join(", ")
    }

    /// The rules that hold on a day.
    fn edition(&self, on: Date) -> Option<&Edition> {
        self.editions.iter().rev().find(|edition| edition.from.is_none_or(|from| from <= on))
    }

    /// The values of the input columns, from those of the facts.
    fn inputs_of(&self, facts: impl Fn(&str) -> Value) -> Vec<Value> {
        let by_number: Vec<Value> = if self.inputs.iter().any(|input| input.expr.is_some()) {
            self.facts.iter().map(|(name, _)| facts(name)).collect()
        } else {
            Vec::new()
        };
        let value =
            |input: &Input| match input.expr.as_ref().map_or_else(|| facts(&input.name), |e| e.value(&by_number)) {
                Value::Null => input.default.clone(),
                // What is calculated need not be whole where the column is.
                value if input.expr.is_some() && !value.is_of(input.kind) => input.default.clone(),
                value => value,
            };
        self.inputs.iter().map(value).collect()
    }

    fn applies(&self, rule: &Rule, row: &[Value]) -> bool {
        rule.when
            .iter()
            .zip(&self.inputs)
            .zip(row)
            .all(|((cell, input), value)| input.cells.get(*cell).is_some_and(|cell| cell.holds(value, &self.codes)))
    }

    /// What a rule says of a row, in a node.
    fn outputs_of<'t>(&'t self, rule: &'t Rule, row: &[Value], nodes: &[NodeCode]) -> Hits<'t> {
        let value = |(index, (expr, column)): (usize, (&Expr, &Output))| {
            let said = replaced(&self.overrides, nodes, &rule.id, index).cloned();
            let value = said.unwrap_or_else(|| expr.value(row));
            if value.is_of(column.kind) { value } else { Value::Null }
        };
        Hits { rule: Some(rule), values: rule.then.iter().zip(&self.outputs).enumerate().map(value).collect() }
    }

    /// The hits that count, in their order; the defaults where no rule applies.
    fn hits(&self, row: &[Value], scope: Scope<'_>) -> Result<Vec<Hits<'_>>, Rejection> {
        let mut all = Vec::new();
        let rules = self.edition(scope.on).map_or(&[][..], |edition| &edition.rules);
        for rule in rules.iter().filter(|rule| self.applies(rule, row)) {
            all.push(self.outputs_of(rule, row, scope.nodes));
            if self.hit == Hit::First {
                break;
            }
        }
        if all.is_empty() {
            let defaults: Vec<Value> = self.outputs.iter().map(|output| output.default.clone()).collect();
            if defaults.iter().any(|value| *value != Value::Null) {
                all.push(Hits { rule: None, values: defaults });
            }
            return Ok(all);
        }
        match self.hit {
            Hit::Unique => self.agree(&mut all, |_, _| false)?,
            Hit::Any => self.agree(&mut all, |one, other| one.values == other.values)?,
            Hit::Priority => {
                all.sort_by_cached_key(|hit| self.rank(&hit.values));
                all.truncate(1);
            }
            Hit::OutputOrder => all.sort_by_cached_key(|hit| self.rank(&hit.values)),
            Hit::First | Hit::RuleOrder | Hit::Collect(_) => {}
        }
        Ok(all)
    }

    /// One hit, if all others agree with it.
    fn agree(&self, all: &mut Vec<Hits<'_>>, same: impl Fn(&Hits<'_>, &Hits<'_>) -> bool) -> Result<(), Rejection> {
        if let [first, rest @ ..] = all.as_slice()
            && let Some(other) = rest.iter().find(|other| !same(first, other))
        {
            let id = |hit: &Hits<'_>| hit.rule.map_or(String::new(), |rule| rule.id.clone());
            let both = alloc::format!("{}, {}", id(first), id(other));
            return Err(Rejection::new(Code::TableClash, "").with(&self.name).with(&both));
        }
        all.truncate(1);
        Ok(())
    }

    /// Where outputs stand in the declared values of their columns, column by column: the least comes first.
    fn rank(&self, values: &[Value]) -> Vec<usize> {
        let ranked = self.outputs.iter().zip(values).filter(|(column, _)| column.is_ranked());
        ranked.map(|(column, value)| column.place(value, &self.codes)).collect()
    }

    /// Finds the rule that applies; `facts` gives each fact's value, null where there is none.
    ///
    /// # Errors
    /// `table.clash` if several rules apply that must not.
    pub(crate) fn apply(
        &self,
        scope: Scope<'_>,
        facts: impl Fn(&str) -> Value,
    ) -> Result<Option<Applied<'_>>, Rejection> {
        let hits = self.hits(&self.inputs_of(facts), scope)?;
        Ok(hits.into_iter().next().map(|hit| Applied { table: self, hit }))
    }

    /// What the table answers to facts.
    ///
    /// # Errors
    /// `table.clash` if several rules apply that must not; `table.fact` for a value that its column cannot hold.
    pub fn evaluate(&self, given: &Given, scope: Scope<'_>) -> Result<Outcome, Rejection> {
        self.check(given)?;
        let row = self.inputs_of(|name| given.get(name).cloned().unwrap_or(Value::Null));
        Ok(self.outcome(&self.hits(&row, scope)?))
    }

    /// Refuses values of other types than their columns have.
    fn check(&self, given: &Given) -> Result<(), Rejection> {
        for input in self.inputs.iter().filter(|input| input.expr.is_none()) {
            if given.get(&input.name).is_some_and(|value| !value.is_of(input.kind)) {
                return Err(Rejection::new(Code::FactUnfit, "").with(&input.name).with(&input.kind.name()));
            }
        }
        Ok(())
    }

    fn outcome(&self, hits: &[Hits<'_>]) -> Outcome {
        let named = |hit: &Hits<'_>| -> Row {
            self.outputs.iter().zip(&hit.values).map(|(column, value)| (column.name.clone(), value.clone())).collect()
        };
        let rules = hits.iter().filter_map(|hit| Some(hit.rule?.id.clone())).collect();
        let value = match self.hit {
            Hit::Collect(Some(aggregate)) => Some(aggregated(aggregate, hits)),
            _ => None,
        };
        Outcome { rules, rows: hits.iter().map(named).collect(), value }
    }
}

/// What the single outputs of hits come to; null without any, and where a sum cannot be had.
fn aggregated(aggregate: Aggregate, hits: &[Hits<'_>]) -> Value {
    let mut values = hits.iter().filter_map(|hit| hit.values.first());
    let best = |wanted: core::cmp::Ordering| {
        if values.clone().any(|value| *value == Value::Null) {
            return Value::Null;
        }
        let mut all = values.clone();
        let first = all.next().cloned().unwrap_or(Value::Null);
        all.fold(first, |best, value| if value.compare(&best) == Some(wanted) { value.clone() } else { best })
    };
    // Where no rule applies the default is the answer.
    if hits.iter().all(|hit| hit.rule.is_none()) {
        return values.next().cloned().unwrap_or(Value::Null);
    }
    match aggregate {
        Aggregate::Count => {
            Value::Number(crate::decimal::Decimal::whole(i64::try_from(hits.len()).unwrap_or(i64::MAX)))
        }
        Aggregate::Min => best(core::cmp::Ordering::Less),
        Aggregate::Max => best(core::cmp::Ordering::Greater),
        Aggregate::Sum => {
            let first = values.next().cloned().unwrap_or(Value::Null);
            values.fold(first, |sum, value| expr::sum(&sum, value))
        }
    }
}
