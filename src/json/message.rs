//! Messages are `{"type": ..., "data": {...}}`; a closed list of types each, written once.

use crate::error::Rejection;
use serde::{Serialize, Serializer};

/// One of a closed list of messages: commands, events, queries, answers.
pub(crate) trait Message: Sized {
    /// The `type` on the wire.
    fn kind(&self) -> &'static str;

    /// Reads the `data` of a type; `None` if this list does not know the type.
    fn decode(kind: &str, data: &[u8], pointer: &str) -> Option<Result<Self, Rejection>>;

    /// Writes the `data`.
    ///
    /// # Errors
    /// The serializer's own.
    fn serialize_data<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The `data` of a message, to be written where its type stands beside it.
pub(crate) struct Data<'a, M>(pub(crate) &'a M);

impl<M: Message> Serialize for Data<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_data(serializer)
    }
}

/// Declares a closed list of messages: an enum whose variants hold their data, with the types on the wire.
macro_rules! messages {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $kind:literal => $variant:ident($data:ty),)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(inline, tag = "type", content = "data"))]
        pub enum $name { $($(#[$inner])* #[cfg_attr(feature = "schema", schemars(rename = $kind))] $variant($data)),+ }

        impl $name {
            /// Every type on the wire, in the order of the list.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];
        }

        impl $crate::json::Message for $name {
            fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind),+ }
            }

            fn decode(kind: &str, data: &[u8], pointer: &str) -> Option<Result<Self, $crate::error::Rejection>> {
                match kind {
                    $($kind => Some($crate::json::decode(data, pointer).map(Self::$variant)),)+
                    _ => None,
                }
            }

            fn serialize_data<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$variant(data) => serde::Serialize::serialize(data, serializer)),+ }
            }
        }
    };
}

pub(crate) use messages;
