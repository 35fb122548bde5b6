/*
 * Every status that one thread can reach without a fault of the library, with all bytes of `out`. The sentences are
 * those of the table of codes. Arguments: the folder of the example ruleset.
 */
#include "district.h"

/* The bytes of a rejection; `args` is the inside of a JSON list. */
#define REJECTION(code, number, pointer, args, zh, en)                                                                 \
    "{\"code\":\"" code "\",\"number\":" number ",\"pointer\":\"" pointer "\",\"args\":[" args "],"                   \
    "\"zh\":\"" zh "\",\"en\":\"" en "\"}"
#define PROBLEM(part, problem) "{\"part\":" part ",\"problem\":" problem "}"
#define DIAGNOSTICS(list) "{\"diagnostics\":[" list "]}"

#define NOT_JSON REJECTION("json.syntax", "1003", "", "\"0\"", "第 0 字节不是合法 JSON", "not JSON at byte 0")
#define NO_FORMAT                                                                                                      \
    REJECTION("ruleset.missing_member", "103", "", "\"format\"", "缺少成员 `format`", "member `format` is missing: add it")
#define NINE "2026-02-13T09:00:00+08:00"
#define EARLIER                                                                                                        \
    REJECTION("time_regressed", "3001", "", "\"" NINE "\"", "时刻早于最近一条记录 " NINE,                                \
              "the instant lies before the last entry at " NINE)
#define NO_VIEW REJECTION("view.not_found", "5005", "", "", "没有此视图范围", "no such view")
#define NO_CASE REJECTION("case.not_found", "5001", "/data/case", "", "没有此案件", "no such case")
#define NO_CODE                                                                                                        \
    REJECTION("code.syntax", "1023", "/view", "", "区划或网格代码应为 1 至 20 位数字", "a directory code is 1 to 20 digits")
#define NO_KEY REJECTION("key.syntax", "1025", "/key", "", "行键应为 类型/编号", "a row's key is kind/id")
#define CHANGED                                                                                                        \
    REJECTION("command.changed", "2001", "/id", "", "此编号已用于另一内容的命令：请换编号",                              \
              "this id was used for another command: take a new id")
#define TAKEN                                                                                                          \
    REJECTION("case.id_taken", "7001", "/data/case", "", "案件编号已被使用：请换编号",                                   \
              "the case id is taken: choose another")
#define TOO_LATE                                                                                                       \
    REJECTION("deadlines_due", "4001", "", "\"2026-02-13T16:00:01+08:00\"",                                            \
              "有时限于 2026-02-13T16:00:01+08:00 触发，须先处理",                                                      \
              "a deadline fires at 2026-02-13T16:00:01+08:00: carry out what is due first")
#define STALE REJECTION("entry.seq", "9002", "/seq", "\"4\"", "记录序号应为 4", "the entry's seq should be 4")
#define CUT                                                                                                            \
    REJECTION("snapshot.format", "9010", "", "", "快照格式不支持或不完整",                                               \
              "the snapshot's format is not supported, or it is cut short")
#define NO_LIMIT                                                                                                       \
    REJECTION("ruleset.unknown_reference", "107", "/limit", "\"never\"", "找不到 `never`：请先定义",                           \
              "nothing is called `never`: define it first")
#define FAR_AWAY                                                                                                       \
    REJECTION("position.range", "1031", "", "", "坐标应为经度 -180 至 180、纬度 -90 至 90 的数字",                       \
              "a position is two numbers: longitude -180 to 180, latitude -90 to 90")

static void rulesets(const char *folder) {
    civigrid_part unused[] = {{TEXT("extra.json"), TEXT("[]")}};
    char *document = replaced(read_file(folder, "ruleset.json"), "\"2h\"", "\"2x\"");
    civigrid_ruleset *ruleset;
    civigrid_buf out;
    GIVES(CIVIGRID_RULESET_INVALID, DIAGNOSTICS(PROBLEM("null", NO_FORMAT)),
          civigrid_ruleset_compile(TEXT("{}"), NULL, 0, &ruleset, &out));
    GIVES(CIVIGRID_RULESET_INVALID, DIAGNOSTICS(PROBLEM("null", NOT_JSON)),
          civigrid_ruleset_compile(NULL, 0, NULL, 0, &ruleset, &out));
    /* Every problem at once: a bad limit, two parts that are missing, one that nothing refers to. */
    TAKES(out, CIVIGRID_RULESET_INVALID, civigrid_ruleset_compile(TEXT(document), unused, 1, &ruleset, &out));
    CHECK(holds(&out, "{\"diagnostics\":[{\"part\":null,\"problem\":{\"code\":\""));
    CHECK(holds(&out, "\"pointer\":\"/limits/urgent/within\",\"args\":[\"30min | 2h | 7d | 4wh | 5wd\"]"));
    CHECK(occurs(&out, "\"code\":\"ruleset.part_missing\"") == 2 && occurs(&out, "\"args\":[\"extra.json\"]") == 1);
    CHECK(ruleset == NULL);
    civigrid_buf_free(&out);
    free(document);
}

static void before_the_first_entry(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = new_engine(ruleset);
    const civigrid_ruleset *rulesets[] = {ruleset};
    int64_t at = 5;
    uint64_t seq = 5;
    uint32_t cell = 5;
    GIVES(CIVIGRID_OK, "", civigrid_engine_seq(engine, &seq, &out));
    CHECK(seq == 0);
    GIVES(CIVIGRID_NONE, "", civigrid_engine_last_at(engine, &at, &out));
    CHECK(at == CIVIGRID_NO_INSTANT);
    at = 5;
    GIVES(CIVIGRID_NONE, "", civigrid_engine_next_firing(engine, &at, &out));
    CHECK(at == CIVIGRID_NO_INSTANT);
    GIVES(CIVIGRID_NONE, "", civigrid_engine_locate(engine, 1180000000, 390000000, &cell, &out));
    CHECK(cell == CIVIGRID_NO_CELL);
    GIVES(CIVIGRID_OK, "none", civigrid_engine_head(engine, &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_cells(engine, &out));
    GIVES(CIVIGRID_NONE, "", civigrid_engine_decide_due(engine, at_nine(), &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_advance(engine, at_nine(), &out));
    GIVES(CIVIGRID_NONE, "", civigrid_engine_row(engine, TEXT("case/1"), &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_load_rows(engine, NULL, 0, &out));
    civigrid_engine_free(engine);
    GIVES(CIVIGRID_REJECTED, CUT, civigrid_engine_restore(rulesets, 1, NULL, 0, &engine, &out));
    GIVES(CIVIGRID_REJECTED, CUT, civigrid_engine_restore(rulesets, 1, TEXT("{}"), &engine, &out));
}

static void refusals(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    const char *again = REPORT_OF("c-2", "2026-000123"), *other = REPORT_OF("c-1", "2026-000124");
    int64_t ten = china(2026, 2, 13, 10, 0, 0), late = china(2026, 2, 13, 17, 0, 0), early = at_nine() - 1;
    civigrid_buf entry;
    uint32_t cell = 5;
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_engine_decide(engine, NULL, 0, ten, &out));
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_engine_decide_clamped(engine, NULL, 0, ten, &out));
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_engine_apply(engine, NULL, 0, ten, &out));
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_engine_commit(engine, NULL, 0, &out));
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_engine_query(engine, NULL, 0, TEXT("130202"), ten, &out));
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_rows_needs(engine, NULL, 0, ten, NULL, 0, &out));
    GIVES(CIVIGRID_REJECTED, NOT_JSON, civigrid_rows_decide(engine, NULL, 0, ten, NULL, 0, &out));
    GIVES(CIVIGRID_REJECTED, EARLIER, civigrid_engine_decide(engine, TEXT(REPORT), early, &out));
    GIVES(CIVIGRID_REJECTED, EARLIER, civigrid_engine_apply(engine, TEXT(REPORT), early, &out));
    GIVES(CIVIGRID_REJECTED, EARLIER, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), early, &out));
    GIVES(CIVIGRID_REJECTED, NO_VIEW, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("999"), ten, &out));
    GIVES(CIVIGRID_REJECTED, NO_CODE, civigrid_engine_query(engine, TEXT(CASE_GET), NULL, 0, ten, &out));
    GIVES(CIVIGRID_REJECTED, NO_CASE, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), ten, &out));
    GIVES(CIVIGRID_REJECTED, NO_KEY, civigrid_engine_row(engine, NULL, 0, &out));
    GIVES(CIVIGRID_REJECTED, NO_KEY, civigrid_rows_needs_due(engine, NULL, 0, ten, NULL, 0, &out));
    GIVES(CIVIGRID_REJECTED, NO_KEY, civigrid_rows_decide_due(engine, TEXT("case"), ten, NULL, 0, &out));
    GIVES(CIVIGRID_REJECTED, FAR_AWAY, civigrid_engine_locate(engine, INT32_MIN, 0, &cell, &out));
    CHECK(cell == CIVIGRID_NO_CELL);
    CHECK(seq_of(engine) == 2);

    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide(engine, TEXT(REPORT), ten, &entry));
    GIVES(CIVIGRID_OK, "", civigrid_engine_commit(engine, BYTES(entry), &out));
    GIVES(CIVIGRID_REJECTED, STALE, civigrid_engine_commit(engine, BYTES(entry), &out));
    GIVES(CIVIGRID_REPEAT, "{\"seq\":3}", civigrid_engine_decide(engine, TEXT(REPORT), ten, &out));
    GIVES(CIVIGRID_REPEAT, "{\"seq\":3}", civigrid_engine_decide_clamped(engine, TEXT(REPORT), early, &out));
    GIVES(CIVIGRID_REPEAT, "{\"seq\":3}", civigrid_engine_apply(engine, TEXT(REPORT), ten, &out));
    GIVES(CIVIGRID_REPEAT, "{\"seq\":1}", civigrid_engine_decide(engine, TEXT(LOAD), late, &out));
    GIVES(CIVIGRID_REJECTED, CHANGED, civigrid_engine_decide(engine, TEXT(other), ten, &out));
    GIVES(CIVIGRID_REJECTED, TAKEN, civigrid_engine_decide(engine, TEXT(again), ten, &out));
    GIVES(CIVIGRID_REJECTED, TAKEN, civigrid_engine_decide_clamped(engine, TEXT(again), early, &out));
    GIVES(CIVIGRID_REJECTED, TOO_LATE, civigrid_engine_decide(engine, TEXT(again), late, &out));
    CHECK(seq_of(engine) == 3);
    civigrid_buf_free(&entry);
    civigrid_engine_free(engine);
}

static void limits(const civigrid_ruleset *ruleset) {
    int64_t due = 5, from[] = {at_nine()}, dues[] = {7};
    uint8_t statuses[] = {9};
    GIVES(CIVIGRID_REJECTED, NO_LIMIT, civigrid_ruleset_due(ruleset, TEXT("never"), at_nine(), &due, &out));
    CHECK(due == CIVIGRID_NO_INSTANT);
    GIVES(CIVIGRID_REJECTED, NO_LIMIT,
          civigrid_ruleset_due_many(ruleset, TEXT("never"), from, 1, dues, statuses, &out));
    GIVES(CIVIGRID_REJECTED, NO_LIMIT, civigrid_ruleset_due_many(ruleset, TEXT("never"), NULL, 0, NULL, NULL, &out));
    CHECK(dues[0] == 7 && statuses[0] == 9);
}

/* The number of a rejection, alone, after lines of entries, and where there is none. */
static void numbers(void) {
    static const struct {
        const char *bytes;
        uint32_t number;
    } cases[] = {
        {EARLIER, CIVIGRID_TIME_REGRESSED},
        {TOO_LATE, CIVIGRID_DEADLINES_DUE},
        {STALE, CIVIGRID_ENTRY_SEQ},
        {TAKEN, 7001},
        {"{\"seq\":1}\n{\"seq\":2}\n" STALE, CIVIGRID_ENTRY_SEQ},
        {STALE "\n", 0}, /* a rejection has no LF: this is a line like any other */
        {STALE "\n{\"seq\":4}", 0},
        {DIAGNOSTICS(PROBLEM("null", NO_FORMAT)), 0},
        {"{\"seq\":12}", 0},
        {"{}", 0},
        {"{\"\xFF", 0},
        {"", 0},
    };
    CHECK(CIVIGRID_TIME_REGRESSED == 3001 && CIVIGRID_DEADLINES_DUE == 4001);
    CHECK(CIVIGRID_ENTRY_SEQ == 9002 && CIVIGRID_ENTRY_PREV == 9003);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(civigrid_rejection_number(TEXT(cases[i].bytes)) == cases[i].number);
    }
    CHECK(civigrid_rejection_number(NULL, 0) == 0 && civigrid_rejection_number(NULL, 4) == 0);
    CHECK(civigrid_rejection_number((const uint8_t *)TAKEN, SIZE_MAX) == 0);
    CHECK(civigrid_rejection_number((const uint8_t *)TAKEN, SIZE_MAX / 2 + 1) == 0);
}

/* Two journals part at their third entry: the fourth of one has the seq that the other wants, and another `prev`. */
static void journals_that_part(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset), *other = small_district(ruleset);
    const char *second = REPORT_OF("c-2", "2026-000124"), *third = REPORT_OF("c-3", "2026-000125");
    civigrid_buf entry, out;
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(REPORT), at_nine(), &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(other, TEXT(second), at_nine(), &out));
    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide(other, TEXT(third), at_nine(), &entry));
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_commit(engine, BYTES(entry), &out));
    CHECK(begins(&out, "{\"code\":\"entry.prev\",\"number\":9003,\"pointer\":\"/prev\",\"args\":[],"));
    CHECK(civigrid_rejection_number(BYTES(out)) == CIVIGRID_ENTRY_PREV && seq_of(engine) == 3);
    civigrid_buf_free(&entry);
    civigrid_buf_free(&out);
    civigrid_engine_free(engine);
    civigrid_engine_free(other);
}

/* A ruleset of another content has another fingerprint, one of the same content the same. */
static void fingerprints(const char *folder, const civigrid_ruleset *ruleset) {
    char *document = replaced(read_file(folder, "ruleset.json"), "\"90d\"", "\"91d\"");
    civigrid_ruleset *equal = compile_lunan(folder), *other;
    civigrid_buf mine, its;
    char *text;
    other = compile_with(folder, document, "", "");
    TAKES(mine, CIVIGRID_OK, civigrid_ruleset_fingerprint(ruleset, &mine));
    text = text_of(&mine);
    CHECK(is_sm3(text));
    GIVES(CIVIGRID_OK, text, civigrid_ruleset_fingerprint(equal, &out));
    TAKES(its, CIVIGRID_OK, civigrid_ruleset_fingerprint(other, &its));
    CHECK(!same(&mine, &its));
    civigrid_buf_free(&mine);
    civigrid_buf_free(&its);
    free(text);
    free(document);
    civigrid_ruleset_free(equal);
    civigrid_ruleset_free(other);
}

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    CHECK(count == 2);
    ruleset = compile_lunan(args[1]);
    rulesets(args[1]);
    before_the_first_entry(ruleset);
    refusals(ruleset);
    limits(ruleset);
    numbers();
    journals_that_part(ruleset);
    fingerprints(args[1], ruleset);
    civigrid_ruleset_free(ruleset);
    return 0;
}
