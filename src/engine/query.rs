//! Queries: what is, at an instant, in a view of a subtree. Answers in a view do not depend on what lies outside it.

use super::Engine;
use super::body::{self, Body};
use super::draft::Draft;
use crate::bounds;
use crate::cases::{self, CaseAnswer, ExplainCase, Explained, GetCase, ListWaiting, Waiting};
use crate::directory::{self, DirectoryFacts, GetNode, LocatePosition, Located, NodeAnswer};
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::id::{AccountId, BadId, Key, Name, NodeCode};
use crate::indicators::{self, CountsAnswer, GetCounts, GetValue, ValueAnswer};
use crate::json::{self, Data, Message, messages};
use crate::points::{self, Balance, Board, GetBalance, GetBoard};
use crate::ruleset::Compiled;
use crate::tables::{self, CheckTable, EvaluateTable, Evaluated, Scope, ShowTable, ShownTable, Table, TableChecked};
use crate::time::Instant;
use alloc::vec::Vec;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

messages! {
    /// A question.
    Query {
        /// One case.
        "case.get" => CaseGet(GetCase),
        /// Why a case stands where it stands.
        "case.explain" => CaseExplain(ExplainCase),
        /// Cases whose clocks wait for a calendar.
        "cases.waiting" => CasesWaiting(ListWaiting),
        /// The counters of a node.
        "indicators.counts" => IndicatorCounts(GetCounts),
        /// An indicator's value.
        "indicators.value" => IndicatorValue(GetValue),
        /// A member's points.
        "points.balance" => PointsBalance(GetBalance),
        /// A board of members.
        "points.board" => PointsBoard(GetBoard),
        /// One node.
        "directory.node" => DirectoryNode(GetNode),
        /// The cell of a position.
        "directory.locate" => DirectoryLocate(LocatePosition),
        /// What is wrong with a decision table.
        "tables.check" => TablesCheck(CheckTable),
        /// What a decision table answers, and why.
        "tables.evaluate" => TablesEvaluate(EvaluateTable),
        /// A decision table as it holds in a node on a day.
        "tables.show" => TablesShow(ShowTable),
    }
}

messages! {
    /// An answer's content, by the query that it answers.
    AnswerData {
        /// One case.
        "case.get" => CaseGet(CaseAnswer),
        /// Why a case stands where it stands.
        "case.explain" => CaseExplain(Explained),
        /// Cases whose clocks wait for a calendar.
        "cases.waiting" => CasesWaiting(Waiting),
        /// The counters of a node.
        "indicators.counts" => IndicatorCounts(CountsAnswer),
        /// An indicator's value.
        "indicators.value" => IndicatorValue(ValueAnswer),
        /// A member's points.
        "points.balance" => PointsBalance(Balance),
        /// A board of members.
        "points.board" => PointsBoard(Board),
        /// One node.
        "directory.node" => DirectoryNode(NodeAnswer),
        /// The cell of a position.
        "directory.locate" => DirectoryLocate(Located),
        /// What is wrong with a decision table.
        "tables.check" => TablesCheck(TableChecked),
        /// What a decision table answers, and why.
        "tables.evaluate" => TablesEvaluate(Evaluated),
        /// A decision table as it holds in a node on a day.
        "tables.show" => TablesShow(ShownTable),
    }
}

impl Query {
    /// Reads `{"type": ..., "data": {...}}`.
    ///
    /// # Errors
    /// A rejection of the shape stage.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Rejection> {
        let members = json::members(bytes, bounds::MESSAGE_BYTES)?;
        members.only(&["type", "data"])?;
        let kind: Name = json::decode(members.required("type")?, "/type")?;
        let unknown = || Rejection::new(Code::UnknownType, "/type");
        Self::decode(kind.as_str(), members.required("data")?, "/data").ok_or_else(unknown)?
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        struct Out<'a>(&'a Query);
        impl Serialize for Out<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("type", self.0.kind())?;
                map.serialize_entry("data", &Data(self.0))?;
                map.end()
            }
        }
        json::to_vec(&Out(self))
    }
}

/// The subtree inside which a query is answered. There is none for "everything": the root is named like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    node: NodeCode,
}

impl View {
    /// The subtree of a node.
    ///
    /// # Errors
    /// [`BadId`] if the text is no code. Whether the node exists is seen when the query is answered.
    pub fn of(node: &str) -> Result<Self, BadId> {
        Ok(Self { node: NodeCode::new(node)? })
    }

    /// Its root.
    #[must_use]
    pub fn node(&self) -> &NodeCode {
        &self.node
    }
}

/// What is.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Whether something in the view fires at or before the instant and has not been carried out.
    pub dues_pending: bool,
    /// The content.
    pub data: AnswerData,
}

impl Answer {
    /// The canonical bytes: `{"type", "dues_pending", "data"}`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        json::to_vec(self)
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("type", self.data.kind())?;
        map.serialize_entry("dues_pending", &self.dues_pending)?;
        map.serialize_entry("data", &Data(&self.data))?;
        map.end()
    }
}

pub(super) fn answer(engine: &Engine, query: &Query, view: &View, at: Instant) -> Result<Answer, Rejection> {
    if let Some(last) = engine.last_at().filter(|last| at < *last) {
        return Err(Rejection::new(Code::TimeRegressed, "").with(&last));
    }
    let facts = Draft::new(&engine.rulesets, &engine.state, engine.seq(), None).map_err(Stop::into_rejection)?;
    let data = answer_data(engine, &facts, query, &view.node, at).map_err(Stop::into_rejection)?;
    let dues_pending = dues_pending(engine, &facts, &view.node, at).map_err(Stop::into_rejection)?;
    Ok(Answer { dues_pending, data })
}

/// Whether something in the view waits to be carried out. A bulk command concerns every view until it is done.
fn dues_pending(engine: &Engine, facts: &Draft<'_>, root: &NodeCode, at: Instant) -> Result<bool, Stop> {
    for key in engine.state.firing_until(at) {
        let inside = match (key, engine.state.body(key)) {
            (Key::Case(_), Some(Body::Case(case))) => directory::within(facts, &case.node, root)?,
            _ => true,
        };
        if inside {
            return Ok(true);
        }
    }
    Ok(false)
}

fn answer_data(
    engine: &Engine,
    facts: &Draft<'_>,
    query: &Query,
    root: &NodeCode,
    at: Instant,
) -> Result<AnswerData, Stop> {
    if facts.node(root)?.is_none() {
        return Err(Rejection::new(Code::ViewNotFound, "").into());
    }
    Ok(match query {
        Query::CaseGet(query) => AnswerData::CaseGet(cases::get_case(facts, root, query)?),
        Query::CaseExplain(query) => AnswerData::CaseExplain(cases::explain_case(facts, root, query)?),
        Query::CasesWaiting(_) => AnswerData::CasesWaiting(waiting(engine, facts, root)?),
        Query::IndicatorCounts(query) => {
            AnswerData::IndicatorCounts(indicators::get_counts(facts, tallies(engine), root, query)?)
        }
        Query::IndicatorValue(query) => {
            let rules = &facts.ruleset().indicators;
            AnswerData::IndicatorValue(indicators::get_value(rules, facts, tallies(engine), root, query)?)
        }
        Query::PointsBalance(query) => AnswerData::PointsBalance(points::get_balance(facts, root, query)?),
        Query::PointsBoard(query) => AnswerData::PointsBoard(points::get_board(facts, accounts(engine), root, query)?),
        Query::DirectoryNode(query) => AnswerData::DirectoryNode(directory::get_node(facts, root, query)?),
        Query::TablesCheck(query) => {
            AnswerData::TablesCheck(tables::check_table(table(facts.ruleset(), &query.table)?, query))
        }
        Query::TablesShow(query) => AnswerData::TablesShow(show(facts, root, query, at)?),
        Query::TablesEvaluate(query) => AnswerData::TablesEvaluate(evaluate(facts, root, query, at)?),
        Query::DirectoryLocate(query) => AnswerData::DirectoryLocate(directory::locate_position(facts, root, query)?),
    })
}

fn table<'c>(rules: &'c Compiled, name: &Name) -> Result<&'c Table, Rejection> {
    let missing = || Rejection::new(Code::TableNotFound, "/data/table").with(&rules.table_names().join(", "));
    rules.table(name.as_str()).ok_or_else(missing)
}

/// The node that is asked about, that of the view if none is, and those above it.
fn nodes(facts: &Draft<'_>, root: &NodeCode, asked: Option<&NodeCode>) -> Result<Vec<NodeCode>, Stop> {
    let node = asked.unwrap_or(root);
    if facts.node(node)?.is_none() || !directory::within(facts, node, root)? {
        return Err(Rejection::new(Code::NodeNotFound, "/data/node").into());
    }
    Ok(directory::chain(facts, node)?.into_iter().map(|(code, _)| code).collect())
}

fn evaluate(facts: &Draft<'_>, root: &NodeCode, query: &EvaluateTable, at: Instant) -> Result<Evaluated, Stop> {
    let table = table(facts.ruleset(), &query.table)?;
    let nodes = nodes(facts, root, query.node.as_ref())?;
    let scope = Scope { on: query.on.unwrap_or_else(|| at.date()), nodes: &nodes };
    Ok(tables::evaluate_table(table, query, scope)?)
}

fn show(facts: &Draft<'_>, root: &NodeCode, query: &ShowTable, at: Instant) -> Result<ShownTable, Stop> {
    let table = table(facts.ruleset(), &query.table)?;
    let nodes = nodes(facts, root, query.node.as_ref())?;
    Ok(table.effective(Scope { on: query.on.unwrap_or_else(|| at.date()), nodes: &nodes }))
}

fn waiting(engine: &Engine, facts: &Draft<'_>, root: &NodeCode) -> Result<Waiting, Stop> {
    let mut cases = Vec::new();
    for id in engine.state.waiting_cases() {
        if cases.len() >= bounds::ANSWER_ROWS {
            break;
        }
        cases.extend(cases::waiting_case(facts, root, id)?);
    }
    Ok(Waiting { cases })
}

/// Tallies stand behind the ruleset's own row and before units.
fn tallies(engine: &Engine) -> impl Iterator<Item = (&NodeCode, &indicators::Counts)> {
    let rows = engine.state.rows_from(&Key::Rules).filter(|(key, _)| **key != Key::Rules);
    rows.map_while(|(key, row)| match (key, &row.body) {
        (Key::Tally(node), Body::Tally(counts)) => Some((node, counts)),
        _ => None,
    })
}

/// Accounts stand before all other rows.
fn accounts(engine: &Engine) -> impl Iterator<Item = (&AccountId, &points::Account)> {
    engine.rows().map_while(|(key, row)| match key {
        Key::Account(id) => body::account(Some(&row.body)).map(|account| (id, account)),
        _ => None,
    })
}
