//! Hot questions without JSON: columns of integers in, columns of integers out, and a status a row.
//!
//! A cell is told by its number on the map ([`Map::codes`]), an instant in seconds since 1970-01-01T00:00:00Z, a position
//! in units of 1e-7 degree. A row that has no answer says why in its status; the others are answered all the same.

use crate::directory::Map;
use crate::error::{Code, Rejection};
use crate::geometry::Position;
use crate::id::Name;
use crate::ruleset::Ruleset;
pub use crate::status::RowStatus;
use crate::time::Instant;

/// The number that is no cell.
pub const NO_CELL: u32 = u32::MAX;
/// The instant that is none.
pub const NO_INSTANT: i64 = i64::MIN;

/// The cell to which a position belongs, as [`Map::locate`] finds it; [`NO_CELL`] if there is none.
#[must_use]
pub fn locate(map: &Map, lon_e7: i32, lat_e7: i32) -> (u32, RowStatus) {
    let Some(position) = Position::from_e7(lon_e7, lat_e7) else { return (NO_CELL, RowStatus::OutOfRange) };
    match map.locate_cell(position) {
        Some((cell, _)) => (cell, RowStatus::Answered),
        None => (NO_CELL, RowStatus::None),
    }
}

/// The cells of many positions.
///
/// # Errors
/// `argument.columns` if the columns differ in length; nothing is written then.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use civigrid::wire::columns::{NO_CELL, RowStatus, locate_many};
/// let engine = engine(); // its nodes have no boundaries
/// let (mut cells, mut statuses) = ([0; 2], [0; 2]);
/// locate_many(engine.map(), &[1_181_800_000, 1_810_000_000], &[396_300_000, 0], &mut cells, &mut statuses)?;
/// assert_eq!(cells, [NO_CELL, NO_CELL]);
/// assert_eq!(statuses, [RowStatus::None.number(), RowStatus::OutOfRange.number()]);
/// # Ok(())
/// # }
/// ```
pub fn locate_many(
    map: &Map,
    lon_e7: &[i32],
    lat_e7: &[i32],
    cells: &mut [u32],
    statuses: &mut [u8],
) -> Result<(), Rejection> {
    if [lat_e7.len(), cells.len(), statuses.len()] != [lon_e7.len(); 3] {
        return Err(Rejection::new(Code::ArgumentColumns, ""));
    }
    let positions = lon_e7.iter().zip(lat_e7);
    for ((lon, lat), (cell, status)) in positions.zip(cells.iter_mut().zip(statuses)) {
        let (number, found) = locate(map, *lon, *lat);
        (*cell, *status) = (number, found.number());
    }
    Ok(())
}

/// The last instant on time of a limit of the ruleset that counts from an instant.
///
/// # Errors
/// `ruleset.unknown_reference` for an unknown limit; `calendar_not_covered`, `limit.out_of_range`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Four working hours from Friday 16:30, over the night to the make-up Saturday.
/// let due = civigrid::wire::columns::due(&ruleset(), "sign", "2026-02-13T16:30:00+08:00".parse()?)?;
/// assert_eq!(due, "2026-02-14T11:30:00+08:00".parse()?);
/// # Ok(())
/// # }
/// ```
pub fn due(ruleset: &Ruleset, limit: &str, from: Instant) -> Result<Instant, Rejection> {
    let limits = ruleset.limits();
    limits.due(limits.get(&named(limit)?).ok_or_else(|| unknown(limit))?, from)
}

/// The last instants on time of one limit that counts from many instants.
///
/// # Errors
/// `ruleset.unknown_reference` for an unknown limit, `argument.columns` if the columns differ in length; nothing is
/// written then.
pub fn due_many(
    ruleset: &Ruleset,
    limit: &str,
    from: &[i64],
    due: &mut [i64],
    statuses: &mut [u8],
) -> Result<(), Rejection> {
    let limits = ruleset.limits();
    let limit = limits.get(&named(limit)?).ok_or_else(|| unknown(limit))?;
    if [due.len(), statuses.len()] != [from.len(); 2] {
        return Err(Rejection::new(Code::ArgumentColumns, ""));
    }
    for (from, (due, status)) in from.iter().zip(due.iter_mut().zip(statuses)) {
        let answered = match (*from, Instant::from_seconds(*from)) {
            (NO_INSTANT, _) => Err(RowStatus::None),
            (_, Err(_)) => Err(RowStatus::OutOfRange),
            (_, Ok(from)) => limits.due(limit, from).map_err(|refusal| match refusal.code() {
                Code::CalendarNotCovered => RowStatus::NotCovered,
                _ => RowStatus::OutOfRange,
            }),
        };
        (*due, *status) = match answered {
            Ok(instant) => (instant.seconds(), RowStatus::Answered.number()),
            Err(status) => (NO_INSTANT, status.number()),
        };
    }
    Ok(())
}

/// The place of a refusal is the parameter.
fn named(limit: &str) -> Result<Name, Rejection> {
    Name::new(limit).map_err(|fault| Rejection::from(fault).at("/limit"))
}

fn unknown(limit: &str) -> Rejection {
    Rejection::new(Code::UnknownReference, "/limit").with(&limit)
}
