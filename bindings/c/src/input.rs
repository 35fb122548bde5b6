//! Reads arguments: each pointer is checked before it is used, and the failure names the parameter.

use crate::call::Failure;
use civigrid::{Code, Instant};

/// The bytes or the column of a parameter; NULL only with the length 0.
///
/// # Safety
/// A pointer that is not NULL leads to `len` values that nobody changes during the call.
pub(crate) unsafe fn column<'a, T>(ptr: *const T, len: usize, name: &str) -> Result<&'a [T], Failure> {
    usable(ptr, len, name)?;
    if len == 0 {
        return Ok(&[]);
    }
    // SAFETY: by the contract of this function; NULL, misaligned and impossible lengths were refused.
    Ok(unsafe { std::slice::from_raw_parts(ptr, len) })
}

/// A column to be written.
///
/// # Safety
/// A pointer that is not NULL leads to `len` values that nobody else uses during the call.
pub(crate) unsafe fn column_mut<'a, T>(ptr: *mut T, len: usize, name: &str) -> Result<&'a mut [T], Failure> {
    usable(ptr, len, name)?;
    if len == 0 {
        return Ok(&mut []);
    }
    // SAFETY: by the contract of this function; NULL, misaligned and impossible lengths were refused.
    Ok(unsafe { std::slice::from_raw_parts_mut(ptr, len) })
}

/// Refuses NULL, what is not aligned, and lengths beyond any object; without values any pointer will do.
pub(crate) fn usable<T>(ptr: *const T, len: usize, name: &str) -> Result<(), Failure> {
    let bytes = len.checked_mul(size_of::<T>());
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        Err(Failure::argument(Code::ArgumentLength, name))
    } else if len == 0 {
        Ok(())
    } else if ptr.is_null() {
        Err(Failure::argument(Code::ArgumentNull, name))
    } else if !ptr.is_aligned() {
        Err(Failure::argument(Code::ArgumentAligned, name))
    } else {
        Ok(())
    }
}

/// Text of a parameter.
///
/// # Safety
/// As for [`column`].
pub(crate) unsafe fn text<'a>(ptr: *const u8, len: usize, name: &str) -> Result<&'a str, Failure> {
    // SAFETY: by the contract of this function.
    let bytes = unsafe { column(ptr, len, name) }?;
    std::str::from_utf8(bytes).map_err(|_| Failure::argument(Code::ArgumentText, name))
}

/// A place for a result, set to what it is when there is none.
///
/// # Safety
/// The pointer is NULL or leads to a value that nobody else uses during the call.
pub(crate) unsafe fn place<'a, T>(ptr: *mut T, none: T, name: &str) -> Result<&'a mut T, Failure> {
    usable(ptr.cast_const(), 1, name)?;
    // SAFETY: by the contract of this function; the value may be uninitialised, so it is written before it is borrowed.
    unsafe { ptr.write(none) };
    // SAFETY: as above.
    Ok(unsafe { &mut *ptr })
}

pub(crate) fn instant(seconds: i64, name: &str) -> Result<Instant, Failure> {
    Instant::from_seconds(seconds).map_err(|_| Failure::argument(Code::ArgumentInstant, name))
}

/// Refuses a column that shares memory with another one: they are read and written in no stated order.
pub(crate) fn apart<A, B>(a: *const A, b: *const B, len: usize, name: &str) -> Result<(), Failure> {
    let span = |start: usize, size: usize| start..start.saturating_add(len.saturating_mul(size));
    let (a, b) = (span(a.addr(), size_of::<A>()), span(b.addr(), size_of::<B>()));
    if a.start < b.end && b.start < a.end { Err(Failure::argument(Code::ArgumentOverlap, name)) } else { Ok(()) }
}
