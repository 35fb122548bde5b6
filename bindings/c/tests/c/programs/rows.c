/*
 * A host that keeps its own rows comes to what an engine with a journal comes to: every row is the same, byte for
 * byte. Arguments: the folder of the example ruleset.
 */
#include "table.h"

#define CASE "case/2026-000123"

/* A quarrel of the neighbours: five working days (rule T5), which on 28 December run past the calendar. */
#define QUARREL                                                                                                        \
    "{\"id\":\"q-1\",\"actor\":{\"id\":\"p-1\",\"role\":\"resident\"},\"type\":\"case.report\",\"data\":{"             \
    "\"case\":\"2026-000200\",\"category\":\"02\",\"place\":{\"node\":\"130202001001001\"}}}"
#define QUARREL_CASE "case/2026-000200"

/* Invented: nothing was published for 2027. */
#define Y2027 "{\"year\":2027,\"days\":[{\"name\":\"元旦\",\"date\":\"2027-01-01\",\"isOffDay\":true}]}"

static void is_row_of(const civigrid_engine *engine, const table *t, const char *key) {
    size_t at = find(t, key);
    CHECK(at < t->count);
    GIVES(CIVIGRID_OK, t->lines[at], civigrid_engine_row(engine, TEXT(key), &out));
}

/* The bulk load leaves work, which is carried out before anything else; then the directory goes into the keeper. */
static void load(civigrid_engine *keeper, table *t) {
    char *events = carry_out(keeper, t, LOAD, at_nine()), *rows = print("");
    CHECK(strstr(events, "\"type\":\"work.opened\"") != NULL && t->count == 2);
    CHECK(find(t, "work/load-1") < t->count && find(t, "command/load-1") < t->count);
    free(events);
    events = fire(keeper, t, "work/load-1", at_nine(), "");
    CHECK(events != NULL && strstr(events, "\"type\":\"work.done\"") != NULL);
    free(events);
    CHECK(find(t, "work/load-1") == t->count && t->count == 12); /* five nodes, five units, a person, the command */
    CHECK(fire(keeper, t, "work/load-1", at_nine(), "") == NULL);
    for (size_t i = 0; i < t->count; i++) {
        if (strncmp(t->keys[i], "command/", 8) != 0) {
            char *more = print("%s%s\n", rows, t->lines[i]);
            free(rows);
            rows = more;
        }
    }
    GIVES(CIVIGRID_OK, "", civigrid_engine_load_rows(keeper, TEXT(rows), &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_load_rows(keeper, TEXT(rows), &out)); /* each row is replaced by itself */
    CHECK(seq_of(keeper) == 0);
    free(rows);
}

/* What an engine with a journal does for the same commands. */
static civigrid_engine *journalled(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(REPORT), china(2026, 2, 13, 10, 0, 0), &out));
    return engine;
}

static void loading_is_for_the_directory(civigrid_engine *keeper, civigrid_engine *engine, const table *t) {
    char *digest = digest_of(keeper), *line = t->lines[find(t, "node/130202")];
    char *twice = print("%s\n%s\n", line, line), *with_case = print("%s\n%s", line, t->lines[find(t, CASE)]);
    civigrid_buf out;
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_load_rows(engine, TEXT(line), &out));
    CHECK(begins(&out, "{\"code\":\"rows.journal\",\"number\":9017,"));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_load_rows(keeper, TEXT(with_case), &out));
    CHECK(begins(&out, "{\"code\":\"rows.kind\",\"number\":9016,\"pointer\":\"\",\"args\":[\"" CASE "\"],"));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED,
          civigrid_engine_load_rows(keeper, TEXT("{\"key\":\"node/130202\",\"absent\":true}"), &out));
    CHECK(begins(&out, "{\"code\":\"rows.kind\",\"number\":9016,\"pointer\":\"\",\"args\":[\"node/130202\"],"));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_load_rows(keeper, TEXT("\n{\"waiting\":[]}\n"), &out));
    CHECK(begins(&out, "{\"code\":\"rows.kind\",\"number\":9016,\"pointer\":\"/1/waiting\",\"args\":[\"waiting\"],"));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_load_rows(keeper, TEXT(twice), &out));
    CHECK(begins(&out, "{\"code\":\"json.duplicate\",\"number\":1005,\"pointer\":\"/1\","));
    civigrid_buf_free(&out);
    GIVES(CIVIGRID_OK, digest, civigrid_engine_digest(keeper, &out));
    free(digest);
    free(twice);
    free(with_case);
}

/* A report and what fires after it, each row beside the engine's. */
static void report_and_dues(const civigrid_engine *keeper, civigrid_engine *engine, table *t) {
    int64_t ten = china(2026, 2, 13, 10, 0, 0), fires = china(2026, 2, 13, 16, 0, 1);
    char *given = gather(keeper, t, REPORT, NULL, ten, ""), *events;
    CHECK(strstr(given, "node/") == NULL && strstr(given, "unit/") == NULL); /* the keeper holds them */
    CHECK(strstr(given, "{\"key\":\"" CASE "\",\"absent\":true}\n") != NULL);
    free(given);
    events = carry_out(keeper, t, REPORT, ten);
    CHECK(strstr(events, "\"type\":\"case.dispatched\"") != NULL && strstr(events, "\"lead\":\"u-g1\"") != NULL);
    free(events);
    is_row_of(engine, t, CASE);
    is_row_of(engine, t, "node/130202001001001");
    is_row_of(engine, t, "person/w-1");
    CHECK(strstr(t->lines[find(t, CASE)], "{\"key\":\"" CASE "\",\"version\":3,"
                                          "\"next_firing\":\"2026-02-13T16:00:01+08:00\",\"body\":{") != NULL);
    /* The same command again: nothing is needed, nothing is to be written. */
    given = gather(keeper, t, REPORT, NULL, ten, "");
    GIVES(CIVIGRID_REPEAT, "", civigrid_rows_decide(keeper, TEXT(REPORT), ten, TEXT(given), &out));
    free(given);

    CHECK(fire(keeper, t, CASE, fires - 1, "") == NULL);
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_advance(engine, fires, &out));
    events = fire(keeper, t, CASE, fires, "");
    CHECK(events != NULL && strstr(events, "\"by\":\"silence\"") != NULL);
    CHECK(fire(keeper, t, CASE, fires, "") == NULL);
    free(events);
    is_row_of(engine, t, CASE);
}

/* Lines that are no rows, and rows that were not given. */
static void bad_lines(const civigrid_engine *keeper) {
    static const struct {
        const char *lines, *answer;
    } cases[] = {
        {"", "{\"code\":\"fact.missing\",\"number\":9014,\"pointer\":\"\",\"args\":[\"rules/current\"],"},
        {"x", "{\"code\":\"json.syntax\",\"number\":1003,\"pointer\":\"/0\",\"args\":[\"0\"],"},
        {"{\"key\":\"case/1\",\"absent\":true}\n{\"key\":\"case/1\",\"absent\":true}",
         "{\"code\":\"json.duplicate\",\"number\":1005,\"pointer\":\"/1\",\"args\":[],"},
        {"{\"key\":\"case/1\",\"absent\":false}\n\n",
         "{\"code\":\"json.wrong_type\",\"number\":1013,\"pointer\":\"/0/absent\",\"args\":[\"true\"],"},
        {"\n\n{\"key\":\"case/1\",\"absent\":true}\n\nx", "{\"code\":\"json.syntax\",\"number\":1003,\"pointer\":\"/4\","},
        {"{\"key\":\"case/1\",\"absent\":true}\n{\"key\":\"cases/1\",\"absent\":true}",
         "{\"code\":\"key.syntax\",\"number\":1025,\"pointer\":\"/1/key\",\"args\":[],"},
        {"{\"waiting\":[]}\n{\"waiting\":[]}", "{\"code\":\"json.duplicate\",\"number\":1005,\"pointer\":\"/1\","},
        {"{\"waiting\":[\"!\"]}", "{\"code\":\"id.syntax\",\"number\":1021,\"pointer\":\"/0/waiting/0\","},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        civigrid_buf out;
        TAKES(out, CIVIGRID_REJECTED,
              civigrid_rows_decide(keeper, TEXT(REPORT), at_nine(), TEXT(cases[i].lines), &out));
        CHECK(begins(&out, cases[i].answer));
        civigrid_buf_free(&out);
        TAKES(out, CIVIGRID_REJECTED,
              civigrid_rows_decide_due(keeper, TEXT("case/2"), at_nine(), TEXT(cases[i].lines), &out));
        CHECK(begins(&out, cases[i].answer));
        civigrid_buf_free(&out);
    }
}

/* Texts that are no key and no code are refused at the parameter. */
static void bad_keys_and_views(const civigrid_engine *keeper, const civigrid_engine *engine) {
    static const char *const bad_key = "{\"code\":\"key.syntax\",\"number\":1025,\"pointer\":\"/key\",\"args\":[],";
    int64_t nine = at_nine();
    civigrid_buf out;
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_row(engine, TEXT("cases/1"), &out));
    CHECK(begins(&out, bad_key));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_rows_needs_due(keeper, TEXT("cases/1"), nine, NULL, 0, &out));
    CHECK(begins(&out, bad_key));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_rows_decide_due(keeper, TEXT("cases/1"), nine, NULL, 0, &out));
    CHECK(begins(&out, bad_key));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("1302 02"), nine, &out));
    CHECK(begins(&out, "{\"code\":\"code.syntax\",\"number\":1023,\"pointer\":\"/view\",\"args\":[],"));
    civigrid_buf_free(&out);
}

/*
 * A ruleset with the year 2027: its own example says so too. Monday 28 December and five: 29, 30, 31, 4 and 5 January.
 */
static civigrid_ruleset *with_2027(const char *folder) {
    char *document = replaced(read_file(folder, "ruleset.json"), "\"holiday-cn/2026.json\"]",
                              "\"holiday-cn/2026.json\", \"holiday-cn/2027.json\"]");
    civigrid_ruleset *ruleset;
    document = replaced(document, "\"calendar_not_covered 2027-01-01\"", "\"2027-01-05T17:30:00+08:00\"");
    ruleset = compile_with(folder, document, "holiday-cn/2027.json", Y2027);
    free(document);
    return ruleset;
}

/* A clock that waits for a calendar is timed by the work that an adoption leaves, which asks for the waiting cases. */
static void waiting(const char *folder, const civigrid_ruleset *ruleset, civigrid_engine *keeper, table *t) {
    int64_t monday = china(2026, 12, 28, 9, 0, 0);
    civigrid_ruleset *next = with_2027(folder);
    civigrid_engine *engine = small_district(ruleset);
    civigrid_buf fingerprint, out;
    char *name, *adopt, *events;
    TAKES(fingerprint, CIVIGRID_OK, civigrid_ruleset_fingerprint(next, &fingerprint));
    name = text_of(&fingerprint);
    adopt = print("{\"id\":\"a-1\"," ALLOWED ",\"type\":\"ruleset.adopt\",\"data\":{\"fingerprint\":\"%s\"}}", name);
    GIVES(CIVIGRID_OK, "", civigrid_engine_add_ruleset(engine, next, &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_add_ruleset(keeper, next, &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(QUARREL), monday, &out));
    free(carry_out(keeper, t, QUARREL, monday));
    is_row_of(engine, t, QUARREL_CASE);
    CHECK(strstr(t->lines[find(t, QUARREL_CASE)], "\"waits_for\":\"2027-01-01\"") != NULL);

    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(adopt), monday, &out));
    free(carry_out(keeper, t, adopt, monday));
    is_row_of(engine, t, "rules/current");
    {
        char *given = print("%s\n%s\n", t->lines[find(t, "rules/current")], t->lines[find(t, "work/a-1")]);
        TAKES(out, CIVIGRID_REJECTED, civigrid_rows_needs_due(keeper, TEXT("work/a-1"), monday, TEXT(given), &out));
        CHECK(begins(&out, "{\"code\":\"fact.missing\",\"number\":9014,"));
        civigrid_buf_free(&out);
        free(given);
    }
    events = fire(keeper, t, "work/a-1", monday, "{\"waiting\":[\"2026-000200\"]}\n");
    CHECK(events != NULL && strstr(events, "\"type\":\"case.timed\"") != NULL);
    CHECK(strstr(events, "\"due\":\"2027-01-05T17:30:00+08:00\"") != NULL && find(t, "work/a-1") == t->count);
    is_row_of(engine, t, QUARREL_CASE);
    free(events);
    free(name);
    free(adopt);
    civigrid_buf_free(&fingerprint);
    civigrid_ruleset_free(next);
    civigrid_engine_free(engine);
}

int main(int count, char **args) {
    table t = {{NULL}, {NULL}, 0};
    civigrid_ruleset *ruleset;
    civigrid_engine *keeper, *engine;
    CHECK(count == 2);
    ruleset = compile_lunan(args[1]);
    keeper = new_engine(ruleset);
    load(keeper, &t);
    engine = journalled(ruleset);
    report_and_dues(keeper, engine, &t);
    loading_is_for_the_directory(keeper, engine, &t);
    bad_lines(keeper);
    bad_keys_and_views(keeper, engine);
    GIVES(CIVIGRID_NONE, "", civigrid_engine_row(engine, TEXT("case/none"), &out));
    waiting(args[1], ruleset, keeper, &t);
    drop_all(&t);
    civigrid_engine_free(keeper);
    civigrid_engine_free(engine);
    civigrid_ruleset_free(ruleset);
    return 0;
}
