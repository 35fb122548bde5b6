//! Reading the text of a cell, character by character, and saying where and why it cannot be read.
//!
//! Officials type full-width signs: outside quotes `（５，８］`, `＞＝`, `“ ”` and the like are read as their ASCII twins.

use crate::bounds;
use crate::document::Reader;
use crate::error::Code;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

/// What stands for nothing at the end of a text: no cell holds it.
const END: char = '\u{0}';
/// Characters on each side of the place that a problem shows.
const AROUND: usize = 16;
/// Marks the place in the text that a problem shows.
const CARET: char = '‸';

/// The ASCII twin of a full-width sign or digit.
fn plain(sign: char) -> char {
    match sign {
        '\u{3000}' | '\t' | '\n' | '\r' => ' ',
        '、' => ',',
        '【' => '[',
        '】' => ']',
        '—' | '–' | '−' => '-',
        // The block of full-width forms, in the order of ASCII.
        '\u{FF01}'..='\u{FF5E}' => u32::from(sign).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(sign),
        _ => sign,
    }
}

/// A text in which full-width signs and digits are written in ASCII.
pub(super) fn plain_text(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(plain).collect()) }
}

/// What should have stood there, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    zh: Cow<'static, str>,
    en: Cow<'static, str>,
}

impl Expected {
    pub(super) const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// One of the words that a column knows; of many the first ones are shown.
    pub(super) fn one_of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut text = String::new();
        for (index, word) in words.enumerate() {
            if text.len() > 120 {
                text.push_str(" | …");
                break;
            }
            if index > 0 {
                text.push_str(" | ");
            }
            text.push_str(word);
        }
        Self { zh: format!("{text} 之一").into(), en: format!("one of {text}").into() }
    }

    /// What an expression can be calculated with.
    pub(super) fn operand(names: &[&str]) -> Self {
        let mut names = names.join(", ");
        if let Some((end, _)) = names.char_indices().find(|(at, _)| *at > 120) {
            names.truncate(end);
            names.push('…');
        }
        Self {
            zh: format!("数字、日期、时长、括号，或列名（{names}）").into(),
            en: format!("a number, a date, a duration, parentheses or a column ({names})").into(),
        }
    }
}

/// A text that cannot be read: from which byte on, and what should have stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    at: usize,
    expected: Expected,
}

impl Fault {
    /// Reports the fault of a cell's text, with a caret at the place.
    pub(super) fn report(&self, cell: &Reader<'_>, text: &str) {
        let (before, after) = text.split_at_checked(self.at).unwrap_or((text, ""));
        let number = before.chars().count();
        let from = before.char_indices().rev().nth(AROUND).map(|(at, letter)| at.saturating_add(letter.len_utf8()));
        let to = after.char_indices().nth(AROUND).map(|(at, _)| at);
        let (lead, shown) = from.map_or(("", before), |from| ("…", before.get(from..).unwrap_or("")));
        let (rest, trail) = to.map_or((after, ""), |to| (after.get(..to).unwrap_or(""), "…"));
        let marked: String = format!("{lead}{shown}{CARET}{rest}{trail}")
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        cell.report(Code::CellSyntax, &[&marked, &number.saturating_add(1), &self.expected.zh, &self.expected.en]);
    }
}

/// A place in the text of a cell.
#[derive(Debug, Clone)]
pub(super) struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    /// Begins with a text; one beyond the bound is refused before it is looked at.
    pub(super) fn new(text: &'t str) -> Result<Self, Fault> {
        let scan = Self { text, at: 0 };
        if text.len() > bounds::CELL_BYTES {
            return Err(
                scan.fault(&Expected::new("较短的单元格（至多 4096 字节）", "a shorter cell, of at most 4096 bytes"))
            );
        }
        Ok(scan)
    }

    pub(super) fn fault(&self, expected: &Expected) -> Fault {
        Fault { at: self.at, expected: expected.clone() }
    }

    /// Goes to the place of another scan of the same text.
    pub(super) fn reset(&mut self, other: &Scan<'_>) {
        self.at = other.at;
    }

    /// The text that was passed since an earlier place.
    pub(super) fn since(&self, before: &Scan<'_>) -> &'t str {
        self.text_from(before.at)
    }

    /// What is left of the text.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Passes over so many bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn text_from(&self, from: usize) -> &'t str {
        self.text.get(from..self.at).unwrap_or("")
    }

    fn raw(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// The next character in ASCII, if it has a twin there; NUL at the end.
    pub(super) fn peek(&self) -> char {
        self.raw().map_or(END, plain)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.raw().is_none()
    }

    pub(super) fn bump(&mut self) {
        self.at = self.at.saturating_add(self.raw().map_or(0, char::len_utf8));
    }

    pub(super) fn blanks(&mut self) {
        while self.peek() == ' ' {
            self.bump();
        }
    }

    /// Takes a sign, after blanks.
    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let before = self.at;
        self.blanks();
        for letter in sign.chars() {
            if self.peek() != letter {
                self.at = before;
                return false;
            }
            self.bump();
        }
        true
    }

    /// Takes a word that ends there: what follows is no letter or digit.
    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let before = self.at;
        if self.takes(word) && !is_word(self.peek()) {
            return true;
        }
        self.at = before;
        false
    }

    /// Takes characters as long as they fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let from = self.at;
        while !self.is_at_end() && fits(self.peek()) {
            self.bump();
        }
        self.text_from(from)
    }

    /// Takes a text in quotes, if one begins here, after blanks.
    pub(super) fn quoted(&mut self) -> Result<Option<String>, Fault> {
        self.blanks();
        let closing: &[char] = match self.raw() {
            Some('"') => &['"'],
            Some('“' | '”') => &['”', '“'],
            Some('＂') => &['＂'],
            _ => return Ok(None),
        };
        self.bump();
        let mut out = String::new();
        while let Some(letter) = self.raw() {
            if closing.contains(&letter) {
                self.bump();
                return Ok(Some(out));
            }
            if letter == '\\' {
                out.push(self.escaped()?);
            } else {
                out.push(letter);
                self.bump();
            }
        }
        Err(self.fault(&Expected::new("右引号", "the closing quote")))
    }

    /// `\"`, `\\`, `\n`, `\r`, `\t`, or `\u` with four hexadecimal digits.
    fn escaped(&mut self) -> Result<char, Fault> {
        let fault =
            self.fault(&Expected::new("\\\" \\\\ \\n \\r \\t \\uXXXX 之一", "one of \\\" \\\\ \\n \\r \\t \\uXXXX"));
        self.bump();
        let letter = self.raw();
        self.bump();
        match letter {
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some(sign @ ('"' | '\\')) => Ok(sign),
            Some('u') => {
                let digits = self
                    .text
                    .get(self.at..self.at.saturating_add(4))
                    .filter(|four| four.bytes().all(|byte| byte.is_ascii_hexdigit()));
                let letter = digits.and_then(|four| u32::from_str_radix(four, 16).ok()).and_then(char::from_u32);
                self.at = self.at.saturating_add(4);
                letter.ok_or(fault)
            }
            _ => Err(fault),
        }
    }
}

/// Letters of a word: what a name may hold.
pub(super) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
