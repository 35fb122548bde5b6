//! What happened to figures.

use super::state::Counts;
use crate::json::messages;
use serde::{Deserialize, Serialize};

messages! {
    /// Events of indicators.
    Event {
        /// Counters moved.
        "indicators.counted" => Counted(Counted),
    }
}

/// Counters moved: their values after it; counters not named stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IndicatorsCounted"))]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The values after it.
    pub counts: Counts,
}
