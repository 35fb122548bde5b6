//! Identifiers: validated words, never raw strings.
//!
//! Every identifier is opaque to the library. People's ids are the host's pseudonyms; a host that derives them from
//! something guessable must salt them (see SECURITY.md).

use crate::bounds;
use crate::error::{Code, Rejection};
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not an identifier: the stable code, without the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadId {
    /// Which rule the text broke.
    pub code: Code,
}

impl From<BadId> for Rejection {
    fn from(bad: BadId) -> Self {
        Rejection::new(bad.code, "")
    }
}

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.name())
    }
}

impl core::error::Error for BadId {}

fn plain(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphanumeric())
        && text.len() <= bounds::ID_BYTES
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
}

fn account(text: &str) -> bool {
    text.len() <= bounds::ID_BYTES && plain(text.strip_prefix('@').unwrap_or(text))
}

fn act(text: &str) -> bool {
    !text.is_empty() && text.len() <= bounds::ACT_KEY_BYTES && text.split('/').all(plain)
}

fn code(text: &str) -> bool {
    (1..=bounds::CODE_BYTES).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn word(text: &str) -> bool {
    (1..=bounds::ID_BYTES).contains(&text.len())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·'))
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $valid:ident, $code:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = schema::$valid))]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the text and takes it over.
            ///
            /// # Errors
            /// [`BadId`] with the code of the broken rule.
            pub fn new(text: &str) -> Result<Self, BadId> {
                if $valid(text) { Ok(Self(text.into())) } else { Err(BadId { code: Code::$code }) }
            }

            /// The text as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::new(text)
            }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::json::text(deserializer, |text| Self::new(text).map_err(|bad| bad.code))
            }
        }
    };
}

identifier! {
    /// A resident's matter (案件编号): 1 to 64 bytes of `A-Z a-z 0-9 - _ . :`, first a letter or digit.
    CaseId, plain, IdSyntax
}
identifier! {
    /// One request, unique in the window that the ruleset names; the host's choice.
    CommandId, plain, IdSyntax
}
identifier! {
    /// An organisation that answers for something (责任单位).
    UnitId, plain, IdSyntax
}
identifier! {
    /// A person, by the host's pseudonym.
    PersonId, plain, IdSyntax
}
identifier! {
    /// An account of the points ledger: a person's id, or `@` and a name for a scheme's own account.
    AccountId, account, IdSyntax
}
identifier! {
    /// What makes an act unique, so that it counts once: ids joined by `/`.
    ActKey, act, ActKeySyntax
}
identifier! {
    /// A code of the directory: 1 to 20 digits, as the division codes (6, 9, 12) and grid codes (15) are.
    NodeCode, code, CodeSyntax
}
identifier! {
    /// A word that a ruleset declares: a role, tier, level, category code, limit. 1 to 64 bytes of UTF-8: letters of any
    /// script, digits and `_ - . ·`.
    Name, word, NameSyntax
}

/// The key of one aggregate's row; written `kind/id`, ordered as its text is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RowKey", with = "str", transform = schema::key))]
pub enum Key {
    /// `account/...`: an account of the points ledger.
    Account(AccountId),
    /// `act/...`: an act that has counted.
    Act(ActKey),
    /// `case/...`: a case.
    Case(CaseId),
    /// `command/...`: a command that was decided, remembered to tell repeats.
    Command(CommandId),
    /// `node/...`: a node of the territory.
    Node(NodeCode),
    /// `person/...`: a person and the posts held.
    Person(PersonId),
    /// `reaction/...`: a reaction's own record.
    Reaction(Name),
    /// `rules/current`: the ruleset in force.
    Rules,
    /// `tally/...`: the counters of one node.
    Tally(NodeCode),
    /// `unit/...`: an organisation.
    Unit(UnitId),
    /// `work/...`: a bulk command that is being carried out in chunks.
    Work(CommandId),
}

impl Key {
    /// Reads `kind/id`.
    ///
    /// # Errors
    /// [`BadId`] if the kind is unknown or the id does not fit it.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let (kind, id) = text.split_once('/').ok_or(BadId { code: Code::KeySyntax })?;
        Ok(match kind {
            "account" => Self::Account(id.parse()?),
            "act" => Self::Act(id.parse()?),
            "case" => Self::Case(id.parse()?),
            "command" => Self::Command(id.parse()?),
            "node" => Self::Node(id.parse()?),
            "person" => Self::Person(id.parse()?),
            "reaction" => Self::Reaction(id.parse()?),
            "rules" if id == "current" => Self::Rules,
            "tally" => Self::Tally(id.parse()?),
            "unit" => Self::Unit(id.parse()?),
            "work" => Self::Work(id.parse()?),
            _ => return Err(BadId { code: Code::KeySyntax }),
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account/{id}"),
            Self::Act(id) => write!(f, "act/{id}"),
            Self::Case(id) => write!(f, "case/{id}"),
            Self::Command(id) => write!(f, "command/{id}"),
            Self::Node(id) => write!(f, "node/{id}"),
            Self::Person(id) => write!(f, "person/{id}"),
            Self::Reaction(id) => write!(f, "reaction/{id}"),
            Self::Rules => f.write_str("rules/current"),
            Self::Tally(id) => write!(f, "tally/{id}"),
            Self::Unit(id) => write!(f, "unit/{id}"),
            Self::Work(id) => write!(f, "work/{id}"),
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::text(deserializer, |text| Self::parse(text).map_err(|bad| bad.code))
    }
}

/// Who asks, by the host's word: the library trusts both fields and looks up the posts held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person, or the system that speaks for itself.
    pub id: PersonId,
    /// The role in which this command is given; `host` is the embedding system.
    pub role: Name,
}

impl Actor {
    /// Whether the embedding system itself asks.
    #[must_use]
    pub fn is_host(&self) -> bool {
        self.role.as_str() == "host"
    }
}

/// The rule that a result rests on, as `table/rule` or `section`: part of an event's `because`.
#[must_use]
pub(crate) fn rule_ref(table: &str, rule: &str) -> String {
    alloc::format!("{table}/{rule}")
}

/// The same rules as regular expressions. Bytes cannot be counted there: for a word the pattern counts characters.
#[cfg(feature = "schema")]
mod schema {
    use crate::bounds;
    use alloc::format;
    use schemars::Schema;

    const PLAIN: &str = "[A-Za-z0-9][A-Za-z0-9_.:-]*";
    const WORD: &str = r"[\p{Alphabetic}\p{N}_.\-·]+";

    fn text(schema: &mut Schema, pattern: &str, bytes: usize) {
        schema.insert("pattern".into(), format!("^{pattern}$").into());
        schema.insert("maxLength".into(), bytes.into());
    }

    pub(super) fn plain(schema: &mut Schema) {
        text(schema, PLAIN, bounds::ID_BYTES);
    }

    pub(super) fn account(schema: &mut Schema) {
        text(schema, &format!("@?{PLAIN}"), bounds::ID_BYTES);
    }

    pub(super) fn act(schema: &mut Schema) {
        let part = format!("[A-Za-z0-9][A-Za-z0-9_.:-]{{0,{}}}", bounds::ID_BYTES.saturating_sub(1));
        text(schema, &format!("{part}(?:/{part})*"), bounds::ACT_KEY_BYTES);
    }

    pub(super) fn code(schema: &mut Schema) {
        text(schema, "[0-9]+", bounds::CODE_BYTES);
    }

    pub(super) fn word(schema: &mut Schema) {
        text(schema, WORD, bounds::ID_BYTES);
    }

    pub(super) fn key(schema: &mut Schema) {
        let kinds = [
            format!("account/@?{PLAIN}"),
            format!("act/{PLAIN}(?:/{PLAIN})*"),
            format!("(?:case|command|person|unit|work)/{PLAIN}"),
            "(?:node|tally)/[0-9]+".into(),
            format!("reaction/{WORD}"),
            "rules/current".into(),
        ];
        let longest = bounds::ACT_KEY_BYTES.saturating_add("act/".len());
        text(schema, &format!("(?:{})", kinds.join("|")), longest);
    }
}
