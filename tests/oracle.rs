//! The oracle program against answers that others computed. The reference data lie beside the repository; where they
//! are absent the test says so and passes.

#[expect(dead_code, reason = "the program's own `main` is run as a process below")]
#[path = "../examples/oracle.rs"]
mod program;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn arguments(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/calendar");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("the reference data are absent: nothing was compared");
    None
}

/// A file or folder of this test alone.
fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("oracle-{name}"));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

fn vectors(name: &str, text: &str) -> String {
    let path = scratch(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The year files of the example ruleset, which are always there: 2025 and 2026.
fn two_years() -> String {
    format!("{}/examples/rulesets/lunan/holiday-cn", env!("CARGO_MANIFEST_DIR"))
}

fn columns(text: &str, wanted: &[&str]) -> Vec<String> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &&str| header.iter().position(|column| column == name).unwrap();
    let indexes: Vec<usize> = wanted.iter().map(at).collect();
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            indexes.iter().map(|index| fields[*index]).collect::<Vec<_>>().join(",")
        })
        .collect()
}

fn agrees_on_every_row(subject: &str, file: &str, expected_columns: &[&str], rows: usize) {
    let Some(folder) = reference() else { return };
    let vectors = folder.join(file);
    let expected = columns(&std::fs::read_to_string(&vectors).unwrap(), expected_columns);
    let years = folder.join("holiday-cn");
    let asked = arguments(&[subject, years.to_str().unwrap(), vectors.to_str().unwrap()]);
    let printed = program::answer(&asked).unwrap();
    let found: Vec<&str> = printed.lines().collect();
    assert_eq!(found.len(), expected.len());
    let differing: Vec<String> = (2_usize..)
        .zip(found.iter().zip(&expected))
        .filter(|(_, (found, expected))| *found != expected)
        .map(|(line, (found, expected))| format!("{file}:{line}: expected {expected}, found {found}"))
        .collect();
    assert!(differing.is_empty(), "{} rows differ:\n{}", differing.len(), differing.join("\n"));
    println!("{subject}: {} rows agree", found.len());
    assert!(found.len() >= rows, "the file has shrunk to {} rows", found.len());
}

#[test]
fn working_days_agree_with_two_other_packages() {
    let expected = ["due", "workdays_after_start_through_end"];
    agrees_on_every_row("workdays", "workday_vectors_2015_2022.csv", &expected, 999);
}

#[test]
fn office_minutes_agree_with_a_scan_of_minutes() {
    agrees_on_every_row("office-minutes", "office_minutes_vectors_2015_2022.csv", &["due"], 300);
}

#[test]
fn expected_columns_are_never_read() {
    // Values worked out from the notice for 2026: Sunday 4 January is worked; 1 to 3 January are off.
    let file = vectors("unread.csv", "due,start,n_workdays,end,more\nnonsense,2025-12-31,1,2026-01-05,\n");
    assert_eq!(program::answer(&arguments(&["workdays", &two_years(), &file])).unwrap(), "2026-01-04,2\n");
    let file = vectors("unread-minutes.csv", "office_minutes,due,start\n90,nonsense,2026-02-13T17:00:00+08:00\n");
    let printed = program::answer(&arguments(&["office-minutes", &two_years(), &file])).unwrap();
    // Half an hour on Friday, the rest on Saturday 14 February, a make-up day.
    assert_eq!(printed, "2026-02-14T09:30:00+08:00\n");
}

#[test]
fn problems_name_the_line_and_hide_all_answers() {
    let cases = [
        ("workdays", "start,n_workdays,end\n2026-01-05,1,2026-01-06\n2026-01-05,1\n", vec![":3: "]),
        ("workdays", "start,n_workdays,end\n2026-13-05,1,2026-01-06\n", vec![":2: ", "`start`"]),
        ("workdays", "start,n_workdays,end\n2026-01-05,0,2026-01-06\n", vec![":2: ", "`n_workdays`"]),
        ("workdays", "start,n_workdays,end\n2026-01-05,-1,2026-01-06\n", vec![":2: ", "`n_workdays`"]),
        ("workdays", "start,n_workdays\n2026-01-05,1\n", vec![":2: ", "`end`"]),
        ("workdays", "start,n_workdays,end\n2026-12-28,5,2026-12-29\n", vec![":2: ", "2027-01-01"]),
        ("workdays", "start,n_workdays,end\n2024-12-30,1,2025-01-02\n", vec![":2: ", "2024-12-31"]),
        ("workdays", "start,n_workdays,end\nx,1,2026-01-06\n2026-01-05,1,y\n", vec![":2: ", ":3: ", "`end`"]),
        ("workdays", "", vec![":1: ", "header"]),
        ("office-minutes", "start,office_minutes\n2026-12-31T17:00:00+08:00,31\n", vec![":2: ", "2027-01-01"]),
        ("office-minutes", "start,office_minutes\n2026-12-31 17:00:00,3\n", vec![":2: ", "`start`"]),
    ];
    for (index, (subject, text, words)) in cases.iter().enumerate() {
        let file = vectors(&format!("problem-{index}.csv"), text);
        let problem = program::answer(&arguments(&[subject, &two_years(), &file])).unwrap_err();
        assert_eq!(problem.exit, 1, "{text}");
        for word in words {
            assert!(problem.message.contains(word), "`{word}` is not in `{}`", problem.message);
        }
    }
    // The last minute that the calendar covers is still answered.
    let file = vectors("last.csv", "start,office_minutes\n2026-12-31T17:00:00+08:00,30\n");
    let printed = program::answer(&arguments(&["office-minutes", &two_years(), &file])).unwrap();
    assert_eq!(printed, "2026-12-31T17:30:00+08:00\n");
}

#[test]
fn coverage_is_the_years_with_days() {
    let folder = scratch("years");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for year in ["2025", "2026"] {
        std::fs::copy(format!("{}/{year}.json", two_years()), folder.join(format!("{year}.json"))).unwrap();
    }
    // As published before the notice comes out; and files of the same repository that are no year files.
    std::fs::write(folder.join("2027.json"), r#"{"year": 2027, "papers": [], "days": []}"#).unwrap();
    std::fs::write(folder.join("schema.json"), r#"{"type": "object"}"#).unwrap();
    std::fs::write(folder.join("README.md"), "not JSON").unwrap();
    let file = vectors("covered.csv", "start,n_workdays,end\n2026-12-28,3,2026-12-31\n");
    let asked = |file: &str| program::answer(&arguments(&["workdays", folder.to_str().unwrap(), file]));
    assert_eq!(asked(&file).unwrap(), "2026-12-31,3\n");
    let file = vectors("uncovered.csv", "start,n_workdays,end\n2026-12-28,4,2026-12-31\n");
    assert!(asked(&file).unwrap_err().message.contains("2027-01-01"));

    std::fs::write(folder.join("2027.json"), r#"{"year": 2027, "days": [{"date": "2027-01-01"}]}"#).unwrap();
    let problem = asked(&file).unwrap_err();
    assert_eq!(problem.exit, 1);
    assert!(problem.message.contains("2027.json#/days/0"), "{}", problem.message);
}

#[test]
fn packed_vectors_are_unpacked() {
    let text = "start,n_workdays,end\n2026-02-13,1,2026-02-14\n";
    let path = scratch("packed.csv.gz");
    let mut packer = flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
    packer.finish().unwrap();
    let printed = program::answer(&arguments(&["workdays", &two_years(), path.to_str().unwrap()])).unwrap();
    assert_eq!(printed, "2026-02-14,1\n");
    std::fs::write(&path, "no gzip").unwrap();
    assert_eq!(program::answer(&arguments(&["workdays", &two_years(), path.to_str().unwrap()])).unwrap_err().exit, 1);
}

#[test]
fn other_subjects_and_other_arguments_are_refused_plainly() {
    for subject in ["locate", "coords", "ranks", "scores", "assignment", "tables", "codes", "pinyin"] {
        let problem = program::answer(&arguments(&[subject, "file"])).unwrap_err();
        assert_eq!((problem.exit, problem.message), (2, format!("this version does not answer `{subject}`")));
    }
    let asked = |words: &[&str]| program::answer(&arguments(words)).unwrap_err();
    for words in [&[][..], &["workdays"], &["workdays", "a"], &["workdays", "a", "b", "c"], &["weather", "a", "b"]] {
        let problem = asked(words);
        assert_eq!(problem.exit, 2, "{words:?}");
        assert!(problem.message.contains("usage"), "{}", problem.message);
    }
    assert_eq!(asked(&["workdays", &two_years(), "absent.csv.gz"]).exit, 1);
    assert_eq!(asked(&["workdays", &two_years(), "absent.csv"]).exit, 1);
    assert_eq!(asked(&["workdays", "absent", "absent.csv"]).exit, 1);
}

/// Runs the program as its users do, in the target directory in which this test was built.
fn run(words: &[&str]) -> Output {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--offline", "--quiet", "--example", "oracle"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    command.arg("--").args(words).current_dir(env!("CARGO_MANIFEST_DIR")).env("CARGO_TARGET_DIR", target);
    command.output().unwrap()
}

#[test]
fn the_process_answers_on_standard_output_and_complains_on_standard_error() {
    let file = vectors("process.csv", "start,n_workdays,end\n2026-09-18,1,2026-09-20\n");
    let output = run(&["workdays", &two_years(), &file]);
    // The Sunday of the notice for 2026.
    assert_eq!(String::from_utf8_lossy(&output.stdout), "2026-09-20,1\n");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{output:?}");

    let output = run(&["pinyin", "NAMES.csv"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "this version does not answer `pinyin`\n");

    let file = vectors("process-bad.csv", "start,n_workdays,end\n2026-09-18,1,2026-09-20\n2026-12-31,1,2026-12-31\n");
    let output = run(&["workdays", &two_years(), &file]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains(":3: the calendar does not cover 2027-01-01"));
}
