//! `examples/embed`: all that it prints, derived by hand from the ruleset `examples/rulesets/lunan` and from the commands
//! in `examples/embed/story.c`. Wherever a line does not follow from the one before, the comment above it says why.

use crate::install::{Language, compile, root, scratch, succeed};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The example, compiled once with every warning an error.
fn program() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        let (program, folder) = (scratch().join("embed.bin"), root().join("examples/embed"));
        let others = ["journal.c", "rows.c", "story.c", "host.c"].map(|name| folder.join(name).display().to_string());
        let mut more: Vec<&str> = others.iter().map(String::as_str).collect();
        more.push("-lsqlite3");
        compile(Language::C99, &folder.join("main.c"), &program, &more);
        program
    });
    &PROGRAM
}

/// A folder without databases.
fn fresh(name: &str) -> PathBuf {
    let folder = scratch().join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the scratch folder can be emptied");
    }
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

/// Runs the example in a folder, below a tool if one is named; it must exit with 0.
fn run(tool: &[&str], folder: &Path) -> String {
    let program = program().display().to_string();
    let words: Vec<&str> = tool.iter().copied().chain([program.as_str()]).collect();
    let (first, rest) = words.split_first().expect("the program at least");
    succeed(Command::new(first).args(rest).arg(root().join("examples/rulesets/lunan")).current_dir(folder))
}

/// The text of lines, without what the indentation of this file adds.
fn text(parts: &[&[&str]]) -> String {
    parts.concat().into_iter().map(|line| format!("{line}\n")).collect()
}

const WITH_ENGINE: &[&str] = &[
    "-- A. With an engine",
    "A1  starts without a snapshot, entries since: 0",
    "A1  02-13 09:00:00  directory.load of host: entry 1",
    // A bulk command only opens work; the next entry, of the same instant, carries it out: 14 items are one chunk.
    "        work.opened",
    "A1  02-13 09:00:00  due: entry 2",
    "        directory.node_registered, 5 times",
    "        directory.unit_registered, 5 times",
    "        directory.person_registered, 4 times",
    "        work.done",
    "A1  keeps a snapshot after entry 2",
    "A1  02-13 10:00:00  case.report of p-1: entry 3",
    // A2: any role may report.
    "        case.reported (authority/A2)",
    // 0101 lies in 01, 3 people are fewer than 20, no danger: T6, so the grid's own unit leads.
    "        case.triaged (cases.triage/T6)",
    "        case.dispatched (cases.triage/T6)",
    "        indicators.counted",
    "A1  crashes: what the engine held is gone",
    // Entry 3 was stored before the crash, so it counts: the same command is a repeat, although it is five seconds later.
    "A1  starts from the snapshot after entry 2, entries since: 1",
    "A1  02-13 10:00:05  case.report of p-1: was told before, entry 3",
    "A1  asked in the view of 130202001001:",
    "        轻重为“小”，由层级 grid 办结；已派遣 1 次，提级 0 次",
    "        graded `小`, to be settled at tier `grid`; dispatches: 1, escalations: 0",
    // Limit `simple`: 1 working day after Friday 13 February ends when work closes on Saturday 14, a make-up day with the
    // hours of a Monday (17:30). Limit `sign`: 10:00 to 12:00 and 14:00 to 16:00 are 4 working hours.
    "        handle: 自 2026-02-13T10:00:00+08:00 起算 1个工作日，2026-02-14T17:30:00+08:00 前（含）为按时",
    "        sign: 自 2026-02-13T10:00:00+08:00 起算 4个工作时，2026-02-13T16:00:00+08:00 前（含）为按时",
    // Outside its grid the case does not exist.
    "A1  asked in the view of 130202001001002: refused",
    "        没有此案件",
    "        no such case (case.not_found)",
    "A1  02-13 11:00:00  points.claim of host: entry 4",
    // The first award opens two accounts, the issuer's and the member's. P4: a donation is worth 1.5.
    "        points.account_opened, 2 times",
    "        points.issued (authority/A1, points.award/P4)",
    "        points.posted (authority/A1, points.award/P4)",
    "        points.act_counted (authority/A1, points.award/P4)",
    // The clock until signing is due first; what is due at 16:00:00 fires a second later.
    "A1  sets its timer to 02-13 16:00:01",
    "A1  02-13 16:00:01  due: entry 5",
    // `silence`: `accept` in the section `cases.return`.
    "        case.signed (cases.return)",
    // What remains is the handling clock, due at 17:30:00.
    "A1  sets its timer to 02-14 17:30:01",
    "A1  02-13 16:20:00  case.return of w-1: refused",
    "        退单时限已过：签收时限至 2026-02-13T16:00:00+08:00",
    "        the return window ended at 2026-02-13T16:00:00+08:00 (case.return_window_over)",
    // What is refused leaves no entry. A3: the grid worker of the unit that leads.
    "A1  02-13 17:10:00  case.reply of w-1: entry 6",
    "        case.replied (authority/A3)",
    "A1  keeps a snapshot after entry 6",
    // A4: the community's clerk stands above the grid, and is not in the unit that leads.
    "A1  02-14 09:30:00  case.inspect of k-1: entry 7",
    "        case.inspected (authority/A4)",
    "A2  starts from the snapshot after entry 6, entries since: 1",
    "A1  02-14 11:00:00  case.complete of k-1: entry 8",
    "        case.completed (authority/A4)",
    // R1: who helped gets the points of `case_helped`, 2 by P1, in the same entry; the accounts are open already.
    "        points.issued (reactions/R1, points.award/P1)",
    "        points.posted (reactions/R1, points.award/P1)",
    "        points.act_counted (reactions/R1, points.award/P1)",
    "        indicators.counted",
    // A2 decides entry 8 too and cannot store it: it commits A1's, and its own becomes entry 9.
    "A2  another process was faster, entries since: 1",
    "A2  02-14 11:00:00  points.claim of host: entry 9",
    // P3: a patrol of 2 hours is worth 3.
    "        points.issued (authority/A1, points.award/P3)",
    "        points.posted (authority/A1, points.award/P3)",
    "        points.act_counted (authority/A1, points.award/P3)",
    // Entries 7, 8 and 9.
    "A1  starts from the snapshot after entry 6, entries since: 3",
    // A completed case has no clock.
    "A1  sets no timer: nothing will fire",
    "A1  asked in the view of 130202001001:",
    // 1.5 for the donation, 2 for the case, 3 for the patrol.
    "        p-2 has 6.5",
    "A1 and A2 are in the same state",
];

const WITH_ROWS: &[&str] = &[
    "-- B. With rows",
    "B1  starts with 0 rows of the directory",
    // The command, so that its repeat is told, and the work.
    "B1  02-13 09:00:00  directory.load of host: rows written 2",
    "        work.opened",
    // 14 items, and the work, which ends: its row is deleted.
    "B1  02-13 09:00:00  due in work/load-1: rows written 15",
    "        directory.node_registered, 5 times",
    "        directory.unit_registered, 5 times",
    "        directory.person_registered, 4 times",
    "        work.done",
    "B1  starts with 14 rows of the directory",
    // The command, the case, the counters of its grid.
    "B1  02-13 10:00:00  case.report of p-1: rows written 3",
    "        case.reported (authority/A2)",
    "        case.triaged (cases.triage/T6)",
    "        case.dispatched (cases.triage/T6)",
    "        indicators.counted",
    "B1  02-13 10:00:05  case.report of p-1: was told before",
    // The command, two accounts, the act.
    "B1  02-13 11:00:00  points.claim of host: rows written 4",
    "        points.account_opened, 2 times",
    "        points.issued (authority/A1, points.award/P4)",
    "        points.posted (authority/A1, points.award/P4)",
    "        points.act_counted (authority/A1, points.award/P4)",
    // Looked for at 16:20 only, and all the same dated the instant at which it fired. What fires is no command: one row.
    "B1  02-13 16:00:01  due in case/2026-000123: rows written 1",
    "        case.signed (cases.return)",
    "B1  02-13 16:20:00  case.return of w-1: refused",
    "        退单时限已过：签收时限至 2026-02-13T16:00:00+08:00",
    "        the return window ended at 2026-02-13T16:00:00+08:00 (case.return_window_over)",
    "B1  02-13 17:10:00  case.reply of w-1: rows written 2",
    "        case.replied (authority/A3)",
    "B1  02-14 09:30:00  case.inspect of k-1: rows written 2",
    "        case.inspected (authority/A4)",
    "B2  starts with 14 rows of the directory",
    // The command, the case, its counters, two accounts, the act.
    "B1  02-14 11:00:00  case.complete of k-1: rows written 6",
    "        case.completed (authority/A4)",
    "        points.issued (reactions/R1, points.award/P1)",
    "        points.posted (reactions/R1, points.award/P1)",
    "        points.act_counted (reactions/R1, points.award/P1)",
    "        indicators.counted",
    // B2 had decided over the accounts as they were before: 4.5 points would be wrong.
    "B2  a row has changed meanwhile: nothing is written",
    "B2  02-14 11:00:00  points.claim of host: rows written 4",
    "        points.issued (authority/A1, points.award/P3)",
    "        points.posted (authority/A1, points.award/P3)",
    "        points.act_counted (authority/A1, points.award/P3)",
];

const IN_COLUMNS: &[&str] = &[
    "-- In columns",
    // The first grid spans 118.180 to 118.181 east; on the common edge the cell just east of it has the position.
    "position 1181805000, 396305000: 130202001001001",
    "position 1181810000, 396305000: 130202001001002",
    "position 1181815000, 396305000: 130202001001002",
    "position 1181830000, 396305000: none",
    "position 1810000000, 396305000: out of range",
    "to be signed, if dispatched 02-13 10:00:00: until 02-13 16:00:00",
    // 16:30 to 17:30 on Friday, 08:30 to 11:30 on the make-up Saturday.
    "to be signed, if dispatched 02-13 16:30:00: until 02-14 11:30:00",
    // Half an hour is left on 31 December, and 2027 is not published.
    "to be signed, if dispatched 12-31 17:00:00: not covered by the calendar",
    "to be signed, if dispatched never: none",
];

/// The version of a row counts the events of its aggregate.
const COMPARED: &[&str] = &[
    "-- A and B compared",
    // Opened, and three times issued or posted.
    "equal  account/@lunan-2026, version 4",
    "equal  account/p-2, version 4",
    // Claims and reactions have act keys of their own: `claim/{act_key}/{account}`, `reaction/{id}/case/{case}/{helper}`.
    "equal  act/claim/drive-7/p-2, version 1",
    "equal  act/claim/patrol-31/p-2, version 1",
    "equal  act/reaction/R1/case/2026-000123/p-2, version 1",
    // Reported, triaged, dispatched, signed, replied, inspected, completed.
    "equal  case/2026-000123, version 7",
    "equal  node/130202, version 1",
    "equal  node/130202001, version 1",
    "equal  node/130202001001, version 1",
    "equal  node/130202001001001, version 1",
    "equal  node/130202001001002, version 1",
    "equal  person/k-1, version 1",
    "equal  person/p-1, version 1",
    "equal  person/p-2, version 1",
    "equal  person/w-1, version 1",
    // Counted when the case was received and when it was completed.
    "equal  tally/130202001001001, version 2",
    "equal  unit/u-c, version 1",
    "equal  unit/u-d, version 1",
    "equal  unit/u-g1, version 1",
    "equal  unit/u-g2, version 1",
    "equal  unit/u-s, version 1",
    // These 21, and the seven commands that were not refused: load-1, c-1, c-2, c-4 to c-7.
    "rows: 28 in the engine, 28 in the table, different 0",
    "        case/2026-000123 is completed since 2026-02-14T11:00:00+08:00",
    "        account/p-2 has 6.5",
];

/// What a second run tells on the databases of the first: nothing is new.
const WITH_ENGINE_AGAIN: &[&str] = &[
    "-- A. With an engine",
    // The first run kept its last snapshot after entry 6, and ended with entry 9.
    "A1  starts from the snapshot after entry 6, entries since: 3",
    // A repeat is told before anything is said about time, so an old command is no late one.
    "A1  02-13 09:00:00  directory.load of host: was told before, entry 1",
    "A1  keeps a snapshot after entry 9",
    "A1  02-13 10:00:00  case.report of p-1: was told before, entry 3",
    "A1  crashes: what the engine held is gone",
    "A1  starts from the snapshot after entry 9, entries since: 0",
    "A1  02-13 10:00:05  case.report of p-1: was told before, entry 3",
    "A1  asked in the view of 130202001001:",
    "        轻重为“小”，由层级 grid 办结；已派遣 1 次，提级 0 次",
    // The case is completed: it has no clock to explain.
    "        graded `小`, to be settled at tier `grid`; dispatches: 1, escalations: 0",
    "A1  asked in the view of 130202001001002: refused",
    "        没有此案件",
    "        no such case (case.not_found)",
    "A1  02-13 11:00:00  points.claim of host: was told before, entry 4",
    "A1  sets no timer: nothing will fire",
    // What was refused was not stored: it is judged anew, and lies before the last entry, that of the completion's instant.
    "A1  02-13 16:20:00  case.return of w-1: refused",
    "        时刻早于最近一条记录 2026-02-14T11:00:00+08:00",
    "        the instant lies before the last entry at 2026-02-14T11:00:00+08:00 (time_regressed)",
    "A1  02-13 17:10:00  case.reply of w-1: was told before, entry 6",
    "A1  keeps a snapshot after entry 9",
    "A1  02-14 09:30:00  case.inspect of k-1: was told before, entry 7",
    "A2  starts from the snapshot after entry 9, entries since: 0",
    "A1  02-14 11:00:00  case.complete of k-1: was told before, entry 8",
    "A2  02-14 11:00:00  points.claim of host: was told before, entry 9",
    "A1  starts from the snapshot after entry 9, entries since: 0",
    "A1  sets no timer: nothing will fire",
    "A1  asked in the view of 130202001001:",
    "        p-2 has 6.5",
    "A1 and A2 are in the same state",
];

const WITH_ROWS_AGAIN: &[&str] = &[
    "-- B. With rows",
    "B1  starts with 14 rows of the directory",
    "B1  02-13 09:00:00  directory.load of host: was told before",
    "B1  starts with 14 rows of the directory",
    "B1  02-13 10:00:00  case.report of p-1: was told before",
    "B1  02-13 10:00:05  case.report of p-1: was told before",
    "B1  02-13 11:00:00  points.claim of host: was told before",
    // Time is judged by the case's own row here: it was completed at 11:00 on Saturday.
    "B1  02-13 16:20:00  case.return of w-1: refused",
    "        时刻早于最近一条记录 2026-02-14T11:00:00+08:00",
    "        the instant lies before the last entry at 2026-02-14T11:00:00+08:00 (time_regressed)",
    "B1  02-13 17:10:00  case.reply of w-1: was told before",
    "B1  02-14 09:30:00  case.inspect of k-1: was told before",
    "B2  starts with 14 rows of the directory",
    "B1  02-14 11:00:00  case.complete of k-1: was told before",
    "B2  02-14 11:00:00  points.claim of host: was told before",
];

fn first_run() -> String {
    text(&[WITH_ENGINE, WITH_ROWS, IN_COLUMNS, COMPARED])
}

fn second_run() -> String {
    text(&[WITH_ENGINE_AGAIN, WITH_ROWS_AGAIN, IN_COLUMNS, COMPARED])
}

#[test]
fn the_example_tells_the_story_twice_and_a_second_run_goes_on() {
    let folder = fresh("embed");
    assert_eq!(run(&[], &folder), first_run());
    assert_eq!(run(&[], &folder), second_run());
}

#[test]
fn the_example_uses_memory_as_it_must() {
    let folder = fresh("embed-valgrind");
    let valgrind = ["valgrind", "--quiet", "--leak-check=full", "--error-exitcode=99"];
    assert_eq!(run(&valgrind, &folder), first_run());
    assert_eq!(run(&valgrind, &folder), second_run());
}
