//! Edges between the top-level modules of the library run downward only.
//!
//! An edge is a path that starts at the crate root (`crate::name`, with groups) or climbs out of its own top-level module
//! by `super`. Paths in attribute strings, as `serde` takes them, count too. What is not seen: a macro in textual scope,
//! used without a path; the paths in its body count where it is defined.

use crate::source::{Kind, Source, tokens_of};
use crate::{Rule, Violation};
use std::collections::{BTreeMap, BTreeSet};

/// The layers, lowest first. A module uses its own layer only where `among` allows it, and then without cycles.
struct Layer {
    name: &'static str,
    modules: &'static [&'static str],
    among: bool,
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "leaf",
        modules: &["id", "time", "decimal", "text", "bounds", "error", "json", "hash", "facts", "document", "status"],
        among: true,
    },
    Layer {
        name: "instrument",
        modules: &["calendar", "clock", "tables", "geometry", "ranking", "assignment", "approval", "period"],
        among: true,
    },
    Layer { name: "directory", modules: &["directory"], among: false },
    Layer {
        name: "domain",
        modules: &["cases", "points", "services", "tasks", "mobilization", "projects", "deliberation", "indicators"],
        among: false,
    },
    Layer { name: "ruleset", modules: &["ruleset"], among: false },
    Layer { name: "engine", modules: &["engine"], among: false },
    Layer { name: "wire", modules: &["wire"], among: false },
];

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.modules.contains(&module))
}

/// The modules that are vertical slices: the directory and the domains.
pub(crate) fn is_slice(module: &str) -> bool {
    rank(module).is_some_and(|rank| matches!(LAYERS[rank].name, "directory" | "domain"))
}

/// One use of another top-level module.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    file: String,
    line: usize,
    from: String,
    to: String,
}

pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    let mut edges = Vec::new();
    let mut found = Vec::new();
    for source in sources {
        if let Some(top) = source.module.first().filter(|top| rank(top).is_none()) {
            found.push(source.violation(usize::MAX, Rule::Layers, format!("module `{top}` has no layer yet")));
        }
        let mut scan = Scan { source, edges: &mut edges, found: &mut found };
        scan.run();
    }
    found.extend(edges.iter().filter_map(|edge| judge(edge).map(|what| violation(edge, what))));
    found.extend(cycles(&edges));
    found
}

fn violation(edge: &Edge, what: String) -> Violation {
    Violation { file: edge.file.clone(), line: edge.line, rule: Rule::Layers, what }
}

/// What is wrong with an edge in itself; cycles are judged apart.
fn judge(edge: &Edge) -> Option<String> {
    let Edge { from, to, .. } = edge;
    let Some(target) = rank(to) else {
        return Some(format!("`{from}` uses `{to}`, which is no module of a known layer"));
    };
    let own = rank(from)?;
    if target > own {
        Some(format!("`{from}` uses `{to}`: upward, from {} to {}", LAYERS[own].name, LAYERS[target].name))
    } else if target == own && !LAYERS[own].among {
        Some(format!("`{from}` uses `{to}`: sideways, {} to {}", LAYERS[own].name, LAYERS[own].name))
    } else {
        None
    }
}

/// The edges of a cycle inside one layer, each reported.
fn cycles(edges: &[Edge]) -> Vec<Violation> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges {
        if rank(&edge.from) == rank(&edge.to) && rank(&edge.to).is_some_and(|rank| LAYERS[rank].among) {
            next.entry(&edge.from).or_default().insert(&edge.to);
        }
    }
    let reached = |start: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = next.get(start).into_iter().flatten().copied().collect();
        while let Some(module) = open.pop() {
            if seen.insert(module) {
                open.extend(next.get(module).into_iter().flatten());
            }
        }
        seen
    };
    let mut found = Vec::new();
    for edge in edges.iter().filter(|edge| next.get(&*edge.from).is_some_and(|to| to.contains(&*edge.to))) {
        let from_target = reached(&edge.to);
        if from_target.contains(&*edge.from) {
            let around: Vec<&str> =
                from_target.into_iter().filter(|module| reached(module).contains(&*edge.from)).collect();
            found
                .push(violation(edge, format!("`{}` uses `{}`: a cycle of {}", edge.from, edge.to, around.join(", "))));
        }
    }
    found
}

/// Looks for the paths of one file.
struct Scan<'a> {
    source: &'a Source,
    edges: &'a mut Vec<Edge>,
    found: &'a mut Vec<Violation>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.source.tokens.len() {
            at = self.step(at);
        }
    }

    fn step(&mut self, at: usize) -> usize {
        let source = self.source;
        match source.ident(at) {
            Some("civigrid") => self.report(at, "the library names itself `civigrid`: write `crate`".to_owned()),
            Some("crate") if at >= 1 && source.is_ident(at - 1, "extern") && source.is_ident(at + 1, "self") => {
                self.report(at, "`extern crate self` hides where a path leads".to_owned());
            }
            Some("crate" | "self" | "super") if source.is_path_separator(at + 1) => {
                return self.path(at, source.module_at(at), at);
            }
            // `use super as above;` needs no separator to bring a module in.
            Some("crate" | "super") if source.is_ident(at + 1, "as") => {
                return self.path(at, source.module_at(at), at);
            }
            Some("mod") if source.ident(at + 1).is_some() => self.module(at),
            _ => {}
        }
        if source.is_mark(at, "#") && source.is_mark(at + 1, "[") {
            self.attribute(at + 1);
        }
        at + 1
    }

    /// A module written inside `lib.rs` is a top-level module like any other.
    fn module(&mut self, at: usize) {
        let name = self.source.ident(at + 1).unwrap_or_default();
        if self.source.module_at(at).is_empty() && self.source.is_mark(at + 2, "{") && rank(name).is_none() {
            self.report(at, format!("module `{name}` has no layer yet"));
        }
    }

    /// Follows the path (or the tree of a `use`) from `at`, where `module` is what it has led to so far and `named` the
    /// token that gave the top-level module. Gives the index of the first token after it.
    fn path(&mut self, mut at: usize, mut module: Vec<String>, mut named: usize) -> usize {
        let source = self.source;
        loop {
            match source.ident(at) {
                Some("crate") => module.clear(),
                Some("self") => {}
                Some("super") => {
                    if module.pop().is_none() {
                        self.report(at, "`super` climbs above the crate root".to_owned());
                        return at + 1;
                    }
                }
                Some(name) => {
                    module.push(name.to_owned());
                    if module.len() == 1 {
                        named = at;
                    }
                }
                None if source.is_mark(at, "{") => return self.group(at, &module, named),
                None if source.is_mark(at, "*") => {
                    self.leaf(at, &module, named, "a glob of the crate root hides where a path leads");
                    return at + 1;
                }
                None => {
                    self.leaf(at, &module, named, "a path from the crate root does not name its module");
                    return at;
                }
            }
            if !source.is_path_separator(at + 1) {
                self.leaf(at, &module, named, "the crate root itself is brought in, which hides where a path leads");
                return at + 1;
            }
            at += 3;
        }
    }

    fn group(&mut self, open: usize, module: &[String], named: usize) -> usize {
        let close = self.source.tokens[open].mate;
        let mut at = open + 1;
        while at < close {
            at = self.path(at, module.to_vec(), named);
            while at < close && !self.source.is_mark(at, ",") {
                at = self.source.tokens[at].mate.max(at) + 1;
            }
            at += 1;
        }
        close + 1
    }

    /// A path has ended at `at` in `module`; `rootless` is the complaint if that is the crate root.
    fn leaf(&mut self, at: usize, module: &[String], named: usize, rootless: &str) {
        let own = self.source.module_at(at);
        let Some(from) = own.first() else {
            return; // lib.rs shows what it likes
        };
        match module.first() {
            None => self.report(at, rootless.to_owned()),
            Some(to) if to != from => {
                let line = self.source.tokens[named].line;
                self.edges.push(Edge { file: self.source.path.clone(), line, from: from.clone(), to: to.clone() });
            }
            Some(_) => {}
        }
    }

    /// Paths in the strings of an attribute: `#[serde(with = "crate::decimal::text")]`.
    fn attribute(&mut self, open: usize) {
        let source = self.source;
        if source.is_ident(open + 1, "path") {
            self.report(open, "`#[path]` puts a module where its layer cannot be read".to_owned());
        }
        if source.is_ident(open + 1, "doc") {
            return;
        }
        for token in &source.tokens[open..source.tokens[open].mate] {
            let inner = token.text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            let Some(tokens) = inner.filter(|_| token.kind == Kind::Literal).and_then(|text| tokens_of(text).ok())
            else {
                continue;
            };
            let quoted = source.quoting(open, tokens, token.line);
            Scan { source: &quoted, edges: self.edges, found: self.found }.run();
        }
    }

    fn report(&mut self, at: usize, what: String) {
        self.found.push(self.source.violation(at, Rule::Layers, what));
    }
}
