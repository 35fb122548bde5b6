//! Programs that are wrong: whoever links the library finds the mistake by the usual tools, and so the tests that pass
//! under these tools say something.

use crate::watch::{Library, VALGRIND_FOUND, Watch, lunan, program, run, told};

/// A mistake of `bad.c`, and the words by which each tool tells it, beside the name of the function that makes it.
struct Mistake {
    name: &'static str,
    valgrind: &'static [&'static str],
    sanitizer: &'static [&'static str],
}

const MISTAKES: [Mistake; 8] = [
    Mistake {
        name: "use_of_a_freed_handle",
        valgrind: &["Invalid read of size", "free'd", "civigrid_engine_seq"],
        sanitizer: &["AddressSanitizer: heap-use-after-free", "civigrid_engine_seq", "freed by thread"],
    },
    Mistake {
        name: "double_free_of_a_handle",
        valgrind: &["Invalid read of size", "free'd", "civigrid_engine_free"],
        sanitizer: &["AddressSanitizer: heap-use-after-free", "civigrid_engine_free", "freed by thread"],
    },
    Mistake {
        name: "use_of_a_freed_buffer",
        valgrind: &["Invalid read of size 1", "free'd"],
        sanitizer: &["AddressSanitizer: heap-use-after-free", "READ of size 1", "freed by thread"],
    },
    Mistake {
        name: "double_free_of_a_copy",
        valgrind: &["Invalid free()", "free'd"],
        sanitizer: &["AddressSanitizer: attempting double-free", "freed by thread"],
    },
    Mistake {
        name: "leak_of_a_buffer",
        // The digest is `sm3:` and 64 digits.
        valgrind: &["68 bytes in 1 blocks are definitely lost"],
        sanitizer: &["LeakSanitizer: detected memory leaks", "68 byte(s) leaked in 1 allocation(s)"],
    },
    Mistake {
        name: "leak_of_a_handle",
        valgrind: &["are definitely lost", "civigrid_engine_new"],
        sanitizer: &["LeakSanitizer: detected memory leaks", "civigrid_engine_new"],
    },
    Mistake {
        name: "column_too_short",
        // Three rows of four bytes.
        valgrind: &["Invalid write of size 4", "0 bytes after a block of size 12"],
        sanitizer: &["AddressSanitizer: heap-buffer-overflow", "WRITE of size 4", "12-byte region"],
    },
    Mistake {
        name: "command_too_short",
        valgrind: &["Invalid read of size", "bytes after a block"],
        sanitizer: &["AddressSanitizer: heap-buffer-overflow", "READ of size", "region"],
    },
];

fn are_told(watch: Watch, code: Option<i32>, words: impl Fn(&Mistake) -> &'static [&'static str]) {
    let (program, folder) = (program("bad.c", Library::Shipped, watch), lunan());
    for mistake in &MISTAKES {
        let output = run(&program, watch, &[mistake.name, folder.to_str().expect("a path in UTF-8")]);
        let told = told(&output);
        assert!(!output.status.success(), "nobody tells {} to {watch:?}:\n{told}", mistake.name);
        assert!(code.is_none_or(|code| output.status.code() == Some(code)), "{}: {}", mistake.name, output.status);
        for word in words(mistake).iter().chain([&mistake.name]) {
            assert!(told.contains(word), "{watch:?} does not say `{word}` of {}:\n{told}", mistake.name);
        }
    }
}

#[test]
fn valgrind_tells_mistakes() {
    are_told(Watch::Valgrind, Some(VALGRIND_FOUND), |mistake| mistake.valgrind);
}

#[test]
fn address_sanitizer_tells_mistakes() {
    are_told(Watch::Sanitizers, None, |mistake| mistake.sanitizer);
}
