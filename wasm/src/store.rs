//! What lives between calls: handles, and the buffers by which bytes go in and out.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use atomic_refcell::AtomicRefCell;
use civigrid::{Code, Engine, Instant, Rejection, Ruleset, Rulesets, wire};

/// Statuses, as in the C ABI.
pub(crate) const OK: u32 = 0;
pub(crate) const REPEAT: u32 = 1;
pub(crate) const NONE: u32 = 2;
const REJECTED: u32 = 10;
const RULESET_INVALID: u32 = 11;
const BAD_ARGUMENT: u32 = 20;

/// As the package's core.mjs counts them.
const INPUTS: usize = 3;
const COLUMNS: usize = 2;

/// The place of the instant among the inputs, in every call that has one.
const AT: usize = 2;

/// Values by their handles.
pub(crate) struct Handles<T> {
    last: u32,
    all: BTreeMap<u32, T>,
}

impl<T> Handles<T> {
    const fn new() -> Self {
        Self { last: 0, all: BTreeMap::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn free(&mut self, handle: u32) {
        self.all.remove(&handle);
    }

    fn give(&mut self, value: T) -> u32 {
        self.last = self.last.saturating_add(1);
        self.all.insert(self.last, value);
        self.last
    }

    pub(crate) fn get(&self, handle: u32) -> Result<&T, Failure> {
        self.all.get(&handle).ok_or_else(disposed)
    }

    pub(crate) fn get_mut(&mut self, handle: u32) -> Result<&mut T, Failure> {
        self.all.get_mut(&handle).ok_or_else(disposed)
    }
}

fn disposed() -> Failure {
    Failure::Argument(Rejection::new(Code::HandleDisposed, ""))
}

pub(crate) struct Store {
    pub(crate) rulesets: Handles<Ruleset>,
    pub(crate) engines: Handles<Engine>,
    /// Named parts of the next ruleset.
    pub(crate) parts: Vec<(Vec<u8>, Vec<u8>)>,
    /// The rulesets of the next engine.
    pub(crate) chosen: Vec<Ruleset>,
    pub(crate) inputs: [Vec<u8>; INPUTS],
    pub(crate) columns32: [Vec<i32>; COLUMNS],
    pub(crate) cells: Vec<u32>,
    pub(crate) column64: Vec<i64>,
    pub(crate) instants: Vec<i64>,
    pub(crate) statuses: Vec<u8>,
    pub(crate) output: Vec<u8>,
    pub(crate) created: u32,
}

pub(crate) static STORE: AtomicRefCell<Store> = AtomicRefCell::new(Store {
    rulesets: Handles::new(),
    engines: Handles::new(),
    parts: Vec::new(),
    chosen: Vec::new(),
    inputs: [const { Vec::new() }; INPUTS],
    columns32: [const { Vec::new() }; COLUMNS],
    cells: Vec::new(),
    column64: Vec::new(),
    instants: Vec::new(),
    statuses: Vec::new(),
    output: Vec::new(),
    created: 0,
});

/// What a call answers, with its bytes.
pub(crate) type Answer = (u32, Vec<u8>);

/// Why a call fails.
pub(crate) enum Failure {
    /// The library's refusal, in bytes.
    Rejected(Vec<u8>),
    /// The problems of a ruleset, in bytes.
    Ruleset(Vec<u8>),
    Argument(Rejection),
}

impl From<Vec<u8>> for Failure {
    fn from(rejection: Vec<u8>) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(wire::bytes_of(&rejection))
    }
}

/// Runs a call and leaves its bytes for the caller.
pub(crate) fn call(work: impl FnOnce(&mut Store) -> Result<Answer, Failure>) -> u32 {
    let store = &mut *STORE.borrow_mut();
    let (status, bytes) = match work(store) {
        Ok(answer) => answer,
        Err(Failure::Rejected(bytes)) => (REJECTED, bytes),
        Err(Failure::Ruleset(bytes)) => (RULESET_INVALID, bytes),
        Err(Failure::Argument(rejection)) => (BAD_ARGUMENT, wire::bytes_of(&rejection)),
    };
    store.output = bytes;
    status
}

pub(crate) const DONE: Answer = (OK, Vec::new());

pub(crate) fn or_none(bytes: Option<Vec<u8>>) -> Answer {
    bytes.map_or((NONE, Vec::new()), |bytes| (OK, bytes))
}

impl Store {
    pub(crate) fn bytes(&self, place: usize) -> &[u8] {
        self.inputs.get(place).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn text(&self, place: usize, name: &str) -> Result<&str, Failure> {
        let argument = || Failure::Argument(Rejection::new(Code::ArgumentText, "").with(&name));
        core::str::from_utf8(self.bytes(place)).map_err(|_| argument())
    }

    /// The instant of the call.
    pub(crate) fn at(&self) -> Result<Instant, Failure> {
        self.instant("at")
    }

    /// The instant of the call, by the name of the parameter.
    pub(crate) fn instant(&self, name: &str) -> Result<Instant, Failure> {
        let argument = || Failure::Argument(Rejection::new(Code::ArgumentInstant, "").with(&name));
        self.text(AT, name)?.parse().map_err(|_| argument())
    }

    pub(crate) fn new_ruleset(&mut self, ruleset: Ruleset) {
        self.created = self.rulesets.give(ruleset);
    }

    pub(crate) fn new_engine(&mut self, engine: Engine) {
        self.created = self.engines.give(engine);
    }

    /// The rulesets that were chosen for an engine.
    pub(crate) fn take_chosen(&mut self) -> Result<Rulesets, Failure> {
        let mut chosen = core::mem::take(&mut self.chosen).into_iter();
        let first = chosen.next();
        let first =
            first.ok_or_else(|| Failure::Argument(Rejection::new(Code::ArgumentEmpty, "").with(&"rulesets")))?;
        Ok(chosen.fold(Rulesets::from(first), Rulesets::with))
    }
}
