/*
 * Every parameter of every function, wrong in every way that a call can find: one line a case. After each the handles
 * are what they were. Arguments: the folder of the example ruleset.
 */
#include "misuse.h"

static void compiling(const world *w) {
    const char *name = "holiday-cn/2026.json";
    civigrid_part part = {TEXT(name), TEXT("{}")}, twice[] = {{TEXT(name), TEXT("{}")}, {TEXT(name), TEXT("[]")}};
    unsigned char room[2 * sizeof(civigrid_part) + 1] = {0};
    civigrid_ruleset *made = NULL;
    BAD_BYTES("document", civigrid_ruleset_compile(ptr, len, NULL, 0, &made, &out));
    BAD(IS_NULL, "parts", civigrid_ruleset_compile(TEXT("{}"), NULL, 1, &made, &out));
    BAD(TOO_LONG, "parts", civigrid_ruleset_compile(TEXT("{}"), &part, SIZE_MAX, &made, &out));
    BAD(TOO_LONG, "parts", civigrid_ruleset_compile(TEXT("{}"), &part, SIZE_MAX / sizeof part, &made, &out));
    BAD(TOO_LONG, "parts", civigrid_ruleset_compile(TEXT("{}"), NULL, SIZE_MAX, &made, &out));
    BAD(UNALIGNED, "parts", civigrid_ruleset_compile(TEXT("{}"), SHIFTED(civigrid_part, room), 1, &made, &out));
    BAD_TEXT("parts[0].name", (part.name = ptr, part.name_len = len,
                               civigrid_ruleset_compile(TEXT("{}"), &part, 1, &made, &out)));
    part.name = (const uint8_t *)name;
    part.name_len = strlen(name);
    BAD_BYTES("parts[0].data", (part.data = ptr, part.data_len = len,
                                civigrid_ruleset_compile(TEXT("{}"), &part, 1, &made, &out)));
    BAD(TWICE, "parts[1].name", civigrid_ruleset_compile(TEXT("{}"), twice, 2, &made, &out));
    CHECK(made == NULL);
    BAD(IS_NULL, "ruleset", civigrid_ruleset_compile(TEXT("{}"), NULL, 0, NULL, &out));
    BAD(UNALIGNED, "ruleset", civigrid_ruleset_compile(TEXT("{}"), NULL, 0, SHIFTED(civigrid_ruleset *, room), &out));
    BAD(IS_NULL, "ruleset", civigrid_ruleset_fingerprint(NULL, &out));
    BAD(UNALIGNED, "ruleset", civigrid_ruleset_fingerprint(SHIFTED(civigrid_ruleset, room), &out));
    civigrid_ruleset_free(SHIFTED(civigrid_ruleset, room));
    civigrid_engine_free(SHIFTED(civigrid_engine, room));
}

static void making_engines(const world *w) {
    const civigrid_ruleset *good[] = {w->ruleset}, *bad[] = {w->ruleset, NULL};
    const size_t most = SIZE_MAX / 2 / sizeof *good;
    unsigned char room[2 * sizeof(void *) + 1] = {0};
    civigrid_engine *made = NULL;
    BAD(IS_NULL, "rulesets", civigrid_engine_new(NULL, 1, &made, &out));
    BAD(EMPTY, "rulesets", civigrid_engine_new(NULL, 0, &made, &out));
    BAD(IS_NULL, "rulesets[1]", civigrid_engine_new(bad, 2, &made, &out));
    BAD(TOO_LONG, "rulesets", civigrid_engine_new(good, most + 1, &made, &out));
    BAD(TOO_LONG, "rulesets", civigrid_engine_new(good, SIZE_MAX, &made, &out));
    BAD(UNALIGNED, "rulesets", civigrid_engine_new(SHIFTED(const civigrid_ruleset *, room), 1, &made, &out));
    BAD(IS_NULL, "engine", civigrid_engine_new(good, 1, NULL, &out));
    BAD(UNALIGNED, "engine", civigrid_engine_new(good, 1, SHIFTED(civigrid_engine *, room), &out));
    BAD(IS_NULL, "rulesets", civigrid_engine_restore(NULL, 1, TEXT("{}"), &made, &out));
    BAD(EMPTY, "rulesets", civigrid_engine_restore(NULL, 0, TEXT("{}"), &made, &out));
    BAD(IS_NULL, "rulesets[1]", civigrid_engine_restore(bad, 2, TEXT("{}"), &made, &out));
    BAD(TOO_LONG, "rulesets", civigrid_engine_restore(good, most + 1, TEXT("{}"), &made, &out));
    BAD(UNALIGNED, "rulesets",
        civigrid_engine_restore(SHIFTED(const civigrid_ruleset *, room), 1, TEXT("{}"), &made, &out));
    BAD_BYTES("snapshot", civigrid_engine_restore(good, 1, ptr, len, &made, &out));
    BAD(IS_NULL, "engine", civigrid_engine_restore(good, 1, TEXT("{}"), NULL, &out));
    BAD(UNALIGNED, "engine", civigrid_engine_restore(good, 1, TEXT("{}"), SHIFTED(civigrid_engine *, room), &out));
    BAD(IS_NULL, "engine", civigrid_engine_add_ruleset(NULL, w->ruleset, &out));
    BAD(IS_NULL, "ruleset", civigrid_engine_add_ruleset(w->engine, NULL, &out));
    bad[1] = SHIFTED(civigrid_ruleset, room);
    BAD(UNALIGNED, "rulesets[1]", civigrid_engine_new(bad, 2, &made, &out));
    BAD(UNALIGNED, "ruleset", civigrid_engine_add_ruleset(w->engine, bad[1], &out));
    CHECK(made == NULL);
}

static void deciding(const world *w) {
    civigrid_engine *engine = w->engine;
    BAD(IS_NULL, "engine", civigrid_engine_decide(NULL, TEXT(REPORT), at_nine(), &out));
    BAD_BYTES("command", civigrid_engine_decide(engine, ptr, len, at_nine(), &out));
    BAD_INSTANT("at", civigrid_engine_decide(engine, TEXT(REPORT), at, &out));
    BAD(IS_NULL, "engine", civigrid_engine_decide_clamped(NULL, TEXT(REPORT), at_nine(), &out));
    BAD_BYTES("command", civigrid_engine_decide_clamped(engine, ptr, len, at_nine(), &out));
    BAD_INSTANT("at", civigrid_engine_decide_clamped(engine, TEXT(REPORT), at, &out));
    BAD(IS_NULL, "engine", civigrid_engine_decide_due(NULL, at_nine(), &out));
    BAD_INSTANT("at", civigrid_engine_decide_due(engine, at, &out));
    BAD(IS_NULL, "engine", civigrid_engine_commit(NULL, TEXT("{}"), &out));
    BAD_BYTES("entry", civigrid_engine_commit(engine, ptr, len, &out));
    BAD(IS_NULL, "engine", civigrid_engine_apply(NULL, TEXT(REPORT), at_nine(), &out));
    BAD_BYTES("command", civigrid_engine_apply(engine, ptr, len, at_nine(), &out));
    BAD_INSTANT("at", civigrid_engine_apply(engine, TEXT(REPORT), at, &out));
    BAD(IS_NULL, "engine", civigrid_engine_advance(NULL, at_nine(), &out));
    BAD_INSTANT("at", civigrid_engine_advance(engine, at, &out));
}

static void asking(const world *w) {
    const civigrid_engine *engine = w->engine;
    unsigned char room[2 * sizeof(int64_t) + 1] = {0};
    uint64_t seq = 5;
    int64_t last_at = 5, firing = 5;
    uint32_t cell = 5;
    BAD(IS_NULL, "engine", civigrid_engine_query(NULL, TEXT(CASE_GET), TEXT("130202"), at_nine(), &out));
    BAD_BYTES("query", civigrid_engine_query(engine, ptr, len, TEXT("130202"), at_nine(), &out));
    BAD_TEXT("view", civigrid_engine_query(engine, TEXT(CASE_GET), ptr, len, at_nine(), &out));
    BAD_INSTANT("at", civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), at, &out));
    BAD(IS_NULL, "engine", civigrid_engine_snapshot(NULL, &out));
    BAD(UNALIGNED, "engine", civigrid_engine_snapshot(SHIFTED(civigrid_engine, room), &out));
    BAD(IS_NULL, "engine", civigrid_engine_digest(NULL, &out));
    BAD(IS_NULL, "engine", civigrid_engine_head(NULL, &out));
    BAD(IS_NULL, "engine", civigrid_engine_cells(NULL, &out));
    BAD(IS_NULL, "engine", civigrid_engine_row(NULL, TEXT("rules/current"), &out));
    BAD_TEXT("key", civigrid_engine_row(engine, ptr, len, &out));
    BAD(IS_NULL, "engine", civigrid_engine_seq(NULL, &seq, &out));
    BAD(IS_NULL, "seq", civigrid_engine_seq(engine, NULL, &out));
    BAD(UNALIGNED, "seq", civigrid_engine_seq(engine, SHIFTED(uint64_t, room), &out));
    BAD(IS_NULL, "engine", civigrid_engine_last_at(NULL, &last_at, &out));
    BAD(IS_NULL, "at", civigrid_engine_last_at(engine, NULL, &out));
    BAD(UNALIGNED, "at", civigrid_engine_last_at(engine, SHIFTED(int64_t, room), &out));
    BAD(IS_NULL, "engine", civigrid_engine_next_firing(NULL, &firing, &out));
    BAD(IS_NULL, "at", civigrid_engine_next_firing(engine, NULL, &out));
    BAD(UNALIGNED, "at", civigrid_engine_next_firing(engine, SHIFTED(int64_t, room), &out));
    BAD(IS_NULL, "engine", civigrid_engine_locate(NULL, 0, 0, &cell, &out));
    BAD(IS_NULL, "cell", civigrid_engine_locate(engine, 0, 0, NULL, &out));
    BAD(UNALIGNED, "cell", civigrid_engine_locate(engine, 0, 0, SHIFTED(uint32_t, room), &out));
    CHECK(seq == 0 && last_at == CIVIGRID_NO_INSTANT && firing == CIVIGRID_NO_INSTANT && cell == CIVIGRID_NO_CELL);
    CHECK(all_are(room, sizeof room, 0));
}

static void columns_of_positions(const world *w) {
    const civigrid_engine *e = w->engine;
    int32_t lon[4] = {0}, lat[4] = {0};
    uint32_t cells[4];
    uint8_t statuses[16], room[17];
    memset(cells, 0x77, sizeof cells);
    memset(statuses, 0x77, sizeof statuses);
    memset(room, 0x77, sizeof room);
    BAD(IS_NULL, "engine", civigrid_engine_locate_many(NULL, lon, lat, 4, cells, statuses, &out));
    BAD(IS_NULL, "lon_e7", civigrid_engine_locate_many(e, NULL, lat, 4, cells, statuses, &out));
    BAD(IS_NULL, "lat_e7", civigrid_engine_locate_many(e, lon, NULL, 4, cells, statuses, &out));
    BAD(IS_NULL, "cells", civigrid_engine_locate_many(e, lon, lat, 4, NULL, statuses, &out));
    BAD(IS_NULL, "statuses", civigrid_engine_locate_many(e, lon, lat, 4, cells, NULL, &out));
    BAD(IS_NULL, "cells", civigrid_engine_locate_many(e, lon, lat, 4, NULL, NULL, &out));
    BAD(TOO_LONG, "lon_e7", civigrid_engine_locate_many(e, lon, lat, SIZE_MAX, cells, statuses, &out));
    BAD(TOO_LONG, "lon_e7", civigrid_engine_locate_many(e, lon, lat, SIZE_MAX / 8 + 1, cells, statuses, &out));
    BAD(UNALIGNED, "lon_e7", civigrid_engine_locate_many(e, SHIFTED(int32_t, room), lat, 4, cells, statuses, &out));
    BAD(UNALIGNED, "lat_e7", civigrid_engine_locate_many(e, lon, SHIFTED(int32_t, room), 4, cells, statuses, &out));
    BAD(UNALIGNED, "cells", civigrid_engine_locate_many(e, lon, lat, 4, SHIFTED(uint32_t, room), statuses, &out));
    BAD(OVERLAP, "cells", civigrid_engine_locate_many(e, lon, lat, 4, (uint32_t *)lon, statuses, &out));
    BAD(OVERLAP, "cells", civigrid_engine_locate_many(e, lon, lat, 2, (uint32_t *)(lon + 1), statuses, &out));
    BAD(OVERLAP, "cells", civigrid_engine_locate_many(e, lon, lat + 1, 2, (uint32_t *)lat, statuses, &out));
    BAD(OVERLAP, "statuses", civigrid_engine_locate_many(e, lon, lat, 4, cells, (uint8_t *)lon + 15, &out));
    BAD(OVERLAP, "statuses", civigrid_engine_locate_many(e, lon, lat, 4, cells, (uint8_t *)lat, &out));
    BAD(OVERLAP, "statuses", civigrid_engine_locate_many(e, lon, lat, 4, cells, (uint8_t *)cells + 8, &out));
    CHECK(all_are(cells, sizeof cells, 0x77) && all_are(statuses, sizeof statuses, 0x77));
    CHECK(all_are(room, sizeof room, 0x77) && all_are(lon, sizeof lon, 0) && all_are(lat, sizeof lat, 0));
    /* Side by side is not over each other. */
    GIVES(CIVIGRID_OK, "",
          civigrid_engine_locate_many(e, lon, lat, 2, (uint32_t *)(lon + 2), (uint8_t *)(lat + 2), &out));
}

static void columns_of_instants(const world *w) {
    const civigrid_ruleset *r = w->ruleset;
    int64_t from[4] = {0}, due[4], one = 5;
    uint8_t statuses[32], room[33];
    memset(due, 0x77, sizeof due);
    memset(statuses, 0x77, sizeof statuses);
    memset(room, 0x77, sizeof room);
    BAD(IS_NULL, "ruleset", civigrid_ruleset_due(NULL, TEXT("sign"), at_nine(), &one, &out));
    BAD_TEXT("limit", civigrid_ruleset_due(r, ptr, len, at_nine(), &one, &out));
    BAD_INSTANT("from", civigrid_ruleset_due(r, TEXT("sign"), at, &one, &out));
    BAD(IS_NULL, "due", civigrid_ruleset_due(r, TEXT("sign"), at_nine(), NULL, &out));
    BAD(UNALIGNED, "due", civigrid_ruleset_due(r, TEXT("sign"), at_nine(), SHIFTED(int64_t, room), &out));
    CHECK(one == CIVIGRID_NO_INSTANT);
    BAD(IS_NULL, "ruleset", civigrid_ruleset_due_many(NULL, TEXT("sign"), from, 4, due, statuses, &out));
    BAD_TEXT("limit", civigrid_ruleset_due_many(r, ptr, len, from, 4, due, statuses, &out));
    BAD(IS_NULL, "from", civigrid_ruleset_due_many(r, TEXT("sign"), NULL, 4, due, statuses, &out));
    BAD(IS_NULL, "due", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, NULL, statuses, &out));
    BAD(IS_NULL, "statuses", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, due, NULL, &out));
    BAD(IS_NULL, "due", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, NULL, NULL, &out));
    BAD(TOO_LONG, "from", civigrid_ruleset_due_many(r, TEXT("sign"), from, SIZE_MAX, due, statuses, &out));
    BAD(TOO_LONG, "from", civigrid_ruleset_due_many(r, TEXT("sign"), from, SIZE_MAX / 16 + 1, due, statuses, &out));
    BAD(UNALIGNED, "from", civigrid_ruleset_due_many(r, TEXT("sign"), SHIFTED(int64_t, room), 4, due, statuses, &out));
    BAD(UNALIGNED, "due", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, SHIFTED(int64_t, room), statuses, &out));
    BAD(OVERLAP, "due", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, from, statuses, &out));
    BAD(OVERLAP, "due", civigrid_ruleset_due_many(r, TEXT("sign"), from, 2, from + 1, statuses, &out));
    BAD(OVERLAP, "statuses", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, due, (uint8_t *)from, &out));
    BAD(OVERLAP, "statuses", civigrid_ruleset_due_many(r, TEXT("sign"), from, 4, due, (uint8_t *)due + 31, &out));
    CHECK(all_are(due, sizeof due, 0x77) && all_are(statuses, sizeof statuses, 0x77));
    CHECK(all_are(room, sizeof room, 0x77) && all_are(from, sizeof from, 0));
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_due_many(r, TEXT("sign"), from, 2, from + 2, statuses, &out));
}

static void rows(const world *w) {
    const civigrid_engine *engine = w->engine;
    int64_t at = at_nine();
    BAD(IS_NULL, "engine", civigrid_engine_load_rows(NULL, TEXT("{}"), &out));
    BAD_BYTES("rows", civigrid_engine_load_rows(w->engine, ptr, len, &out));
    BAD(IS_NULL, "engine", civigrid_rows_needs(NULL, TEXT(REPORT), at, NULL, 0, &out));
    BAD_BYTES("command", civigrid_rows_needs(engine, ptr, len, at_nine(), NULL, 0, &out));
    BAD_INSTANT("at", civigrid_rows_needs(engine, TEXT(REPORT), at, NULL, 0, &out));
    BAD_BYTES("rows", civigrid_rows_needs(engine, TEXT(REPORT), at, ptr, len, &out));
    BAD(IS_NULL, "engine", civigrid_rows_decide(NULL, TEXT(REPORT), at, NULL, 0, &out));
    BAD_BYTES("command", civigrid_rows_decide(engine, ptr, len, at_nine(), NULL, 0, &out));
    BAD_INSTANT("at", civigrid_rows_decide(engine, TEXT(REPORT), at, NULL, 0, &out));
    BAD_BYTES("rows", civigrid_rows_decide(engine, TEXT(REPORT), at, ptr, len, &out));
    BAD(IS_NULL, "engine", civigrid_rows_needs_due(NULL, TEXT("case/1"), at, NULL, 0, &out));
    BAD_TEXT("key", civigrid_rows_needs_due(engine, ptr, len, at_nine(), NULL, 0, &out));
    BAD_INSTANT("at", civigrid_rows_needs_due(engine, TEXT("case/1"), at, NULL, 0, &out));
    BAD_BYTES("rows", civigrid_rows_needs_due(engine, TEXT("case/1"), at, ptr, len, &out));
    BAD(IS_NULL, "engine", civigrid_rows_decide_due(NULL, TEXT("case/1"), at, NULL, 0, &out));
    BAD_TEXT("key", civigrid_rows_decide_due(engine, ptr, len, at_nine(), NULL, 0, &out));
    BAD_INSTANT("at", civigrid_rows_decide_due(engine, TEXT("case/1"), at, NULL, 0, &out));
    BAD_BYTES("rows", civigrid_rows_decide_due(engine, TEXT("case/1"), at, ptr, len, &out));
}

/* Without `out` nothing at all is done: places keep what they hold, and no state changes. */
static void without_out(const world *w) {
    const civigrid_ruleset *good[] = {w->ruleset};
    civigrid_engine *engine = w->engine, *made = w->engine;
    civigrid_ruleset *compiled = w->ruleset;
    uint64_t seq = 5;
    uint32_t cell = 5;
    int64_t at = at_nine(), place = 5;
    int32_t lon[] = {0}, lat[] = {0};
    uint8_t statuses[] = {5};
    NOTHING(civigrid_ruleset_compile(TEXT("{}"), NULL, 0, &compiled, NULL));
    NOTHING(civigrid_ruleset_fingerprint(w->ruleset, NULL));
    NOTHING(civigrid_engine_new(good, 1, &made, NULL));
    NOTHING(civigrid_engine_restore(good, 1, TEXT("{}"), &made, NULL));
    NOTHING(civigrid_engine_add_ruleset(engine, w->ruleset, NULL));
    NOTHING(civigrid_engine_decide(engine, TEXT(REPORT), at, NULL));
    NOTHING(civigrid_engine_decide_clamped(engine, TEXT(REPORT), at, NULL));
    NOTHING(civigrid_engine_decide_due(engine, at, NULL));
    NOTHING(civigrid_engine_commit(engine, BYTES(w->entry), NULL));
    NOTHING(civigrid_engine_apply(engine, TEXT(REPORT), at, NULL));
    NOTHING(civigrid_engine_advance(engine, at, NULL));
    NOTHING(civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), at, NULL));
    NOTHING(civigrid_engine_snapshot(engine, NULL));
    NOTHING(civigrid_engine_digest(engine, NULL));
    NOTHING(civigrid_engine_head(engine, NULL));
    NOTHING(civigrid_engine_seq(engine, &seq, NULL));
    NOTHING(civigrid_engine_last_at(engine, &place, NULL));
    NOTHING(civigrid_engine_next_firing(engine, &place, NULL));
    NOTHING(civigrid_engine_locate(engine, 0, 0, &cell, NULL));
    NOTHING(civigrid_engine_locate_many(engine, lon, lat, 1, &cell, statuses, NULL));
    NOTHING(civigrid_engine_cells(engine, NULL));
    NOTHING(civigrid_ruleset_due(w->ruleset, TEXT("sign"), at, &place, NULL));
    NOTHING(civigrid_ruleset_due_many(w->ruleset, TEXT("sign"), &at, 1, &place, statuses, NULL));
    NOTHING(civigrid_engine_load_rows(engine, NULL, 0, NULL));
    NOTHING(civigrid_engine_row(engine, TEXT("case/1"), NULL));
    NOTHING(civigrid_rows_needs(engine, TEXT(REPORT), at, NULL, 0, NULL));
    NOTHING(civigrid_rows_decide(engine, TEXT(REPORT), at, NULL, 0, NULL));
    NOTHING(civigrid_rows_needs_due(engine, TEXT("case/1"), at, NULL, 0, NULL));
    NOTHING(civigrid_rows_decide_due(engine, TEXT("case/1"), at, NULL, 0, NULL));
    CHECK(compiled == w->ruleset && made == engine && seq == 5 && place == 5 && cell == 5 && statuses[0] == 5);
}

/* The first and the last instant that are taken, and that what is no argument is the library's to refuse. */
static void just_inside(const world *w) {
    int64_t due = 5;
    civigrid_engine *empty = new_engine(w->ruleset);
    CHECK(FIRST == -2209017600 && LAST == 7258089599 && at_nine() == 1770944400);
    GIVES(CIVIGRID_NONE, "", civigrid_engine_decide_due(empty, FIRST, &out));
    GIVES(CIVIGRID_NONE, "", civigrid_engine_decide_due(empty, LAST, &out));
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_due(w->ruleset, TEXT("urgent"), FIRST, &due, &out));
    CHECK(due == FIRST + 2 * 3600);
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_due(w->ruleset, TEXT("urgent"), LAST - 2 * 3600, &due, &out));
    CHECK(due == LAST);
    GIVES(CIVIGRID_REJECTED, NULL, civigrid_engine_decide(w->engine, TEXT("\xFF"), at_nine(), &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_decide(w->engine, TEXT(REPORT), LAST, &out));
    civigrid_engine_free(empty);
}

int main(int count, char **args) {
    world w;
    CHECK(count == 2);
    w.ruleset = compile_lunan(args[1]);
    w.engine = small_district(w.ruleset);
    w.digest = digest_of(w.engine);
    TAKES(w.entry, CIVIGRID_OK, civigrid_engine_decide(w.engine, TEXT(REPORT), at_nine(), &w.entry));
    TAKES(w.fingerprint, CIVIGRID_OK, civigrid_ruleset_fingerprint(w.ruleset, &w.fingerprint));
    compiling(&w);
    making_engines(&w);
    deciding(&w);
    asking(&w);
    columns_of_positions(&w);
    columns_of_instants(&w);
    rows(&w);
    without_out(&w);
    just_inside(&w);
    unchanged(&w);
    GIVES(CIVIGRID_OK, "", civigrid_engine_commit(w.engine, BYTES(w.entry), &out));
    CHECK(seq_of(w.engine) == 3);
    civigrid_buf_free(&w.entry);
    civigrid_buf_free(&w.fingerprint);
    free(w.digest);
    civigrid_engine_free(w.engine);
    civigrid_ruleset_free(w.ruleset);
    return 0;
}
