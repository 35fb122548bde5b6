//! The one type by which bytes leave the library.

use core::ptr;

/// Bytes that the library gives and the caller frees with `civigrid_buf_free`. Every function overwrites the one that it
/// is given without looking at it, so a buffer that still holds bytes is freed first. Empty is `{NULL, 0}`; the bytes do
/// not end in NUL.
#[repr(C)]
pub struct civigrid_buf {
    /// The first byte; NULL if there is none.
    pub ptr: *mut u8,
    /// How many bytes there are.
    pub len: usize,
}

impl civigrid_buf {
    pub(crate) const EMPTY: Self = Self { ptr: ptr::null_mut(), len: 0 };

    pub(crate) fn from_vec(bytes: Vec<u8>) -> Self {
        if bytes.is_empty() {
            return Self::EMPTY;
        }
        let len = bytes.len();
        Self { ptr: Box::into_raw(bytes.into_boxed_slice()).cast(), len }
    }
}

/// Frees the bytes of a buffer and makes it empty: freeing it twice does nothing, nor does freeing NULL. Only for buffers
/// that this library filled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_buf_free(buf: *mut civigrid_buf) {
    if buf.is_null() || !buf.is_aligned() {
        return;
    }
    // SAFETY: the caller gives a valid buffer, or NULL, which was excluded.
    let taken = unsafe { buf.replace(civigrid_buf::EMPTY) };
    if taken.ptr.is_null() {
        return;
    }
    let bytes = ptr::slice_from_raw_parts_mut(taken.ptr, taken.len);
    // SAFETY: a buffer that is not empty was made by `from_vec` out of a box of just this length.
    drop(unsafe { Box::from_raw(bytes) });
}
