//! A seeded city: districts, people and what they do, for tests, examples and benches of civigrid.
//!
//! Two drivers share the staff's habits. A [`Script`] plays cases with planned fates, as a working district does; a
//! [`City`] does anything at any time, much of it refused, to look for what must never happen. Both are functions of
//! their seed and of the engine's answers.

mod city;
mod district;
mod rng;
mod script;
mod staff;

pub use city::{City, Step};
pub use district::{District, Grid};
pub use rng::Rng;
pub use script::{Fate, Plan, Script};
