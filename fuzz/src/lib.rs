//! What the fuzz targets share: bytes become rulesets, commands, snapshots and tables here, and here is what must hold of them.
//!
//! A target panics when something does not hold; libFuzzer keeps the bytes that led there.

pub mod bytes;
pub mod commands;
pub mod district;
pub mod edit;
pub mod host;
pub mod moves;
pub mod mutate;
pub mod ruleset;
pub mod seeds;
pub mod snapshot;
pub mod table;
