//! Reading a document member by member: every problem is reported with its pointer, and reading goes on.

use crate::bounds;
use crate::error::{Code, Rejection};
use crate::json::{Value, push_pointer};
use crate::text::Text;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::fmt::Display;

/// How many problems are kept before those that are told twice are taken out.
const KEPT: usize = 4 * bounds::DIAGNOSTICS;

/// Problems found so far, each with the part in which it was met (`None`: the document itself).
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: RefCell<Vec<(Option<String>, Rejection)>>,
    /// Those past the bound of what is kept: a hostile document must not fill the memory with its problems.
    more: Cell<usize>,
}

impl Problems {
    pub(crate) fn add(&self, part: Option<&str>, problem: Rejection) {
        let mut list = self.list.borrow_mut();
        if list.len() < KEPT {
            list.push((part.map(String::from), problem));
        } else {
            self.more.set(self.more.get().saturating_add(1));
        }
    }

    /// Whether none was found so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    /// All problems, at most [`bounds::DIAGNOSTICS`] of them and one that counts the rest.
    pub(crate) fn into_list(self) -> Vec<(Option<String>, Rejection)> {
        let mut list = self.list.into_inner();
        // A part that several calendars refer to is read for each of them: its problems are told once.
        let mut told = BTreeSet::new();
        list.retain(|(part, problem)| told.insert((part.clone(), String::from(problem.pointer()), problem.en())));
        let more = list.len().saturating_sub(bounds::DIAGNOSTICS).saturating_add(self.more.get());
        if more > 0 {
            list.truncate(bounds::DIAGNOSTICS);
            list.push((None, Rejection::new(Code::TooManyDiagnostics, "").with(&more)));
        }
        list
    }
}

/// One value of a document and its place.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    value: &'a Value,
    pointer: String,
    part: Option<&'a str>,
    problems: &'a Problems,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(value: &'a Value, part: Option<&'a str>, problems: &'a Problems) -> Self {
        Self { value, pointer: String::new(), part, problems }
    }

    /// The same value as a member of the document.
    pub(crate) fn under(mut self, name: &str) -> Self {
        push_pointer(&mut self.pointer, name);
        self
    }

    pub(crate) fn problems(&self) -> &'a Problems {
        self.problems
    }

    /// Reports a problem here.
    pub(crate) fn report(&self, code: Code, args: &[&dyn Display]) {
        let mut problem = Rejection::new(code, &self.pointer);
        for argument in args {
            problem = problem.with(argument);
        }
        self.problems.add(self.part, problem);
    }

    /// Reports a problem that was told elsewhere, as one of this place.
    pub(crate) fn add(&self, problem: Rejection) {
        self.problems.add(self.part, problem.at(&self.pointer));
    }

    fn wrong<T>(&self, zh: &str, en: &str) -> Option<T> {
        self.report(Code::WrongKind, &[&zh, &en]);
        None
    }

    fn below(&self, value: &'a Value, step: &str) -> Self {
        let mut pointer = self.pointer.clone();
        push_pointer(&mut pointer, step);
        Self { value, pointer, part: self.part, problems: self.problems }
    }

    /// The value as an object of which only these members are known.
    pub(crate) fn object(&self, known: &[&str]) -> Option<Object<'a>> {
        let Value::Object(members) = self.value else { return self.wrong("对象", "object") };
        for (name, value) in members {
            if !known.contains(&name.as_str()) {
                self.below(value, name).report(Code::UnknownMember, &[name, &known.join(", ")]);
            }
        }
        Some(Object { reader: self.clone(), members })
    }

    /// The value as an object, if it is one; nothing is reported.
    pub(crate) fn object_if_any(&self) -> Option<Object<'a>> {
        let Value::Object(members) = self.value else { return None };
        Some(Object { reader: self.clone(), members })
    }

    /// Whether the value is an object.
    pub(crate) fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    /// The members of an object whose names the author chooses.
    pub(crate) fn entries(&self) -> Vec<(&'a str, Self)> {
        let Value::Object(members) = self.value else {
            self.report(Code::WrongKind, &[&"对象", &"object"]);
            return Vec::new();
        };
        members.iter().map(|(name, value)| (name.as_str(), self.below(value, name))).collect()
    }

    pub(crate) fn list(&self) -> Vec<Self> {
        let Value::List(items) = self.value else {
            self.report(Code::WrongKind, &[&"列表", &"list"]);
            return Vec::new();
        };
        items.iter().enumerate().map(|(index, item)| self.below(item, &index.to_string())).collect()
    }

    pub(crate) fn str(&self) -> Option<&'a str> {
        if let Value::Text(text) = self.value { Some(text) } else { self.wrong("字符串", "string") }
    }

    pub(crate) fn bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(*value) } else { self.wrong("布尔值", "boolean") }
    }

    /// A whole number of a range.
    pub(crate) fn whole(&self, min: u32, max: u32) -> Option<u32> {
        let Value::Number(text) = self.value else { return self.wrong("整数", "whole number") };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.report(Code::BadValue, &[&alloc::format!("{min}..{max}")]);
        }
        number
    }

    /// A string read by its own type's rules.
    pub(crate) fn parse<T, E: Into<Rejection>>(&self, read: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        match read(self.str()?) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.add(problem.into());
                None
            }
        }
    }

    /// An identifier or word.
    pub(crate) fn id<T: core::str::FromStr<Err = crate::id::BadId>>(&self) -> Option<T> {
        self.parse(str::parse)
    }

    /// One of a closed list of words.
    pub(crate) fn one_of<T: Copy>(&self, known: &[(&str, T)]) -> Option<T> {
        let text = self.str()?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.report(Code::BadValue, &[&names.join(" | ")]);
        }
        found
    }

    /// A name as people read it: a string is Chinese alone.
    pub(crate) fn text(&self) -> Option<Text> {
        let checked = |reader: &Self| {
            let text = reader.str()?;
            if Text::fits(text) {
                return Some(String::from(text));
            }
            reader.problems.add(reader.part, Rejection::new(Code::TextSyntax, &reader.pointer));
            None
        };
        if let Value::Text(_) = self.value {
            return Some(Text { zh: checked(self)?, en: None });
        }
        let object = self.object(&["zh", "en"])?;
        let zh = object.need("zh").and_then(|zh| checked(&zh))?;
        Some(Text { zh, en: object.maybe("en").and_then(|en| checked(&en)) })
    }

    /// Whether the value is the JSON string or scalar as it stands in a cell: its text.
    pub(crate) fn cell(&self) -> Option<String> {
        match self.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null => Some("null".into()),
            _ => self.wrong("单元格", "cell"),
        }
    }
}

/// An object's members.
pub(crate) struct Object<'a> {
    reader: Reader<'a>,
    members: &'a [(String, Value)],
}

impl<'a> Object<'a> {
    /// A member that may be absent.
    pub(crate) fn maybe(&self, name: &str) -> Option<Reader<'a>> {
        let (_, value) = self.members.iter().find(|(found, _)| found == name)?;
        Some(self.reader.below(value, name))
    }

    /// A member that must be there; its absence is reported.
    pub(crate) fn need(&self, name: &str) -> Option<Reader<'a>> {
        let member = self.maybe(name);
        if member.is_none() {
            self.reader.report(Code::MissingMember, &[&name]);
        }
        member
    }

    /// Reports each of these members, where present, as not supported by this version.
    pub(crate) fn not_supported(&self, names: &[&str]) {
        for name in names {
            if let Some(member) = self.maybe(name) {
                member.report(Code::NotSupported, &[name]);
            }
        }
    }
}
