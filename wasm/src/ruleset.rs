//! Rulesets.

use crate::store::{DONE, Failure, OK, STORE, call};
use alloc::borrow::ToOwned;
use alloc::string::ToString;
use civigrid::wire::{self, columns};
use civigrid::{Code, Parts, Rejection};

/// Adds a part to the next ruleset: its name is input 0, its bytes are input 1.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ruleset_part() {
    let store = &mut *STORE.borrow_mut();
    let part = (store.bytes(0).to_vec(), store.bytes(1).to_vec());
    store.parts.push(part);
}

/// Compiles the document in input 0 with the parts added before.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ruleset_compile() -> u32 {
    call(|store| {
        let parts = core::mem::take(&mut store.parts);
        let mut named = Parts::new();
        for (name, bytes) in &parts {
            let argument = |code| Failure::Argument(Rejection::new(code, "").with(&"parts"));
            let name = core::str::from_utf8(name).map_err(|_| argument(Code::ArgumentText))?;
            if named.insert(name, bytes).is_some() {
                return Err(argument(Code::ArgumentTwice));
            }
        }
        let compiled = wire::compile(store.bytes(0), &named).map_err(Failure::Ruleset)?;
        store.new_ruleset(compiled);
        Ok(DONE)
    })
}

/// The fingerprint of a ruleset.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ruleset_fingerprint(ruleset: u32) -> u32 {
    call(|store| Ok((OK, store.rulesets.get(ruleset)?.fingerprint().to_string().into_bytes())))
}

/// Forgets a ruleset; engines that were made with it keep what they need of it.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ruleset_free(ruleset: u32) {
    STORE.borrow_mut().rulesets.free(ruleset);
}

/// The last instant on time of the limit named in input 0 that counts from the call's instant.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ruleset_due(ruleset: u32) -> u32 {
    call(|store| {
        let (ruleset, from) = (store.rulesets.get(ruleset)?, store.instant("from")?);
        let due = columns::due(ruleset, store.text(0, "limit")?, from)?;
        Ok((OK, due.to_string().into_bytes()))
    })
}

/// The same for the column of instants, with a status for each.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ruleset_due_many(ruleset: u32) -> u32 {
    call(|store| {
        let limit = store.text(0, "limit")?.to_owned();
        let count = store.column64.len();
        store.instants.clear();
        store.instants.resize(count, columns::NO_INSTANT);
        store.statuses.clear();
        store.statuses.resize(count, 0);
        let ruleset = store.rulesets.get(ruleset)?;
        columns::due_many(ruleset, &limit, &store.column64, &mut store.instants, &mut store.statuses)?;
        Ok(DONE)
    })
}
