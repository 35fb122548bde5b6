//! Due work: bulk commands are carried out in chunks at their own instant, before anything else.

use super::WorkKind;
use super::draft::Draft;
use super::facts::Facts;
use super::message::{EngineEvent, Event, WorkAdvanced, WorkDone};
use crate::bounds;
use crate::cases;
use crate::directory::{self, Load};
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Fact, Stop};
use crate::id::{CaseId, CommandId, Key};
use crate::time::Instant;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A bulk command that is being carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// What it is.
    pub kind: WorkKind,
    /// The entry that holds the command; 0 where there is no journal.
    pub seq: u64,
    /// The instant at which all of it is carried out.
    pub at: Instant,
    /// How many items are done.
    pub done: u64,
    /// The last case that was looked at, for clocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<CaseId>,
    /// The load, for items.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "write", deserialize_with = "read")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Load>"))]
    pub load: Option<Arc<Load>>,
}

fn write<S: Serializer>(load: &Option<Arc<Load>>, serializer: S) -> Result<S::Ok, S::Error> {
    load.as_deref().serialize(serializer)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Load>>, D::Error> {
    Load::deserialize(deserializer).map(|load| Some(Arc::new(load)))
}

/// How many items fit into one entry, beside the events of the work itself and of the counters.
const CHUNK: usize = bounds::ENTRY_EVENTS / 2;

/// The rows that the next chunk touches, so that a host with its own rows looks them up in one go.
pub(super) fn next_keys(facts: &dyn Facts, work: &Work) -> Vec<Key> {
    match (work.kind, &work.load) {
        (WorkKind::Load, Some(load)) => {
            let first = usize::try_from(work.done).unwrap_or(usize::MAX);
            (first..first.saturating_add(CHUNK))
                .map_while(|index| directory::item(load, index))
                .map(|item| item.key)
                .collect()
        }
        (WorkKind::Load, None) => Vec::new(),
        (WorkKind::Timing, _) => match facts.waiting(work.after.as_ref(), CHUNK) {
            Fact::Given(waiting) => waiting.into_iter().map(Key::Case).collect(),
            Fact::Absent | Fact::NotGiven => Vec::new(),
        },
    }
}

/// Carries out the next chunk.
pub(super) fn carry_out(draft: &mut Draft<'_>, id: &CommandId, work: &Work) -> Result<(), Stop> {
    match work.kind {
        WorkKind::Load => carry_out_load(draft, id, work),
        WorkKind::Timing => carry_out_timing(draft, id, work),
    }
}

fn report(draft: &mut Draft<'_>, id: &CommandId, done: u64, after: Option<CaseId>, finished: bool) -> Result<(), Stop> {
    let event = if finished {
        EngineEvent::WorkDone(WorkDone { done })
    } else {
        EngineEvent::WorkAdvanced(WorkAdvanced { done, after })
    };
    draft.push(Emit::new(Key::Work(id.clone()), Vec::new(), Event::Engine(event)))
}

fn carry_out_load(draft: &mut Draft<'_>, id: &CommandId, work: &Work) -> Result<(), Stop> {
    let Some(load) = &work.load else { return report(draft, id, work.done, None, true) };
    let mut done = work.done;
    for _ in 0..CHUNK {
        let index = usize::try_from(done).unwrap_or(usize::MAX);
        let Some(item) = directory::item(load, index) else { break };
        draft.push(Emit::new(item.key, item.because, Event::Directory(item.event)))?;
        done = done.saturating_add(1);
    }
    let finished = usize::try_from(done).is_ok_and(|done| done >= load.count());
    report(draft, id, done, None, finished)
}

fn carry_out_timing(draft: &mut Draft<'_>, id: &CommandId, work: &Work) -> Result<(), Stop> {
    let waiting = match draft.facts().waiting(work.after.as_ref(), CHUNK) {
        Fact::Given(waiting) => waiting,
        Fact::Absent => Vec::new(),
        Fact::NotGiven => return Err(Rejection::new(Code::FactMissing, "").with(&"the list of waiting cases").into()),
    };
    let mut done = work.done;
    for case in &waiting {
        let emits = cases::decide_timing(draft, case, work.at)?;
        draft.push_all(emits, Event::Case)?;
        done = done.saturating_add(1);
    }
    let finished = waiting.len() < CHUNK;
    report(draft, id, done, waiting.last().cloned(), finished)
}
