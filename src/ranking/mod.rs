//! Ranks with stated ties: equal scores share the best rank, the next one counts all before it (1, 1, 3).

use alloc::vec::Vec;

/// Ranks items by a score, the highest first; ties are listed in the order of the items' own key.
pub(crate) fn ranked<K: Ord, S: Ord + Copy>(items: impl IntoIterator<Item = (K, S)>) -> Vec<(u32, K, S)> {
    let mut sorted: Vec<(K, S)> = items.into_iter().collect();
    sorted.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut out: Vec<(u32, K, S)> = Vec::with_capacity(sorted.len());
    for (place, (key, score)) in (1_u32..).zip(sorted) {
        let rank = match out.last() {
            Some((rank, _, last)) if *last == score => *rank,
            _ => place,
        };
        out.push((rank, key, score));
    }
    out
}
