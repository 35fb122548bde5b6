//! Rows of the host's own tables.

use crate::buffer::civigrid_buf;
use crate::call::{Answer, Failure, call};
use crate::engine::civigrid_engine;
use crate::handle::borrow;
use crate::input;
use crate::status::civigrid_status;
use civigrid::wire::rows;
use civigrid::{Engine, Instant, Key};

/// Loads rows, one a line, into an engine without entries: all of them or none. Only rows of the directory (`node/`,
/// `unit/`, `person/`) and `rules/current`; one that is held already is replaced. With them the engine stands for what a
/// host with its own tables keeps in memory: the compiled map, and as much of the directory as it likes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_load_rows(
    engine: *mut civigrid_engine,
    rows: *const u8,
    rows_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine.cast_const(), "engine") }?;
        // SAFETY: as above.
        let rows = unsafe { input::column(rows, rows_len, "rows") }?;
        engine.handle.write(|engine| rows::load(engine, rows))??;
        Ok(Answer::DONE)
    })
}

/// One row of the engine's state by its key, such as `case/2026-000123`: `{"key", "version", "next_firing", "body"}`.
/// `CIVIGRID_NONE` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_row(
    engine: *const civigrid_engine,
    key: *const u8,
    key_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine, "engine") }?;
        // SAFETY: as above.
        let key = unsafe { input::text(key, key_len, "key") }?;
        Ok(Answer::or_none(engine.handle.read(|engine| rows::row(engine, key))??))
    })
}

/// A pointer and its length.
type Input = (*const u8, usize);

/// Reads what is asked about, a command or a key, then the arguments that the functions over rows share, and asks.
///
/// # Safety
/// The conventions of the header.
unsafe fn over_rows<Q>(
    engine: *const civigrid_engine,
    question: impl FnOnce() -> Result<Q, Failure>,
    at: i64,
    rows: Input,
    out: *mut civigrid_buf,
    ask: impl FnOnce(&Engine, Q, Instant, &[u8]) -> Result<Answer, Vec<u8>>,
) -> civigrid_status {
    call(out, || {
        // SAFETY: by the contract of this function.
        let engine = unsafe { borrow(engine, "engine") }?;
        let question = question()?;
        let at = input::instant(at, "at")?;
        // SAFETY: as above.
        let rows = unsafe { input::column(rows.0, rows.1, "rows") }?;
        Ok(engine.handle.read(|engine| ask(engine, question, at, rows))??)
    })
}

fn keys(keys: &[Key]) -> Answer {
    Answer::Ok(keys.iter().map(|key| format!("{key}\n")).collect::<String>().into_bytes())
}

/// Which rows must be looked up before a command can be decided. `out` is one key a line, each ending in LF. Look them up
/// and add them to `rows`: a row as its line, or `{"key": ..., "absent": true}`; call again until `out` is empty.
/// `CIVIGRID_REJECTED` is the refusal of the command, as `civigrid_rows_decide` would give it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_rows_needs(
    engine: *const civigrid_engine,
    command: *const u8,
    command_len: usize,
    at: i64,
    rows: *const u8,
    rows_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    let command = || unsafe { input::column(command, command_len, "command") };
    // SAFETY: as above.
    unsafe {
        over_rows(engine, command, at, (rows, rows_len), out, |engine, command, at, given| {
            Ok(keys(&rows::needs(engine, command, at, given)?))
        })
    }
}

/// Decides a command over the rows of the host. `out` is a line `{"events": [...]}`, then a line for each row to write:
/// the row as it is afterwards, or `{"key": ..., "absent": true}` for one to delete. Write them in one transaction, each
/// only if its version still is the one that was given. `CIVIGRID_REPEAT` if this very command was decided before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_rows_decide(
    engine: *const civigrid_engine,
    command: *const u8,
    command_len: usize,
    at: i64,
    rows: *const u8,
    rows_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    let command = || unsafe { input::column(command, command_len, "command") };
    // SAFETY: as above.
    unsafe {
        over_rows(engine, command, at, (rows, rows_len), out, |engine, command, at, given| {
            Ok(rows::decide(engine, command, at, given)?.map_or(Answer::Repeat(Vec::new()), Answer::Ok))
        })
    }
}

/// Which rows must be looked up before what fires in the row `key` can be decided; as `civigrid_rows_needs`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_rows_needs_due(
    engine: *const civigrid_engine,
    key: *const u8,
    key_len: usize,
    at: i64,
    rows: *const u8,
    rows_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    let key = || unsafe { input::text(key, key_len, "key") };
    // SAFETY: as above.
    unsafe {
        over_rows(engine, key, at, (rows, rows_len), out, |engine, key, at, given| {
            Ok(keys(&rows::needs_due(engine, key, at, given)?))
        })
    }
}

/// Decides what fires first in the row `key`, if that is not after `at`; `out` as of `civigrid_rows_decide`. Write the
/// rows and ask again until `CIVIGRID_NONE`. Rows that fire are those whose `next_firing` is at or before `at`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_rows_decide_due(
    engine: *const civigrid_engine,
    key: *const u8,
    key_len: usize,
    at: i64,
    rows: *const u8,
    rows_len: usize,
    out: *mut civigrid_buf,
) -> civigrid_status {
    // SAFETY: the caller keeps the conventions of the header.
    let key = || unsafe { input::text(key, key_len, "key") };
    // SAFETY: as above.
    unsafe {
        over_rows(engine, key, at, (rows, rows_len), out, |engine, key, at, given| {
            Ok(Answer::or_none(rows::decide_due(engine, key, at, given)?))
        })
    }
}
