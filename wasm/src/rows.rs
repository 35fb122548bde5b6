//! Rows of the host's own tables.

use crate::store::{DONE, OK, REPEAT, call, or_none};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use civigrid::Key;
use civigrid::wire::rows;

/// Loads the rows in input 0 into an engine without entries.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_load_rows(engine: u32) -> u32 {
    call(|store| {
        let lines = core::mem::take(&mut store.inputs[0]);
        rows::load(store.engines.get_mut(engine)?, &lines)?;
        Ok(DONE)
    })
}

/// The row with the key in input 0.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_row(engine: u32) -> u32 {
    call(|store| Ok(or_none(rows::row(store.engines.get(engine)?, store.text(0, "key")?)?)))
}

fn lines(keys: &[Key]) -> Vec<u8> {
    keys.iter().map(|key| format!("{key}\n")).collect::<String>().into_bytes()
}

/// Which rows must be given for the command in input 0, besides those in input 1: a key a line.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rows_needs(engine: u32) -> u32 {
    call(|store| {
        let keys = rows::needs(store.engines.get(engine)?, store.bytes(0), store.at()?, store.bytes(1))?;
        Ok((OK, lines(&keys)))
    })
}

/// Decides the command in input 0 over the rows in input 1.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rows_decide(engine: u32) -> u32 {
    call(|store| {
        let decided = rows::decide(store.engines.get(engine)?, store.bytes(0), store.at()?, store.bytes(1))?;
        Ok(decided.map_or((REPEAT, Vec::new()), |bytes| (OK, bytes)))
    })
}

/// Which rows must be given for what fires in the row with the key in input 0, besides those in input 1.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rows_needs_due(engine: u32) -> u32 {
    call(|store| {
        let key = store.text(0, "key")?;
        Ok((OK, lines(&rows::needs_due(store.engines.get(engine)?, key, store.at()?, store.bytes(1))?)))
    })
}

/// Decides what fires first in the row with the key in input 0, over the rows in input 1.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn rows_decide_due(engine: u32) -> u32 {
    call(|store| {
        let key = store.text(0, "key")?;
        Ok(or_none(rows::decide_due(store.engines.get(engine)?, key, store.at()?, store.bytes(1))?))
    })
}
