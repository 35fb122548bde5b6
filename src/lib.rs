//! civigrid
#![no_std]
#![warn(missing_docs)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]
extern crate alloc;

mod bounds;
mod calendar;
mod cases;
mod clock;
mod geometry;
mod decimal;
mod directory;
mod document;
mod error;
mod facts;
mod hash;
mod id;
mod json;
mod tables;
mod text;
mod time;
pub use decimal::*;
pub use error::*;
pub use time::*;
