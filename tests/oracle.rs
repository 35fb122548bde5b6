//! The oracle program against answers that others computed. The reference data lie beside the repository; where they
//! are absent the test says so and passes.

#[expect(dead_code, reason = "the program's own `main` is run as a process below")]
#[path = "../examples/oracle/main.rs"]
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

/// The one table of a model, and its cases, with nonsense for what is expected.
fn model(table: &str, cases: &[&str]) -> String {
    let cases: Vec<String> = (1..)
        .zip(cases)
        .map(|(id, inputs)| format!(r#"{{"id": "{id}", "inputs": {inputs}, "expect": [["nonsense"]]}}"#))
        .collect();
    format!(r#"[{{"model": "m", "types": {{}}, "tables": [{table}], "tests": [{}]}}]"#, cases.join(", "))
}

/// A table with one input and one output.
fn table(hit: &str, input: &str, output: &str, rules: &[(&str, &str)]) -> String {
    let rule = |(when, then): &(&str, &str)| serde_json::json!({"when": [when], "then": [then]}).to_string();
    let rules: Vec<String> = rules.iter().map(rule).collect();
    format!(
        r#"{{"decision": "d", {hit}, "inputs": [{input}], "outputs": [{output}], "rules": [{}]}}"#,
        rules.join(", ")
    )
}

const UNIQUE: &str = r#""hit_policy": "UNIQUE", "aggregation": null"#;
const AGE: &str = r#"{"expression": "Age", "type": "number", "allowed": null}"#;
const SAID: &str = r#"{"name": null, "type": null, "allowed_priority": null, "default": null}"#;

/// What is printed for the only model of a file.
fn decided(name: &str, text: &str) -> String {
    program::answer(&arguments(&["tables", &vectors(name, text)])).unwrap()
}

/// A result with every number, however it is written, as `{"number": "1.5"}` in its shortest form.
fn plain(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    let number = |text: &str| serde_json::json!({"number": text.parse::<civigrid::Decimal>().unwrap()});
    match value {
        Value::Number(found) => number(&found.to_string()),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => match members.get("number") {
            Some(Value::String(text)) if members.len() == 1 => number(text),
            _ => Value::Object(members.iter().map(|(name, value)| (name.clone(), plain(value))).collect()),
        },
        _ => value.clone(),
    }
}

#[test]
fn decision_tables_agree_with_the_standard_s_own_cases() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/standards/dmn-tck/decision_tables_level2.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("the reference data are absent: nothing was compared");
        return;
    };
    let models: serde_json::Value = serde_json::from_str(&text).unwrap();
    let list = |value: &serde_json::Value| value.as_array().unwrap().clone();
    let cases = list(&models)
        .into_iter()
        .flat_map(|model| list(&model["tests"]).into_iter().map(move |case| (model["model"].clone(), case)));
    let printed = program::answer(&arguments(&["tables", file.to_str().unwrap()])).unwrap();
    let mut lines = printed.lines();
    let mut count = 0;
    for (model, case) in cases {
        let found: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
        assert_eq!(plain(&found), plain(&case["expect"][0]["value"]), "{model}, case {}", case["id"]);
        count += 1;
    }
    assert_eq!((lines.next(), count), (None, 51), "the file has changed");
    println!("tables: {count} cases agree");
}

#[test]
fn no_rule_answers_null_or_the_default() {
    let rules = [("[18..65]", "\"adult\""), (">65", "\"old\"")];
    let cases = [r#"{"Age": {"number": "17.9"}}"#, r#"{"Age": {"number": "18"}}"#, "{}", r#"{"Other": true}"#];
    let text = model(&table(UNIQUE, AGE, SAID, &rules), &cases);
    assert_eq!(decided("none.json", &text), "null\n\"adult\"\nnull\nnull\n");

    let output = r#"{"name": null, "type": null, "allowed_priority": null, "default": "\"young\""}"#;
    let text = model(&table(UNIQUE, AGE, output, &rules), &cases[..3]);
    assert_eq!(decided("default.json", &text), "\"young\"\n\"adult\"\n\"young\"\n");

    // Where all rules that apply are listed, so is the default, and nothing at all is null.
    let listed = r#""hit_policy": "RULE ORDER""#;
    let text = model(&table(listed, AGE, output, &rules), &cases[..2]);
    assert_eq!(decided("default-list.json", &text), "[\"young\"]\n[\"adult\"]\n");
    let text = model(&table(listed, AGE, SAID, &rules), &cases[..1]);
    assert_eq!(decided("none-list.json", &text), "null\n");
    let count = r#""hit_policy": "COLLECT", "aggregation": "COUNT""#;
    let text = model(&table(count, AGE, output, &rules), &cases[..2]);
    assert_eq!(decided("default-count.json", &text), "\"young\"\n1\n");
}

#[test]
fn columns_have_any_names_and_types() {
    // What the source calls a type; a cell; a value that fits, and one that does not.
    let types = [
        ("date", ">= date(\"2026-02-13\")", r#"{"date": "2026-02-13"}"#, r#""2026-02-12""#),
        (
            "dateTime",
            "< date and time(\"2026-02-13T10:00:00\")",
            r#""2026-02-13T09:59:59""#,
            r#""2026-02-13T10:00:00""#,
        ),
        (
            "feel:dayTimeDuration",
            "[duration(\"PT1H\")..duration(\"P1D\")]",
            r#"{"dayTimeDuration": "PT24H"}"#,
            r#""PT1S""#,
        ),
        ("years and months duration", "duration(\"P1Y\")", r#""P12M""#, r#""P1Y1M""#),
        ("number", "not(1.5, 2)", r#"{"number": "1.50001"}"#, "1.50"),
        ("number", "1250", "1.25e3", r#"{"number": 1251}"#),
        ("boolean", "false", "false", "true"),
        ("string", "\"a \\\"b\\\"\", \"c\"", r#""a \"b\"""#, r#""a b""#),
        ("tOwn", "\"own\"", r#""own""#, r#"{"string": "other"}"#),
    ];
    for (index, (kind, cell, fits, other)) in types.iter().enumerate() {
        // With the type that the source names, and with none: then the cells tell it.
        for kind in [serde_json::json!(kind), serde_json::Value::Null] {
            let input = serde_json::json!({"expression": "a/b 名 \"c\"", "type": kind}).to_string();
            let text = model(&table(UNIQUE, &input, SAID, &[(cell, "1")]), &[]);
            let case = |value: &str| format!(r#"{{"inputs": {{"a/b 名 \"c\"": {value}, "in.0": 7}}}}"#);
            let text = text.replace("\"tests\": []", &format!("\"tests\": [{}, {}]", case(fits), case(other)));
            let text = text
                .replace("\"types\": {}", r#""types": {"tOwn": {"typeRef": "tBase"}, "tBase": {"typeRef": "string"}}"#);
            assert_eq!(decided(&format!("types-{index}.json"), &text), "1\nnull\n", "{text}");
        }
    }
}

#[test]
fn outputs_are_printed_as_what_they_are() {
    let cells = [
        ("-2.50", "-2.5"),
        ("1234567890123456.75", r#"{"number":"1234567890123456.75"}"#),
        ("true", "true"),
        ("\"a \\\"b\\\"\"", r#""a \"b\"""#),
        ("date(\"2026-02-13\")", r#""2026-02-13""#),
        ("duration(\"PT36H\")", r#""P1DT12H""#),
        ("duration(\"P14M\")", r#""P1Y2M""#),
        ("Age * 2", "36"),
        ("", "null"),
    ];
    for (index, (cell, expected)) in cells.iter().enumerate() {
        let text = model(&table(UNIQUE, AGE, SAID, &[("18", cell)]), &[r#"{"Age": 18}"#]);
        assert_eq!(decided(&format!("printed-{index}.json"), &text), format!("{expected}\n"));
    }
    let several = r#"{"name": "b/1", "type": null}, {"name": "a 2", "type": "number"}"#;
    let text = model(&table(UNIQUE, AGE, several, &[]), &[r#"{"Age": 18}"#]);
    let text = text.replace(r#""rules": []"#, r#""rules": [{"when": ["-"], "then": ["\"x\"", "1"]}]"#);
    assert_eq!(decided("several.json", &text), "{\"b/1\":\"x\",\"a 2\":1}\n");
    // Several tables of one model answer under their names, in their order.
    let both = format!(
        "{}, {}",
        table(UNIQUE, AGE, SAID, &[("> 1", "1")]).replace(r#""d""#, r#""z""#),
        table(UNIQUE, AGE, SAID, &[("> 99", "2")])
    );
    let text = model(&both, &[r#"{"Age": 18}"#]);
    assert_eq!(decided("both.json", &text), "{\"z\":1,\"d\":null}\n");
}

#[test]
fn outputs_beyond_the_list_come_last() {
    let output = r#"{"name": null, "type": null, "allowed_priority": "\"high\", \"low\"", "default": null}"#;
    let rules = [("> 0", "\"other\""), ("> 1", "\"low\""), ("> 2", "\"high\"")];
    let cases = [r#"{"Age": 1}"#, r#"{"Age": 2}"#, r#"{"Age": 3}"#];
    let text = model(&table(r#""hit_policy": "PRIORITY""#, AGE, output, &rules), &cases);
    assert_eq!(decided("priority.json", &text), "\"other\"\n\"low\"\n\"high\"\n");
    let text = model(&table(r#""hit_policy": "OUTPUT ORDER""#, AGE, output, &rules), &cases[2..]);
    assert_eq!(decided("order.json", &text), "[\"high\",\"low\",\"other\"]\n");
}

#[test]
fn a_case_that_is_an_error_answers_null_and_is_told() {
    let rules = [("> 1", "1"), ("> 2", "2")];
    let cases =
        [r#"{"Age": 2}"#, r#"{"Age": 3}"#, r#"{"Age": "young"}"#, r#"{"Age": {"a": 1, "b": 2}}"#, r#"{"Age": [2]}"#];
    let file = vectors("clash.json", &model(&table(UNIQUE, AGE, SAID, &rules), &cases));
    let output = run(&["tables", &file]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1\nnull\nnull\nnull\nnull\n");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    let told: Vec<&str> = told.lines().collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("m, d, case \"2\": ") && told[0].contains("r1, r2"), "{told:?}");
    assert_eq!(told[1], "m, d, case \"3\": `Age` is no number: \"young\"");
    // What was printed does not depend on how it was read.
    let any = table(r#""hit_policy": "ANY""#, AGE, SAID, &[("> 1", "1"), ("> 2", "1"), ("> 3", "2")]);
    let text = model(&any, &[r#"{"Age": 3}"#, r#"{"Age": 4}"#]);
    assert_eq!(decided("any.json", &text), "1\nnull\n");
}

#[test]
fn malformed_tables_are_told_with_exit_1() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let value = model(&table(UNIQUE, AGE, SAID, &[("> 1", "1")]), &[&format!(r#"{{"Age": {deep}}}"#)]);
    // Nothing but a value that no column can hold.
    assert_eq!(decided("deep-value.json", &value), "null\n");
    let of = |rules: &[(&str, &str)]| model(&table(UNIQUE, AGE, SAID, rules), &["{}"]);
    let cases = [
        (String::new(), vec![]),
        ("{}".into(), vec![]),
        (deep, vec![]),
        ("[{\"model\": \"m\", \"tables\": [".into(), vec![]),
        (r#"[{"model": "m", "tables": []}]"#.into(), vec!["tests"]),
        (r#"[{"model": "m", "tables": [], "tests": [{"id": "1", "inputs": {}}]}]"#.into(), vec!["no table"]),
        (of(&[]), vec!["m, d: ", "/rules"]),
        (of(&[("> 1", "1"), ("> 2O", "2")]), vec!["m, d: ", "/rules/1/when/0"]),
        (of(&[("[2..1]", "1")]), vec!["/rules/0/when/0"]),
        (of(&[("-", "1")]).replace("UNIQUE", "BEST"), vec!["/hit"]),
        (of(&[("-", "1")]).replace("[\"1\"]", "[\"1\", \"2\"]"), vec!["/rules/0/then"]),
        (of(&[("-", "1")]).replace("\"Age\"", "\"Age * (1 + Rate)\""), vec!["Age * (1 + Rate)"]),
        (of(&[(&"1, ".repeat(5_000), "1")]), vec!["/rules/0/when/0"]),
    ];
    for (index, (text, words)) in cases.iter().enumerate() {
        let file = vectors(&format!("malformed-{index}.json"), text);
        let problem = program::answer(&arguments(&["tables", &file])).unwrap_err();
        assert_eq!(problem.exit, 1, "{index}");
        for word in [&[file.as_str()], words.as_slice()].concat() {
            assert!(problem.message.contains(word), "`{word}` is not in `{}`", problem.message);
        }
    }
    assert_eq!(program::answer(&arguments(&["tables", "absent.json"])).unwrap_err().exit, 1);
    for words in [&["tables"][..], &["tables", "a", "b"]] {
        let problem = program::answer(&arguments(words)).unwrap_err();
        assert!(problem.exit == 2 && problem.message.contains("usage"), "{}", problem.message);
    }
}

#[test]
fn packed_files_are_unpacked() {
    let packed = |name: &str, text: &str| {
        let path = scratch(name);
        let file = std::fs::File::create(&path).unwrap();
        let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
        packer.finish().unwrap();
        path
    };
    let path = packed("packed.json.gz", &model(&table(UNIQUE, AGE, SAID, &[("18", "1")]), &[r#"{"Age": 18}"#]));
    assert_eq!(program::answer(&arguments(&["tables", path.to_str().unwrap()])).unwrap(), "1\n");
    let path = packed("packed.csv.gz", "start,n_workdays,end\n2026-02-13,1,2026-02-14\n");
    let printed = program::answer(&arguments(&["workdays", &two_years(), path.to_str().unwrap()])).unwrap();
    assert_eq!(printed, "2026-02-14,1\n");
    std::fs::write(&path, "no gzip").unwrap();
    assert_eq!(program::answer(&arguments(&["workdays", &two_years(), path.to_str().unwrap()])).unwrap_err().exit, 1);
}

#[test]
fn other_subjects_and_other_arguments_are_refused_plainly() {
    for subject in ["locate", "coords", "ranks", "scores", "assignment", "codes", "pinyin"] {
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
