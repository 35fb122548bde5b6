//! Mutations of inputs that are records: whole ones come, go and move, and one choice changes without its neighbours.

use civigrid_simulator::Rng;

use crate::bytes::{RECORD, Record};

/// Which inputs of a target are records, and what a new record may be.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Whether records follow this mode.
    pub is_records: fn(u8) -> bool,
    /// A record that means something.
    pub fresh: fn(&mut Rng) -> Record,
}

/// Mutates `data[..size]` in place and gives its new size; `None` where libFuzzer's own mutations serve better.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32, shape: Shape) -> Option<usize> {
    let mut rng = Rng::new(seed.into());
    let (mode, rest) = data.get(..size)?.split_first()?;
    if !(shape.is_records)(*mode) || rng.chance(25) {
        return None;
    }
    let mode = *mode;
    let mut all: Vec<Record> = crate::bytes::records(rest).collect();
    for _ in 0..rng.between(1, 4) {
        change(&mut all, &mut rng, shape);
    }
    all.truncate(max_size.saturating_sub(1) / RECORD);
    let bytes = all.concat();
    let whole = 1 + bytes.len();
    data.get_mut(1..whole)?.copy_from_slice(&bytes);
    let other = (rng.bits() % 32) as u8;
    data[0] = if rng.chance(5) && (shape.is_records)(mode ^ other) { mode ^ other } else { mode };
    Some(whole)
}

fn place(all: &[Record], rng: &mut Rng) -> usize {
    rng.below(all.len() as u64) as usize
}

fn change(all: &mut Vec<Record>, rng: &mut Rng, shape: Shape) {
    let (at, other) = (place(all, rng), place(all, rng));
    match rng.below(if all.is_empty() { 4 } else { 12 }) {
        0..=3 => all.insert(if rng.chance(50) { all.len() } else { at }, (shape.fresh)(rng)),
        4 => {
            all.remove(at);
        }
        5 | 6 => all.insert(at, all[other]),
        7 => all.swap(at, other),
        8 => all[at] = (shape.fresh)(rng),
        // One choice of a record: of another one, near what it was, or any.
        what => {
            let field = rng.below(RECORD as u64) as usize;
            all[at][field] = match what {
                9 => all[other][field],
                10 => all[at][field].wrapping_add(rng.between(-2, 2) as u8),
                _ => rng.bits() as u8,
            };
        }
    }
}
