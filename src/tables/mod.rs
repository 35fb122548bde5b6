//! Decision tables: the one rule language. Rules are tried one by one, exactly.
//!
//! This version knows the hit policies `first` and `unique`, the column types string, number, boolean, code, limit and
//! unit, and the cells `-`, literals, comparisons, `in CODE` and lists of them; all else is refused when it is compiled.

mod cell;
mod document;

pub(crate) use cell::{Route, Value};
pub(crate) use document::{Column, Words, read_codes, read_given, read_table};

use cell::Cell;

use crate::error::{Code, Rejection};
use crate::id::{Name, rule_ref};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text, of declared values where there are any.
    Text,
    /// An exact number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A code of a code list; tests cover descendants by `in`.
    Code,
    /// A limit of the ruleset.
    Limit,
    /// A route to a unit, such as `@street/城管`.
    Unit,
}

/// How many rules may apply, and which of them counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    /// At most one rule applies; two are an error.
    Unique,
    /// The first that applies counts.
    First,
}

/// A code list as a tree: each code's parent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Codes {
    parents: BTreeMap<Name, Option<Name>>,
}

impl Codes {
    /// Whether the list holds the code.
    #[must_use]
    pub(crate) fn contains(&self, code: &str) -> bool {
        self.parents.contains_key(code)
    }

    /// Whether a code is another one or lies below it.
    #[must_use]
    pub(crate) fn covers(&self, above: &str, code: &str) -> bool {
        let mut at = self.parents.get_key_value(code).map(|(name, _)| name);
        while let Some(name) = at {
            if name.as_str() == above {
                return true;
            }
            at = self.parents.get(name).and_then(Option::as_ref);
        }
        false
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Input {
    name: String,
    default: Value,
    /// The values that it can have, where they are declared.
    values: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    id: String,
    when: Vec<Cell>,
    then: Vec<Value>,
}

/// A compiled decision table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    name: String,
    hit: Hit,
    inputs: Vec<Input>,
    outputs: Vec<String>,
    rules: Vec<Rule>,
    codes: Codes,
}

/// The rule that applied and what it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Applied<'a> {
    table: &'a Table,
    rule: &'a Rule,
}

impl<'a> Applied<'a> {
    /// `table/rule`, as events name it.
    #[must_use]
    pub(crate) fn reason(&self) -> String {
        rule_ref(&self.table.name, &self.rule.id)
    }

    /// The value of an output column; null if there is no such column.
    #[must_use]
    pub(crate) fn output(&self, name: &str) -> &'a Value {
        let index = self.table.outputs.iter().position(|output| output == name);
        index.and_then(|index| self.rule.then.get(index)).unwrap_or(&Value::Null)
    }
}

impl Table {
    /// Whether an input column can have a value, as far as its values are declared.
    #[must_use]
    pub(crate) fn takes(&self, input: &str, value: &str) -> bool {
        let column = self.inputs.iter().find(|column| column.name == input);
        column.and_then(|column| column.values.as_ref()).is_none_or(|values| values.iter().any(|known| known == value))
    }

    /// Whether the table gives an output of that name.
    #[must_use]
    pub(crate) fn gives(&self, output: &str) -> bool {
        self.outputs.iter().any(|known| known == output)
    }

    /// Finds the rule that applies; `facts` gives each input column's value, null where there is none.
    ///
    /// # Errors
    /// `table.clash` if a unique table has several.
    pub(crate) fn apply(&self, facts: impl Fn(&str) -> Value) -> Result<Option<Applied<'_>>, Rejection> {
        let row: Vec<Value> = self
            .inputs
            .iter()
            .map(|input| match facts(&input.name) {
                Value::Null => input.default.clone(),
                value => value,
            })
            .collect();
        let mut hits = self
            .rules
            .iter()
            .filter(|rule| rule.when.iter().zip(&row).all(|(cell, value)| cell.holds(value, &self.codes)));
        let Some(rule) = hits.next() else { return Ok(None) };
        if self.hit == Hit::Unique
            && let Some(other) = hits.next()
        {
            let both = alloc::format!("{}, {}", rule.id, other.id);
            return Err(Rejection::new(Code::TableClash, "").with(&self.name).with(&both));
        }
        Ok(Some(Applied { table: self, rule }))
    }
}
