//! The C ABI: calls in any order with any arguments that C allows, and with those that it must refuse. What is asked of
//! each: no crash and no leak (AddressSanitizer looks), `out` always set, a known status, an error that is JSON.
#![no_main]
#![allow(unsafe_code, reason = "it calls C functions")]
#![allow(non_camel_case_types, clippy::missing_safety_doc, reason = "as in the crate whose files these are")]
#![allow(dead_code, unreachable_pub, missing_docs, reason = "the files are the C crate's, which says more")]

// The crate has no rlib to link: its modules are part of this program.
#[path = "../../bindings/c/src/buffer.rs"]
mod buffer;
#[path = "../../bindings/c/src/call.rs"]
mod call;
#[path = "../../bindings/c/src/columns.rs"]
mod columns;
#[path = "../../bindings/c/src/engine.rs"]
mod engine;
#[path = "../../bindings/c/src/handle.rs"]
mod handle;
#[path = "../../bindings/c/src/input.rs"]
mod input;
#[path = "../../bindings/c/src/rejection.rs"]
mod rejection;
#[path = "../../bindings/c/src/rows.rs"]
mod rows;
#[path = "../../bindings/c/src/ruleset.rs"]
mod ruleset;
#[path = "../../bindings/c/src/status.rs"]
mod status;

use buffer::{civigrid_buf, civigrid_buf_free};
use civigrid_fuzz::bytes::{Record, pick, records, wide};
use civigrid_fuzz::district;
use columns::*;
use engine::*;
use rejection::civigrid_rejection_number;
use rows::*;
use ruleset::*;
use std::ptr;
use std::sync::OnceLock;

const START: i64 = 1_770_944_400; // 2026-02-13T09:00:00+08:00

/// Texts that calls begin with: commands, queries, keys, rows; an entry and a snapshot come in as they are made.
fn texts() -> &'static [Vec<u8>] {
    static TEXTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let node = &district::codes()[district::codes().len() - 1];
        let person = &district::people()[0];
        let all = [
            format!(r#"{{"id":"c-1","actor":{{"id":"{person}","role":"resident"}},"type":"case.report","data":{{"case":"k-1","category":"0101","place":{{"node":"{node}"}}}}}}"#),
            format!(r#"{{"id":"c-2","actor":{{"id":"{person}","role":"resident"}},"type":"case.report","data":{{"case":"k-2","category":"02","place":{{"node":"{node}"}}}}}}"#),
            format!(r#"{{"id":"s-1","actor":{{"id":"p-g-{node}","role":"grid_worker"}},"type":"case.sign","data":{{"case":"k-1"}}}}"#),
            r#"{"type":"case.get","data":{"case":"k-1"}}"#.into(),
            r#"{"type":"cases.waiting","data":{}}"#.into(),
            r#"{"key":"case/k-1","absent":true}"#.into(),
            r#"{"key":"rules/current","absent":true}"#.into(),
            r#"{"waiting":["k-1"]}"#.into(),
            format!(r#"{{"key":"person/{person}","absent":true}}{}"#, "\n"),
            "130202".into(),
            "case/k-1".into(),
            "work/load-directory".into(),
            "sign".into(),
            String::new(),
        ];
        all.into_iter().map(String::into_bytes).collect()
    })
}

struct World {
    rulesets: Vec<*mut civigrid_ruleset>,
    engines: Vec<*mut civigrid_engine>,
    /// Bytes that came out: entries, rows, snapshots.
    made: Vec<Vec<u8>>,
    rest: Vec<u8>,
}

fn spoilt() -> civigrid_buf {
    civigrid_buf { ptr: ptr::without_provenance_mut(0x55), len: 0x55 }
}

/// An argument of bytes: a text, what came out before, raw input; cut, or with a length that does not fit its pointer.
fn bytes<'a>(world: &'a World, record: &Record) -> (&'a [u8], *const u8, usize) {
    let from: &[u8] = match record[2] % 8 {
        0..=4 => pick::<Vec<u8>>(texts(), record[3].into()),
        5 | 6 if !world.made.is_empty() => pick::<Vec<u8>>(&world.made, record[3].into()),
        _ => &world.rest,
    };
    let cut = if record[4] == 1 { from.len() / 2 } else { from.len() };
    let from = &from[..cut];
    match record[4] {
        2 => (from, ptr::null(), from.len()),
        3 => (from, ptr::null(), 0),
        4 => (from, from.as_ptr(), usize::MAX),
        5 => (from, from.as_ptr(), isize::MAX as usize + 1),
        _ => (from, from.as_ptr(), from.len()),
    }
}

fn instant(record: &Record) -> i64 {
    match record[5] {
        0 => i64::MIN,
        1 => i64::MAX,
        2 => -START,
        hours => START + i64::from(hours - 3) * 3_600,
    }
}

impl World {
    fn new(rest: &[u8]) -> Self {
        Self { rulesets: vec![ptr::null_mut()], engines: vec![ptr::null_mut()], made: Vec::new(), rest: rest.to_vec() }
    }

    /// Looks at a status and its bytes, keeps what may be used again, frees the buffer, twice.
    fn judge(&mut self, status: u32, mut out: civigrid_buf) {
        assert!([0, 1, 2, 10, 11, 20].contains(&status), "status {status}");
        let told = if out.len == 0 { &[][..] } else { unsafe { std::slice::from_raw_parts(out.ptr, out.len) } };
        assert_eq!(out.ptr.is_null(), out.len == 0);
        let number = unsafe { civigrid_rejection_number(out.ptr, out.len) };
        match status {
            2 => assert!(told.is_empty()),
            10 | 20 => {
                assert!(number > 0);
                let last = told.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
                let json: serde_json::Value = serde_json::from_slice(last).expect("an error is JSON");
                assert_eq!(json["number"], number);
                assert!(json["zh"].is_string() && json["en"].is_string());
            }
            11 => assert!(serde_json::from_slice::<serde_json::Value>(told).is_ok()),
            _ => assert!(number == 0 && std::str::from_utf8(told).is_ok()),
        }
        if status == 0 && !told.is_empty() && self.made.len() < 64 {
            self.made.push(told.strip_suffix(b"\n").unwrap_or(told).to_vec());
        }
        unsafe { civigrid_buf_free(&mut out) };
        unsafe { civigrid_buf_free(&mut out) };
        assert!(out.ptr.is_null() && out.len == 0);
    }

    fn compile(&mut self, record: &Record) {
        let example = pick(district::documents(), record[3].into());
        let document = example.document.to_string().into_bytes();
        let (_, odd, odd_len) = bytes(self, record);
        let parts: Vec<civigrid_part> = example
            .parts
            .iter()
            .map(|(name, data)| civigrid_part {
                name: name.as_ptr(),
                name_len: name.len(),
                data: data.as_ptr(),
                data_len: data.len(),
            })
            .collect();
        let (document, document_len) = if record[6] < 8 { (odd, odd_len) } else { (document.as_ptr(), document.len()) };
        let count = if record[6] == 9 { parts.len() - 1 } else { parts.len() };
        let (mut ruleset, mut out) = (ptr::without_provenance_mut(8), spoilt());
        let status =
            unsafe { civigrid_ruleset_compile(document, document_len, parts.as_ptr(), count, &mut ruleset, &mut out) };
        assert_eq!(ruleset.is_null(), status != 0);
        if status == 0 {
            self.rulesets.push(ruleset);
        }
        self.judge(status, out);
    }

    fn make(&mut self, record: &Record) {
        let chosen: Vec<*const civigrid_ruleset> =
            (0..record[1] % 4).map(|n| pick(&self.rulesets, usize::from(record[3] >> n)).cast_const()).collect();
        let (_, snapshot, len) = bytes(self, record);
        let (mut engine, mut out) = (ptr::without_provenance_mut(8), spoilt());
        let status = if record[6] % 2 == 0 {
            unsafe { civigrid_engine_new(chosen.as_ptr(), chosen.len(), &mut engine, &mut out) }
        } else {
            unsafe { civigrid_engine_restore(chosen.as_ptr(), chosen.len(), snapshot, len, &mut engine, &mut out) }
        };
        assert_eq!(engine.is_null(), status != 0);
        if status == 0 {
            self.engines.push(engine);
        }
        self.judge(status, out);
    }

    /// The directory of the small district, so that later calls have something to decide.
    fn load(&mut self, engine: *mut civigrid_engine) {
        static LOAD: OnceLock<Vec<u8>> = OnceLock::new();
        let load = LOAD.get_or_init(|| district::small().load_command().expect("a command").to_json());
        let mut out = spoilt();
        let status = unsafe { civigrid_engine_apply(engine, load.as_ptr(), load.len(), START, &mut out) };
        self.judge(status, out);
    }

    fn columns(&mut self, record: &Record, engine: *mut civigrid_engine, ruleset: *mut civigrid_ruleset) {
        let count = usize::from(record[3] % 9);
        let mut out = spoilt();
        let (limit, limit_ptr, limit_len) = bytes(self, record);
        let _ = limit;
        let place = if record[6] % 4 == 0 { 1 } else { 0 }; // a column that is not aligned
        let mut wide_memory = vec![0_i64; 3 * count + 2];
        let memory: *mut u8 = wide_memory.as_mut_ptr().cast();
        let at = |offset: usize| unsafe { memory.add(offset * 8 + place) };
        let apart = if record[6] % 5 == 0 { 0 } else { count }; // columns that overlap
        let status = if record[7] % 2 == 0 {
            unsafe {
                civigrid_ruleset_due_many(
                    ruleset,
                    limit_ptr,
                    limit_len,
                    at(0).cast(),
                    count,
                    at(apart).cast(),
                    at(2 * count),
                    &mut out,
                )
            }
        } else {
            unsafe {
                civigrid_engine_locate_many(
                    engine,
                    at(0).cast(),
                    at(apart).cast(),
                    count,
                    at(count).cast(),
                    at(2 * count),
                    &mut out,
                )
            }
        };
        self.judge(status, out);
    }

    fn call(&mut self, record: &Record) {
        let engine = *pick(&self.engines, record[1].into());
        let ruleset = *pick(&self.rulesets, record[1].into());
        let at = instant(record);
        let (_, a, a_len) = bytes(self, record);
        let second = [record[0], record[1], record[3], record[2], 0, record[5], record[6], record[7]];
        let (_, b, b_len) = bytes(self, &second);
        let mut out = spoilt();
        let (mut seq, mut instant, mut cell) = (7_u64, 7_i64, 7_u32);
        let o = &raw mut out;
        let status = match record[0] % 32 {
            0 | 1 => return self.compile(record),
            2 | 3 => return self.make(record),
            4 => return self.load(engine),
            5 | 6 => return self.columns(record, engine, ruleset),
            7 => unsafe { civigrid_ruleset_fingerprint(ruleset, o) },
            8 => unsafe { civigrid_ruleset_due(ruleset, a, a_len, at, &mut instant, o) },
            9 => unsafe { civigrid_engine_add_ruleset(engine, ruleset, o) },
            10..=12 => unsafe { civigrid_engine_decide(engine, a, a_len, at, o) },
            13 => unsafe { civigrid_engine_decide_clamped(engine, a, a_len, at, o) },
            14 => unsafe { civigrid_engine_decide_due(engine, at, o) },
            15 | 16 => unsafe { civigrid_engine_commit(engine, a, a_len, o) },
            17 => unsafe { civigrid_engine_apply(engine, a, a_len, at, o) },
            18 => unsafe { civigrid_engine_advance(engine, at.min(START + 900_000), o) },
            19 => unsafe { civigrid_engine_query(engine, a, a_len, b, b_len, at, o) },
            20 => unsafe { civigrid_engine_snapshot(engine, o) },
            21 => unsafe { civigrid_engine_digest(engine, o) },
            22 => unsafe { civigrid_engine_head(engine, o) },
            23 => unsafe { civigrid_engine_seq(engine, &mut seq, o) },
            24 => unsafe { civigrid_engine_last_at(engine, &mut instant, o) },
            25 => unsafe { civigrid_engine_next_firing(engine, &mut instant, o) },
            26 => {
                let [lon, lat] = [wide(record[2], record[3]), wide(record[4], record[5])].map(|n| n as i32);
                unsafe {
                    civigrid_engine_locate(engine, 1_180_000_000 + lon * 100, lat.wrapping_mul(100_000), &mut cell, o)
                }
            }
            27 => unsafe { civigrid_engine_load_rows(engine, a, a_len, o) },
            28 => unsafe { civigrid_engine_row(engine, a, a_len, o) },
            29 => unsafe { civigrid_rows_needs(engine, a, a_len, at, b, b_len, o) },
            30 => unsafe { civigrid_rows_decide(engine, a, a_len, at, b, b_len, o) },
            _ if record[7] % 2 == 0 => unsafe { civigrid_rows_needs_due(engine, a, a_len, at, b, b_len, o) },
            _ => unsafe { civigrid_rows_decide_due(engine, a, a_len, at, b, b_len, o) },
        };
        self.judge(status, out);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for engine in self.engines.drain(..) {
            unsafe { civigrid_engine_free(engine) };
        }
        for ruleset in self.rulesets.drain(..) {
            unsafe { civigrid_ruleset_free(ruleset) };
        }
    }
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (calls, rest) = data.split_at(data.len().min(384));
    let mut world = World::new(rest);
    // Two calls that nearly every other one needs.
    world.compile(&[0, 0, 0, 0, 0, 0, 255, 0]);
    world.make(&[2, 1, 0, 1, 0, 0, 0, 0]);
    for record in records(calls) {
        world.call(&record);
    }
});
