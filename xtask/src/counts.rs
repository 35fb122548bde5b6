//! The counts that a run of `cargo test` prints.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// Adds what a line says, if it is the summary of a test binary:
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s`.
    pub(crate) fn add_line(&mut self, line: &str) {
        let Some((_, summary)) = line.split_once("test result: ") else { return };
        let words: Vec<&str> = summary.split_whitespace().collect();
        for pair in words.windows(2) {
            let &[number, word] = pair else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match word {
                "passed;" => self.passed += number,
                "failed;" => self.failed += number,
                _ => {}
            }
        }
    }

    /// Adds what a line says, if it is of the summary of `node --test` in TAP: `# pass 3`.
    pub(crate) fn add_tap_line(&mut self, line: &str) {
        let Some((word, number)) = line.trim_end().strip_prefix("# ").and_then(|rest| rest.split_once(' ')) else {
            return;
        };
        let Ok(number) = number.parse::<u64>() else { return };
        match word {
            "pass" => self.passed += number,
            // A test that was skipped shows nothing, and one that was cut off even less.
            "fail" | "cancelled" | "skipped" => self.failed += number,
            _ => {}
        }
    }

    /// Adds a step that is no run of tests, or a run of tests that failed without a failed test.
    pub(crate) fn add_step(&mut self, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_add_up_and_other_lines_count_nothing() {
        let mut counts = Counts::default();
        counts.add_line("running 3 tests");
        counts
            .add_line("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        counts.add_line("test result: \u{1b}[31mFAILED\u{1b}[0m. 1 passed; 2 failed; 0 ignored; 0 measured");
        counts.add_line("7 passed; 7 failed;");
        assert_eq!(counts, Counts { passed: 4, failed: 2 });
        counts.add_step(true);
        counts.add_step(false);
        assert_eq!(counts, Counts { passed: 5, failed: 3 });
        for line in ["# tests 9", "# pass 4", "# fail 1", "# cancelled 1", "# skipped 1", "# todo 3", "ok 3 - # pass 7"]
        {
            counts.add_tap_line(line);
        }
        assert_eq!(counts, Counts { passed: 9, failed: 6 });
    }
}
