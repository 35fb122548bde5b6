//! Decision tables: documents, and cells in a table of known columns.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| civigrid_fuzz::table::run(data));
