/*
 * What a fault of the library does to its host, by a library in which one command is a planted fault: the handle that
 * was used is lost, nothing else is. Arguments: the folder of the example ruleset.
 */
#include "district.h"
#include <pthread.h>

#define PLANTED                                                                                                        \
    "{\"id\":\"planted-panic\",\"actor\":{\"id\":\"p-1\",\"role\":\"resident\"},\"type\":\"case.report\",\"data\":{"   \
    "\"case\":\"2026-000666\",\"category\":\"0101\",\"place\":{\"node\":\"130202\"}}}"
#define FAULT                                                                                                          \
    "{\"code\":\"panic\",\"number\":10021,\"pointer\":\"\",\"args\":[],\"zh\":\"内部错误：请报告\","                    \
    "\"en\":\"internal error: please report it with the input that led to it\"}"
#define LOST                                                                                                           \
    "{\"code\":\"handle.poisoned\",\"number\":10014,\"pointer\":\"\",\"args\":[],"                                     \
    "\"zh\":\"句柄因先前的内部错误不再可用：请从快照重建\","                                                            \
    "\"en\":\"an internal error made the handle unusable: build a new one from the snapshot and the journal\"}"

#define IS_LOST(call) GIVES(CIVIGRID_POISONED, LOST, call)

/* Every function that takes the engine. */
static void nothing_works_any_more(civigrid_engine *engine, const civigrid_ruleset *ruleset) {
    int32_t lon[] = {0}, lat[] = {0};
    uint32_t cell = 5, cells[] = {5};
    uint8_t statuses[] = {5};
    uint64_t seq = 5;
    int64_t at = at_nine(), last_at = 5, firing = 5;
    IS_LOST(civigrid_engine_decide(engine, TEXT(PLANTED), at, &out));
    IS_LOST(civigrid_engine_decide(engine, TEXT(REPORT), at, &out));
    IS_LOST(civigrid_engine_decide_clamped(engine, TEXT(REPORT), at, &out));
    IS_LOST(civigrid_engine_decide_due(engine, at, &out));
    IS_LOST(civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), at, &out));
    IS_LOST(civigrid_engine_snapshot(engine, &out));
    IS_LOST(civigrid_engine_digest(engine, &out));
    IS_LOST(civigrid_engine_head(engine, &out));
    IS_LOST(civigrid_engine_cells(engine, &out));
    IS_LOST(civigrid_engine_row(engine, TEXT("node/130202"), &out));
    IS_LOST(civigrid_engine_seq(engine, &seq, &out));
    IS_LOST(civigrid_engine_last_at(engine, &last_at, &out));
    IS_LOST(civigrid_engine_next_firing(engine, &firing, &out));
    IS_LOST(civigrid_engine_locate(engine, 1180500000, 390500000, &cell, &out));
    IS_LOST(civigrid_engine_locate_many(engine, lon, lat, 1, cells, statuses, &out));
    IS_LOST(civigrid_rows_needs(engine, TEXT(REPORT), at, NULL, 0, &out));
    IS_LOST(civigrid_rows_decide(engine, TEXT(REPORT), at, NULL, 0, &out));
    IS_LOST(civigrid_rows_needs_due(engine, TEXT("case/1"), at, NULL, 0, &out));
    IS_LOST(civigrid_rows_decide_due(engine, TEXT("case/1"), at, NULL, 0, &out));
    IS_LOST(civigrid_engine_apply(engine, TEXT(REPORT), at, &out));
    IS_LOST(civigrid_engine_advance(engine, at, &out));
    IS_LOST(civigrid_engine_commit(engine, TEXT("{}"), &out));
    IS_LOST(civigrid_engine_load_rows(engine, NULL, 0, &out));
    IS_LOST(civigrid_engine_add_ruleset(engine, ruleset, &out));
    CHECK(seq == 0 && last_at == CIVIGRID_NO_INSTANT && firing == CIVIGRID_NO_INSTANT && cell == CIVIGRID_NO_CELL);
    CHECK(cells[0] == 5 && statuses[0] == 5);
}

/* The ruleset and the other engines go on; from what is stored comes an engine like the one that was lost. */
static void all_else_goes_on(const civigrid_ruleset *ruleset, civigrid_engine *other, const civigrid_buf *stored,
                             const char *digest) {
    const civigrid_ruleset *rulesets[] = {ruleset};
    civigrid_engine *restored = NULL;
    int64_t due = 5;
    GIVES(CIVIGRID_OK, digest, civigrid_engine_digest(other, &out));
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_due(ruleset, TEXT("sign"), at_nine(), &due, &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_restore(rulesets, 1, stored->ptr, stored->len, &restored, &out));
    GIVES(CIVIGRID_OK, digest, civigrid_engine_digest(restored, &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(restored, TEXT(REPORT), at_nine(), &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_decide(other, TEXT(REPORT), at_nine(), &out));
    civigrid_engine_free(restored);
}

/* Faults in several threads at once, each on an engine of its own. */
static void *fault(void *argument) {
    const civigrid_ruleset *ruleset = argument;
    for (int i = 0; i < 10; i++) {
        civigrid_engine *engine = small_district(ruleset);
        GIVES(CIVIGRID_PANIC, FAULT, civigrid_engine_decide(engine, TEXT(PLANTED), at_nine(), &out));
        IS_LOST(civigrid_engine_digest(engine, &out));
        civigrid_engine_free(engine);
    }
    return NULL;
}

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    civigrid_engine *first, *second, *other;
    civigrid_buf stored;
    pthread_t threads[4];
    char *digest;
    CHECK(count == 2);
    ruleset = compile_lunan(args[1]);
    first = small_district(ruleset);
    second = small_district(ruleset);
    other = small_district(ruleset);
    digest = digest_of(other);
    TAKES(stored, CIVIGRID_OK, civigrid_engine_snapshot(first, &stored));
    GIVES(CIVIGRID_PANIC, FAULT, civigrid_engine_decide(first, TEXT(PLANTED), at_nine(), &out));
    nothing_works_any_more(first, ruleset);
    all_else_goes_on(ruleset, other, &stored, digest);
    GIVES(CIVIGRID_OK, digest, civigrid_engine_digest(second, &out));
    GIVES(CIVIGRID_PANIC, FAULT, civigrid_engine_decide_clamped(second, TEXT(PLANTED), at_nine(), &out));
    nothing_works_any_more(second, ruleset);
    civigrid_engine_free(first);
    all_else_goes_on(ruleset, other, &stored, digest);
    civigrid_engine_free(second);
    for (size_t i = 0; i < 4; i++) {
        CHECK(pthread_create(&threads[i], NULL, fault, ruleset) == 0);
    }
    for (size_t i = 0; i < 4; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    all_else_goes_on(ruleset, other, &stored, digest);
    civigrid_buf_free(&stored);
    civigrid_engine_free(other);
    civigrid_ruleset_free(ruleset);
    free(digest);
    return 0;
}
