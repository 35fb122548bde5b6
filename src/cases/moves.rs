//! The move table: which command is possible in which status. One place, for deciders, docs and tests.

use super::command::Command;
use super::state::{Case, Status};
use crate::error::{Code, Rejection};

/// A move of a case's life, named as its command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The command's type.
    pub command: &'static str,
    /// The statuses in which it is possible.
    pub from: &'static [Status],
    /// The statuses to which it can lead.
    pub to: &'static [Status],
}

const OPEN: &[Status] = &[Status::Dispatched, Status::Handling, Status::Replied, Status::Inspected];

/// Every move. `case.complete` asks for `inspected` where the stage inspection is on, else for `replied`.
pub const MOVES: [Move; 9] = [
    Move { command: "case.sign", from: &[Status::Dispatched], to: &[Status::Handling] },
    Move { command: "case.return", from: &[Status::Dispatched], to: &[Status::Dispatched] },
    Move { command: "case.reply", from: &[Status::Handling], to: &[Status::Replied] },
    Move { command: "case.inspect", from: &[Status::Replied], to: &[Status::Inspected, Status::Handling] },
    Move { command: "case.complete", from: &[Status::Replied, Status::Inspected], to: &[Status::Completed] },
    Move { command: "case.reopen", from: &[Status::Completed], to: &[Status::Handling] },
    Move { command: "case.refuse", from: &[Status::Dispatched], to: &[Status::Refused] },
    Move { command: "case.void", from: OPEN, to: &[Status::Void] },
    Move { command: "case.merge", from: OPEN, to: &[Status::Merged] },
];

/// Refuses a command that is not possible in the case's status. A return that comes too late is told so: silence has
/// counted as signing by then.
pub(super) fn check_move(case: &Case, command: &Command, kind: &str, inspection: bool) -> Result<(), Rejection> {
    if let (Command::Return(_), Status::Handling, Some(ended)) = (command, case.status, case.window_ended) {
        return Err(Rejection::new(Code::ReturnWindowOver, "/data/case").with(&ended));
    }
    let listed = MOVES.iter().any(|known| known.command == kind && known.from.contains(&case.status));
    let stage = !matches!(command, Command::Complete(_))
        || case.status == if inspection { Status::Inspected } else { Status::Replied };
    if listed && stage {
        Ok(())
    } else {
        Err(Rejection::new(Code::CaseWrongStatus, "/data/case").with(&case.status.name()))
    }
}
