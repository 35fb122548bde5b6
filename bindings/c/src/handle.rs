//! What stands behind a handle: a value, a lock that is never waited for, and a mark that a panic leaves.

use crate::call::{Failure, discard};
use crate::input;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{RwLock, TryLockError};

pub(crate) struct Handle<T> {
    lock: RwLock<T>,
    poisoned: AtomicBool,
}

/// Marks the handle if its scope is left by a panic.
struct Mark<'a>(&'a AtomicBool);

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Release);
        }
    }
}

fn failure<G>(error: &TryLockError<G>) -> Failure {
    match error {
        TryLockError::WouldBlock => Failure::Busy,
        TryLockError::Poisoned(_) => Failure::Poisoned,
    }
}

impl<T> Handle<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { lock: RwLock::new(value), poisoned: AtomicBool::new(false) }
    }

    /// Reads the value, beside other readers; busy while somebody changes it.
    pub(crate) fn read<R>(&self, work: impl FnOnce(&T) -> R) -> Result<R, Failure> {
        let value = self.lock.try_read().map_err(|error| failure(&error))?;
        let _mark = self.mark()?;
        Ok(work(&value))
    }

    /// Changes the value; busy while anybody else uses it.
    pub(crate) fn write<R>(&self, work: impl FnOnce(&mut T) -> R) -> Result<R, Failure> {
        let mut value = self.lock.try_write().map_err(|error| failure(&error))?;
        let _mark = self.mark()?;
        Ok(work(&mut value))
    }

    fn mark(&self) -> Result<Mark<'_>, Failure> {
        if self.poisoned.load(Ordering::Acquire) { Err(Failure::Poisoned) } else { Ok(Mark(&self.poisoned)) }
    }

    fn is_busy(&self) -> bool {
        matches!(self.lock.try_write(), Err(TryLockError::WouldBlock))
    }
}

/// A new handle for the caller, who frees it.
pub(crate) fn give<H>(handle: H) -> *mut H {
    Box::into_raw(Box::new(handle))
}

/// The handle behind a pointer.
///
/// # Safety
/// The pointer is NULL or a handle that was given and not yet freed.
pub(crate) unsafe fn borrow<'a, H>(handle: *const H, name: &str) -> Result<&'a H, Failure> {
    input::usable(handle, 1, name)?;
    // SAFETY: by the contract of this function; NULL and what is not aligned were refused.
    Ok(unsafe { &*handle })
}

/// Frees a handle; NULL is nothing. One that another thread still uses is leaked: better than pulled from under it.
///
/// # Safety
/// As for [`borrow`], and nobody uses the handle afterwards.
pub(crate) unsafe fn free<H, T>(handle: *mut H, inner: impl FnOnce(&H) -> &Handle<T>) {
    // SAFETY: by the contract of this function.
    let Ok(reference) = (unsafe { borrow(handle.cast_const(), "") }) else { return };
    if inner(reference).is_busy() {
        return;
    }
    // SAFETY: `give` made it out of a box.
    let owned = unsafe { Box::from_raw(handle) };
    // The state behind a poisoned handle may be torn: its drop must not take the host along.
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(owned))) {
        discard(payload);
    }
}
