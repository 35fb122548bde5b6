//! Holds the library against answers that others computed: reads the files of the reference data, calls the public API
//! only, and prints the library's own answers in input order, one line a row or a case.
//!
//! ```text
//! cargo run --release --example oracle -- workdays HOLIDAY_CN_DIR VECTORS.csv
//! cargo run --release --example oracle -- office-minutes HOLIDAY_CN_DIR VECTORS.csv
//! cargo run --release --example oracle -- tables DECISION_TABLES.json
//! ```
//!
//! Columns are found by their names in the header; expected answers are not looked at. `.gz` is unpacked. Every problem
//! of a file is told on standard error, and then nothing is printed on standard output. The exit code is 1 for a problem
//! of the input, 2 for a question that this version does not answer.

mod tables;

use civigrid::calendar::{Calendar, NotCovered};
use civigrid::{Date, Instant, Parts, compile_calendar};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str =
    "usage: oracle workdays|office-minutes HOLIDAY_CN_DIR VECTORS.csv\n       oracle tables DECISION_TABLES.json";

/// Subjects of the oracle that other versions answer.
const LATER: [&str; 7] = ["locate", "coords", "ranks", "scores", "assignment", "codes", "pinyin"];

/// Why there is no answer: a sentence, and the exit code.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) exit: u8,
}

/// A problem of the input.
fn input(message: impl Into<String>) -> Problem {
    Problem { message: message.into(), exit: 1 }
}

/// A question that this version does not answer.
fn unanswered(message: impl Into<String>) -> Problem {
    Problem { message: message.into(), exit: 2 }
}

/// Office hours of the vectors: mornings and afternoons, Monday to Friday and on make-up days.
const HOURS: &str = r#"[{"weekdays": "mon-fri", "open": ["08:30-12:00", "14:00-17:30"]}]"#;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match answer(&arguments) {
        Ok(lines) => match std::io::stdout().write_all(lines.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => {
                eprintln!("standard output: {problem}");
                ExitCode::FAILURE
            }
        },
        Err(problem) => {
            eprintln!("{}", problem.message);
            ExitCode::from(problem.exit)
        }
    }
}

/// The answers to one subject, a line a row or a case.
pub(crate) fn answer(arguments: &[String]) -> Result<String, Problem> {
    let (subject, files) = arguments.split_first().ok_or_else(|| unanswered(USAGE))?;
    let row: fn(&Calendar, &Row<'_>) -> Result<String, String> = match subject.as_str() {
        "workdays" => workdays,
        "office-minutes" => office_minutes,
        "tables" => return answer_tables(files),
        later if LATER.contains(&later) => {
            return Err(unanswered(format!("this version does not answer `{later}`")));
        }
        other => return Err(unanswered(format!("no subject is called `{other}`\n{USAGE}"))),
    };
    let [folder, vectors] = files else { return Err(unanswered(USAGE)) };
    let calendar = read_calendar(Path::new(folder))?;
    let text = read_text(vectors).map_err(|problem| input(format!("{vectors}: {problem}")))?;
    let mut answers = String::new();
    let mut problems = Vec::new();
    for (number, line) in rows(&text).map_err(|problem| input(format!("{vectors}:1: {problem}")))? {
        match line.and_then(|line| row(&calendar, &line)) {
            Ok(answer) => answers.extend([answer.as_str(), "\n"]),
            Err(problem) => problems.push(format!("{vectors}:{number}: {problem}")),
        }
    }
    if problems.is_empty() { Ok(answers) } else { Err(input(problems.join("\n"))) }
}

fn answer_tables(files: &[String]) -> Result<String, Problem> {
    let [file] = files else { return Err(unanswered(USAGE)) };
    let text = read_text(file).map_err(|problem| input(format!("{file}: {problem}")))?;
    tables::answers(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| format!("{file}: {problem}")).collect();
        input(lines.join("\n"))
    })
}

/// The text of a file, unpacked if its name ends in `.gz`.
fn read_text(path: &str) -> std::io::Result<String> {
    if !path.ends_with(".gz") {
        return std::fs::read_to_string(path);
    }
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

/// The year files of a folder, `2007.json` and so on, compiled to one calendar.
fn read_calendar(folder: &Path) -> Result<Calendar, Problem> {
    let problem = |problem: std::io::Error| input(format!("{}: {problem}", folder.display()));
    let entries: Result<Vec<PathBuf>, _> =
        std::fs::read_dir(folder).map_err(problem)?.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut files = Vec::new();
    for path in entries.map_err(problem)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A copy of the whole repository holds a schema and a package description as well.
        let year = name.strip_suffix(".json").unwrap_or_default();
        if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) {
            files.push((name, std::fs::read(&path).map_err(problem)?));
        }
    }
    // By year: a later notice may change the last days of the year before.
    files.sort();
    let mut document = String::from(r#"{"year_files": ["#);
    for (index, (name, _)) in files.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(document, "{comma}\"{name}\"");
    }
    let _ = write!(document, r#"], "hours": {HOURS}, "makeup_days_use": "mon"}}"#);
    let parts: Parts<'_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    compile_calendar(document.as_bytes(), &parts).map_err(|error| input(format!("{}: {error}", folder.display())))
}

/// One row of a CSV file, its fields found by the names of the columns.
#[derive(Debug)]
struct Row<'t> {
    header: Vec<&'t str>,
    fields: Vec<&'t str>,
}

impl<'t> Row<'t> {
    fn get<T: std::str::FromStr>(&self, name: &str) -> Result<T, String> {
        let index = self.header.iter().position(|column| *column == name);
        let index = index.ok_or_else(|| format!("there is no column `{name}`"))?;
        let field: &'t str = self.fields.get(index).copied().unwrap_or_default();
        field.parse().map_err(|_| format!("column `{name}` is not understood"))
    }

    /// A count from 1.
    fn count(&self, name: &str) -> Result<u32, String> {
        let count = self.get(name)?;
        if count == 0 { Err(format!("column `{name}` counts from 1")) } else { Ok(count) }
    }
}

type Line<'t> = (usize, Result<Row<'t>, String>);

/// The rows after the header, each with its line number; a row with another number of fields is a problem of its own.
fn rows(text: &str) -> Result<impl Iterator<Item = Line<'_>>, String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().ok_or("there is no header")?.split(',').collect();
    Ok((2..).zip(lines).map(move |(number, line)| {
        let fields: Vec<&str> = line.split(',').collect();
        if fields.len() == header.len() {
            (number, Ok(Row { header: header.clone(), fields }))
        } else {
            (number, Err(format!("{} fields, but the header has {}", fields.len(), header.len())))
        }
    }))
}

fn uncovered(gap: NotCovered) -> String {
    format!("the calendar does not cover {}", gap.date)
}

/// `due,count`: the n-th working day strictly after `start`, and the working days in (start, end].
fn workdays(calendar: &Calendar, row: &Row<'_>) -> Result<String, String> {
    let (start, end): (Date, Date) = (row.get("start")?, row.get("end")?);
    let due = calendar.working_day_after(start, row.count("n_workdays")?).map_err(uncovered)?;
    let count = calendar.working_days_between(start, end).map_err(uncovered)?;
    Ok(format!("{due},{count}"))
}

/// The instant at which the last needed office minute has passed.
fn office_minutes(calendar: &Calendar, row: &Row<'_>) -> Result<String, String> {
    let start: Instant = row.get("start")?;
    let seconds = i64::from(row.count("office_minutes")?) * 60;
    let due = calendar.after_working_seconds(start, seconds).map_err(uncovered)?;
    Ok(due.to_string())
}
