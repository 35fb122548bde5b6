//! What deciders of points read.

use super::compiled::Rules;
use super::state::{Account, Act};
use crate::directory::{self, DirectoryFacts};
use crate::facts::Stop;
use crate::id::{AccountId, ActKey};

/// The ledger and the rules in force, as facts.
pub(crate) trait PointFacts: DirectoryFacts {
    /// An account.
    fn account(&self, id: &AccountId) -> Result<Option<&Account>, Stop>;
    /// An act that has counted.
    fn act(&self, key: &ActKey) -> Result<Option<&Act>, Stop>;
    /// The rules of points in force.
    fn point_rules(&self) -> &Rules;
    /// The directory's rules in force.
    fn directory_rules(&self) -> &directory::Rules;
}
