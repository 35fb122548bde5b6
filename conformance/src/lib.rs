//! The conformance vectors of `tests/vectors`, for every surface of civigrid.
//!
//! A vector becomes a [`run::Op`] script on bytes. A surface that is written in Rust implements [`Surface`]; all others
//! read [`frames`]: the same calls with the answers that are expected, in a form that needs no JSON parser.

pub mod fixture;
pub mod frames;
pub mod run;
pub mod vector;

pub use run::{Crate, Run, Surface};
pub use vector::{Act, Kind, Step, Vector};
