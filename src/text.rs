//! Names that people read, in Chinese and, where given, in English.

use crate::bounds;
use crate::error::Code;
use alloc::string::String;
use serde::{Deserialize, Deserializer, Serialize};

/// A name as people read it: Chinese always, English where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "BilingualText"))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// In Chinese: 1 to 1024 bytes of UTF-8 without control characters.
    #[serde(deserialize_with = "language")]
    #[cfg_attr(feature = "schema", schemars(transform = fits))]
    pub zh: String,
    /// In English, within the same bounds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "optional")]
    #[cfg_attr(feature = "schema", schemars(with = "String", transform = fits))]
    pub en: Option<String>,
}

impl Text {
    /// A text in Chinese alone.
    #[must_use]
    pub fn zh(zh: &str) -> Self {
        Self { zh: zh.into(), en: None }
    }

    /// The English text, or the Chinese one where there is none.
    #[must_use]
    pub fn en(&self) -> &str {
        self.en.as_deref().unwrap_or(&self.zh)
    }

    /// Whether a text of one language can be kept: not empty, bounded, without control characters.
    #[must_use]
    pub fn fits(text: &str) -> bool {
        !text.is_empty() && text.len() <= bounds::TEXT_BYTES && !text.chars().any(char::is_control)
    }
}

fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    crate::json::text(deserializer, |text| if Text::fits(text) { Ok(text.into()) } else { Err(Code::TextSyntax) })
}

fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    language(deserializer).map(Some)
}

/// [`Text::fits`] as far as a schema can tell: bytes cannot be counted there, but there are no fewer than characters.
#[cfg(feature = "schema")]
fn fits(schema: &mut schemars::Schema) {
    schema.insert("minLength".into(), 1.into());
    schema.insert("maxLength".into(), bounds::TEXT_BYTES.into());
    schema.insert("pattern".into(), r"^\P{Cc}+$".into());
}
