//! The journal again from its beginning.

use super::{Engine, Entry};
use crate::error::Rejection;
use crate::ruleset::Rulesets;

pub(super) fn replay<'e>(
    rulesets: Rulesets,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Result<Engine, Rejection> {
    let mut engine = Engine::new(rulesets)?;
    for entry in entries {
        engine.commit(entry)?;
    }
    Ok(engine)
}
