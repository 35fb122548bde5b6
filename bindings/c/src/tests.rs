//! What no program in C can bring about: a panic inside a handle, by a reader and by a writer, and calls inside calls.
//! Nothing here hangs on time: whoever is to be inside a handle is so because its closure is running.
#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by a panic, and some look at what a panic leaves")]

use crate::buffer::{civigrid_buf, civigrid_buf_free};
use crate::call::{Answer, Failure, call, discard};
use crate::handle::{Handle, borrow, free, give};
use crate::status::{
    CIVIGRID_BAD_ARGUMENT, CIVIGRID_BUSY, CIVIGRID_NONE, CIVIGRID_OK, CIVIGRID_PANIC, CIVIGRID_POISONED,
    CIVIGRID_REJECTED, CIVIGRID_REPEAT, CIVIGRID_RULESET_INVALID, civigrid_status,
};
use crate::{
    civigrid_engine, civigrid_engine_decide, civigrid_rows_decide, civigrid_rows_decide_due, civigrid_rows_needs,
    civigrid_rows_needs_due, civigrid_ruleset, input,
};
use civigrid::{Code, Engine, Instant, Rejection, Ruleset};
use std::cell::Cell;
use std::panic::panic_any;
use std::ptr;

/// What a caller's buffer may hold before a call.
fn garbage() -> civigrid_buf {
    civigrid_buf { ptr: ptr::without_provenance_mut(0xA5A5), len: 0xA5A5 }
}

/// Runs a call; its status and bytes, whose buffer is freed twice.
fn answer(body: impl FnOnce() -> Result<Answer, Failure>) -> (civigrid_status, String) {
    let mut out = garbage();
    let status = call(&raw mut out, body);
    assert_eq!(out.ptr.is_null(), out.len == 0, "a buffer without bytes is {{NULL, 0}}");
    let mut told = String::new();
    if !out.ptr.is_null() {
        // SAFETY: the call has set the buffer, and it is not empty.
        let bytes = unsafe { std::slice::from_raw_parts(out.ptr, out.len) };
        told = String::from_utf8(bytes.to_vec()).expect("answers are UTF-8");
    }
    for _ in 0..2 {
        // SAFETY: the buffer is the call's, and then empty.
        unsafe { civigrid_buf_free(&raw mut out) };
        assert!(out.ptr.is_null() && out.len == 0);
    }
    (status, told)
}

fn status(body: impl FnOnce() -> Result<Answer, Failure>) -> civigrid_status {
    answer(body).0
}

fn reads<T>(handle: &Handle<T>) -> civigrid_status {
    status(|| handle.read(|_| Answer::DONE))
}

fn writes<T>(handle: &Handle<T>) -> civigrid_status {
    status(|| handle.write(|_| Answer::DONE))
}

/// A panic whose payload panics when it is dropped, with such a payload again, as often as it says.
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        if let Some(less) = self.0.checked_sub(1) {
            panic_any(Self(less));
        }
    }
}

/// A value that tells that it was dropped, and then panics if it shall.
struct Dropped<'a> {
    count: &'a Cell<u32>,
    panics: bool,
}

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.count.set(self.count.get().saturating_add(1));
        assert!(!self.panics, "the drop of a torn value");
    }
}

/// What the functions that free handles work on.
struct Owner<T> {
    handle: Handle<T>,
}

fn owner<T>(value: T) -> *mut Owner<T> {
    give(Owner { handle: Handle::new(value) })
}

/// # Safety
/// As for [`free`].
unsafe fn free_owner<T>(owner: *mut Owner<T>) {
    // SAFETY: by the contract of this function.
    unsafe { free(owner, |owner| &owner.handle) };
}

/// Handles go from thread to thread as bare pointers, which the compiler cannot judge: their values must allow it.
#[test]
fn handles_may_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<civigrid_engine>();
    shared::<civigrid_ruleset>();
}

#[test]
fn every_answer_has_its_status_and_bytes() {
    let rejected = Rejection::new(Code::CaseNotFound, "/data/case");
    let bytes = civigrid::wire::bytes_of(&rejected);
    let text = String::from_utf8(bytes.clone()).expect("JSON");
    assert_eq!(answer(|| Ok(Answer::Ok(b"done".to_vec()))), (CIVIGRID_OK, "done".to_owned()));
    assert_eq!(answer(|| Ok(Answer::DONE)), (CIVIGRID_OK, String::new()));
    assert_eq!(answer(|| Ok(Answer::Repeat(b"again".to_vec()))), (CIVIGRID_REPEAT, "again".to_owned()));
    assert_eq!(answer(|| Ok(Answer::None)), (CIVIGRID_NONE, String::new()));
    assert_eq!(answer(|| Ok(Answer::or_none(None))), (CIVIGRID_NONE, String::new()));
    assert_eq!(answer(|| Ok(Answer::or_none(Some(b"one".to_vec())))), (CIVIGRID_OK, "one".to_owned()));
    assert_eq!(answer(|| Err(rejected.clone().into())), (CIVIGRID_REJECTED, text.clone()));
    assert_eq!(answer(|| Err(bytes.clone().into())), (CIVIGRID_REJECTED, text.clone()));
    assert_eq!(answer(|| Err(Failure::Ruleset(bytes.clone()))), (CIVIGRID_RULESET_INVALID, text.clone()));
    assert_eq!(answer(|| Err(Failure::Argument(rejected.clone()))), (CIVIGRID_BAD_ARGUMENT, text));
    for (failure, number, code) in [
        (Failure::Busy, CIVIGRID_BUSY, "\"handle.busy\""),
        (Failure::Poisoned, CIVIGRID_POISONED, "\"handle.poisoned\""),
    ] {
        let (status, told) = answer(|| Err(failure));
        assert!(status == number && told.starts_with(&format!("{{\"code\":{code},")), "{status}: {told}");
    }
}

/// More room than bytes: what is freed must be what was taken.
#[test]
fn spare_room_is_given_back() {
    let mut bytes = Vec::with_capacity(1000);
    bytes.extend_from_slice(b"few");
    assert_eq!(answer(|| Ok(Answer::Ok(bytes))), (CIVIGRID_OK, "few".to_owned()));
}

#[test]
fn without_out_nothing_is_done() {
    let ran = Cell::new(false);
    let body = || {
        ran.set(true);
        Ok(Answer::DONE)
    };
    assert_eq!(call(ptr::null_mut(), body), CIVIGRID_BAD_ARGUMENT);
    let mut room = [garbage(), garbage()];
    let shifted = room.as_mut_ptr().wrapping_byte_add(1);
    assert_eq!(call(shifted, body), CIVIGRID_BAD_ARGUMENT);
    assert!(!ran.get());
    // SAFETY: NULL is allowed.
    unsafe { civigrid_buf_free(ptr::null_mut()) };
    // SAFETY: what is not aligned is left alone.
    unsafe { civigrid_buf_free(shifted) };
    assert!(room.iter().all(|buf| buf.ptr.addr() == 0xA5A5 && buf.len == 0xA5A5));
}

#[test]
fn a_panic_in_a_reader_poisons_its_handle_alone() {
    let (handle, other) = (Handle::new(1), Handle::new(2));
    let (number, told) = answer(|| handle.read(|_| panic!("a fault while reading")));
    assert_eq!(number, CIVIGRID_PANIC);
    assert!(told.starts_with("{\"code\":\"panic\",") && !told.contains("a fault"), "{told}");
    assert_eq!((reads(&handle), writes(&handle)), (CIVIGRID_POISONED, CIVIGRID_POISONED));
    assert_eq!((reads(&other), writes(&other)), (CIVIGRID_OK, CIVIGRID_OK));
}

#[test]
fn a_panic_in_a_writer_poisons_its_handle_alone() {
    let (handle, other) = (Handle::new(1), Handle::new(2));
    let (number, told) = answer(|| {
        handle.write(|value| {
            *value = 7;
            panic!("a fault in the middle of a change")
        })
    });
    assert!(number == CIVIGRID_PANIC && told.starts_with("{\"code\":\"panic\","), "{number}: {told}");
    assert_eq!((reads(&handle), writes(&handle)), (CIVIGRID_POISONED, CIVIGRID_POISONED));
    assert_eq!((reads(&other), writes(&other)), (CIVIGRID_OK, CIVIGRID_OK));
}

/// A panic outside all handles, as one in reading arguments would be, poisons none.
#[test]
fn a_panic_outside_of_handles_poisons_none() {
    let handle = Handle::new(1);
    assert_eq!(status(|| panic!("a fault before the handle")), CIVIGRID_PANIC);
    let after = status(|| {
        handle.read(|_| ())?;
        panic!("a fault after the handle")
    });
    assert_eq!(after, CIVIGRID_PANIC);
    assert_eq!((reads(&handle), writes(&handle)), (CIVIGRID_OK, CIVIGRID_OK));
}

/// Whoever was inside beside the one that panicked ends its work; those that come later are told.
#[test]
fn a_reader_beside_the_one_that_panics_goes_on() {
    let handle = Handle::new(5);
    let read = handle.read(|value| {
        assert_eq!(status(|| handle.read(|_| panic!("a fault"))), CIVIGRID_PANIC);
        assert_eq!(reads(&handle), CIVIGRID_POISONED);
        *value
    });
    assert!(matches!(read, Ok(5)));
    assert_eq!((reads(&handle), writes(&handle)), (CIVIGRID_POISONED, CIVIGRID_POISONED));
}

#[test]
fn what_a_panic_carries_may_panic_when_it_is_dropped() {
    for bombs in 0..3 {
        let handle = Handle::new(1);
        assert_eq!(status(|| handle.read(|_| panic_any(Bomb(bombs)))), CIVIGRID_PANIC);
        assert_eq!(reads(&handle), CIVIGRID_POISONED);
        let handle = Handle::new(1);
        assert_eq!(status(|| handle.write(|_| panic_any(Bomb(bombs)))), CIVIGRID_PANIC);
        assert_eq!(writes(&handle), CIVIGRID_POISONED);
        discard(Box::new(Bomb(bombs)));
    }
}

#[test]
fn readers_are_let_in_beside_a_reader_and_writers_are_not() {
    let handle = Handle::new(1);
    let inside = handle.read(|value| {
        assert_eq!(reads(&handle), CIVIGRID_OK);
        let deeper = handle.read(|_| (reads(&handle), writes(&handle)));
        assert!(matches!(deeper, Ok((CIVIGRID_OK, CIVIGRID_BUSY))));
        assert_eq!(writes(&handle), CIVIGRID_BUSY);
        *value
    });
    assert!(matches!(inside, Ok(1)));
    assert_eq!((reads(&handle), writes(&handle)), (CIVIGRID_OK, CIVIGRID_OK));
}

#[test]
fn nobody_is_let_in_beside_a_writer() {
    let handle = Handle::new(1);
    let inside = handle.write(|value| {
        assert_eq!((reads(&handle), writes(&handle)), (CIVIGRID_BUSY, CIVIGRID_BUSY));
        *value = 2;
    });
    assert!(inside.is_ok());
    assert!(matches!(handle.read(|value| *value), Ok(2)));
    assert_eq!(writes(&handle), CIVIGRID_OK);
}

/// A call that is refused for being busy leaves no mark, even one that comes while another one panics.
#[test]
fn busy_poisons_nothing() {
    let (handle, other) = (Handle::new(1), Handle::new(2));
    let number = status(|| {
        other.write(|_| {
            assert_eq!(writes(&other), CIVIGRID_BUSY);
            assert!(handle.read(|_| ()).is_ok());
            panic!("a fault beside a handle that was left")
        })
    });
    assert_eq!(number, CIVIGRID_PANIC);
    assert_eq!((writes(&handle), writes(&other)), (CIVIGRID_OK, CIVIGRID_POISONED));
}

/// All functions read their arguments before they look at the handle: a wrong call is told so on a busy one too.
#[test]
fn arguments_are_told_before_busy() {
    let engine = civigrid_engine { handle: Handle::new(example_engine()) };
    let (text, nobody) = (b"{}", ptr::null());
    let told = |ask: &dyn Fn(*mut civigrid_buf) -> civigrid_status| {
        let mut out = garbage();
        let status = ask(&raw mut out);
        // SAFETY: the call has set the buffer.
        unsafe { civigrid_buf_free(&raw mut out) };
        status
    };
    let inside = engine.handle.write(|_| {
        let (engine, at) = (&raw const engine, 0);
        for (given, len, status) in [(nobody, 1, CIVIGRID_BAD_ARGUMENT), (text.as_ptr(), 2, CIVIGRID_BUSY)] {
            // SAFETY: the engine lives, and pointers that lead nowhere are NULL.
            assert_eq!(told(&|out| unsafe { civigrid_rows_needs(engine, given, len, at, nobody, 0, out) }), status);
            // SAFETY: as above.
            assert_eq!(told(&|out| unsafe { civigrid_rows_decide(engine, given, len, at, nobody, 0, out) }), status);
            // SAFETY: as above.
            assert_eq!(told(&|out| unsafe { civigrid_rows_needs_due(engine, given, len, at, nobody, 0, out) }), status);
            // SAFETY: as above.
            let decided = told(&|out| unsafe { civigrid_rows_decide_due(engine, given, len, at, nobody, 0, out) });
            assert_eq!(decided, status);
            // SAFETY: as above.
            assert_eq!(told(&|out| unsafe { civigrid_engine_decide(engine, given, len, at, out) }), status);
        }
    });
    assert!(inside.is_ok());
}

/// An engine of the example ruleset.
fn example_engine() -> Engine {
    let read = |name: &str| {
        let path = format!("{}/../../examples/rulesets/lunan/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(path).expect("the example")
    };
    let years = ["holiday-cn/2025.json", "holiday-cn/2026.json"].map(|name| (name, read(name)));
    let parts = years.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    Engine::new(Ruleset::compile(&read("ruleset.json"), &parts).expect("the example")).expect("an engine")
}

#[test]
fn a_handle_in_use_is_not_freed() {
    let count = Cell::new(0);
    let given = owner(Dropped { count: &count, panics: false });
    // SAFETY: it was just given.
    let handle = &unsafe { borrow(given, "handle") }.ok().expect("a handle").handle;
    // SAFETY: whoever is inside keeps it from being freed, which is what is tested.
    assert!(handle.read(|_| unsafe { free_owner(given) }).is_ok());
    assert_eq!(count.get(), 0);
    // SAFETY: as above.
    assert!(handle.write(|_| unsafe { free_owner(given) }).is_ok());
    assert_eq!(count.get(), 0);
    assert_eq!((reads(handle), writes(handle)), (CIVIGRID_OK, CIVIGRID_OK));
    // SAFETY: nobody uses it from here on.
    unsafe { free_owner(given) };
    assert_eq!(count.get(), 1);
    // SAFETY: NULL is allowed.
    unsafe { free_owner(ptr::null_mut::<Owner<u32>>()) };
}

/// A poisoned handle is freed like any other, by a panic of a reader or of a writer; a value that panics meanwhile takes
/// nobody along.
#[test]
fn a_poisoned_handle_is_freed() {
    for (writer, panics) in [(false, false), (false, true), (true, false), (true, true)] {
        let count = Cell::new(0);
        let given = owner(Dropped { count: &count, panics });
        // SAFETY: it was just given.
        let handle = &unsafe { borrow(given, "handle") }.ok().expect("a handle").handle;
        let number = status(|| if writer { handle.write(|_| panic!("torn")) } else { handle.read(|_| panic!("torn")) });
        assert_eq!((number, reads(handle)), (CIVIGRID_PANIC, CIVIGRID_POISONED));
        // SAFETY: nobody uses it from here on.
        unsafe { free_owner(given) };
        assert_eq!(count.get(), 1);
    }
}

/// The code by which arguments are refused; the parameter's name must come with it.
fn refused<T>(result: Result<T, Failure>) -> Option<Code> {
    match result {
        Ok(_) => None,
        Err(Failure::Argument(rejection)) => {
            let told = String::from_utf8(civigrid::wire::bytes_of(&rejection)).expect("JSON");
            assert!(told.contains("\"pointer\":\"\",\"args\":[\"name\"]"), "{told}");
            Some(rejection.code())
        }
        Err(_) => panic!("another failure than of an argument"),
    }
}

#[test]
fn columns_are_checked_before_they_are_read() {
    const MOST: usize = usize::MAX / 2; // bytes that an object can have
    let values = [1_i64, 2, 3];
    let (there, shifted) = (values.as_ptr(), values.as_ptr().wrapping_byte_add(4));
    let cases: [(*const i64, usize, Option<Code>); 11] = [
        (there, 3, None),
        (there, 0, None),
        (ptr::null(), 0, None),
        (shifted, 0, None),
        (ptr::null(), 1, Some(Code::ArgumentNull)),
        (shifted, 1, Some(Code::ArgumentAligned)),
        (there, usize::MAX, Some(Code::ArgumentLength)),
        (there, usize::MAX / 8, Some(Code::ArgumentLength)),
        (there, MOST / 8 + 1, Some(Code::ArgumentLength)),
        (shifted, MOST / 8 + 1, Some(Code::ArgumentLength)),
        (ptr::null(), MOST / 8, Some(Code::ArgumentNull)),
    ];
    for (pointer, len, code) in cases {
        // SAFETY: what is not refused leads to as many values.
        let read = unsafe { input::column(pointer, len, "name") };
        assert!(!matches!(&read, Ok(read) if read.len() != len || !values.starts_with(read)));
        assert_eq!(refused(read), code, "{pointer:?} {len}");
        // SAFETY: as above; nothing is written.
        assert_eq!(refused(unsafe { input::column_mut(pointer.cast_mut(), len, "name") }), code, "{pointer:?} {len}");
    }
}

#[test]
fn text_is_utf8() {
    let texts: [(&[u8], Option<Code>); 4] = [
        (b"", None),
        ("网格".as_bytes(), None),
        (b"\xFF", Some(Code::ArgumentText)),
        (b"\xE5\x8C", Some(Code::ArgumentText)),
    ];
    for (bytes, code) in texts {
        // SAFETY: the bytes are there.
        let text = unsafe { input::text(bytes.as_ptr(), bytes.len(), "name") };
        assert!(!matches!(&text, Ok(text) if text.as_bytes() != bytes));
        assert_eq!(refused(text), code);
    }
}

#[test]
fn places_are_set_before_anything_else() {
    let mut room = [5_i64, 5];
    let place = room.as_mut_ptr();
    // SAFETY: the place is there.
    assert!(matches!(unsafe { input::place(place, -1, "name") }, Ok(-1)));
    // SAFETY: a place that is not aligned is refused.
    assert_eq!(refused(unsafe { input::place(place.wrapping_byte_add(4), -1, "name") }), Some(Code::ArgumentAligned));
    // SAFETY: NULL is refused.
    assert_eq!(refused(unsafe { input::place(ptr::null_mut::<i64>(), -1, "name") }), Some(Code::ArgumentNull));
    assert_eq!(room, [-1, 5]);
}

/// 1900-01-01T00:00:00+08:00 is 25567 days and eight hours before 1970; 2200 begins 84006 days after it, less eight hours.
#[test]
fn instants_are_those_of_the_library() {
    let (first, last) = (-(25_567 * 86_400 + 8 * 3_600), 84_006 * 86_400 - 8 * 3_600 - 1);
    for (seconds, code) in [(first, None), (last, None), (0, None)] {
        assert_eq!(refused(input::instant(seconds, "name")), code);
        assert_eq!(Instant::from_seconds(seconds).map(Instant::seconds), Ok(seconds));
    }
    for seconds in [first - 1, last + 1, i64::MIN, i64::MAX] {
        assert_eq!(refused(input::instant(seconds, "name")), Some(Code::ArgumentInstant), "{seconds}");
    }
}

#[test]
fn columns_that_share_a_byte_are_told() {
    let room = [0_u64; 8];
    let base: *const u8 = room.as_ptr().cast();
    let overlap = Some(Code::ArgumentOverlap);
    // Four rows of four bytes at 16, and four rows of one byte.
    let numbers: *const u32 = base.wrapping_add(16).cast();
    for (at, code) in [(12, None), (13, overlap), (16, overlap), (24, overlap), (31, overlap), (32, None)] {
        assert_eq!(refused(input::apart(numbers, base.wrapping_add(at), 4, "name")), code, "{at}");
        assert_eq!(refused(input::apart(base.wrapping_add(at), numbers, 4, "name")), code, "{at}");
    }
    assert_eq!(refused(input::apart(numbers, numbers, 4, "name")), overlap);
    assert_eq!(refused(input::apart(numbers, numbers, 0, "name")), None);
    // At the end of memory a span ends there.
    let end: *const u32 = ptr::without_provenance(usize::MAX - 3);
    assert_eq!(refused(input::apart(end, numbers, usize::MAX / 8, "name")), None);
}
