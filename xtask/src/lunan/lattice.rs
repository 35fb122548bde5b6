//! A planar subdivision in integers of 1e-7 degree: a lattice whose lines are bent, so that grids look like grids on
//! a map and not like graph paper, while neighbours share every point of their common edge.
//!
//! Why cells can never overlap, in units of one cell: a vertex moves by at most 0.14, so along its main axis an edge
//! is at least 0.72 long and rises by at most 0.28. A bend sits at 0.2 to 0.8 of it and moves sideways by at most
//! 0.05, which keeps every edge inside the 45 degree sector of its axis at both ends (0.2 * 0.28 + 0.05 < 0.2 * 0.72)
//! and inside a band of 0.19 round its lattice line. Sectors and bands of different edges do not meet.

pub(super) const COLUMNS: u64 = 24;
pub(super) const ROWS: u64 = 18;

const WEST: i64 = 1_181_300_000;
const EAST: i64 = 1_183_000_000;
const SOUTH: i64 = 395_300_000;
const NORTH: i64 = 396_500_000;

/// How far a vertex moves, in thousandths of a cell.
const VERTEX_PERMILLE: i64 = 140;
/// How far a bend moves sideways, in thousandths of a cell, and along its edge, in thousandths of the edge.
const BEND_PERMILLE: i64 = 50;

/// A position in 1e-7 degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    pub(super) lon: i64,
    pub(super) lat: i64,
}

/// A cell by its column from the west and its row from the north; ordered by column, then row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) column: u64,
    pub(super) row: u64,
}

/// The four corners of the whole as (west, south, east, north).
#[cfg(test)]
pub(super) const FRAME: (i64, i64, i64, i64) = (WEST, SOUTH, EAST, NORTH);

#[derive(Clone, Copy)]
enum Edge {
    /// From a vertex to its eastern neighbour.
    Eastward,
    /// From a vertex to its southern neighbour.
    Southward,
}

/// The closed ring of a cell, counter-clockwise from its south-western corner.
pub(super) fn ring(cell: Cell) -> Vec<Point> {
    let Cell { column, row } = cell;
    let mut ring = vec![vertex(column, row + 1)];
    ring.extend(bends(Edge::Eastward, column, row + 1));
    ring.push(vertex(column + 1, row + 1));
    ring.extend(bends(Edge::Southward, column + 1, row).into_iter().rev());
    ring.push(vertex(column + 1, row));
    ring.extend(bends(Edge::Eastward, column, row).into_iter().rev());
    ring.push(vertex(column, row));
    ring.extend(bends(Edge::Southward, column, row));
    ring.push(vertex(column, row + 1));
    ring
}

/// The lattice vertex `column` lines from the western frame and `row` lines from the northern one.
fn vertex(column: u64, row: u64) -> Point {
    let mut point = Point {
        lon: WEST + (EAST - WEST) * column as i64 / COLUMNS as i64,
        lat: NORTH - (NORTH - SOUTH) * row as i64 / ROWS as i64,
    };
    // On the frame a vertex moves along the frame only, and a corner does not move.
    if column > 0 && column < COLUMNS {
        point.lon += jitter(draw([0, column, row, 0]), cell_width() * VERTEX_PERMILLE / 1000);
    }
    if row > 0 && row < ROWS {
        point.lat += jitter(draw([0, column, row, 1]), cell_height() * VERTEX_PERMILLE / 1000);
    }
    point
}

/// The one to three points between the ends of an edge, in its direction.
fn bends(edge: Edge, column: u64, row: u64) -> Vec<Point> {
    let from = vertex(column, row);
    let (kind, to, on_frame) = match edge {
        Edge::Eastward => (1, vertex(column + 1, row), row == 0 || row == ROWS),
        Edge::Southward => (2, vertex(column, row + 1), column == 0 || column == COLUMNS),
    };
    let count = 1 + (draw([kind, column, row, 0]) % 3) as i64;
    let bend = |(index, nth): (i64, u64)| {
        let along = 1000 * index / (count + 1) + jitter(draw([kind, column, row, 2 * nth]), BEND_PERMILLE);
        let mut point = Point {
            lon: from.lon + (to.lon - from.lon) * along / 1000,
            lat: from.lat + (to.lat - from.lat) * along / 1000,
        };
        let sideways = draw([kind, column, row, 2 * nth + 1]);
        match edge {
            _ if on_frame => {}
            Edge::Eastward => point.lat += jitter(sideways, cell_height() * BEND_PERMILLE / 1000),
            Edge::Southward => point.lon += jitter(sideways, cell_width() * BEND_PERMILLE / 1000),
        }
        point
    };
    (1..=count).zip(1..).map(bend).collect()
}

const fn cell_width() -> i64 {
    (EAST - WEST) / COLUMNS as i64
}

const fn cell_height() -> i64 {
    (NORTH - SOUTH) / ROWS as i64
}

/// An offset of at most `reach` to either side.
fn jitter(draw: u64, reach: i64) -> i64 {
    (draw % (2 * reach as u64 + 1)) as i64 - reach
}

/// splitmix64 read at a place instead of in a row: every point has its own draws, so that asking for the same edge
/// from both of its cells gives the same points without anything being stored.
fn draw(place: [u64; 4]) -> u64 {
    const SEED: u64 = 130_202;
    const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
    let nth = place.iter().fold(0, |nth, part| nth * 32 + part);
    let mut z = GAMMA.wrapping_mul(nth + 1).wrapping_add(SEED);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
