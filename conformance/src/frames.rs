//! Frames: calls and the answers that are expected of them, for runners that have no JSON parser.
//!
//! A file is a sequence of frames. A frame is a head of 25 bytes and three byte strings `a`, `b`, `c`:
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 1 | the call, a letter |
//! | 1 | 4 | the status that is expected |
//! | 5 | 8 | the instant, in seconds since 1970-01-01T00:00:00Z |
//! | 13 | 3 x 4 | the lengths of `a`, `b` and `c` |
//!
//! Numbers are little-endian. The statuses are those of the C ABI: 0 done, 1 repeat, 2 nothing, 10 refused.
//!
//! | letter | call | `a` | `b` | `c`, expected |
//! | --- | --- | --- | --- | --- |
//! | `V` | forget rulesets and engine; a run begins | its name | the way | |
//! | `P` | a part of the next ruleset | its name | its bytes | |
//! | `R` | compile a ruleset with the parts since the last | document | | |
//! | `N` | a new engine with all rulesets | | | |
//! | `D` | decide | command | | the entry, the repeat or the rejection |
//! | `U` | decide what is due | | | the entry |
//! | `C` | commit | entry | | nothing, or the rejection |
//! | `Q` | query | query | view | the answer or the rejection |
//! | `A` | apply; only the status is compared | command | | |
//! | `T` | restore an engine from the snapshot, and go on with it; it gives the same snapshot | | | |
//! | `H` | the digest of the state | | | the digest |
//! | `S` | the snapshot | | | the snapshot |

use std::cell::RefCell;
use std::collections::BTreeMap;

use civigrid::wire::Reply;
use civigrid::{Applied, Engine, Instant};
use civigrid_simulator::{City, District};

use crate::fixture;
use crate::run::{Crate, Run, Surface, Way, straight};
use crate::vector::{self, Kind, Vector};

/// The seed of the long run that every surface makes.
pub const CITY_SEED: u64 = 4;
/// The commands of the long run that every surface makes.
pub const CITY_COMMANDS: usize = 20_000;

const OK: u32 = 0;
const REPEAT: u32 = 1;
const NONE: u32 = 2;
const REJECTED: u32 = 10;

/// What a file of frames holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frames {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many runs there are.
    pub runs: usize,
    /// How many frames there are.
    pub frames: usize,
}

impl Frames {
    fn push(&mut self, letter: u8, status: u32, at: Option<Instant>, strings: [&[u8]; 3]) {
        self.frames += 1;
        self.bytes.push(letter);
        self.bytes.extend(status.to_le_bytes());
        self.bytes.extend(at.map_or(0, Instant::seconds).to_le_bytes());
        for string in strings {
            let length = u32::try_from(string.len()).expect("what fits into a frame");
            self.bytes.extend(length.to_le_bytes());
        }
        for string in strings {
            self.bytes.extend(string);
        }
    }

    fn begin(&mut self, name: &str, way: &str) {
        self.runs += 1;
        self.push(b'V', OK, None, [name.as_bytes(), way.as_bytes(), b""]);
    }

    fn ruleset(&mut self, document: &[u8], parts: &BTreeMap<String, Vec<u8>>) {
        for (name, bytes) in parts {
            self.push(b'P', OK, None, [name.as_bytes(), bytes, b""]);
        }
        self.push(b'R', OK, None, [document, b"", b""]);
    }

    fn end(&mut self, digest: &str, snapshot: &[u8]) {
        self.push(b'H', OK, None, [b"", b"", digest.as_bytes()]);
        self.push(b'S', OK, None, [b"", b"", snapshot]);
    }
}

/// A surface that writes down what it is asked and what it answers.
struct Recorder {
    surface: Crate,
    frames: RefCell<Frames>,
}

impl Recorder {
    fn note(&self, letter: u8, status: u32, at: Option<Instant>, strings: [&[u8]; 3]) {
        self.frames.borrow_mut().push(letter, status, at, strings);
    }
}

impl Surface for Recorder {
    fn decide(&self, command: &[u8], at: Instant) -> Result<Reply, Vec<u8>> {
        let reply = self.surface.decide(command, at);
        let (status, expected) = match &reply {
            Ok(Reply::New(entry)) => (OK, entry.clone()),
            Ok(Reply::Repeat(seq)) => (REPEAT, format!("{{\"seq\":{seq}}}").into_bytes()),
            Err(rejection) => (REJECTED, rejection.clone()),
        };
        self.note(b'D', status, Some(at), [command, b"", &expected]);
        reply
    }

    fn decide_due(&self, at: Instant) -> Result<Option<Vec<u8>>, Vec<u8>> {
        let entry = self.surface.decide_due(at);
        let (status, expected) = match &entry {
            Ok(Some(entry)) => (OK, entry.as_slice()),
            Ok(None) => (NONE, &b""[..]),
            Err(rejection) => (REJECTED, rejection.as_slice()),
        };
        self.note(b'U', status, Some(at), [b"", b"", expected]);
        entry
    }

    fn commit(&mut self, entry: &[u8]) -> Result<(), Vec<u8>> {
        let committed = self.surface.commit(entry);
        let (status, expected) = match &committed {
            Ok(()) => (OK, &b""[..]),
            Err(rejection) => (REJECTED, rejection.as_slice()),
        };
        self.note(b'C', status, None, [entry, b"", expected]);
        committed
    }

    fn query(&self, query: &[u8], view: &str, at: Instant) -> Result<Vec<u8>, Vec<u8>> {
        let answer = self.surface.query(query, view, at);
        let (status, expected) = match &answer {
            Ok(answer) => (OK, answer),
            Err(rejection) => (REJECTED, rejection),
        };
        self.note(b'Q', status, Some(at), [query, view.as_bytes(), expected]);
        answer
    }

    /// The digest stands for the bytes: they are long, and compared whole at the end of a run.
    fn snapshot(&self) -> Vec<u8> {
        let digest = self.surface.engine.digest().to_string();
        self.note(b'H', OK, None, [b"", b"", digest.as_bytes()]);
        self.surface.snapshot()
    }

    fn restore(&mut self, snapshot: &[u8]) {
        self.note(b'T', OK, None, [b"", b"", b""]);
        self.surface.restore(snapshot);
    }
}

/// All vectors, each in every [`Way`].
///
/// # Panics
/// If a vector does not give the same in every way, or a golden one not the blessed bytes: then there is nothing to
/// compare other surfaces with.
#[must_use]
pub fn vectors() -> Frames {
    let mut frames = Frames::default();
    for vector in vector::all() {
        let run = straight(&mut Crate::new(&vector), &vector);
        assert_blessed(&vector, &run);
        for way in Way::ALL {
            frames.begin(&vector.name, way.name());
            for name in &vector.rulesets {
                let (document, parts) = fixture::source(name);
                frames.ruleset(&document, &parts);
            }
            frames.push(b'N', OK, None, [b"", b"", b""]);
            let mut recorder = Recorder { surface: Crate::new(&vector), frames: RefCell::new(frames) };
            let other = way.run(&mut recorder, &vector, &run);
            assert!(other == run, "{} {} differs from its straight run", vector.name, way.name());
            let digest = recorder.surface.engine.digest().to_string();
            frames = recorder.frames.into_inner();
            frames.end(&digest, &other.snapshot);
        }
    }
    frames
}

fn assert_blessed(vector: &Vector, run: &Run) {
    if vector.kind == Kind::Golden {
        let blessed = fixture::bytes(&vector.golden_path());
        assert!(run.golden().into_bytes() == blessed, "{} does not give the blessed bytes", vector.name);
    }
}

/// So many commands of the simulator's random city on the example district; the digest at the end tells whether another
/// surface came to the same state by the same entries.
///
/// # Panics
/// If the example district cannot be read.
#[must_use]
pub fn city(seed: u64, commands: usize) -> Frames {
    let district = District::lunan(&fixture::repository()).expect("the example district");
    let mut frames = Frames::default();
    frames.begin(&format!("{commands} commands of the city with the seed {seed}"), Way::Straight.name());
    frames.ruleset(&district.document, &district.parts);
    frames.push(b'N', OK, None, [b"", b"", b""]);
    let mut engine = Engine::new(district.ruleset().expect("the example ruleset")).expect("an engine");
    let load = district.load_command().expect("a command");
    apply(&mut frames, &mut engine, &load.to_json(), district.loaded_at());
    let from = "2026-01-05T08:00:00+08:00".parse().expect("an instant");
    let mut city = City::new(district, seed, from, 900);
    for _ in 0..commands {
        let step = city.step(&engine);
        apply(&mut frames, &mut engine, &step.command.to_json(), step.at);
    }
    frames.end(&engine.digest().to_string(), &engine.snapshot());
    frames
}

fn apply(frames: &mut Frames, engine: &mut Engine, command: &[u8], at: Instant) {
    let parsed = civigrid::Command::from_json(command).expect("the simulator's commands are well formed");
    let status = match engine.apply(&parsed, at) {
        Ok(Applied::New(_)) => OK,
        Ok(Applied::Repeat { .. }) => REPEAT,
        Err(_) => REJECTED,
    };
    frames.push(b'A', status, Some(at), [command, b"", b""]);
}
