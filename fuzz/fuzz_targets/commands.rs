//! Commands, ticks, queries and entries over a small district.
#![no_main]

use civigrid_fuzz::commands::{SHAPE, run};
use civigrid_fuzz::mutate::mutate;

libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed, SHAPE).unwrap_or_else(|| libfuzzer_sys::fuzzer_mutate(data, size, max_size))
});
