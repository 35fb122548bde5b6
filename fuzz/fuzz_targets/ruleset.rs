//! Ruleset documents and their parts.
#![no_main]

use civigrid_fuzz::mutate::mutate;
use civigrid_fuzz::ruleset::{SHAPE, run};

libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, SHAPE).unwrap_or_else(|| libfuzzer_sys::fuzzer_mutate(data, size, max_size))
});
