//! civigrid for WebAssembly.
//!
//! No pointer comes in: the caller asks for a buffer ([`input`], or a column), writes into it, and makes a call, which
//! leaves its bytes in [`output`]. Rulesets and engines are numbers that are never used twice, so a handle that was freed
//! is told and not followed. There is nothing here that decides: each call is one of the library's `wire`.
//!
//! The signatures hold 32-bit integers only, which every runtime passes without `BigInt`; instants are texts.
#![no_std]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]

extern crate alloc;

mod engine;
mod rows;
mod ruleset;
mod store;

use alloc::vec::Vec;
use store::{OK, STORE, call};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// A panic is a trap: the package gives the instance up, and nobody would read the message.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// On other targets the crate is only checked: there the standard library brings both.
#[cfg(not(target_arch = "wasm32"))]
extern crate std;

/// The library's version as text: scripts of another one refuse the module.
#[unsafe(no_mangle)]
pub extern "C" fn version() -> u32 {
    call(|_| Ok((OK, env!("CARGO_PKG_VERSION").into())))
}

/// A buffer for the bytes of an argument; calls say which argument is where. Its content is undefined until written.
#[unsafe(no_mangle)]
pub extern "C" fn input(place: usize, len: usize) -> *mut u8 {
    match STORE.borrow_mut().inputs.get_mut(place) {
        Some(buffer) => fit(buffer, len),
        None => core::ptr::null_mut(),
    }
}

/// A column of 32-bit integers for the next call: positions, cells.
#[unsafe(no_mangle)]
pub extern "C" fn column32(place: usize, len: usize) -> *mut i32 {
    match STORE.borrow_mut().columns32.get_mut(place) {
        Some(column) => fit(column, len),
        None => core::ptr::null_mut(),
    }
}

/// A column of 64-bit integers for the next call: instants.
#[unsafe(no_mangle)]
pub extern "C" fn column64(len: usize) -> *mut i64 {
    fit(&mut STORE.borrow_mut().column64, len)
}

/// The cells that the last call on columns left.
#[unsafe(no_mangle)]
pub extern "C" fn result32() -> *const u32 {
    STORE.borrow().cells.as_ptr()
}

/// The instants that the last call on columns left.
#[unsafe(no_mangle)]
pub extern "C" fn result64() -> *const i64 {
    STORE.borrow().instants.as_ptr()
}

/// The column of statuses that the last call on columns left.
#[unsafe(no_mangle)]
pub extern "C" fn statuses() -> *const u8 {
    STORE.borrow().statuses.as_ptr()
}

/// The bytes that the last call left.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    STORE.borrow().output.as_ptr()
}

/// How many bytes the last call left.
#[unsafe(no_mangle)]
pub extern "C" fn output_len() -> usize {
    STORE.borrow().output.len()
}

/// The handle that the last call made.
#[unsafe(no_mangle)]
pub extern "C" fn created() -> u32 {
    STORE.borrow().created
}

/// How many handles live: for tests.
#[unsafe(no_mangle)]
pub extern "C" fn handles() -> usize {
    let store = STORE.borrow();
    store.rulesets.len().saturating_add(store.engines.len())
}

/// Gives back the memory of large buffers.
#[unsafe(no_mangle)]
pub extern "C" fn relax() {
    let store = &mut *STORE.borrow_mut();
    for buffer in store.inputs.iter_mut().chain([&mut store.output, &mut store.statuses]) {
        shrink(buffer);
    }
    store.columns32.iter_mut().for_each(shrink);
    shrink(&mut store.cells);
    shrink(&mut store.column64);
    shrink(&mut store.instants);
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
