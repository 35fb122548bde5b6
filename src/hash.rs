//! Digests of canonical bytes: SM3 (GB/T 32905) or SHA-256, as the ruleset names. The library hashes; it certifies nothing.

use crate::error::Code;
use alloc::string::String;
use core::fmt::{self, Write};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

/// Which hash chains a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// No hash: the journal is not chained.
    None,
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SM3 (GB/T 32905-2016).
    Sm3,
}

impl Algorithm {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sha256 => "sha-256",
            Self::Sm3 => "sm3",
        }
    }

    /// Reads a name of the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::None, Self::Sha256, Self::Sm3].into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The same algorithm, or SHA-256 where none is chosen: identities always need a digest.
    #[must_use]
    pub const fn or_sha256(self) -> Self {
        match self {
            Self::None => Self::Sha256,
            other => other,
        }
    }

    /// The digest of some bytes.
    #[must_use]
    pub fn digest(self, bytes: &[u8]) -> Digest {
        let value = match self {
            Self::None => [0; 32],
            Self::Sha256 => sha2::Sha256::digest(bytes).into(),
            Self::Sm3 => sm3::Sm3::digest(bytes).into(),
        };
        Digest { algorithm: self, value }
    }
}

/// A digest with its algorithm, written `sm3:<64 hex digits>`; `none` where the ruleset chains nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "str"))]
#[cfg_attr(feature = "schema", schemars(extend("pattern" = "^(?:none|(?:sha-256|sm3):[0-9a-f]{64})$")))]
pub struct Digest {
    algorithm: Algorithm,
    value: [u8; 32],
}

impl Digest {
    /// What stands before the first entry of a journal.
    pub const NONE: Self = Self { algorithm: Algorithm::None, value: [0; 32] };

    /// The algorithm that made it.
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm.name())?;
        if self.algorithm == Algorithm::None {
            return Ok(());
        }
        let mut hex = String::with_capacity(65);
        hex.push(':');
        for byte in self.value {
            write!(hex, "{byte:02x}")?;
        }
        f.write_str(&hex)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::str::FromStr for Digest {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        if text == "none" {
            return Ok(Self::NONE);
        }
        let (name, hex) = text.split_once(':').ok_or(Code::DigestSyntax)?;
        let algorithm = Algorithm::from_name(name).ok_or(Code::DigestSyntax)?;
        if algorithm == Algorithm::None
            || hex.len() != 64
            || !hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(Code::DigestSyntax);
        }
        let mut value = [0; 32];
        for (index, byte) in value.iter_mut().enumerate() {
            let at = index.saturating_mul(2);
            let pair = hex.get(at..at.saturating_add(2)).ok_or(Code::DigestSyntax)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| Code::DigestSyntax)?;
        }
        Ok(Self { algorithm, value })
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::text(deserializer, str::parse)
    }
}
