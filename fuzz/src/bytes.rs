//! Choices made by bytes, in records of one size, so that a mutation of one choice leaves the others as they are.

/// Bytes of one record.
pub const RECORD: usize = 8;

/// One choice with its details; bytes that are not there are zero.
pub type Record = [u8; RECORD];

/// The records of an input, from its beginning; the last one is filled up with zeros.
pub fn records(bytes: &[u8]) -> impl Iterator<Item = Record> {
    bytes.chunks(RECORD).map(|chunk| {
        let mut record = [0; RECORD];
        record[..chunk.len()].copy_from_slice(chunk);
        record
    })
}

/// A number of two bytes.
#[must_use]
pub fn wide(high: u8, low: u8) -> usize {
    usize::from(high) << 8 | usize::from(low)
}

/// An item of a list that is not empty.
#[must_use]
pub fn pick<T>(items: &[T], by: usize) -> &T {
    &items[by % items.len()]
}
