//! What a call comes to, and which version of the ABI this is.

use core::ffi::c_char;

/// The version of the ABI: it rises when a program that was compiled against an older header would no longer work.
pub const CIVIGRID_ABI_VERSION: u32 = 0;

/// What a call came to. The numbers are fixed: one that is retired is never used again. Numbers below 10 are no failure.
pub type civigrid_status = u32;

/// It is done; `out` holds the result, which some functions leave empty.
pub const CIVIGRID_OK: civigrid_status = 0;
/// This very command was decided before: there is nothing to store. `out` holds `{"seq": N}`, the entry that holds it, or
/// nothing for commands over rows.
pub const CIVIGRID_REPEAT: civigrid_status = 1;
/// There is nothing: nothing fires by then, no such row, no cell. `out` is empty.
pub const CIVIGRID_NONE: civigrid_status = 2;
/// The library refuses, and nothing changed. `out` holds `{"code", "number", "pointer", "args", "zh", "en"}`.
pub const CIVIGRID_REJECTED: civigrid_status = 10;
/// The ruleset does not compile. `out` holds `{"diagnostics": [{"part", "problem"}]}`, with every problem.
pub const CIVIGRID_RULESET_INVALID: civigrid_status = 11;
/// The call itself is wrong: a pointer is NULL, a length impossible, an instant out of range. `out` is as for
/// `CIVIGRID_REJECTED`, its pointer empty, its first argument the parameter's name.
pub const CIVIGRID_BAD_ARGUMENT: civigrid_status = 20;
/// Another thread uses the handle in a way that excludes this call. Nothing was done; `out` is as for `CIVIGRID_REJECTED`.
pub const CIVIGRID_BUSY: civigrid_status = 21;
/// An earlier call on this handle ended in `CIVIGRID_PANIC`: free the handle and build a new one from what is stored.
pub const CIVIGRID_POISONED: civigrid_status = 22;
/// A fault of the library was caught. The handle that was used is poisoned, all others are as before.
pub const CIVIGRID_PANIC: civigrid_status = 23;

/// The version of the library, as text that ends in NUL. It lives as long as the program and is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn civigrid_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// The version of the ABI of the library that is loaded: compare it with `CIVIGRID_ABI_VERSION` of the header.
#[unsafe(no_mangle)]
pub extern "C" fn civigrid_abi_version() -> u32 {
    CIVIGRID_ABI_VERSION
}
