//! What happened in the ledger. Balances are those after the event.

use crate::decimal::Decimal;
use crate::id::{AccountId, ActKey, Name, NodeCode};
use crate::json::messages;
use alloc::string::String;
use serde::{Deserialize, Serialize};

messages! {
    /// Events of the ledger.
    Event {
        /// An account was opened.
        "points.account_opened" => AccountOpened(AccountOpened),
        /// A scheme issued points: the counter-posting.
        "points.issued" => Issued(Issued),
        /// A member earned points.
        "points.posted" => Posted(Posted),
        /// An act has counted.
        "points.act_counted" => ActCounted(ActCounted),
    }
}

/// An account was opened, with a balance of zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsAccountOpened"))]
#[serde(deny_unknown_fields)]
pub struct AccountOpened {
    /// In whose boards it ranks.
    pub home: NodeCode,
}

/// A scheme issued points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsIssued"))]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// How many.
    pub points: Decimal,
    /// To whom.
    pub to: AccountId,
    /// The scheme's balance after it.
    pub balance: Decimal,
}

/// A member earned points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsPosted"))]
#[serde(deny_unknown_fields)]
pub struct Posted {
    /// The act.
    pub act_key: ActKey,
    /// In which category.
    pub category: Name,
    /// How many.
    pub points: Decimal,
    /// From which scheme's account.
    pub from: AccountId,
    /// The balance after it.
    pub balance: Decimal,
    /// The month in which they count.
    pub month: String,
    /// The points of that month after it.
    pub earned: Decimal,
}

/// An act has counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsActCounted"))]
#[serde(deny_unknown_fields)]
pub struct ActCounted {
    /// For whom.
    pub account: AccountId,
    /// How many points.
    pub points: Decimal,
}
