//! Thousands of small tables, each tried at every sort of point: answers, explanations and findings.

use crate::made::{Input, Made, Random, made};
use crate::oracle::{Column, Kind, Known, holds, literal};
use crate::{given, today};
use civigrid::tables::{Analysis, BOXES, Finding, FindingKind, Given, Index, NO_RULE, Row, Table, Value};
use civigrid::wire::columns::RowStatus;
use civigrid::{Code, compile_table};
use serde_json::json;
use std::collections::BTreeSet;

/// Each seed makes as many tables.
const SEEDS: [u64; 12] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 20_260_213, 0xC1D];
const TABLES: usize = 300;

/// The value as the library has it.
fn value(kind: Kind, known: &Known) -> Value {
    match (kind, known) {
        (_, Known::Null) => Value::Null,
        (_, Known::Bool(value)) => Value::Bool(*value),
        (Kind::Duration, Known::Count(seconds)) => Value::Duration(*seconds),
        (Kind::Months, Known::Count(months)) => Value::Months(*months),
        (_, Known::Count(count)) => {
            let (sign, count) = (if *count < 0 { "-" } else { "" }, count.abs());
            crate::number(&format!("{sign}{}.{:03}", count / 1_000, count % 1_000))
        }
        (Kind::Date, Known::Text(text)) => crate::date(text),
        (Kind::DateTime, Known::Text(text)) => crate::instant(&format!("{text}+08:00")),
        (_, Known::Text(text)) => Value::text(text),
    }
}

/// What the evaluator finds out by trying every point.
#[derive(Default)]
struct Seen {
    points: usize,
    gap: bool,
    /// What the points are in integers.
    rows: Option<Rows>,
    overlaps: BTreeSet<(usize, usize)>,
    counted: BTreeSet<usize>,
}

/// The points of a table as rows of integers, with the rule that counts for each or what became of it.
struct Rows {
    index: Index,
    columns: Vec<Vec<i64>>,
    rules: Vec<u32>,
    statuses: Vec<u8>,
}

impl Rows {
    fn of(made: &Made, table: &Table) -> Option<Self> {
        let single = matches!(made.policy.hit, "unique" | "any" | "first" | "priority");
        match table.index(today().on) {
            Ok(index) => {
                assert!(single, "{:#}", made.document);
                let columns = vec![Vec::new(); index.columns()];
                Some(Self { index, columns, rules: Vec::new(), statuses: Vec::new() })
            }
            Err(refused) => {
                assert!(!single && refused.code() == Code::NotSupported, "{refused:?} {:#}", made.document);
                None
            }
        }
    }

    /// `expected` is the rule that counts, none of them, or nothing where they clash.
    fn try_one(&mut self, facts: &Given, expected: Option<Option<&String>>, document: &serde_json::Value) {
        let integer = |column: usize| self.index.intern(column, &facts[&format!("c{column}")]);
        let row: Vec<i64> = (0..self.columns.len()).map(integer).collect();
        let found = self.index.find(&row);
        let rule = match (&found, expected) {
            (Ok(found), Some(expected)) => {
                let id = found.and_then(|rule| self.index.rule(rule));
                assert_eq!(id, expected.map(String::as_str), "{facts:?} as {row:?}\n{document:#}");
                *found
            }
            (Err(problem), None) => {
                assert_eq!(problem.code(), Code::TableClash);
                None
            }
            _ => panic!("{expected:?}, found {found:?} for {facts:?} as {row:?}\n{document:#}"),
        };
        self.columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        self.rules.push(rule.unwrap_or(NO_RULE));
        let status = if rule.is_some() { RowStatus::Answered } else { RowStatus::None };
        self.statuses.push(if found.is_err() { RowStatus::Clash } else { status }.number());
    }

    fn try_many(&self) {
        let columns: Vec<&[i64]> = self.columns.iter().map(Vec::as_slice).collect();
        let (mut rules, mut statuses) = (vec![7; self.rules.len()], vec![7; self.rules.len()]);
        self.index.find_many(&columns, &mut rules, &mut statuses).unwrap();
        assert_eq!((rules, statuses), (self.rules.clone(), self.statuses.clone()));
    }
}

impl Made {
    /// For each column and point which rules' cells hold.
    fn fits(&self) -> Vec<Vec<Vec<bool>>> {
        let column = |(index, input): (usize, &Input)| -> Vec<Vec<bool>> {
            let default = input.default.as_ref().map(|text| literal(&input.column, text));
            let fits = |value: &Known| -> Vec<bool> {
                let value = if *value == Known::Null { default.as_ref().unwrap_or(value) } else { value };
                self.rules.iter().map(|cells| holds(&input.column, &cells[index].0, value)).collect()
            };
            input.points.iter().map(|(value, _)| fits(value)).collect()
        };
        self.inputs.iter().enumerate().map(column).collect()
    }

    fn facts(&self, at: &[usize]) -> Given {
        let fact = |(index, (input, point)): (usize, (&Input, &usize))| {
            (format!("c{index}"), value(input.column.kind, &input.points[*point].0))
        };
        self.inputs.iter().zip(at).enumerate().map(fact).collect()
    }

    fn row(&self, values: &[Known]) -> Row {
        let named =
            |(index, (output, known)): (usize, (&Column, &Known))| (format!("o{index}"), value(output.kind, known));
        self.policy.outputs.iter().zip(values).enumerate().map(named).collect()
    }

    fn clashes(&self, one: usize, other: usize) -> bool {
        match self.policy.hit {
            "unique" => true,
            "any" => self.said[one] != self.said[other],
            _ => false,
        }
    }

    /// Tries every point, in rows of integers as well where the table has an index.
    fn try_all(&self, table: &Table) -> Seen {
        let fits = self.fits();
        let mut seen = Seen { rows: Rows::of(self, table), ..Seen::default() };
        let mut at = vec![0; self.inputs.len()];
        loop {
            let column_fits: Vec<&Vec<bool>> = fits.iter().zip(&at).map(|(column, point)| &column[*point]).collect();
            self.try_one(table, &at, &column_fits, &mut seen);
            let Some(index) = (0..at.len()).find(|index| at[*index] + 1 < self.inputs[*index].points.len()) else {
                if let Some(rows) = &seen.rows {
                    rows.try_many();
                }
                return seen;
            };
            at[index] += 1;
            at[..index].fill(0);
        }
    }

    fn try_one(&self, table: &Table, at: &[usize], fits: &[&Vec<bool>], seen: &mut Seen) {
        let facts = self.facts(at);
        let hits: Vec<usize> = (0..self.rules.len()).filter(|rule| fits.iter().all(|column| column[*rule])).collect();
        let expected = self.policy.answer(&hits, &self.said);
        let found = table.evaluate(&facts, today());
        let place = || format!("{facts:?}\n{:#}", self.document);
        match (&expected, &found) {
            (Some((rules, rows, total)), Ok(outcome)) => {
                let ids: Vec<String> = rules.iter().map(|rule| format!("R{rule}")).collect();
                let rows: Vec<Row> = rows.iter().map(|row| self.row(row)).collect();
                let total = total.as_ref().map(|total| value(Kind::Number, total));
                assert_eq!((&outcome.rules, &outcome.rows, &outcome.value), (&ids, &rows, &total), "{}", place());
            }
            (None, Err(problem)) => assert_eq!(problem.code(), Code::TableClash, "{}", place()),
            _ => panic!("expected {expected:?}, found {found:?} at {}", place()),
        }
        if let Some(rows) = &mut seen.rows {
            rows.try_one(&facts, found.as_ref().map(|outcome| outcome.rules.first()).ok(), &self.document);
        }
        if seen.points.is_multiple_of(5) {
            self.try_explain(table, &facts, fits, expected.as_ref().map_or(&[][..], |(rules, ..)| rules));
        }
        seen.points += 1;
        if !self.inputs.iter().zip(at).all(|(input, point)| input.points[*point].1) {
            return;
        }
        seen.gap |= hits.is_empty() && self.policy.defaults.iter().all(|value| *value == Known::Null);
        for (place, one) in hits.iter().enumerate() {
            seen.overlaps
                .extend(hits[place + 1..].iter().filter(|two| self.clashes(*one, **two)).map(|two| (*one, *two)));
        }
        seen.counted.extend(expected.map(|(rules, ..)| rules).unwrap_or_default());
    }

    fn try_explain(&self, table: &Table, facts: &Given, fits: &[&Vec<bool>], counted: &[usize]) {
        let told = table.explain(facts, today()).unwrap();
        assert_eq!(told.outcome, table.evaluate(facts, today()));
        assert_eq!(told.rules.len(), self.rules.len());
        for (rule, told) in told.rules.iter().enumerate() {
            let failed = fits.iter().position(|column| !column[rule]);
            assert_eq!(told.rule, format!("R{rule}"));
            assert_eq!((told.applies, told.counts), (failed.is_none(), counted.contains(&rule)), "{:#}", self.document);
            let found = told.failed.as_ref().map(|cell| (cell.column.clone(), cell.test.clone()));
            let typed = |column: usize| (format!("c{column}"), self.rules[rule][column].1.clone());
            assert_eq!(found, failed.map(typed), "{facts:?} {:#}", self.document);
            if let (Some(cell), Some(column)) = (&told.failed, failed) {
                let known = &facts[&format!("c{column}")];
                assert!(cell.value == *known || (*known == Value::Null && self.inputs[column].default.is_some()));
            }
        }
    }

    /// Rules with a cell that no declared value of its column fits, and the first such column.
    fn unreachable(&self) -> BTreeSet<(String, String)> {
        let fits = self.fits();
        let dead = |rule: usize| {
            let no_value = |(input, column): (&Input, &Vec<Vec<bool>>)| {
                !input.points.iter().zip(column).any(|((_, declared), fits)| *declared && fits[rule])
            };
            self.inputs.iter().zip(&fits).position(no_value)
        };
        let named = |rule| Some((format!("R{rule}"), format!("c{}", dead(rule)?)));
        (0..self.rules.len()).filter_map(named).collect()
    }

    fn check_findings(&self, table: &Table, seen: &Seen, analysis: &Analysis) {
        let of = |kind: FindingKind| analysis.findings.iter().filter(move |finding| finding.kind == kind);
        let place = || format!("{:#}\n{analysis:#?}", self.document);
        assert!(analysis.undecided.is_empty(), "{}", place());
        assert_eq!(of(FindingKind::Gap).count() > 0, seen.gap, "gap {}", place());
        let pair = |finding: &Finding| (index(&finding.rules[0]), index(&finding.rules[1]));
        let pairs: BTreeSet<(usize, usize)> = of(FindingKind::Overlap).map(pair).collect();
        let more = usize::try_from(analysis.more.get("overlap").copied().unwrap_or(0)).unwrap();
        assert!(pairs.is_subset(&seen.overlaps), "overlap {}", place());
        assert_eq!(of(FindingKind::Overlap).count(), pairs.len(), "overlap twice {}", place());
        assert_eq!(pairs.len() + more, seen.overlaps.len(), "overlap missing {}", place());
        let unreachable = self.unreachable();
        let named = |finding: &Finding| (finding.rules[0].clone(), finding.column.clone().unwrap());
        assert_eq!(of(FindingKind::Unreachable).map(named).collect::<BTreeSet<_>>(), unreachable, "{}", place());
        let dead = |rule: usize| unreachable.iter().any(|(id, _)| index(id) == rule);
        let masks = matches!(self.policy.hit, "first" | "priority");
        let masked: BTreeSet<usize> =
            (0..self.rules.len()).filter(|rule| masks && !dead(*rule) && !seen.counted.contains(rule)).collect();
        let found: BTreeSet<usize> = of(FindingKind::Masked).map(|finding| index(&finding.rules[0])).collect();
        assert_eq!(found, masked, "masked {}", place());
        let alive = |rule: usize| !dead(rule) && !masked.contains(&rule);
        let named = |finding: &Finding| (finding.column.clone().unwrap(), finding.value.clone().unwrap());
        let unused: BTreeSet<(String, String)> = of(FindingKind::OutputUnused).map(named).collect();
        assert_eq!(unused, self.unused(alive), "unused {}", place());
        self.check_witnesses(table, analysis);
    }

    fn unused(&self, alive: impl Fn(usize) -> bool) -> BTreeSet<(String, String)> {
        let mut out = BTreeSet::new();
        for (output, column) in self.policy.outputs.iter().enumerate() {
            for (word, _) in &column.words {
                let means = |value: &Known| *value == Known::Text((*word).into());
                let said = |rule: &usize| alive(*rule) && means(&self.said[*rule][output]);
                if !(0..self.said.len()).any(|rule| said(&rule)) && !means(&self.policy.defaults[output]) {
                    out.insert((format!("o{output}"), (*word).into()));
                }
            }
        }
        out
    }

    /// Every witness shows what it is said to show, with values that the columns can have.
    fn check_witnesses(&self, table: &Table, analysis: &Analysis) {
        for finding in &analysis.findings {
            let Some(witness) = &finding.witness else {
                assert!(!matches!(finding.kind, FindingKind::Gap | FindingKind::Overlap));
                continue;
            };
            assert_eq!(witness.len(), self.inputs.len());
            let told = table.explain(witness, today()).unwrap();
            let applies: Vec<&str> =
                told.rules.iter().filter(|rule| rule.applies).map(|rule| rule.rule.as_str()).collect();
            match finding.kind {
                FindingKind::Gap => assert!(applies.is_empty(), "{finding:?} {:#}", self.document),
                _ => {
                    assert!(finding.rules.iter().all(|rule| applies.contains(&rule.as_str())), "{finding:?}");
                    assert_eq!(table.evaluate(witness, today()).unwrap_err().code(), Code::TableClash);
                }
            }
            for (input, value) in self.inputs.iter().zip(witness.values()) {
                assert!(*value != Value::Null || input.default.is_none(), "{finding:?} {:#}", self.document);
            }
        }
    }
}

fn index(rule: &str) -> usize {
    rule[1..].parse().unwrap()
}

#[test]
fn answers_and_findings_are_those_of_the_small_evaluator() {
    let (mut tables, mut points) = (0, 0);
    let mut found: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for seed in SEEDS {
        let mut random = Random(seed);
        for _ in 0..TABLES {
            let made = made(&mut random);
            let table = compile_table(made.document.to_string().as_bytes());
            let table = table.unwrap_or_else(|error| panic!("{:#}\n{error}", made.document));
            let seen = made.try_all(&table);
            let analysis = table.analyse(BOXES);
            made.check_findings(&table, &seen, &analysis);
            tables += 1;
            points += seen.points;
            for finding in &analysis.findings {
                *found.entry(format!("{:?}", finding.kind)).or_default() += 1;
            }
        }
    }
    println!("{tables} tables, {points} points, findings {found:?}");
    assert!(tables >= 3_000 && points >= 300_000);
    assert!(found.len() == 5 && found.values().all(|count| *count >= 300), "too few of a kind: {found:?}");
}

#[test]
fn a_table_without_rules_is_refused() {
    let document = json!({"hit": "first", "inputs": [], "outputs": [{"name": "o", "type": "number"}], "rules": []});
    assert_eq!(crate::places(&document), [(Code::BadValue, "/rules".into())]);
    let document = json!({"hit": "first", "inputs": [], "outputs": [{"name": "o", "type": "number"}],
        "rules": [{"id": "1", "when": [], "then": ["1"]}]});
    let table = crate::table(&document);
    assert_eq!(table.evaluate(&given(&[]), today()).unwrap().rules, ["1"]);
    assert!(table.analyse(BOXES).is_clean());
}
