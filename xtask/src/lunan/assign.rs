//! Which cells make up which community: runs along one path through all cells, so that every community, and every
//! street as a run of communities, is in one piece.

use super::lattice::{COLUMNS, Cell, ROWS};
use crate::Result;

const GRIDS_MIN: usize = 3;
const STRIP_ROWS: u64 = 9;
const BLOCK_COLUMNS: u64 = 2;

// The path closes only if a block ends in the column beside the next block (odd number of rows) and the last block of
// the eastward strip ends beside the strip below it (even number of blocks).
const _: () = assert!(ROWS == 2 * STRIP_ROWS && STRIP_ROWS % 2 == 1 && COLUMNS.is_multiple_of(2 * BLOCK_COLUMNS));

/// The cells of each of `communities` communities, in path order of the communities. Inside a community the cells go
/// from west to east and, in one column, from north to south: the order in which grids are numbered.
pub(super) fn assign(communities: usize) -> Result<Vec<Vec<Cell>>> {
    let cells = path();
    let extra = cells.len().checked_sub(GRIDS_MIN * communities);
    let Some(extra) = extra.filter(|extra| *extra <= communities) else {
        return Err(format!("{} cells do not give {communities} communities three or four grids each", cells.len()));
    };
    let mut cells = cells.into_iter();
    let mut shares = Vec::with_capacity(communities);
    for index in 0..communities {
        // Bresenham's step spreads the communities that have a fourth grid evenly.
        let fourth = (index + 1) * extra / communities - index * extra / communities;
        let mut share: Vec<Cell> = cells.by_ref().take(GRIDS_MIN + fourth).collect();
        share.sort();
        shares.push(share);
    }
    Ok(shares)
}

/// Every cell once, each beside the one before it: the northern strip eastward, the southern one back, each in blocks
/// two columns wide that are walked in zigzag, northward and southward by turns. Narrow blocks keep a community
/// compact, high strips a street.
fn path() -> Vec<Cell> {
    let mut path = Vec::new();
    for strip in 0..ROWS / STRIP_ROWS {
        for block in 0..COLUMNS / BLOCK_COLUMNS {
            let northward = (strip + block) % 2 == 0;
            for step in 0..STRIP_ROWS {
                let down = if northward { STRIP_ROWS - 1 - step } else { step };
                for half in 0..BLOCK_COLUMNS {
                    let onward = if step % 2 == 0 { half } else { BLOCK_COLUMNS - 1 - half };
                    let along = block * BLOCK_COLUMNS + onward;
                    let column = if strip % 2 == 0 { along } else { COLUMNS - 1 - along };
                    path.push(Cell { column, row: strip * STRIP_ROWS + down });
                }
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_visits_every_cell_once_and_never_jumps() {
        let path = path();
        for pair in path.windows(2) {
            let distance = pair[0].column.abs_diff(pair[1].column) + pair[0].row.abs_diff(pair[1].row);
            assert_eq!(distance, 1, "{pair:?}");
        }
        let mut sorted = path;
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len() as u64, COLUMNS * ROWS);
    }

    #[test]
    fn too_many_or_too_few_communities_are_refused() {
        assert!(assign(0).is_err());
        assert!(assign(107).is_err());
        assert!(assign(108).is_ok_and(|shares| shares.iter().all(|share| share.len() == 4)));
        assert!(assign(144).is_ok_and(|shares| shares.iter().all(|share| share.len() == 3)));
        assert!(assign(145).is_err());
    }
}
