//! What became of a row of columns, on every surface.

/// What became of one row. The numbers are part of the contract of every surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RowStatus {
    /// It has its answer.
    Answered = 0,
    /// There is none: the position lies in no cell, or the row gave no instant.
    None = 1,
    /// The position or the instant is out of range.
    OutOfRange = 2,
    /// The calendar does not cover the span.
    NotCovered = 3,
    /// Several rules apply that must not.
    Clash = 4,
}

impl RowStatus {
    /// The number in a column.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Answered => 0,
            Self::None => 1,
            Self::OutOfRange => 2,
            Self::NotCovered => 3,
            Self::Clash => 4,
        }
    }
}
