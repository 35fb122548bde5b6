//! Why a table answered as it did: which rules applied, and of the others the first cell that did not hold.

use super::{Edition, Given, Hits, Input, Outcome, Rule, Scope, Source, Table, Value};
use crate::error::Rejection;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The first cell of a rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailedCell {
    /// The column.
    pub column: String,
    /// The value there.
    pub value: Value,
    /// The cell, as its author wrote it.
    pub test: String,
}

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleExplained {
    /// The rule.
    pub rule: String,
    /// Whether all its cells hold.
    pub applies: bool,
    /// Whether it counts, by the hit policy.
    pub counts: bool,
    /// The first cell that does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedCell>,
    /// Where the rule comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<Source>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// Why a table answered as it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What it answered, or why it cannot answer.
    pub outcome: Result<Outcome, Rejection>,
    /// Every rule that holds on the day, in order.
    pub rules: Vec<RuleExplained>,
    /// The answer in a sentence in Chinese.
    pub zh: String,
    /// The answer in a sentence in English.
    pub en: String,
}

impl Table {
    /// Answers as [`Table::evaluate`] does, and says why.
    ///
    /// # Errors
    /// `table.fact` for a value that its column cannot hold. That several rules apply which must not is an outcome here.
    ///
    /// ```
    /// use civigrid::tables::{Given, Scope, Value};
    /// let table = civigrid::compile_table(r#"{
    ///     "hit": "first",
    ///     "inputs": [{"name": "people", "label": "涉及人数", "type": "integer"}],
    ///     "outputs": [{"name": "tier", "type": "string", "values": ["grid", "community"]}],
    ///     "rules": [{"id": "T1", "when": [">= 5"], "then": ["community"]}, {"id": "T2", "when": ["-"], "then": ["grid"]}]
    /// }"#.as_bytes())?;
    /// let given = Given::from([("people".into(), Value::Number("3".parse()?))]);
    /// let why = table.explain(&given, Scope::on("2026-02-13".parse()?))?;
    /// assert_eq!(why.rules[0].zh, "规则 T1 不适用：`涉及人数` 为 3，不符合 `>= 5`");
    /// assert_eq!(why.en, "rule T2 applies: tier = grid");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, given: &Given, scope: Scope<'_>) -> Result<Explanation, Rejection> {
        self.explain_at_most(given, scope, usize::MAX)
    }

    /// As [`Table::explain`], but after so many rules only of those that apply.
    pub(super) fn explain_at_most(
        &self,
        given: &Given,
        scope: Scope<'_>,
        most: usize,
    ) -> Result<Explanation, Rejection> {
        self.check(given)?;
        let row = self.inputs_of(|name| given.get(name).cloned().unwrap_or(Value::Null));
        let hits = self.hits(&row, scope);
        let counted: BTreeSet<&str> = hits.iter().flatten().filter_map(|hit| Some(hit.rule?.id.as_str())).collect();
        let edition = self.edition(scope.on);
        let rules = edition.iter().flat_map(|edition| edition.rules.iter().map(move |rule| (*edition, rule)));
        let told = |(edition, rule): (&Edition, &Rule)| {
            self.explain_rule(rule, &row, counted.contains(rule.id.as_str()), edition.basis_of(rule))
        };
        let kept = |(index, (_, rule)): &(usize, (&Edition, &Rule))| *index < most || self.applies(rule, &row);
        let rules = rules.enumerate().filter(kept).map(|(_, rule)| told(rule)).collect();
        let outcome = hits.map(|hits| {
            let (zh, en) = self.told_hits(&hits);
            (self.outcome(&hits), zh, en)
        });
        Ok(match outcome {
            Ok((outcome, zh, en)) => Explanation { outcome: Ok(outcome), rules, zh, en },
            Err(clash) => Explanation { zh: clash.zh(), en: clash.en(), outcome: Err(clash), rules },
        })
    }

    /// The first cell of a rule that does not hold.
    fn failed(&self, rule: &Rule, row: &[Value]) -> Option<(&Input, FailedCell)> {
        let mut cells = rule.when.iter().zip(&self.inputs).zip(row);
        cells.find_map(|((cell, input), value)| {
            let cell = input.cells.get(*cell)?;
            let failed = FailedCell { column: input.name.clone(), value: value.clone(), test: cell.to_string() };
            (!cell.holds(value, &self.codes)).then_some((input, failed))
        })
    }

    fn explain_rule(&self, rule: &Rule, row: &[Value], counts: bool, basis: &[Source]) -> RuleExplained {
        let id = &rule.id;
        let (zh, en, failed) = match self.failed(rule, row) {
            Some((input, failed)) => {
                let label = input.shown();
                let FailedCell { column, value, test } = &failed;
                let zh = match value {
                    Value::Null => format!("规则 {id} 不适用：`{label}` 未知，不符合 `{test}`"),
                    _ => format!("规则 {id} 不适用：`{label}` 为 {value}，不符合 `{test}`"),
                };
                let en = match value {
                    Value::Null => {
                        format!("rule {id} does not apply: {column} is unknown, which does not fit `{test}`")
                    }
                    _ => format!("rule {id} does not apply: {column} is {value}, which does not fit `{test}`"),
                };
                (zh, en, Some(failed))
            }
            None if counts => (format!("规则 {id} 适用"), format!("rule {id} applies"), None),
            None => (
                format!("规则 {id} 的条件成立，但按命中策略不计"),
                format!("the conditions of rule {id} hold, but it does not count by the hit policy"),
                None,
            ),
        };
        let (zh, en) = with_basis(zh, en, basis);
        RuleExplained { rule: id.clone(), applies: failed.is_none(), counts, failed, basis: basis.to_vec(), zh, en }
    }

    /// The hits in a sentence of each language.
    fn told_hits(&self, hits: &[Hits<'_>]) -> (String, String) {
        if hits.is_empty() {
            return ("没有规则适用".into(), "no rule applies".into());
        }
        let mut all = (Vec::new(), Vec::new());
        for hit in hits {
            let (zh, en) =
                told(self.outputs.iter().zip(&hit.values).map(|(output, value)| (&output.name, output.shown(), value)));
            let (zh, en) = match hit.rule {
                Some(rule) => (format!("规则 {} 适用：{zh}", rule.id), format!("rule {} applies: {en}", rule.id)),
                None => (format!("没有规则适用，取默认值：{zh}"), format!("no rule applies, the defaults are: {en}")),
            };
            all.0.push(zh);
            all.1.push(en);
        }
        (all.0.join("；"), all.1.join("; "))
    }
}

/// Columns and their values in each language: by label in Chinese, by name in English.
pub(super) fn told<'t>(columns: impl Iterator<Item = (&'t String, &'t str, &'t Value)>) -> (String, String) {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (name, label, value) in columns {
        zh.push(format!("{label} = {value}"));
        en.push(format!("{name} = {value}"));
    }
    (zh.join("，"), en.join(", "))
}

/// A sentence with the documents on which a rule rests.
fn with_basis(zh: String, en: String, basis: &[Source]) -> (String, String) {
    if basis.is_empty() {
        return (zh, en);
    }
    let sources_zh: Vec<String> = basis
        .iter()
        .map(|source| format!("{}（{}）{}", source.document.zh, source.issuer.zh, source.clause.zh))
        .collect();
    let english = |text: &crate::text::Text| text.en.as_ref().unwrap_or(&text.zh).clone();
    let sources_en: Vec<String> = basis
        .iter()
        .map(|source| {
            format!("{} ({}), {}", english(&source.document), english(&source.issuer), english(&source.clause))
        })
        .collect();
    (format!("{zh}（依据：{}）", sources_zh.join("；")), format!("{en} (basis: {})", sources_en.join("; ")))
}
