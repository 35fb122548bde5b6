//! Every public item says what it is: items, named fields, methods, and the variants of public enums.
//!
//! `pub(crate)` and the like are not public; `pub use` shows what is documented elsewhere; positional fields have no place
//! for a word; what `macro_rules!` would define cannot be told from its text.

use crate::source::{Kind, Source};
use crate::{Rule, Violation};

pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in sources {
        let mut at = 0;
        while at < source.tokens.len() {
            if source.is_ident(at, "macro_rules") && source.is_mark(at + 1, "!") {
                found.extend(macro_rules(source, at));
                at = source.tokens.get(at + 3).map_or(at, |body| body.mate.max(at));
            } else if source.is_ident(at, "pub") {
                found.extend(item(source, at, sources));
            }
            at += 1;
        }
    }
    found
}

fn missing(source: &Source, at: usize, what: &str) -> Violation {
    source.violation(at, Rule::Docs, format!("{what} has no documentation"))
}

fn is_documented(source: &Source, at: usize) -> bool {
    source.attributes_before(at).iter().any(|&open| source.is_ident(open + 1, "doc"))
}

fn macro_rules(source: &Source, at: usize) -> Option<Violation> {
    let exported = source.attributes_before(at).iter().any(|&open| source.is_ident(open + 1, "macro_export"));
    let name = source.ident(at + 2).unwrap_or_default();
    (exported && !is_documented(source, at)).then(|| missing(source, at, &format!("macro `{name}`")))
}

/// The item or field whose `pub` is at `visibility`.
fn item(source: &Source, visibility: usize, sources: &[Source]) -> Vec<Violation> {
    let mut at = visibility + 1;
    if source.is_mark(at, "(") {
        // `pub(crate)`; otherwise a positional field of a tuple type: exempt as well.
        return Vec::new();
    }
    if is_field(source, at) {
        let what = format!("field `{}`", source.tokens[at].text);
        return if is_documented(source, visibility) { Vec::new() } else { vec![missing(source, visibility, &what)] };
    }
    while is_modifier(source, at) {
        at += 1;
    }
    let (Some(keyword), Some(name)) = (source.ident(at), name_after(source, at)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    match keyword {
        "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static" => {}
        "mod" if has_inner_doc(source, at, sources) => return found,
        "mod" => {}
        _ => return found,
    }
    if !is_documented(source, visibility) {
        found.push(missing(source, visibility, &format!("{keyword} `{name}`")));
    }
    if keyword == "enum" {
        found.extend(variants(source, at));
    }
    found
}

fn is_field(source: &Source, at: usize) -> bool {
    source.ident(at).is_some() && source.is_mark(at + 1, ":") && !source.is_path_separator(at + 1)
}

/// A word before the keyword that tells the kind of item: `const` of `const fn`, `extern "C"`.
fn is_modifier(source: &Source, at: usize) -> bool {
    match source.ident(at) {
        Some("async" | "unsafe" | "extern" | "auto") => true,
        Some("const") => matches!(source.ident(at + 1), Some("fn" | "async" | "unsafe" | "extern")),
        Some(_) => false,
        None => {
            source.tokens.get(at).is_some_and(|token| token.kind == Kind::Literal) && source.is_ident(at - 1, "extern")
        }
    }
}

fn name_after(source: &Source, keyword: usize) -> Option<&str> {
    source.ident(keyword + 1).filter(|&name| name != "mut").or_else(|| source.ident(keyword + 2))
}

/// A module may be documented from inside, by `//!`, here or in its own file.
fn has_inner_doc(source: &Source, keyword: usize, sources: &[Source]) -> bool {
    if source.is_mark(keyword + 2, "{") {
        return starts_with_inner_doc(source, keyword + 3);
    }
    let mut module = source.module_at(keyword);
    module.extend(source.ident(keyword + 1).map(str::to_owned));
    sources.iter().any(|other| other.module == module && starts_with_inner_doc(other, 0))
}

fn starts_with_inner_doc(source: &Source, mut at: usize) -> bool {
    while source.is_mark(at, "#") && source.is_mark(at + 1, "!") && source.is_mark(at + 2, "[") {
        if source.is_ident(at + 3, "doc") {
            return true;
        }
        at = source.tokens[at + 2].mate + 1;
    }
    false
}

/// The variants of the enum whose keyword is at `at`.
fn variants(source: &Source, at: usize) -> Vec<Violation> {
    let Some(open) = (at..source.tokens.len()).find(|&index| source.is_mark(index, "{")) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut begins = true; // at the first token of a variant
    let mut index = open + 1;
    while index < source.tokens[open].mate {
        if begins && source.is_mark(index, "#") {
            index += 1; // its attribute is skipped below, as a group
        } else if begins && let Some(name) = source.ident(index) {
            begins = false;
            if !is_documented(source, index) {
                found.push(missing(source, index, &format!("variant `{name}`")));
            }
        } else if source.is_mark(index, ",") {
            begins = true;
        }
        index = source.tokens[index].mate.max(index) + 1;
    }
    found
}
