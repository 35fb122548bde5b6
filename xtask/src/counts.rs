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
    }
}
