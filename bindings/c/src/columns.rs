//! Hot questions without JSON.

use crate::buffer::civigrid_buf;
use crate::call::{Answer, call};
use crate::engine::civigrid_engine;
use crate::handle::borrow;
use crate::input;
use crate::ruleset::civigrid_ruleset;
use crate::status::civigrid_status;
use civigrid::Rejection;
use civigrid::wire::columns;

/// The number that is no cell.
pub const CIVIGRID_NO_CELL: u32 = 0xFFFF_FFFF;
/// The instant that is none: the least of its type.
pub const CIVIGRID_NO_INSTANT: i64 = i64::MIN;

/// The row has its answer.
pub const CIVIGRID_COLUMN_ANSWERED: u8 = 0;
/// There is no answer: the position lies in no cell, or the row gave no instant.
pub const CIVIGRID_COLUMN_NONE: u8 = 1;
/// The position or the instant of the row, or its answer, is out of range.
pub const CIVIGRID_COLUMN_OUT_OF_RANGE: u8 = 2;
/// The calendar does not cover the span.
pub const CIVIGRID_COLUMN_NOT_COVERED: u8 = 3;

/// The cell to which a position belongs, in units of 1e-7 degree (WGS-84), into `*cell`: its line in
/// `civigrid_engine_cells`, counted from 0. `CIVIGRID_NO_CELL` and `CIVIGRID_NONE` outside all cells.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_locate(
    engine: *const civigrid_engine,
    lon_e7: i32,
    lat_e7: i32,
    cell: *mut u32,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let cell = unsafe { input::place(cell, CIVIGRID_NO_CELL, "cell") }?;
        // SAFETY: as above.
        let engine = unsafe { borrow(engine, "engine") }?;
        let (number, status) = engine.handle.read(|engine| columns::locate(engine.map(), lon_e7, lat_e7))?;
        match status {
            columns::RowStatus::Answered => {
                *cell = number;
                Ok(Answer::DONE)
            }
            columns::RowStatus::None | columns::RowStatus::NotCovered | columns::RowStatus::Clash => Ok(Answer::None),
            columns::RowStatus::OutOfRange => Err(Rejection::new(civigrid::Code::PositionRange, "").into()),
        }
    })
}

/// The cells of `count` positions into `cells`, and what became of each row into `statuses` (`CIVIGRID_COLUMN_...`). The
/// columns must not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_locate_many(
    engine: *const civigrid_engine,
    lon_e7: *const i32,
    lat_e7: *const i32,
    count: usize,
    cells: *mut u32,
    statuses: *mut u8,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine, "engine") }?;
        // SAFETY: as above.
        let lon = unsafe { input::column(lon_e7, count, "lon_e7") }?;
        // SAFETY: as above.
        let lat = unsafe { input::column(lat_e7, count, "lat_e7") }?;
        input::usable(cells, count, "cells")?;
        input::usable(statuses, count, "statuses")?;
        input::apart(lon_e7, cells, count, "cells")?;
        input::apart(lat_e7, cells, count, "cells")?;
        input::apart(lon_e7, statuses, count, "statuses")?;
        input::apart(lat_e7, statuses, count, "statuses")?;
        input::apart(cells, statuses, count, "statuses")?;
        // SAFETY: as above; the columns were found to be apart.
        let cells = unsafe { input::column_mut(cells, count, "cells") }?;
        // SAFETY: as above.
        let statuses = unsafe { input::column_mut(statuses, count, "statuses") }?;
        engine.handle.read(|engine| columns::locate_many(engine.map(), lon, lat, cells, statuses))??;
        Ok(Answer::DONE)
    })
}

/// The codes of the cells, one a line, each ending in LF: line n, counted from 0, is cell n. Numbers stay what they are as
/// long as the engine lives, and new cells come after; an engine that is built anew may give others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_engine_cells(
    engine: *const civigrid_engine,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let engine = unsafe { borrow(engine, "engine") }?;
        engine.handle.read(|engine| {
            let lines = engine.map().codes().iter().map(|code| format!("{code}\n"));
            Answer::Ok(lines.collect::<String>().into_bytes())
        })
    })
}

/// The last instant on time of a limit of the ruleset that counts from an instant, into `*due`, in seconds since
/// 1970-01-01T00:00:00Z. `CIVIGRID_REJECTED` with the code `calendar_not_covered` names the first date that is not covered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_ruleset_due(
    ruleset: *const civigrid_ruleset,
    limit: *const u8,
    limit_len: usize,
    from: i64,
    due: *mut i64,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let due = unsafe { input::place(due, CIVIGRID_NO_INSTANT, "due") }?;
        // SAFETY: as above.
        let ruleset = unsafe { borrow(ruleset, "ruleset") }?;
        // SAFETY: as above.
        let limit = unsafe { input::text(limit, limit_len, "limit") }?;
        let from = input::instant(from, "from")?;
        *due = ruleset.handle.read(|ruleset| columns::due(ruleset, limit, from))??.seconds();
        Ok(Answer::DONE)
    })
}

/// The last instants on time of one limit that counts from each of `count` instants, into `due`, and what became of each
/// row into `statuses` (`CIVIGRID_COLUMN_...`). The columns must not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_ruleset_due_many(
    ruleset: *const civigrid_ruleset,
    limit: *const u8,
    limit_len: usize,
    from: *const i64,
    count: usize,
    due: *mut i64,
    statuses: *mut u8,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let ruleset = unsafe { borrow(ruleset, "ruleset") }?;
        // SAFETY: as above.
        let limit = unsafe { input::text(limit, limit_len, "limit") }?;
        // SAFETY: as above.
        let starts = unsafe { input::column(from, count, "from") }?;
        input::usable(due, count, "due")?;
        input::usable(statuses, count, "statuses")?;
        input::apart(from, due, count, "due")?;
        input::apart(from, statuses, count, "statuses")?;
        input::apart(due, statuses, count, "statuses")?;
        // SAFETY: as above; the columns were found to be apart.
        let due = unsafe { input::column_mut(due, count, "due") }?;
        // SAFETY: as above.
        let statuses = unsafe { input::column_mut(statuses, count, "statuses") }?;
        ruleset.handle.read(|ruleset| columns::due_many(ruleset, limit, starts, due, statuses))??;
        Ok(Answer::DONE)
    })
}
