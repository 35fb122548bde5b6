//! Every bound of input, in one place: hostile input meets a limit, never a crash or unbounded memory.

/// Bytes of one command or query.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// Bytes of a bulk command (`directory.load`).
pub const BULK_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of an entry, a row or a line of a snapshot: each may hold a bulk command and the events of a chunk of it.
pub const ENTRY_BYTES: usize = 2 * BULK_BYTES + MESSAGE_BYTES;
/// Bytes of a ruleset document and of each of its parts.
pub const RULESET_BYTES: usize = 8 * 1024 * 1024;
/// Nesting of JSON.
pub const DEPTH: usize = 32;
/// Bytes of a member's name in JSON.
pub const NAME_BYTES: usize = 64;
/// Bytes of an identifier.
pub const ID_BYTES: usize = 64;
/// Bytes of an act key: several identifiers.
pub const ACT_KEY_BYTES: usize = 256;
/// Digits of a directory code.
pub const CODE_BYTES: usize = 20;
/// Bytes of one language of a text.
pub const TEXT_BYTES: usize = 1024;
/// Events of one entry; more due or bulk work continues in the next entry of the same instant.
pub const ENTRY_EVENTS: usize = 256;
/// Room that one firing of one aggregate is given in an entry, for its events and what is counted of them.
pub const STEP_EVENTS: usize = 64;
/// Reactions of one ruleset: with [`LIST`] people each, one command's events stay within [`ENTRY_EVENTS`].
pub const REACTIONS: usize = 3;
/// Members of a list in a command, such as helpers.
pub const LIST: usize = 16;
/// Items of one `directory.load`.
pub const LOAD_ITEMS: usize = 200_000;
/// Vertices of one boundary.
pub const VERTICES: usize = 20_000;
/// Levels of the territory: no chain of parents is longer.
pub const LEVELS: usize = 12;
/// Rules of one decision table.
pub const TABLE_RULES: usize = 10_000;
/// Bytes of one cell of a decision table.
pub const CELL_BYTES: usize = 4096;
/// Values that one column of a decision table declares.
pub const TABLE_VALUES: usize = 1_000;
/// Tables of its own in one ruleset.
pub const TABLES: usize = 256;
/// Places behind the point of points that are awarded: sums of many of them stay exact.
pub const POINT_PLACES: u32 = 6;
/// Columns of one decision table.
pub const TABLE_COLUMNS: usize = 64;
/// Diagnostics listed for one ruleset; further ones are counted only.
pub const DIAGNOSTICS: usize = 200;
/// Days that a limit can span.
pub const LIMIT_DAYS: i64 = 3_660;
/// Members of an answer's list.
pub const ANSWER_ROWS: usize = 1_000;
/// The largest count, so that every reader of JSON holds it exactly: 2^53 - 1.
pub const COUNT: i64 = 9_007_199_254_740_991;
/// People said to be concerned by one case.
pub const PEOPLE: u32 = 10_000_000;
/// Posts, past and present, kept with one person.
pub const POSTS: usize = 1_000;
/// Callers kept with one case, its own reporter included.
pub const CALLERS: usize = 1_000;
