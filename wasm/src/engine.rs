//! Engines.

use crate::store::{Answer, DONE, Failure, NONE, OK, REPEAT, STORE, Store, call, or_none};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use civigrid::wire::columns::{self, RowStatus};
use civigrid::wire::{self, Replies, Reply};
use civigrid::{Code, Engine, Instant, Rejection};

/// Chooses a ruleset for the next engine; the first that is chosen is in force until another is adopted.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_ruleset(ruleset: u32) -> u32 {
    call(|store| {
        let ruleset = store.rulesets.get(ruleset)?.clone();
        store.chosen.push(ruleset);
        Ok(DONE)
    })
}

/// An engine without entries.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_new() -> u32 {
    call(|store| {
        let engine = Engine::new(store.take_chosen()?)?;
        store.new_engine(engine);
        Ok(DONE)
    })
}

/// An engine from the snapshot in input 0.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_restore() -> u32 {
    call(|store| {
        let engine = wire::restore(store.take_chosen()?, store.bytes(0))?;
        store.new_engine(engine);
        Ok(DONE)
    })
}

/// Hands over one more ruleset, to be adopted later.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_add_ruleset(engine: u32, ruleset: u32) -> u32 {
    call(|store| {
        let ruleset = store.rulesets.get(ruleset)?.clone();
        store.engines.get_mut(engine)?.add_ruleset(ruleset);
        Ok(DONE)
    })
}

/// Forgets an engine.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_free(engine: u32) {
    STORE.borrow_mut().engines.free(engine);
}

/// Takes the bytes of an input out of the store, so that an engine there can be changed; nobody reads them again.
fn taken(store: &mut Store, place: usize) -> Vec<u8> {
    store.inputs.get_mut(place).map(core::mem::take).unwrap_or_default()
}

fn replied(reply: Reply) -> Answer {
    match reply {
        Reply::New(entry) => (OK, entry),
        Reply::Repeat(seq) => repeat(seq),
    }
}

fn repeat(seq: u64) -> Answer {
    (REPEAT, format!("{{\"seq\":{seq}}}").into_bytes())
}

/// A fault of the library, for the tests of what it does to a page.
#[cfg(feature = "planted-panic")]
#[allow(clippy::panic, reason = "it is what the feature is for")]
fn planted_panic(command: &[u8]) {
    let mark = br#""id":"planted-panic""#;
    if command.windows(mark.len()).any(|window| window == mark) {
        panic!("planted");
    }
}

/// Decides the command in input 0.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_decide(engine: u32) -> u32 {
    call(|store| {
        #[cfg(feature = "planted-panic")]
        planted_panic(store.bytes(0));
        Ok(replied(wire::decide(store.engines.get(engine)?, store.bytes(0), store.at()?)?))
    })
}

/// Decides the command in input 0, at the last entry's instant if that is later.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_decide_clamped(engine: u32) -> u32 {
    call(|store| Ok(replied(wire::decide_clamped(store.engines.get(engine)?, store.bytes(0), store.at()?)?)))
}

/// Decides what fires first.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_decide_due(engine: u32) -> u32 {
    call(|store| Ok(or_none(wire::decide_due(store.engines.get(engine)?, store.at()?)?)))
}

/// Commits the entry in input 0.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_commit(engine: u32) -> u32 {
    call(|store| {
        let entry = taken(store, 0);
        wire::commit(store.engines.get_mut(engine)?, &entry)?;
        Ok(DONE)
    })
}

/// Applies the command in input 0: lines of entries, after which a rejection may stand.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_apply(engine: u32) -> u32 {
    call(|store| {
        let (at, command) = (store.at()?, taken(store, 0));
        match wire::apply(store.engines.get_mut(engine)?, &command, at) {
            Ok(Replies::New(entries)) => Ok((OK, wire::lines(&entries))),
            Ok(Replies::Repeat(seq)) => Ok(repeat(seq)),
            Err(refused) => Err(Failure::Rejected(refused.bytes())),
        }
    })
}

/// Carries out everything that fires: lines of entries, after which a rejection may stand.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_advance(engine: u32) -> u32 {
    call(|store| {
        let at = store.at()?;
        let advanced = wire::advance(store.engines.get_mut(engine)?, at);
        let entries = advanced.map_err(|refused| Failure::Rejected(refused.bytes()))?;
        Ok((OK, wire::lines(&entries)))
    })
}

/// Answers the query in input 0 in the view named in input 1.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_query(engine: u32) -> u32 {
    call(|store| {
        let view = store.text(1, "view")?;
        Ok((OK, wire::query(store.engines.get(engine)?, store.bytes(0), view, store.at()?)?))
    })
}

fn tell(engine: u32, what: impl FnOnce(&Engine) -> Vec<u8>) -> u32 {
    call(|store| Ok((OK, what(store.engines.get(engine)?))))
}

/// The snapshot.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_snapshot(engine: u32) -> u32 {
    tell(engine, Engine::snapshot)
}

/// The digest of the state.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_digest(engine: u32) -> u32 {
    tell(engine, |engine| engine.digest().to_string().into_bytes())
}

/// The hash of the last entry.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_head(engine: u32) -> u32 {
    tell(engine, |engine| engine.head().to_string().into_bytes())
}

/// The seq of the last entry, as text.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_seq(engine: u32) -> u32 {
    tell(engine, |engine| engine.seq().to_string().into_bytes())
}

fn instant(engine: u32, which: impl FnOnce(&Engine) -> Option<Instant>) -> u32 {
    call(|store| {
        let instant = which(store.engines.get(engine)?);
        Ok(or_none(instant.map(|instant| instant.to_string().into_bytes())))
    })
}

/// The instant of the last entry.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_last_at(engine: u32) -> u32 {
    instant(engine, Engine::last_at)
}

/// When something fires next.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_next_firing(engine: u32) -> u32 {
    instant(engine, Engine::next_firing)
}

/// The code of the cell to which a position belongs.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_locate(engine: u32, lon_e7: i32, lat_e7: i32) -> u32 {
    call(|store| {
        let map = store.engines.get(engine)?.map();
        let (cell, status) = columns::locate(map, lon_e7, lat_e7);
        if status == RowStatus::OutOfRange {
            return Err(Rejection::new(Code::PositionRange, "").into());
        }
        let code = usize::try_from(cell).ok().and_then(|cell| map.codes().get(cell));
        Ok(code.map_or((NONE, Vec::new()), |code| (OK, code.as_str().into())))
    })
}

/// The cells of the positions in columns 0 and 1, with a status for each.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_locate_many(engine: u32) -> u32 {
    call(|store| {
        let [lon, lat] = &store.columns32;
        store.cells.clear();
        store.cells.resize(lon.len(), columns::NO_CELL);
        store.statuses.clear();
        store.statuses.resize(lon.len(), 0);
        columns::locate_many(store.engines.get(engine)?.map(), lon, lat, &mut store.cells, &mut store.statuses)?;
        Ok(DONE)
    })
}

/// The codes of the cells by their numbers, a line each.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn engine_cells(engine: u32) -> u32 {
    tell(engine, |engine| engine.map().codes().iter().map(|code| format!("{code}\n")).collect::<String>().into_bytes())
}
