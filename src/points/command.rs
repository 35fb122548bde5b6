//! What can be asked of the ledger.

use crate::decimal::Decimal;
use crate::error::{Code, Rejection};
use crate::id::{ActKey, Name, PersonId};
use crate::json::messages;
use serde::{Deserialize, Serialize};

messages! {
    /// Commands on points.
    Command {
        /// Claims points for an act.
        "points.claim" => Claim(Claim),
    }
}

/// Claims points for an act; the award table says how many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsClaim"))]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// For whom.
    pub account: PersonId,
    /// Which act, as the award table names acts.
    pub act: Name,
    /// Hours served, where the table asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("pattern" = r"^(?:(?:1?[0-9]|2[0-3])(?:\.[0-9]+)?|24(?:\.0+)?|-0(?:\.0+)?)$")))]
    pub hours: Option<Decimal>,
    /// What makes the act unique for this member, such as the activity's id; the command's own id and
    /// instant if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_key: Option<ActKey>,
}

impl Command {
    /// Checks what no type can say.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        let Self::Claim(claim) = self;
        let day = Decimal::whole(24);
        if claim.hours.is_some_and(|hours| hours.is_negative() || hours > day) {
            return Err(Rejection::new(Code::NumberRange, "/data/hours").with(&"0").with(&"24"));
        }
        Ok(())
    }
}
