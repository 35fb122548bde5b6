//! Snapshots: a header, the rows in the order of their keys, a digest over all lines before it.

use super::Engine;
use super::body::Row;
use super::state::State;
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::hash::{Algorithm, Digest};
use crate::id::Key;
use crate::json;
use crate::ruleset::Rulesets;
use crate::time::Instant;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: u32,
    seq: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Instant>,
    head: Digest,
    /// The ruleset in force before any was adopted.
    first_ruleset: Digest,
    rows: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Footer {
    digest: Digest,
}

/// The lines without the last one.
fn lines(engine: &Engine) -> Vec<u8> {
    let header = Header {
        format: FORMAT,
        seq: engine.seq(),
        at: engine.last_at(),
        head: engine.head(),
        first_ruleset: engine.rulesets.first(),
        rows: u64::try_from(engine.state.row_count()).unwrap_or(u64::MAX),
    };
    let mut out = json::to_vec(&header);
    out.push(b'\n');
    for (key, row) in engine.rows() {
        out.extend_from_slice(&row.to_json(key));
        out.push(b'\n');
    }
    out
}

/// The algorithm of the ruleset in force, SHA-256 where it chains nothing.
fn algorithm(engine: &Engine) -> Algorithm {
    engine.ruleset().map_or(Algorithm::Sha256, |ruleset| ruleset.compiled().algorithm.or_sha256())
}

pub(super) fn digest(engine: &Engine) -> Digest {
    algorithm(engine).digest(&lines(engine))
}

pub(super) fn write(engine: &Engine) -> Vec<u8> {
    let mut out = lines(engine);
    let footer = Footer { digest: algorithm(engine).digest(&out) };
    out.extend_from_slice(&json::to_vec(&footer));
    out.push(b'\n');
    out
}

pub(super) fn read(mut rulesets: Rulesets, bytes: &[u8]) -> Result<Engine, Rejection> {
    let cut = || Rejection::new(Code::SnapshotFormat, "");
    let body = bytes.strip_suffix(b"\n").ok_or_else(cut)?;
    let split = body.iter().rposition(|byte| *byte == b'\n').and_then(|at| body.split_at_checked(at.saturating_add(1)));
    let (lines, footer) = split.ok_or_else(cut)?;
    let footer: Footer = line(footer)?;
    if footer.digest.algorithm() == Algorithm::None || footer.digest.algorithm().digest(lines) != footer.digest {
        return Err(Rejection::new(Code::SnapshotDigest, ""));
    }
    let mut each = lines.strip_suffix(b"\n").unwrap_or(lines).split(|byte| *byte == b'\n');
    let header: Header = line(each.next().ok_or_else(cut)?)?;
    if header.format != FORMAT {
        return Err(cut());
    }
    rulesets.get(&header.first_ruleset)?;
    rulesets.set_first(header.first_ruleset);
    let mut state = State::default();
    let mut last: Option<Key> = None;
    for bytes in each {
        let (key, row) = Row::from_json(bytes)?;
        if last.as_ref().is_some_and(|last| *last >= key) {
            return Err(Rejection::new(Code::SnapshotOrder, ""));
        }
        row.body.check(&key, &rulesets)?;
        state.put(key.clone(), Some(row));
        last = Some(key);
    }
    if u64::try_from(state.row_count()).ok() != Some(header.rows) {
        return Err(cut());
    }
    // What fires is carried out before the next entry: nothing can lie behind the last one.
    if state.next_firing().is_some_and(|fires_at| header.at.is_none_or(|at| fires_at < at)) {
        return Err(cut());
    }
    state.set_position(header.seq, header.head, header.at);
    Ok(Engine { rulesets, state })
}

fn line<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    json::members(bytes, bounds::ENTRY_BYTES)?;
    json::decode(bytes, "")
}
