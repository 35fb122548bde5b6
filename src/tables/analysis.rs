//! What is known of a table before it is used: gaps, overlaps, rules that never count, outputs that no rule gives.
//!
//! Each column's values fall into finitely many sorts (`atoms`); a box is one sort of some columns. Gaps and rules that
//! never count are found by going from column to column with the rules that may still apply: boxes from which the same
//! rules lead on are looked at once. Overlaps are found rule by rule: two rules meet if they share a sort in each column.

use super::atoms::{Bits, TRIES, WORDS, rules_of, sorts};
use super::explain::told;
use super::overrides::values_of;
use super::walk::{Column, Walk, spans};
use super::{Hit, Row, Rule, Table, Value};
use crate::time::Date;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Findings of one kind that are listed for one edition; more are counted.
const LISTED: usize = 20;
/// Boxes that an analysis looks at where it is not told otherwise.
pub const BOXES: u32 = 100_000;

/// What is wrong with a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableFindingKind"))]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// No rule applies to the witness, and no output has a default.
    Gap,
    /// Two rules apply to the witness that must not, or that say different things.
    Overlap,
    /// The rule never counts: whenever it applies, another one comes first.
    Masked,
    /// The rule never applies: no value of the column fits its cell.
    Unreachable,
    /// No rule gives the declared value of an output.
    OutputUnused,
}

/// One thing that is wrong with a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableFinding"))]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// The day from which the edition holds; none for the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Date>,
    /// The rules concerned.
    pub rules: Vec<String>,
    /// The column concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The cell or the value concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Values of the input columns that show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Row>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// What is known of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableAnalysis"))]
pub struct Analysis {
    /// What is wrong with it: at most 20 findings of one kind in one edition.
    pub findings: Vec<Finding>,
    /// How many more findings there are of a kind.
    pub more: BTreeMap<String, u32>,
    /// What was not decided within the boxes that it may look at: these kinds of findings may be missing.
    pub undecided: Vec<FindingKind>,
    /// Columns with expressions: their values were taken as free of the other columns'.
    pub assumed_free: Vec<String>,
    /// Boxes that were looked at.
    pub boxes: u32,
}

impl Analysis {
    /// Whether everything was decided and nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.undecided.is_empty()
    }

    /// Leaves a kind of findings undecided.
    fn leave(&mut self, kind: FindingKind) {
        if !self.undecided.contains(&kind) {
            self.undecided.push(kind);
        }
    }

    /// Whether one more finding of a kind is listed; else it is counted, and need not be put in words.
    fn lists(&mut self, kind: FindingKind, edition: Option<Date>) -> bool {
        let listed = self.findings.iter().filter(|known| (known.kind, known.edition) == (kind, edition)).count();
        if listed >= LISTED {
            let count = self.more.entry(kind_name(kind).into()).or_default();
            *count = count.saturating_add(1);
        }
        listed < LISTED
    }
}

fn kind_name(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Gap => "gap",
        FindingKind::Overlap => "overlap",
        FindingKind::Masked => "masked",
        FindingKind::Unreachable => "unreachable",
        FindingKind::OutputUnused => "output_unused",
    }
}

impl Table {
    /// Finds what is wrong with the table, looking at so many boxes at most: gaps, overlaps that its hit policy forbids,
    /// rules that never count or never apply, declared outputs that no rule gives. Each edition by itself. Nodes never
    /// replace conditions; where the outputs decide (`any`, `priority`) and a node replaces them, it is left undecided.
    ///
    /// ```
    /// let table = civigrid::compile_table(br#"{
    ///     "hit": "unique",
    ///     "inputs": [{"name": "age", "type": "integer", "values": ["[0..150]"]}],
    ///     "outputs": [{"name": "group", "type": "string", "values": ["child", "adult"]}],
    ///     "rules": [{"id": "1", "when": ["< 18"], "then": ["child"]}, {"id": "2", "when": ["> 18"], "then": ["adult"]}]
    /// }"#)?;
    /// let analysis = table.analyse(civigrid::tables::BOXES);
    /// assert_eq!(analysis.findings.len(), 1);
    /// assert_eq!(analysis.findings[0].en, "no rule applies to age = 18");
    /// # Ok::<(), civigrid::CompileError>(())
    /// ```
    #[must_use]
    pub fn analyse(&self, boxes: u32) -> Analysis {
        let derived = self.inputs.iter().filter(|input| input.expr.is_some());
        let mut analysis = Analysis {
            findings: Vec::new(),
            more: BTreeMap::new(),
            undecided: Vec::new(),
            assumed_free: derived.map(|input| input.name.clone()).collect(),
            boxes: 0,
        };
        let mut tries = TRIES;
        for edition in &self.editions {
            let mut run = Run { table: self, rules: &edition.rules, from: edition.from, boxes, out: &mut analysis };
            run.edition(&mut tries);
        }
        analysis
    }

    /// The rules in the order in which they take precedence; none where it hangs on what they calculate.
    pub(super) fn precedence(&self, rules: &[Rule]) -> Option<Vec<usize>> {
        let mut order: Vec<usize> = (0..rules.len()).collect();
        if self.hit == Hit::Priority {
            let mut deciding = self.outputs.iter().enumerate().filter(|(_, output)| output.is_ranked());
            if deciding.any(|(index, _)| values_of(&self.overrides, index).next().is_some()) {
                return None; // a node has other priorities
            }
            let mut ranks = Vec::new();
            for rule in rules {
                let ranked = rule.then.iter().zip(&self.outputs).filter(|(_, output)| output.is_ranked());
                if ranked.clone().any(|(expr, _)| expr.constant().is_none()) {
                    return None;
                }
                let values: Vec<Value> =
                    rule.then.iter().map(|expr| expr.constant().cloned().unwrap_or(Value::Null)).collect();
                ranks.push(self.rank(&values));
            }
            order.sort_by_key(|number| ranks.get(*number));
        }
        Some(order)
    }

    fn has_default(&self) -> bool {
        self.outputs.iter().any(|output| output.default != Value::Null)
    }
}

/// The analysis of one edition.
pub(super) struct Run<'t, 'o> {
    table: &'t Table,
    rules: &'t [Rule],
    from: Option<Date>,
    boxes: u32,
    out: &'o mut Analysis,
}

impl Run<'_, '_> {
    fn edition(&mut self, tries: &mut usize) {
        let Some(columns) = self.columns(tries) else {
            for kind in [FindingKind::Gap, FindingKind::Overlap, FindingKind::Masked, FindingKind::Unreachable] {
                self.out.leave(kind);
            }
            self.unused(&Bits::none(self.rules.len()));
            return;
        };
        let mut dead = self.unreachable(&columns);
        if matches!(self.table.hit, Hit::Unique | Hit::Any) {
            self.overlaps(&columns);
        }
        if self.table.hit == Hit::Any && self.table.has_overrides() {
            self.out.leave(FindingKind::Overlap); // rules that agree here need not agree where a node replaces outputs
        }
        let masked = self.walk(&columns, &dead);
        dead.or_with(&masked);
        self.unused(&dead);
    }

    /// The columns with their sorts; none if they would be too many.
    fn columns(&self, tries: &mut usize) -> Option<Vec<Column>> {
        let mut room = WORDS;
        let mut columns = Vec::new();
        for (index, input) in self.table.inputs.iter().enumerate() {
            let sorts = sorts(input, &self.table.codes, tries)?;
            let count = self.rules.len();
            room = room.checked_sub(sorts.witnesses.len().checked_mul(count.div_ceil(64))?.checked_mul(2)?)?;
            let when = self.rules.iter().map(|rule| rule.when.get(index).copied());
            let rules = rules_of(input, &sorts, when, tries)?;
            let mut column = Column { input: index, witnesses: Vec::new(), rules: Vec::new(), spans: None };
            // Sorts that no rule tells apart are one.
            let mut known = BTreeSet::new();
            for (witness, bits) in sorts.witnesses.into_iter().zip(rules) {
                if known.insert(bits.clone()) {
                    column.witnesses.push(witness);
                    column.rules.push(bits);
                }
            }
            if matches!(self.table.hit, Hit::Unique | Hit::Any) {
                column.spans = spans(&column.rules, count, &mut room);
            }
            columns.push(column);
        }
        Some(columns)
    }

    fn rule_id(&self, number: usize) -> String {
        self.rules.get(number).map_or(String::new(), |rule| rule.id.clone())
    }

    fn find(&mut self, kind: FindingKind, rules: Vec<String>, zh: String, en: String) -> Finding {
        Finding { kind, edition: self.from, rules, column: None, value: None, witness: None, zh, en }
    }

    /// Rules that no value of some column fits.
    fn unreachable(&mut self, columns: &[Column]) -> Bits {
        let mut dead = Bits::none(self.rules.len());
        for (number, rule) in self.rules.iter().enumerate() {
            let Some(column) = columns.iter().find(|column| !column.rules.iter().any(|bits| bits.has(number))) else {
                continue;
            };
            dead.set(number);
            if !self.out.lists(FindingKind::Unreachable, self.from) {
                continue;
            }
            let Some(input) = self.table.inputs.get(column.input) else { continue };
            let cell = rule.when.get(column.input).and_then(|cell| input.cells.get(*cell));
            let cell = cell.map_or(String::new(), ToString::to_string);
            let (id, name) = (&rule.id, &input.name);
            let label = input.shown();
            let zh = format!("规则 {id} 永不适用：`{label}` 的任何取值都不符合 `{cell}`");
            let en = format!("rule {id} never applies: no value of {name} fits `{cell}`");
            let finding = self.find(FindingKind::Unreachable, Vec::from([id.clone()]), zh, en);
            self.out.findings.push(Finding { column: Some(name.clone()), value: Some(cell), ..finding });
        }
        dead
    }

    /// Whether another box may be looked at.
    pub(super) fn counts(&mut self) -> bool {
        self.out.boxes = self.out.boxes.saturating_add(1);
        self.out.boxes <= self.boxes
    }

    fn overlaps(&mut self, columns: &[Column]) {
        for number in 0..self.rules.len() {
            let mut meets = Bits::all(self.rules.len());
            meets.after(number);
            for column in columns {
                // Without stretches each sort is gone through: that is a box for every so many words.
                let work =
                    if column.spans.is_some() { 1 } else { column.rules.len().saturating_mul(meets.words()) >> 6 };
                self.out.boxes = self.out.boxes.saturating_add(u32::try_from(work).unwrap_or(u32::MAX) >> 4);
                meets = meets.and(&column.meeting(number, self.rules.len()));
                if meets.is_empty() {
                    break;
                }
            }
            if !self.counts() {
                self.out.leave(FindingKind::Overlap);
                return;
            }
            for other in meets.iter() {
                if !self.counts() {
                    self.out.leave(FindingKind::Overlap);
                    return;
                }
                self.overlap(columns, number, other);
            }
        }
    }

    fn overlap(&mut self, columns: &[Column], one: usize, other: usize) {
        let shared = |column: &Column| {
            let both = |(_, bits): &(&Value, &Bits)| bits.has(one) && bits.has(other);
            column.witnesses.iter().zip(&column.rules).find(both).map(|(witness, _)| witness.clone())
        };
        let Some(row) = columns.iter().map(shared).collect::<Option<Vec<Value>>>() else { return };
        if self.table.hit == Hit::Any {
            let (Some(first), Some(second)) = (self.rules.get(one), self.rules.get(other)) else { return };
            let says = |rule| self.table.outputs_of(rule, &row, &[]).values;
            if says(first) == says(second) {
                let constant = |rule: &Rule| rule.then.iter().all(|expr| expr.constant().is_some());
                if !(constant(first) && constant(second)) && first.then != second.then {
                    // Here they agree; elsewhere they need not.
                    self.out.leave(FindingKind::Overlap);
                }
                return;
            }
        }
        if !self.out.lists(FindingKind::Overlap, self.from) {
            return;
        }
        let (one, other) = (self.rule_id(one), self.rule_id(other));
        let (told_zh, told_en) = self.told(&row);
        let zh = format!("规则 {one} 与 {other} 同时适用于 {told_zh}");
        let en = format!("rules {one} and {other} both apply to {told_en}");
        let finding = self.find(FindingKind::Overlap, Vec::from([one, other]), zh, en);
        let witness = Some(self.row(&row));
        self.out.findings.push(Finding { witness, ..finding });
    }

    fn row(&self, values: &[Value]) -> Row {
        self.table.inputs.iter().zip(values).map(|(input, value)| (input.name.clone(), value.clone())).collect()
    }

    /// The values of a row, in a sentence of each language.
    fn told(&self, values: &[Value]) -> (String, String) {
        told(self.table.inputs.iter().zip(values).map(|(input, value)| (&input.name, input.shown(), value)))
    }

    /// Goes through all boxes; finds gaps, and answers which rules never count.
    fn walk(&mut self, columns: &[Column], dead: &Bits) -> Bits {
        let order = self.table.precedence(self.rules);
        let decides = matches!(self.table.hit, Hit::First | Hit::Priority) && order.is_some();
        let order = order.unwrap_or_else(|| (0..self.rules.len()).collect());
        let mut walk = Walk::new(columns, &order, decides, self.table.has_default());
        let within = walk.box_of(0, Bits::all(self.rules.len()), self);
        let mut masked = Bits::none(self.rules.len());
        if !within {
            self.out.leave(FindingKind::Gap);
        }
        if !matches!(self.table.hit, Hit::First | Hit::Priority) {
            return masked;
        }
        if !within || !decides {
            self.out.leave(FindingKind::Masked);
            return masked;
        }
        for (place, number) in order.iter().enumerate() {
            if !walk.reached.has(place) && !dead.has(*number) {
                masked.set(*number);
                if !self.out.lists(FindingKind::Masked, self.from) {
                    continue;
                }
                let id = self.rule_id(*number);
                let zh = format!("规则 {id} 永远轮不到：凡它适用之处，已有别的规则在先");
                let en = format!("rule {id} never counts: whenever it applies, another one comes first");
                let finding = self.find(FindingKind::Masked, Vec::from([id]), zh, en);
                self.out.findings.push(finding);
            }
        }
        masked
    }

    /// A gap, by the witnesses of the columns that were chosen.
    pub(super) fn gap(&mut self, chosen: &[Option<Value>], columns: &[Column]) {
        if !self.out.lists(FindingKind::Gap, self.from) {
            return;
        }
        let value = |index: usize| {
            let first = || columns.iter().find(|column| column.input == index)?.witnesses.first().cloned();
            chosen.get(index).cloned().flatten().or_else(first)
        };
        let Some(row) = (0..self.table.inputs.len()).map(value).collect::<Option<Vec<Value>>>() else { return };
        let (told_zh, told_en) = self.told(&row);
        let (zh, en) = (format!("没有规则适用于 {told_zh}"), format!("no rule applies to {told_en}"));
        let finding = self.find(FindingKind::Gap, Vec::new(), zh, en);
        let witness = Some(self.row(&row));
        self.out.findings.push(Finding { witness, ..finding });
    }

    /// Declared outputs that no rule gives which can count.
    fn unused(&mut self, dead: &Bits) {
        for (index, output) in self.table.outputs.iter().enumerate() {
            let declared = output.declared();
            if !output.exhausts || declared.is_empty() {
                continue;
            }
            // A rule that may never count may be the only one that gives a value.
            if self.out.undecided.iter().any(|kind| matches!(kind, FindingKind::Masked | FindingKind::Unreachable)) {
                self.out.leave(FindingKind::OutputUnused);
            }
            let alive = self.rules.iter().enumerate().filter(|(number, _)| !dead.has(*number)).map(|(_, rule)| rule);
            let said: Vec<&super::Expr> = alive.filter_map(|rule| rule.then.get(index)).collect();
            if said.iter().any(|expr| expr.constant().is_none()) {
                self.out.leave(FindingKind::OutputUnused); // what is calculated may be any of them
                continue;
            }
            let mut given: Vec<&Value> = said.iter().filter_map(|expr| expr.constant()).collect();
            given.push(&output.default);
            given.extend(values_of(&self.table.overrides, index));
            // As texts, which can be looked up: values of one column are equal if they are written alike.
            let given: BTreeSet<String> = given.into_iter().map(ToString::to_string).collect();
            for value in declared.iter().map(ToString::to_string).filter(|value| !given.contains(value)) {
                if !self.out.lists(FindingKind::OutputUnused, self.from) {
                    continue;
                }
                let name = &output.name;
                let label = output.shown();
                let word = output.words.iter().flatten().find(|word| word.value == value);
                let said = word.and_then(|word| word.label.as_ref()).unwrap_or(&value);
                let zh = format!("没有规则给出 `{label}` 的取值 `{said}`");
                let en = format!("no rule gives the value `{value}` of {name}");
                let finding = self.find(FindingKind::OutputUnused, Vec::new(), zh, en);
                self.out.findings.push(Finding { column: Some(name.clone()), value: Some(value), ..finding });
            }
        }
    }
}
