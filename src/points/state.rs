//! The ledger: accounts and the acts that have counted.

use crate::decimal::Decimal;
use crate::id::{AccountId, NodeCode};
use alloc::collections::BTreeMap;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// An account. A scheme's own account issues points and goes below zero; members' accounts do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsAccount"))]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The node in whose boards the account ranks: the member's home.
    pub home: NodeCode,
    /// The balance: the sum of all postings.
    pub balance: Decimal,
    /// Points earned by month (`2026-02`), for boards.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub earned: BTreeMap<String, Decimal>,
}

/// An act that has counted: it never counts again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsAct"))]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// For whom it counted.
    pub account: AccountId,
    /// How many points.
    pub points: Decimal,
}
