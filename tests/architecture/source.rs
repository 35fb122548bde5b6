//! A source file as a flat list of tokens, each with its line.
//!
//! `proc_macro2` splits the file into tokens, so that comments vanish, strings stay whole and macro bodies are seen. Its
//! spans carry no lines here (the feature `span-locations` is off), so the tokens are matched to the text again: both are
//! in the same order.

use crate::{Rule, Violation};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::iter::Peekable;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Ident,
    Punct,
    Literal,
    Open,
    Close,
}

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) line: usize,
    /// For a punctuation mark: the next one follows without a space.
    joint: bool,
    /// For a bracket: the index of its other half.
    pub(crate) mate: usize,
}

/// An inline module, `mod name { ... }`, by the indices of its braces.
#[derive(Debug)]
struct Inline {
    name: String,
    open: usize,
    close: usize,
    test: bool,
}

#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    /// The module that the file holds: `["cases", "decide"]`; empty for the crate root.
    pub(crate) module: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) lines: usize,
    inlines: Vec<Inline>,
}

impl Source {
    /// Reads a file; an error is the line and the reason.
    pub(crate) fn read(path: &str, text: &str) -> Result<Self, (usize, String)> {
        let tokens = tokens_of(text)?;
        let mut source = Self {
            path: path.to_owned(),
            module: module_of(path),
            tokens,
            lines: text.lines().count(),
            inlines: Vec::new(),
        };
        source.inlines = source.find_inlines();
        Ok(source)
    }

    pub(crate) fn violation(&self, at: usize, rule: Rule, what: String) -> Violation {
        let line = self.tokens.get(at).map_or(0, |token| token.line);
        Violation { file: self.path.clone(), line, rule, what }
    }

    pub(crate) fn ident(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).filter(|token| token.kind == Kind::Ident).map(|token| token.text.as_str())
    }

    pub(crate) fn is_ident(&self, at: usize, text: &str) -> bool {
        self.ident(at) == Some(text)
    }

    /// A punctuation mark or a bracket.
    pub(crate) fn is_mark(&self, at: usize, text: &str) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Punct | Kind::Open | Kind::Close) && token.text == text)
    }

    /// `::` begins at `at`.
    pub(crate) fn is_path_separator(&self, at: usize) -> bool {
        self.is_mark(at, ":") && self.tokens[at].joint && self.is_mark(at + 1, ":")
    }

    /// The module in which the token stands.
    pub(crate) fn module_at(&self, at: usize) -> Vec<String> {
        let mut module = self.module.clone();
        let around = self.inlines.iter().filter(|inline| inline.open < at && at < inline.close);
        module.extend(around.map(|inline| inline.name.clone()));
        module
    }

    /// The token stands in a `#[cfg(test)] mod name { ... }` of this file.
    pub(crate) fn is_in_test_module(&self, at: usize) -> bool {
        self.inlines.iter().any(|inline| inline.test && inline.open < at && at < inline.close)
    }

    /// The modules that this file declares by `#[cfg(test)] mod name;` and keeps in other files.
    pub(crate) fn test_modules_elsewhere(&self) -> Vec<Vec<String>> {
        let mut modules = Vec::new();
        for at in 0..self.tokens.len() {
            if let Some(name) = self.ident(at + 1)
                && self.is_ident(at, "mod")
                && self.is_mark(at + 2, ";")
                && self.is_for_tests(at)
            {
                let mut module = self.module_at(at);
                module.push(name.to_owned());
                modules.push(module);
            }
        }
        modules
    }

    /// The attributes before the item whose first keyword (after its visibility) is at `at`: the index of each opening
    /// bracket, the nearest first.
    pub(crate) fn attributes_before(&self, at: usize) -> Vec<usize> {
        let mut attributes = Vec::new();
        let mut end = at;
        if end >= 1 && self.is_mark(end - 1, ")") && self.tokens[end - 1].mate >= 1 {
            let open = self.tokens[end - 1].mate;
            if self.is_ident(open - 1, "pub") {
                end = open - 1;
            }
        } else if end >= 1 && self.is_ident(end - 1, "pub") {
            end -= 1;
        }
        while end >= 1 && self.is_mark(end - 1, "]") {
            let open = self.tokens[end - 1].mate;
            if open == 0 || !self.is_mark(open - 1, "#") {
                break;
            }
            attributes.push(open);
            end = open - 1;
        }
        attributes
    }

    /// The tokens of a string in an attribute at `at`, as if they stood there themselves.
    pub(crate) fn quoting(&self, at: usize, mut tokens: Vec<Token>, line: usize) -> Self {
        for token in &mut tokens {
            token.line = line;
        }
        Self { path: self.path.clone(), module: self.module_at(at), tokens, lines: 0, inlines: Vec::new() }
    }

    fn is_for_tests(&self, at: usize) -> bool {
        self.attributes_before(at).iter().any(|&open| {
            let inside = open + 1..self.tokens[open].mate;
            self.is_ident(open + 1, "cfg")
                && inside.clone().any(|index| self.is_ident(index, "test"))
                && !inside.clone().any(|index| self.is_ident(index, "not"))
        })
    }

    fn find_inlines(&self) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for at in 0..self.tokens.len() {
            if let Some(name) = self.ident(at + 1)
                && self.is_ident(at, "mod")
                && self.is_mark(at + 2, "{")
            {
                let (open, close) = (at + 2, self.tokens[at + 2].mate);
                inlines.push(Inline { name: name.to_owned(), open, close, test: self.is_for_tests(at) });
            }
        }
        inlines
    }
}

/// The tokens of a piece of Rust; an error is the line and the reason.
pub(crate) fn tokens_of(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let stream = TokenStream::from_str(text).map_err(|error| (0, format!("no Rust tokens: {error}")))?;
    let mut reader = Reader { rest: text, line: 1, tokens: Vec::new() };
    reader.read(stream)?;
    Ok(reader.tokens)
}

/// `src/cases/decide.rs` is `cases::decide`, `src/cases/mod.rs` is `cases`, `src/lib.rs` is the root.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if inner == "lib" || module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

/// Walks the text and the tokens side by side.
struct Reader<'a> {
    rest: &'a str,
    line: usize,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    fn read(&mut self, stream: TokenStream) -> Result<(), (usize, String)> {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            self.skip_blank();
            if let Some(length) = doc_comment(self.rest) {
                self.read_doc_comment(&mut trees, length);
                continue;
            }
            match tree {
                TokenTree::Group(group) => {
                    let (left, right) = marks(group.delimiter());
                    self.take(left)?;
                    let open = self.push(Kind::Open, left, false);
                    self.read(group.stream())?;
                    self.skip_blank();
                    self.take(right)?;
                    self.close(open, right);
                }
                TokenTree::Ident(ident) => self.take_and_push(Kind::Ident, &ident.to_string(), false)?,
                TokenTree::Literal(literal) => self.take_and_push(Kind::Literal, &literal.to_string(), false)?,
                TokenTree::Punct(punct) => {
                    let joint = punct.spacing() == Spacing::Joint;
                    self.take_and_push(Kind::Punct, &punct.as_char().to_string(), joint)?;
                }
            }
        }
        Ok(())
    }

    /// A doc comment stands in the text where the tokens have `#[doc = "..."]` or `#![doc = "..."]`; the caller has taken
    /// its `#` already.
    fn read_doc_comment(&mut self, trees: &mut Peekable<impl Iterator<Item = TokenTree>>, length: usize) {
        self.push(Kind::Punct, "#", false);
        if trees.next_if(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == '!')).is_some() {
            self.push(Kind::Punct, "!", false);
        }
        if trees.next_if(|tree| matches!(tree, TokenTree::Group(_))).is_some() {
            let open = self.push(Kind::Open, "[", false);
            self.push(Kind::Ident, "doc", false);
            self.push(Kind::Punct, "=", false);
            self.push(Kind::Literal, "\"\"", false);
            self.close(open, "]");
        }
        self.advance(length);
    }

    fn take_and_push(&mut self, kind: Kind, text: &str, joint: bool) -> Result<(), (usize, String)> {
        let line = self.line;
        self.take(text)?;
        let index = self.push(kind, text, joint);
        self.tokens[index].line = line;
        Ok(())
    }

    fn push(&mut self, kind: Kind, text: &str, joint: bool) -> usize {
        let index = self.tokens.len();
        self.tokens.push(Token { kind, text: text.to_owned(), line: self.line, joint, mate: index });
        index
    }

    fn close(&mut self, open: usize, right: &str) {
        let close = self.push(Kind::Close, right, false);
        self.tokens[close].mate = open;
        self.tokens[open].mate = close;
    }

    fn take(&mut self, text: &str) -> Result<(), (usize, String)> {
        if !self.rest.starts_with(text) {
            return Err((self.line, format!("the tokens have `{text}` where the text has something else")));
        }
        self.advance(text.len());
        Ok(())
    }

    fn advance(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
    }

    /// Skips white space and comments that are not documentation.
    fn skip_blank(&mut self) {
        loop {
            let blank = |character: char| character.is_whitespace() || matches!(character, '\u{200e}' | '\u{200f}');
            let trimmed = self.rest.trim_start_matches(blank);
            self.advance(self.rest.len() - trimmed.len());
            if doc_comment(self.rest).is_some() {
                return;
            }
            match comment(self.rest) {
                Some(length) => self.advance(length),
                None => return,
            }
        }
    }
}

fn marks(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

/// The length of the doc comment that the text begins with.
fn doc_comment(text: &str) -> Option<usize> {
    let line = text.starts_with("//!") || (text.starts_with("///") && !text.starts_with("////"));
    let plain_block = text.starts_with("/**/") || text.starts_with("/***");
    let block = text.starts_with("/*!") || (text.starts_with("/**") && !plain_block);
    if line || block { comment(text) } else { None }
}

/// The length of the comment of any kind that the text begins with; block comments nest.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
