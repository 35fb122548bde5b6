//! `docs/c-api.md` as a reader follows it: in a folder outside the repository, with the installed library alone. Each block
//! of the page says in a comment above it what it is: `file: NAME` is saved, `run: LABEL` is run by the shell, and what
//! that prints must be `prints: LABEL...`. What the page tells about the header is compared with the header.

use crate::install::{output, prefix, root, scratch, succeed};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = "docs/c-api.md";

fn page() -> String {
    fs::read_to_string(root().join(PAGE)).expect("the page")
}

fn header() -> String {
    fs::read_to_string(root().join("include/civigrid.h")).expect("the header")
}

/// A fenced block: where it begins, what its comment says, and its text.
struct Block {
    line: usize,
    kind: String,
    names: Vec<String>,
    text: String,
}

impl Block {
    fn is(&self, kind: &str, name: &str) -> bool {
        self.kind == kind && self.names.iter().any(|known| known == name)
    }
}

fn blocks() -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut open, mut before) = (false, String::new());
    for (index, line) in page().lines().enumerate() {
        if line.trim_start().starts_with("```") {
            if !open {
                let (kind, names) = marker(&before).unwrap_or_default();
                blocks.push(Block { line: index + 1, kind, names, text: String::new() });
            }
            open = !open;
        } else if let (true, Some(block)) = (open, blocks.last_mut()) {
            block.text.push_str(line);
            block.text.push('\n');
        }
        line.clone_into(&mut before);
    }
    assert!(!open, "the last block of {PAGE} has no end");
    blocks
}

/// `<!-- kind: name name -->`
fn marker(line: &str) -> Option<(String, Vec<String>)> {
    let (kind, names) = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.split_once(": ")?;
    Some((kind.to_owned(), names.split(' ').map(str::to_owned).collect()))
}

/// Where a reader would work: a folder with the example ruleset and the files that the page tells to save.
struct Workshop {
    dir: PathBuf,
}

impl Workshop {
    fn new(label: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("civigrid-docs-{}-{label}", std::process::id()));
        fs::create_dir_all(dir.join("holiday-cn")).expect("a temporary folder");
        for name in ["ruleset.json", "holiday-cn/2025.json", "holiday-cn/2026.json"] {
            fs::copy(root().join("examples/rulesets/lunan").join(name), dir.join(name)).expect("the example ruleset");
        }
        for block in blocks().iter().filter(|block| block.kind == "file") {
            fs::write(dir.join(&block.names[0]), &block.text).expect("a file of the page");
        }
        Self { dir }
    }

    /// Runs the blocks of a label as they stand; what they print.
    fn run(&self, label: &str, dir: &Path, prefix: &Path) -> String {
        let mut printed = String::new();
        for block in blocks().iter().filter(|block| block.is("run", label)) {
            let mut sh = Command::new("sh");
            sh.args(["-e", "-u", "-c", &block.text]).current_dir(dir).env("PREFIX", prefix).env("LC_ALL", "C.UTF-8");
            // Go wants places to keep things; Cargo's own search path for libraries is not the reader's.
            sh.env("GOCACHE", scratch().join("go")).env("GOPATH", scratch().join("gopath"));
            sh.env_remove("LD_LIBRARY_PATH").env_remove("PKG_CONFIG_PATH");
            let done = output(&mut sh);
            let (stdout, stderr) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
            let line = block.line;
            // A compiler that warns fails, but newer versions of Java warn of all native code.
            assert!(
                done.status.success() && (stderr.is_empty() || label == "java"),
                "{PAGE}, line {line}: {} (`cargo xtask setup` installs what it needs)\n{stdout}\n{stderr}",
                done.status
            );
            printed.push_str(&stdout);
        }
        printed
    }
}

/// A folder whose test failed stays, to be looked at.
impl Drop for Workshop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // What cannot be removed is left in the folder for temporary files.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// Programs are looked for on the PATH, files where they are.
fn require(needed: &[&str]) {
    for name in needed {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let there = std::env::split_paths(&path).any(|dir| dir.join(name).is_file()) || Path::new(name).is_file();
        assert!(there, "`{name}` is not installed: run `cargo xtask setup`");
    }
}

fn follow(label: &str, needed: &[&str]) {
    require(needed);
    let workshop = Workshop::new(label);
    let printed = workshop.run(label, &workshop.dir, prefix());
    let blocks = blocks();
    let expected = blocks.iter().find(|block| block.is("prints", label)).expect("what the page says that it prints");
    assert_eq!(printed, expected.text, "{PAGE}, line {}", expected.line);
}

macro_rules! follow {
    ($($test:ident $label:literal $needed:expr;)+) => {
        /// The labels that are run and print what the page says.
        const PRINTING: &[&str] = &[$($label),+];
        $(#[test] fn $test() { follow($label, &$needed); })+
    };
}

follow! {
    c_with_the_shared_library "shared" ["gcc"];
    c_with_the_static_library "static" ["gcc"];
    c_by_pkg_config "pkg-config" ["gcc", "pkg-config"];
    c_by_cmake "cmake" ["cmake", "make", "pkg-config"];
    the_same_program_as_cpp "c++" ["g++"];
    processes_share_a_journal "loop" ["gcc"];
    rows_in_a_table "rows" ["python3"];
    python_by_ctypes "python" ["python3"];
    java_by_jna "java" ["javac", "java", "/usr/share/java/jna.jar"];
    go_by_cgo "go" ["gcc", "go", "pkg-config"];
}

/// A process that was decided against while it waited for the journal: another stores its entry first, under the same seq.
/// The rows of SQLite can be read, and not written, between `BEGIN IMMEDIATE` and `COMMIT`.
const RACE: &str = r#"
rm journal.db
./loop 1770948000 load.json
cp journal.db before.db
./loop 1770948000 report-2.json
mv journal.db other.db
mv before.db journal.db
python3 -c '
import json, sqlite3, subprocess, time
faster = sqlite3.connect("other.db").execute("SELECT entry FROM journal WHERE seq = 3").fetchone()
journal = sqlite3.connect("journal.db", isolation_level=None)
journal.execute("BEGIN IMMEDIATE")
slower = subprocess.Popen(["./loop", "1770948000", "report-1.json"])
time.sleep(1)
journal.execute("INSERT INTO journal VALUES (3, ?)", faster)
journal.execute("COMMIT")
assert slower.wait() == 0
for seq, entry in journal.execute("SELECT seq, entry FROM journal WHERE seq > 2 ORDER BY seq"):
    print(seq, json.loads(entry)["cause"]["command"]["id"])
'
"#;

#[test]
fn who_comes_second_decides_again() {
    require(&["gcc", "python3"]);
    let workshop = Workshop::new("race");
    workshop.run("loop", &workshop.dir, prefix());
    let printed = succeed(Command::new("sh").args(["-e", "-u", "-c", RACE]).current_dir(&workshop.dir));
    assert_eq!(printed, "3 c-2\n4 c-1\n");
}

/// Midnight before Friday 13 February 2026 on the clock of China: 56 years with 14 leap days, then 31 and 12 days.
const FRIDAY: i64 = (56 * 365 + 14 + 31 + 12) * 86_400 - 8 * 3_600;

/// What the page says that its programs print, worked out by hand.
#[test]
fn what_is_printed_follows_from_the_calendar() {
    let report_at = FRIDAY + 10 * 3_600;
    // Four working hours to sign: 10:00 to 12:00 and 14:00 to 16:00. The breach comes a second after the last instant.
    let sign_fires = FRIDAY + 16 * 3_600 + 1;
    // One working day to handle: the Saturday is a make-up day, its work ends at 17:30.
    let handle_fires = FRIDAY + 86_400 + 17 * 3_600 + 30 * 60 + 1;
    let first = format!(
        "10 {{\"code\":\"case.category_unknown\",\"number\":8001,\"pointer\":\"/data/category\",\"args\":[],\
         \"zh\":\"案件类别不在目录中\",\"en\":\"the category is not in the list\"}}\n\
         0 next firing at {sign_fires}\n"
    );
    // The load and its work, six reports, one entry for the six that fire at the same instant.
    let journal = format!("{} entries, next firing at {handle_fires}\n", 2 + 6 + 1);
    // Reported, triaged, dispatched; then signed by silence.
    let rows = "0\ncase/2026-000123 3 2026-02-13T16:00:01+08:00\n1\ncase/2026-000123 4 2026-02-14T17:30:01+08:00\n";
    for block in blocks().iter().filter(|block| block.kind == "prints") {
        let expected = match block.names[0].as_str() {
            "loop" => &journal,
            "rows" => rows,
            _ => &first,
        };
        assert_eq!(block.text, expected, "{PAGE}, line {}", block.line);
    }
    for (label, instants) in [("loop", [report_at, sign_fires]), ("rows", [FRIDAY + 9 * 3_600, report_at])] {
        let file = if label == "rows" { ("file", "rows.py") } else { ("run", "loop") };
        let text = blocks().into_iter().find(|block| block.is(file.0, file.1)).expect("a block").text;
        assert!(instants.iter().all(|at| text.contains(&at.to_string())), "{label} has other instants than the text");
    }
}

#[test]
fn every_block_is_marked_and_run() {
    let blocks = blocks();
    let mut ran: BTreeSet<&str> = PRINTING.iter().copied().collect();
    ran.extend(["install", "glibc"]);
    let all: String = blocks.iter().map(|block| block.text.as_str()).collect();
    for block in &blocks {
        let known = match block.kind.as_str() {
            // A file that nothing names is not tested.
            "file" => block.names.len() == 1 && (all.contains(&block.names[0]) || block.names[0] == "CMakeLists.txt"),
            "run" => block.names.len() == 1 && ran.contains(block.names[0].as_str()),
            "prints" => block.names.iter().all(|label| PRINTING.contains(&label.as_str())),
            _ => false,
        };
        assert!(known, "{PAGE}, line {}: nothing tests this block", block.line);
    }
    for label in ran {
        assert!(blocks.iter().any(|block| block.is("run", label)), "{PAGE} has no block `run: {label}`");
    }
}

/// Every file below a folder, by its path from there.
fn files(dir: &Path, from: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            files(&path, from, found);
        } else {
            found.insert(path.strip_prefix(from).expect("below").to_string_lossy().into_owned());
        }
    }
}

#[test]
fn installing_puts_there_what_the_page_lists() {
    let workshop = Workshop::new("install");
    let to = workshop.dir.join("prefix");
    require(&["cargo"]);
    let mut install = Command::new("sh");
    let blocks = blocks();
    let block = blocks.iter().find(|block| block.is("run", "install")).expect("how to install");
    succeed(install.args(["-e", "-u", "-c", &block.text]).current_dir(root()).env("PREFIX", &to));
    let mut installed = BTreeSet::new();
    files(&to, &to, &mut installed);
    let page = page();
    let first_cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<String> = first_cells
        .filter(|cell| cell.starts_with("include/") || cell.starts_with("lib/"))
        .map(|cell| cell.replace("VERSION", env!("CARGO_PKG_VERSION")))
        .collect();
    assert_eq!(listed, installed);
}

#[test]
fn the_needed_glibc_is_no_newer_than_this_one() {
    require(&["objdump", "getconf"]);
    let workshop = Workshop::new("glibc");
    let version = |text: &str| {
        let (major, minor) = text.trim().split_once('.').expect("a version");
        (major.parse::<u32>().expect("a number"), minor.split('.').next().and_then(|minor| minor.parse::<u32>().ok()))
    };
    let printed = workshop.run("glibc", &workshop.dir, prefix());
    let needed = printed.lines().last().and_then(|line| line.strip_prefix("GLIBC_")).expect("a version of glibc");
    let here = succeed(Command::new("getconf").arg("GNU_LIBC_VERSION"));
    let here = here.trim().strip_prefix("glibc ").expect("glibc");
    assert!(version(needed) <= version(here), "needs {needed} but was built with {here}");
}

/// The page prints what the static library needs, and pkg-config knows it too.
#[test]
fn the_static_link_line_names_what_pkg_config_names() {
    let file = fs::read_to_string(prefix().join("lib/pkgconfig/civigrid.pc")).expect("the pkg-config file");
    let libraries = file.lines().find_map(|line| line.strip_prefix("Libs.private: ")).expect("Libs.private");
    let blocks = blocks();
    let link = blocks.iter().find(|block| block.is("run", "static")).expect("a link line");
    assert!(link.text.contains(&format!("libcivigrid.a\" {libraries}\n")), "{}", link.text);
}

/// The functions of the header, each with how it takes its handle.
fn declared() -> BTreeMap<String, &'static str> {
    let header = header();
    let code: String = header.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code)).collect();
    let mut functions = BTreeMap::new();
    for (before, parameters) in code.split(';').filter_map(|statement| statement.split_once('(')) {
        let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().expect("a name");
        let (first, handle) = (parameters.split(',').next().unwrap_or_default(), ["ruleset *", "engine *"]);
        let is_handle = handle.iter().any(|kind| first.contains(&format!("struct civigrid_{kind}")))
            && first.matches('*').count() == 1;
        let taken = match (is_handle, first.starts_with("const ")) {
            (true, true) => "shared",
            (true, false) => "alone",
            (false, _) => "",
        };
        functions.insert(name.to_owned(), taken);
    }
    functions
}

/// The cells of the page's table rows.
fn table_rows(page: &str) -> Vec<Vec<&str>> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'));
    rows.map(|row| row.split('|').map(str::trim).collect()).collect()
}

#[test]
fn the_table_holds_every_function_once() {
    let (page, declared) = (page(), declared());
    let mut listed = BTreeMap::new();
    for cells in table_rows(&page) {
        let name = cells[0].trim_matches('`');
        if name.starts_with("civigrid_") {
            assert!(listed.insert(name.to_owned(), cells[1]).is_none(), "{name} is listed twice");
        }
    }
    assert_eq!(listed, declared);
    assert!(page.contains(&format!("All {}. *Shared*", declared.len())), "the page counts other than {declared:?}");
}

#[test]
fn the_tables_hold_every_status_with_its_number() {
    let (page, header) = (page(), header());
    let numbers = |name: &str| !["CIVIGRID_ABI_VERSION", "CIVIGRID_NO_CELL"].contains(&name);
    let defined: BTreeMap<&str, u32> = header
        .lines()
        .filter_map(|line| line.strip_prefix("#define ")?.split_once(' '))
        .filter_map(|(name, number)| Some((name, number.parse().ok()?)))
        .filter(|(name, _)| numbers(name))
        .collect();
    let rows = table_rows(&page);
    let listed: BTreeMap<&str, u32> = rows
        .iter()
        .filter_map(|cells| Some((cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?, cells[0].parse().ok()?)))
        .collect();
    assert_eq!(listed, defined);
    let abi = header.lines().find_map(|line| line.strip_prefix("#define CIVIGRID_ABI_VERSION ")).expect("the ABI");
    assert!(page.contains(&format!("| ABI, now {abi} |")), "the ABI is {abi}");
}

/// Words that look like names of the header are names of the header, in the text and in every program.
#[test]
fn no_name_is_made_up() {
    let (page, header) = (page(), header());
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.to_lowercase().starts_with("civigrid_")).map(str::to_owned).collect()
    };
    let known = words(&header);
    // The programs in Python put names together.
    let unknown: Vec<String> = words(&page).into_iter().filter(|word| !known.contains(word)).collect();
    assert_eq!(unknown, ["civigrid_"]);
}

#[test]
fn every_link_leads_somewhere() {
    let page = page();
    let anchor =
        |title: &str| title.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != ' ', "").replace(' ', "-");
    let anchors: BTreeSet<String> = page
        .lines()
        .filter(|line| line.starts_with("## ") || line.starts_with("### "))
        .map(|line| anchor(line.trim_start_matches('#').trim()))
        .collect();
    let links: Vec<&str> = page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 10, "the links were not found");
    for link in links {
        let leads = match link.strip_prefix('#') {
            Some(title) => anchors.contains(title),
            None => link.starts_with("https://") || root().join("docs").join(link).exists(),
        };
        assert!(leads, "{PAGE}: nothing is at {link}");
    }
}
