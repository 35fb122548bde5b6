//! The real divisions: one district, its streets and towns, their communities and villages.

use crate::Result;

pub(super) struct District {
    /// Six digits.
    pub(super) code: String,
    pub(super) name: String,
    pub(super) streets: Vec<Street>,
}

pub(super) struct Street {
    /// Nine digits.
    pub(super) code: String,
    pub(super) name: String,
    /// `street` or `town`.
    pub(super) kind: String,
    pub(super) communities: Vec<Community>,
}

pub(super) struct Community {
    /// Twelve digits.
    pub(super) code: String,
    pub(super) name: String,
    /// `residents_committee` or `village_committee`.
    pub(super) kind: String,
}

impl District {
    pub(super) fn communities(&self) -> usize {
        self.streets.iter().map(|street| street.communities.len()).sum()
    }
}

const HEADER: &str = "code12,level,parent12,name,kind";

/// Reads `code12,level,parent12,name,kind` with levels 1 (province) to 5 (community); parents come first.
/// No field of this file is quoted, so a quote is refused instead of being read wrongly.
pub(super) fn parse(csv: &str) -> Result<District> {
    let mut lines = csv.lines().zip(1..);
    if lines.next().map(|(line, _)| line) != Some(HEADER) {
        return Err(format!("the first line is not `{HEADER}`"));
    }
    let mut district: Option<District> = None;
    for (line, number) in lines {
        row(line, &mut district).map_err(|error| format!("line {number}: {error}"))?;
    }
    let district = district.ok_or("there is no district (level 3)")?;
    match district.streets.iter().find(|street| street.communities.is_empty()) {
        Some(street) => Err(format!("`{}` has no communities", street.code)),
        None => Ok(district),
    }
}

fn row(line: &str, district: &mut Option<District>) -> Result<()> {
    let fields: Vec<&str> = line.split(',').collect();
    let &[code, level, parent, name, kind] = fields.as_slice() else {
        return Err(format!("{} fields instead of 5", fields.len()));
    };
    if line.contains('"') {
        return Err("quoted fields are not read".to_owned());
    }
    if code.len() != 12 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{code}` is not a code of twelve digits"));
    }
    let (name, kind) = (name.to_owned(), kind.to_owned());
    match (level, district) {
        ("1" | "2", _) => Ok(()),
        ("3", district @ None) => {
            *district = Some(District { code: shorten(code, "000000")?, name, streets: Vec::new() });
            Ok(())
        }
        ("3", Some(_)) => Err("a second district".to_owned()),
        ("4", Some(district)) if parent == format!("{}000000", district.code) => {
            expect_kind(&kind, &["street", "town"])?;
            let code = shorten(code, "000")?;
            district.streets.push(Street { code, name, kind, communities: Vec::new() });
            Ok(())
        }
        ("5", Some(district)) => {
            expect_kind(&kind, &["residents_committee", "village_committee"])?;
            let street = district.streets.iter_mut().find(|street| parent == format!("{}000", street.code));
            let street = street.ok_or_else(|| format!("parent `{parent}` does not come before it"))?;
            street.communities.push(Community { code: code.to_owned(), name, kind });
            Ok(())
        }
        _ => Err(format!("level `{level}` does not go under `{parent}` here")),
    }
}

/// A twelve-digit code of a higher division ends in zeros that its own length leaves out.
fn shorten(code: &str, zeros: &str) -> Result<String> {
    code.strip_suffix(zeros).map(str::to_owned).ok_or_else(|| format!("`{code}` does not end in `{zeros}`"))
}

fn expect_kind(kind: &str, known: &[&str]) -> Result<()> {
    if known.contains(&kind) { Ok(()) } else { Err(format!("kind `{kind}` is none of {}", known.join(", "))) }
}
