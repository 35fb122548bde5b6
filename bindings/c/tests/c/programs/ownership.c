/*
 * Who frees what: buffers, handles, and the order of frees. Arguments: the folder of the example ruleset, how often to
 * repeat, and `whole` to load the whole example directory as well. Prints the library's version.
 */
#include "district.h"

static void frees_of_nothing_are_harmless(void) {
    civigrid_buf empty = {NULL, 0};
    civigrid_buf_free(NULL);
    civigrid_buf_free(&empty);
    civigrid_buf_free(&empty);
    CHECK(empty.ptr == NULL && empty.len == 0);
    civigrid_engine_free(NULL);
    civigrid_ruleset_free(NULL);
}

/* A buffer that was freed is empty, so freeing it again, or filling it again, is sound. */
static void a_buffer_is_freed_and_filled_again(const civigrid_engine *engine) {
    civigrid_buf out, copy;
    for (int i = 0; i < 3; i++) {
        TAKES(out, CIVIGRID_OK, civigrid_engine_snapshot(engine, &out));
        CHECK(out.len > 1000 && out.ptr[out.len - 1] == '\n');
        copy = out;
        civigrid_buf_free(&out);
        civigrid_buf_free(&out);
        CHECK(out.ptr == NULL && out.len == 0 && copy.ptr != NULL);
    }
}

/* What a call is given may be overwritten as soon as it returns. */
static void nothing_that_was_given_is_kept(const char *folder) {
    char *document = read_file(folder, "ruleset.json"), *y2025 = read_file(folder, "holiday-cn/2025.json");
    char *y2026 = read_file(folder, "holiday-cn/2026.json");
    char *names[] = {print("holiday-cn/2025.json"), print("holiday-cn/2026.json")};
    civigrid_part parts[] = {{TEXT(names[0]), TEXT(y2025)}, {TEXT(names[1]), TEXT(y2026)}};
    char *all[] = {document, y2025, y2026, names[0], names[1]};
    char *load = print("%s", LOAD), *report = print("%s", REPORT);
    civigrid_ruleset *ruleset = NULL;
    civigrid_engine *engine = NULL, *other;
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_compile(TEXT(document), parts, 2, &ruleset, &out));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        memset(all[i], '!', strlen(all[i]));
        free(all[i]);
    }
    memset(parts, 0, sizeof parts);
    {
        const civigrid_ruleset *rulesets[] = {ruleset};
        GIVES(CIVIGRID_OK, "", civigrid_engine_new(rulesets, 1, &engine, &out));
        rulesets[0] = NULL;
    }
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(load), at_nine(), &out));
    memset(load, '!', strlen(load));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(report), at_nine(), &out));
    memset(report, '!', strlen(report));
    other = small_district(ruleset);
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(other, TEXT(REPORT), at_nine(), &out));
    CHECK(same_state(engine, other));
    free(load);
    free(report);
    civigrid_engine_free(engine);
    civigrid_engine_free(other);
    civigrid_ruleset_free(ruleset);
}

/* Engines keep what they need of their rulesets, and do not need each other. */
static void rulesets_are_freed_before_the_engines(const char *folder) {
    civigrid_ruleset *ruleset = compile_lunan(folder);
    civigrid_engine *first = small_district(ruleset), *second = small_district(ruleset);
    const civigrid_ruleset *rulesets[] = {ruleset};
    civigrid_engine *third = NULL;
    civigrid_buf snapshot;
    char *digest = digest_of(second);
    TAKES(snapshot, CIVIGRID_OK, civigrid_engine_snapshot(first, &snapshot));
    GIVES(CIVIGRID_OK, "", civigrid_engine_restore(rulesets, 1, BYTES(snapshot), &third, &out));
    civigrid_ruleset_free(ruleset);
    civigrid_engine_free(first);
    civigrid_buf_free(&snapshot);
    GIVES(CIVIGRID_OK, digest, civigrid_engine_digest(second, &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(second, TEXT(REPORT), at_nine(), &out));
    civigrid_engine_free(second);
    GIVES(CIVIGRID_OK, digest, civigrid_engine_digest(third, &out));
    civigrid_engine_free(third);
    free(digest);
}

/* A place for a handle holds NULL after a failure, whatever it held before. */
static void no_handle_comes_of_a_failure(const civigrid_ruleset *ruleset) {
    const civigrid_ruleset *good[] = {ruleset}, *bad[] = {ruleset, NULL};
    char garbage = 0;
    civigrid_ruleset *made = (civigrid_ruleset *)(void *)&garbage;
    civigrid_engine *engine = (civigrid_engine *)(void *)&garbage;
    GIVES(CIVIGRID_RULESET_INVALID, NULL, civigrid_ruleset_compile(TEXT("{}"), NULL, 0, &made, &out));
    CHECK(made == NULL);
    made = (civigrid_ruleset *)(void *)&garbage;
    GIVES(CIVIGRID_BAD_ARGUMENT, NULL, civigrid_ruleset_compile(NULL, 1, NULL, 0, &made, &out));
    CHECK(made == NULL);
    GIVES(CIVIGRID_BAD_ARGUMENT, NULL, civigrid_engine_new(NULL, 0, &engine, &out));
    CHECK(engine == NULL);
    engine = (civigrid_engine *)(void *)&garbage;
    GIVES(CIVIGRID_BAD_ARGUMENT, NULL, civigrid_engine_new(bad, 2, &engine, &out));
    CHECK(engine == NULL);
    engine = (civigrid_engine *)(void *)&garbage;
    GIVES(CIVIGRID_REJECTED, NULL, civigrid_engine_restore(good, 1, TEXT("{}\n"), &engine, &out));
    CHECK(engine == NULL);
    engine = (civigrid_engine *)(void *)&garbage;
    GIVES(CIVIGRID_BAD_ARGUMENT, NULL, civigrid_engine_restore(good, 1, NULL, 5, &engine, &out));
    CHECK(engine == NULL);
}

/* Outputs of half a megabyte and more; 432 grids have boundaries (SOURCES.md of the example). */
static void outputs_may_be_big(const civigrid_ruleset *ruleset, const char *folder) {
    const civigrid_ruleset *rulesets[] = {ruleset};
    civigrid_engine *engine = new_engine(ruleset), *restored = NULL;
    char *load = whole_load(folder);
    civigrid_buf entries, snapshot, cells;
    CHECK(strlen(load) > 500000);
    TAKES(entries, CIVIGRID_OK, civigrid_engine_apply(engine, TEXT(load), at_nine(), &entries));
    CHECK(entries.len > 500000 && occurs(&entries, "\n") == seq_of(engine));
    TAKES(cells, CIVIGRID_OK, civigrid_engine_cells(engine, &cells));
    CHECK(occurs(&cells, "\n") == 432 && cells.len == 432 * (15 + 1));
    TAKES(snapshot, CIVIGRID_OK, civigrid_engine_snapshot(engine, &snapshot));
    CHECK(snapshot.len > 300000);
    GIVES(CIVIGRID_OK, "", civigrid_engine_restore(rulesets, 1, BYTES(snapshot), &restored, &out));
    CHECK(same_state(engine, restored));
    free(load);
    civigrid_buf_free(&entries);
    civigrid_buf_free(&snapshot);
    civigrid_buf_free(&cells);
    civigrid_engine_free(engine);
    civigrid_engine_free(restored);
}

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    civigrid_engine *engine;
    CHECK(count >= 3);
    for (int i = atoi(args[2]); i > 0; i--) {
        frees_of_nothing_are_harmless();
        ruleset = compile_lunan(args[1]);
        engine = small_district(ruleset);
        a_buffer_is_freed_and_filled_again(engine);
        no_handle_comes_of_a_failure(ruleset);
        nothing_that_was_given_is_kept(args[1]);
        rulesets_are_freed_before_the_engines(args[1]);
        if (count > 3 && strcmp(args[3], "whole") == 0) {
            outputs_may_be_big(ruleset, args[1]);
        }
        civigrid_engine_free(engine);
        civigrid_ruleset_free(ruleset);
    }
    CHECK(civigrid_abi_version() == CIVIGRID_ABI_VERSION && civigrid_version() == civigrid_version());
    printf("%s\n", civigrid_version());
    return 0;
}
