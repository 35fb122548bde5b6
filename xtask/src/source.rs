//! A look at Rust sources: just enough of a scanner to tell code from comments and literals.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;

/// All `.rs` files under a directory, sorted.
pub(crate) fn rust_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        let failed = |error| format!("cannot read {}: {error}", dir.display());
        for entry in fs::read_dir(&dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The numbers of the lines that use std: `std::`, `extern crate std`, `use std`.
pub(crate) fn std_lines(text: &str) -> Vec<usize> {
    let code = code_only(text);
    let words = words(&code);
    let mut lines = Vec::new();
    for (index, (word, line)) in words.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| words.get(index)).map(|(word, _)| *word);
        let after = words.get(index + 1).map(|(word, _)| *word);
        if *word == "std" && (after == Some("::") || matches!(before, Some("crate" | "use"))) {
            lines.push(*line);
        }
    }
    lines
}

/// Identifiers, `::` and single other characters, each with its line.
fn words(code: &str) -> Vec<(&str, usize)> {
    let mut words = Vec::new();
    let mut rest = code;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let word_end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = match word_end {
            0 if rest.starts_with("::") => 2,
            0 => first.len_utf8(),
            length => length,
        };
        let (word, tail) = rest.split_at(length);
        if first == '\n' {
            line += 1;
        } else if !first.is_whitespace() {
            words.push((word, line));
        }
        rest = tail;
    }
    words
}

/// The text with comments and the contents of literals left out; line breaks stay, so that lines keep their numbers.
fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_word = false;
    while let Some(first) = rest.chars().next() {
        let skipped = skipped(rest, in_word);
        let (token, tail) = rest.split_at(skipped.max(first.len_utf8()));
        if skipped > 0 {
            code.push(' ');
            code.extend(token.chars().filter(|c| *c == '\n'));
        } else {
            code.push(first);
        }
        in_word = skipped == 0 && (first.is_alphanumeric() || first == '_');
        rest = tail;
    }
    code
}

/// The length of the comment or literal that `rest` begins with, or 0. In the middle of a word nothing but a quote
/// begins one: the `r` of `for"` is no raw string.
fn skipped(rest: &str, in_word: bool) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if rest.starts_with('"') {
        return 1 + quoted(rest.get(1..).unwrap_or_default(), '"');
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    if in_word { 0 } else { raw_string(rest) }
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        let step = if tail.starts_with("/*") {
            depth += 1;
            2
        } else if tail.starts_with("*/") {
            depth -= 1;
            2
        } else {
            tail.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length up to and with the closing quote, past escapes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character literal, told from a lifetime by its closing quote.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((at, '\\')), _) => at + quoted(rest.get(at..).unwrap_or_default(), '\''),
        (Some(_), Some((end, '\''))) => end + 1,
        _ => 0,
    }
}

/// `r"..."`, `r#"..."#`, and the same with `b` or `c` before.
fn raw_string(rest: &str) -> usize {
    let tail = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let Some(tail) = tail.strip_prefix('r') else { return 0 };
    let hashes = tail.len() - tail.trim_start_matches('#').len();
    let Some(body) = tail.get(hashes..).and_then(|tail| tail.strip_prefix('"')) else { return 0 };
    let end = format!("\"{}", "#".repeat(hashes));
    let begun = rest.len() - body.len();
    body.find(&end).map_or(rest.len(), |at| begun + at + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn std_is_found_in_code() {
        assert_eq!(std_lines("use core::fmt;\nuse std::fmt;\n"), [2]);
        assert_eq!(std_lines("#[cfg(test)]\nextern crate std;"), [2]);
        assert_eq!(std_lines("/* a /* b */ c */ let x = ::std\n  ::mem::take(y);"), [1]);
        assert_eq!(std_lines("fn f<'a>(x: &'a str) { let q = '\"'; std::process::abort() }"), [1]);
        assert_eq!(std_lines("let s = \"\\\"\"; std::mem::drop(s);"), [1]);
        assert_eq!(std_lines("let s = r#\"a\"b\"#;\nlet b = b\"x\\\\\"; std::mem::drop(s);"), [2]);
        assert_eq!(std_lines("use std as s;"), [1]);
    }

    #[test]
    fn std_is_not_found_in_comments_literals_and_longer_names() {
        assert!(std_lines("// std::fmt\n/// `std::fmt`\n/* std::a\n /* std::b */ */").is_empty());
        assert!(std_lines("let s = \"std::fmt\"; let c = '\\''; let t = r\"std::x\";").is_empty());
        assert!(std_lines("my_std::fmt(); stdx::fmt(); let std = 1; #[cfg(feature = \"std\")] mod a;").is_empty());
        assert!(std_lines("let x = '\\u{1F600}'; let y = \"多行\nstd::x\";").is_empty());
    }
}
