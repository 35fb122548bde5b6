//! What deciders of cases read.

use super::compiled::Rules;
use super::state::Case;
use crate::clock::Limits;
use crate::directory::{self, DirectoryFacts};
use crate::facts::Stop;
use crate::hash::Digest;
use crate::id::CaseId;

/// The sections of one ruleset that deciders of cases use.
#[derive(Clone, Copy)]
pub(crate) struct Book<'a> {
    pub(crate) fingerprint: Digest,
    pub(crate) rules: &'a Rules,
    pub(crate) limits: &'a Limits,
    /// The limits of the ruleset in force: its calendars serve where those of the case's own are not covered.
    pub(crate) later: &'a Limits,
    pub(crate) directory: &'a directory::Rules,
}

/// Cases and the rulesets under which they were accepted, as facts.
pub(crate) trait CaseFacts: DirectoryFacts {
    /// A case.
    fn case(&self, id: &CaseId) -> Result<Option<&Case>, Stop>;
    /// The ruleset in force.
    fn book(&self) -> Book<'_>;
    /// The ruleset of a running case.
    fn book_of(&self, fingerprint: &Digest) -> Result<Book<'_>, Stop>;
}
