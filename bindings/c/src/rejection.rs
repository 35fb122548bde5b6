//! What a host without a JSON parser must tell apart.

use crate::call::discard;
use crate::input;
use civigrid::{Code, wire};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The number of `deadlines_due`: carry out first what `civigrid_engine_decide_due` gives.
pub const CIVIGRID_DEADLINES_DUE: u32 = 4001;
/// The number of `time_regressed`: the instant lies before the last entry's.
pub const CIVIGRID_TIME_REGRESSED: u32 = 3001;
/// The number of `entry.seq`: the entry is not the next one, somebody else was faster.
pub const CIVIGRID_ENTRY_SEQ: u32 = 9002;
/// The number of `entry.prev`: the entry does not follow the last one, somebody else was faster.
pub const CIVIGRID_ENTRY_PREV: u32 = 9003;

const _: () = assert!(Code::DeadlinesDue.number() == 4001 && Code::TimeRegressed.number() == 3001);
const _: () = assert!(Code::EntrySeq.number() == 9002 && Code::EntryPrev.number() == 9003);

/// The number of the rejection that a call left in `out`, also where it stands after lines of entries; 0 if there is none.
/// Its JSON has the same as `number`. `CIVIGRID_DEADLINES_DUE` and its like are those that a host acts on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn civigrid_rejection_number(rejection: *const u8, rejection_len: usize) -> u32 {
    let number = || {
        // SAFETY: the caller keeps the conventions of the header.
        let bytes = unsafe { input::column(rejection, rejection_len, "rejection") }.ok()?;
        wire::number_of(bytes)
    };
    match catch_unwind(AssertUnwindSafe(number)) {
        Ok(number) => number.map_or(0, u32::from),
        Err(payload) => {
            discard(payload);
            0
        }
    }
}
