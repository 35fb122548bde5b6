//! civigrid for WebAssembly.
//!
//! No pointer comes in: the caller asks for a buffer ([`input`], or a column), writes into it, and makes a call, which
//! leaves its bytes in [`output`]. Rulesets and engines are numbers that are never used twice, so a handle that was freed
//! is told and not followed. There is nothing here that decides: each call is one of the library's `wire`.
//!
//! The signatures hold 32-bit integers only, which every runtime passes without `BigInt`; instants are texts.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

mod engine;
mod rows;
mod ruleset;
mod store;

use store::STORE;

/// A buffer for the bytes of an argument; calls say which argument is where. Its content is undefined until written.
#[unsafe(no_mangle)]
pub extern "C" fn input(place: usize, len: usize) -> *mut u8 {
    STORE.with_borrow_mut(|store| match store.inputs.get_mut(place) {
        Some(buffer) => fit(buffer, len),
        None => core::ptr::null_mut(),
    })
}

/// A column of 32-bit integers for the next call: positions, cells.
#[unsafe(no_mangle)]
pub extern "C" fn column32(place: usize, len: usize) -> *mut i32 {
    STORE.with_borrow_mut(|store| match store.columns32.get_mut(place) {
        Some(column) => fit(column, len),
        None => core::ptr::null_mut(),
    })
}

/// A column of 64-bit integers for the next call: instants.
#[unsafe(no_mangle)]
pub extern "C" fn column64(len: usize) -> *mut i64 {
    STORE.with_borrow_mut(|store| fit(&mut store.column64, len))
}

/// The cells that the last call on columns left.
#[unsafe(no_mangle)]
pub extern "C" fn result32() -> *const u32 {
    STORE.with_borrow(|store| store.cells.as_ptr())
}

/// The instants that the last call on columns left.
#[unsafe(no_mangle)]
pub extern "C" fn result64() -> *const i64 {
    STORE.with_borrow(|store| store.instants.as_ptr())
}

/// The column of statuses that the last call on columns left.
#[unsafe(no_mangle)]
pub extern "C" fn statuses() -> *const u8 {
    STORE.with_borrow(|store| store.statuses.as_ptr())
}

/// The bytes that the last call left.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    STORE.with_borrow(|store| store.output.as_ptr())
}

/// How many bytes the last call left.
#[unsafe(no_mangle)]
pub extern "C" fn output_len() -> usize {
    STORE.with_borrow(|store| store.output.len())
}

/// The handle that the last call made.
#[unsafe(no_mangle)]
pub extern "C" fn created() -> u32 {
    STORE.with_borrow(|store| store.created)
}

/// How many handles live: for tests.
#[unsafe(no_mangle)]
pub extern "C" fn handles() -> usize {
    STORE.with_borrow(|store| store.rulesets.len().saturating_add(store.engines.len()))
}

/// Gives back the memory of large buffers.
#[unsafe(no_mangle)]
pub extern "C" fn relax() {
    STORE.with_borrow_mut(|store| {
        for buffer in store.inputs.iter_mut().chain([&mut store.output, &mut store.statuses]) {
            shrink(buffer);
        }
        store.columns32.iter_mut().for_each(shrink);
        shrink(&mut store.cells);
        shrink(&mut store.column64);
        shrink(&mut store.instants);
    });
}

/// What a buffer keeps between two calls.
const KEPT: usize = 64 * 1024;

fn shrink<T>(buffer: &mut Vec<T>) {
    if buffer.capacity().saturating_mul(size_of::<T>()) > KEPT {
        *buffer = Vec::new();
    } else {
        buffer.clear();
    }
}

fn fit<T: Clone + Default>(buffer: &mut Vec<T>, len: usize) -> *mut T {
    buffer.clear();
    buffer.resize(len, T::default());
    buffer.as_mut_ptr()
}
