//! Questions to the ledger, answered inside a view.

use super::facts::PointFacts;
use super::state::Account;
use crate::bounds;
use crate::decimal::Decimal;
use crate::directory::within;
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::id::{AccountId, NodeCode, PersonId};
use crate::ranking::ranked;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `points.balance`: one member's account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetBalance {
    /// Whose.
    pub account: PersonId,
}

/// A member's balance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsBalance"))]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Whose.
    pub account: PersonId,
    /// The balance; zero for a member who never earned anything.
    pub balance: Decimal,
}

/// The period of a board: `all`, a year (`2026`) or a month (`2026-02`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BoardPeriod"))]
#[cfg_attr(feature = "schema", schemars(extend("pattern" = "^(?:all|[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?)$")))]
pub struct Period(String);

impl Period {
    /// Reads a period.
    ///
    /// # Errors
    /// The code that a date is not understood.
    pub fn new(text: &str) -> Result<Self, Code> {
        let year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let month =
            |text: &str| text.len() == 2 && ("01"..="12").contains(&text) && text.bytes().all(|b| b.is_ascii_digit());
        let fits = text == "all" || year(text) || text.split_once('-').is_some_and(|(y, m)| year(y) && month(m));
        if fits { Ok(Self(text.into())) } else { Err(Code::DateSyntax) }
    }

    fn earned(&self, account: &Account) -> Decimal {
        let months = account.earned.iter().filter(|(month, _)| self.0 == "all" || month.starts_with(&self.0));
        months.fold(Decimal::ZERO, |sum, (_, points)| sum.checked_add(*points).unwrap_or(sum))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::text(deserializer, Self::new)
    }
}

fn top<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    crate::json::ranged(deserializer, u32::try_from(bounds::ANSWER_ROWS).unwrap_or(u32::MAX))
}

/// `points.board`: the members of a node ranked by points earned in a period (志愿服务排行榜).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetBoard {
    /// Of which node; the view's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeCode>,
    /// Over which period.
    pub period: Period,
    /// How many rows at most; members of equal rank are listed by id.
    #[serde(deserialize_with = "top")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = bounds::ANSWER_ROWS)))]
    pub top: u32,
}

/// One row of a board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsBoardRow"))]
#[serde(deny_unknown_fields)]
pub struct BoardRow {
    /// The rank: equal points share the best one.
    pub rank: u32,
    /// Who.
    pub account: AccountId,
    /// Points earned in the period.
    pub points: Decimal,
}

/// A board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsBoard"))]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// Of which node.
    pub node: NodeCode,
    /// The first rows.
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::ANSWER_ROWS)))]
    pub rows: Vec<BoardRow>,
    /// How many members have points in the period.
    pub members: u32,
}

pub(crate) fn get_balance(facts: &dyn PointFacts, root: &NodeCode, query: &GetBalance) -> Result<Balance, Stop> {
    let absent = || Stop::from(Rejection::new(Code::PersonNotFound, "/data/account"));
    let person = facts.person(&query.account)?.ok_or_else(absent)?;
    let home = person.home.as_ref().unwrap_or(&facts.directory_rules().jurisdiction);
    if !within(facts, home, root)? {
        return Err(absent());
    }
    let id = AccountId::new(query.account.as_str()).map_err(Rejection::from)?;
    let balance = facts.account(&id)?.map_or(Decimal::ZERO, |account| account.balance);
    Ok(Balance { account: query.account.clone(), balance })
}

pub(crate) fn get_board<'a>(
    facts: &dyn PointFacts,
    accounts: impl Iterator<Item = (&'a AccountId, &'a Account)>,
    root: &NodeCode,
    query: &GetBoard,
) -> Result<Board, Stop> {
    let node = query.node.as_ref().unwrap_or(root);
    if !within(facts, node, root)? {
        return Err(Rejection::new(Code::NodeNotFound, "/data/node").into());
    }
    let mut scores = Vec::new();
    for (id, account) in accounts {
        let points = query.period.earned(account);
        if points.is_positive() && within(facts, &account.home, node)? {
            scores.push((id.clone(), points));
        }
    }
    let members = u32::try_from(scores.len()).unwrap_or(u32::MAX);
    let top = usize::try_from(query.top).unwrap_or(usize::MAX);
    let rows = ranked(scores).into_iter().take(top);
    let rows = rows.map(|(rank, account, points)| BoardRow { rank, account, points }).collect();
    Ok(Board { node: node.clone(), rows, members })
}
