//! Makes `include/schema` and `wasm/package/types.d.ts` from the types of the library (`cargo xtask schema`).
//!
//! The library gives a schema of each kind of message ([`civigrid::wire::schema`]); the Chinese texts stand in
//! `include/schema/zh.json`; the types of TypeScript are read off the schemas.

mod doc;
pub mod files;
pub mod print;
pub mod types;
pub mod vectors;
pub mod zh;

use std::path::PathBuf;

/// The folder of the schemas.
#[must_use]
pub fn folder() -> PathBuf {
    civigrid_conformance::fixture::repository().join("include/schema")
}
