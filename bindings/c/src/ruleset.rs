//! Rulesets.

use crate::buffer::civigrid_buf;
use crate::call::{Answer, Failure, call};
use crate::handle::{Handle, borrow, free, give};
use crate::input;
use crate::status::civigrid_status;
use civigrid::{Code, Parts, Ruleset, wire};
use core::ptr;

/// A compiled ruleset: immutable. Any number of threads may use one at the same time.
pub struct civigrid_ruleset {
    pub(crate) handle: Handle<Ruleset>,
}

/// A named part of a ruleset, such as a year file of its calendar.
#[repr(C)]
pub struct civigrid_part {
    /// The name by which the document refers to it, in UTF-8.
    pub name: *const u8,
    /// Bytes of the name.
    pub name_len: usize,
    /// Its content.
    pub data: *const u8,
    /// Bytes of the content.
    pub data_len: usize,
}

/// Checks a ruleset document with its parts and compiles it. `*ruleset` is set to the new handle, which the caller frees,
/// or to NULL. `CIVIGRID_RULESET_INVALID` lists every problem; a name that is given twice is a bad argument.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_ruleset_compile(
    document: *const u8,
    document_len: usize,
    parts: *const civigrid_part,
    part_count: usize,
    ruleset: *mut *mut civigrid_ruleset,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let ruleset = unsafe { input::place(ruleset, ptr::null_mut(), "ruleset") }?;
        // SAFETY: as above.
        let document = unsafe { input::column(document, document_len, "document") }?;
        // SAFETY: as above.
        let parts = unsafe { input::column(parts, part_count, "parts") }?;
        let mut named = Parts::new();
        for (number, part) in parts.iter().enumerate() {
            let place = format!("parts[{number}].name");
            // SAFETY: as above.
            let name = unsafe { input::text(part.name, part.name_len, &place) }?;
            // SAFETY: as above.
            let data = unsafe { input::column(part.data, part.data_len, &format!("parts[{number}].data")) }?;
            if named.insert(name, data).is_some() {
                return Err(Failure::argument(Code::ArgumentTwice, &place));
            }
        }
        let compiled = wire::compile(document, &named).map_err(Failure::Ruleset)?;
        *ruleset = give(civigrid_ruleset { handle: Handle::new(compiled) });
        Ok(Answer::DONE)
    })
}

/// The fingerprint of a ruleset, as `algorithm:hex`: the digest of the canonical document and of its parts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_ruleset_fingerprint(
    ruleset: *const civigrid_ruleset,
    out: *mut civigrid_buf,
) -> civigrid_status {
    call(out, || {
        // SAFETY: the caller keeps the conventions of the header.
        let ruleset = unsafe { borrow(ruleset, "ruleset") }?;
        ruleset.handle.read(|ruleset| Answer::Ok(ruleset.fingerprint().to_string().into_bytes()))
    })
}

/// Frees a ruleset; NULL is nothing. One that another thread is using just now is left alone, and leaks. Engines that were
/// made with it keep what they need of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_ruleset_free(ruleset: *mut civigrid_ruleset) {
    // SAFETY: the caller keeps the conventions of the header.
    unsafe { free(ruleset, |ruleset| &ruleset.handle) }
}
