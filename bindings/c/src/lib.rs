//! The C ABI of civigrid: `include/civigrid.h` is made from this crate, `docs/c-api.md` tells its conventions.
//!
//! This is the only crate with `unsafe` code. Each exported function reads its arguments by `input`, runs inside
//! `call::call`, which sets the one `out` buffer and stops panics, and reaches a handle only through its lock. What the
//! functions do is the library's `wire`: nothing is decided here.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]
#![allow(non_camel_case_types, reason = "the names are those of C")]
#![allow(clippy::missing_safety_doc, reason = "one contract for all functions: docs/c-api.md and the header's top")]

mod buffer;
mod call;
mod columns;
mod engine;
mod handle;
mod input;
mod rejection;
mod rows;
mod ruleset;
mod status;
#[cfg(test)]
mod tests;

pub use buffer::{civigrid_buf, civigrid_buf_free};
pub use columns::{
    CIVIGRID_COLUMN_ANSWERED, CIVIGRID_COLUMN_NONE, CIVIGRID_COLUMN_NOT_COVERED, CIVIGRID_COLUMN_OUT_OF_RANGE,
    CIVIGRID_NO_CELL, CIVIGRID_NO_INSTANT, civigrid_engine_cells, civigrid_engine_locate, civigrid_engine_locate_many,
    civigrid_ruleset_due, civigrid_ruleset_due_many,
};
pub use engine::{
    civigrid_engine, civigrid_engine_add_ruleset, civigrid_engine_advance, civigrid_engine_apply,
    civigrid_engine_commit, civigrid_engine_decide, civigrid_engine_decide_clamped, civigrid_engine_decide_due,
    civigrid_engine_digest, civigrid_engine_free, civigrid_engine_head, civigrid_engine_last_at, civigrid_engine_new,
    civigrid_engine_next_firing, civigrid_engine_query, civigrid_engine_restore, civigrid_engine_seq,
    civigrid_engine_snapshot,
};
pub use rejection::{
    CIVIGRID_DEADLINES_DUE, CIVIGRID_ENTRY_PREV, CIVIGRID_ENTRY_SEQ, CIVIGRID_TIME_REGRESSED, civigrid_rejection_number,
};
pub use rows::{
    civigrid_engine_load_rows, civigrid_engine_row, civigrid_rows_decide, civigrid_rows_decide_due,
    civigrid_rows_needs, civigrid_rows_needs_due,
};
pub use ruleset::{
    civigrid_part, civigrid_ruleset, civigrid_ruleset_compile, civigrid_ruleset_fingerprint, civigrid_ruleset_free,
};
pub use status::{
    CIVIGRID_ABI_VERSION, CIVIGRID_BAD_ARGUMENT, CIVIGRID_BUSY, CIVIGRID_NONE, CIVIGRID_OK, CIVIGRID_PANIC,
    CIVIGRID_POISONED, CIVIGRID_REJECTED, CIVIGRID_REPEAT, CIVIGRID_RULESET_INVALID, civigrid_abi_version,
    civigrid_status, civigrid_version,
};
