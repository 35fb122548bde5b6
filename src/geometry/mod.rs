//! Positions and areas in whole units of 1e-7 degree; every predicate is exact integer arithmetic.

mod area;
mod position;

pub use area::{Area, AreaFault};
pub use position::Position;
