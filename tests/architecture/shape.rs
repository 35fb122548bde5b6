//! Files and functions stay small, and a slice has the rooms that were agreed on.

use crate::layers::is_slice;
use crate::source::Source;
use crate::{Rule, Violation};

const FILE_LINES_MAX: usize = 520;
/// From the opening to the closing brace of the body, both counted.
const FUNCTION_LINES_MAX: usize = 80;

/// The files that any slice may have.
const ROOMS: &[&str] = &[
    "mod.rs",
    "document.rs",
    "compiled.rs",
    "state.rs",
    "command.rs",
    "event.rs",
    "decide.rs",
    "evolve.rs",
    "query.rs",
];

/// What a slice may have besides.
const MORE_ROOMS: &[(&str, &[&str])] = &[
    ("directory", &["map.rs", "authority.rs", "facts.rs", "load.rs"]),
    ("cases", &["moves.rs", "facts.rs", "due.rs", "intake.rs", "dispatch.rs"]),
    ("points", &["facts.rs"]),
    ("indicators", &["observation.rs"]),
];

pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    sources.iter().flat_map(|source| size(source).into_iter().chain(room(source))).collect()
}

fn size(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    if source.lines > FILE_LINES_MAX {
        let what = format!("{} lines, {FILE_LINES_MAX} are allowed", source.lines);
        found.push(source.violation(usize::MAX, Rule::Size, what));
    }
    for at in 0..source.tokens.len() {
        let Some(name) = source.ident(at + 1).filter(|_| source.is_ident(at, "fn")) else {
            continue;
        };
        let lines = body_lines(source, at);
        if lines > FUNCTION_LINES_MAX {
            let what = format!("function `{name}` has {lines} lines, {FUNCTION_LINES_MAX} are allowed");
            found.push(source.violation(at, Rule::Size, what));
        }
    }
    found
}

/// The first brace after the signature opens the body; a semicolon says that there is none.
fn body_lines(source: &Source, mut at: usize) -> usize {
    while let Some(token) = source.tokens.get(at) {
        if source.is_mark(at, "{") {
            return source.tokens[token.mate].line - token.line + 1;
        }
        if source.is_mark(at, ";") {
            return 0;
        }
        at = token.mate.max(at) + 1;
    }
    0
}

fn room(source: &Source) -> Option<Violation> {
    let (slice, room) = source.path.strip_prefix("src/")?.split_once('/')?;
    let more = MORE_ROOMS.iter().filter(|(name, _)| *name == slice).flat_map(|(_, rooms)| *rooms);
    let known = !is_slice(slice) || ROOMS.iter().chain(more).any(|name| *name == room);
    (!known).then(|| source.violation(usize::MAX, Rule::Rooms, format!("`{slice}` has no room `{room}`")))
}
