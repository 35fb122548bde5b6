/*
 * A very small district: the example ruleset, a directory of two grids, and the commands on one case of it.
 */
#ifndef DISTRICT_H
#define DISTRICT_H

#include "host.h"

#define ALLOWED "\"actor\":{\"id\":\"host\",\"role\":\"host\"}"

/* Boundaries are squares in degrees; those of the grids touch at longitude 118.1. */
#define SQUARE(west, south, east, north)                                                                               \
    "\"boundary\":{\"type\":\"Polygon\",\"coordinates\":[[[" west "," south "],[" east "," south "],["                 \
    east "," north "],[" west "," north "],[" west "," south "]]]}"

#define NODE(code, level, above, unit, boundary)                                                                       \
    "{\"code\":\"" code "\",\"name\":{\"zh\":\"路南\"},\"level\":\"" level "\"" above ",\"unit\":\"" unit "\""           \
    boundary "}"
#define ABOVE(code) ",\"parent\":\"" code "\""
#define UNIT(id, node)                                                                                                 \
    "{\"id\":\"" id "\",\"name\":{\"zh\":\"单位\"},\"node\":\"" node "\",\"kind\":\"territory\"}"

/* Eleven items; the community has a boundary round both grids. */
#define LOAD                                                                                                           \
    "{\"id\":\"load-1\"," ALLOWED ",\"type\":\"directory.load\",\"data\":{\"nodes\":["                                 \
    NODE("130202", "district", "", "u-d", "") ","                                                                      \
    NODE("130202001", "street", ABOVE("130202"), "u-s", "") ","                                                        \
    NODE("130202001001", "community", ABOVE("130202001"), "u-c", "," SQUARE("118", "39", "118.3", "39.1")) ","         \
    NODE("130202001001002", "grid", ABOVE("130202001001"), "u-g2", "," SQUARE("118.1", "39", "118.2", "39.1")) ","     \
    NODE("130202001001001", "grid", ABOVE("130202001001"), "u-g1", "," SQUARE("118", "39", "118.1", "39.1"))           \
    "],\"units\":[" UNIT("u-d", "130202") "," UNIT("u-s", "130202001") "," UNIT("u-c", "130202001001") ","             \
    UNIT("u-g1", "130202001001001") "," UNIT("u-g2", "130202001001002")                                                \
    "],\"people\":[{\"id\":\"w-1\",\"posts\":[{\"unit\":\"u-g1\",\"role\":\"grid_worker\","                            \
    "\"from\":\"2026-01-01T00:00:00+08:00\"}]}]}}"

/* A resident's matter in the western grid: small, for the grid itself, to be settled in one working day (rule T6). */
#define REPORT_OF(id, name)                                                                                            \
    "{\"id\":\"" id "\",\"actor\":{\"id\":\"p-1\",\"role\":\"resident\"},\"type\":\"case.report\",\"data\":{"          \
    "\"case\":\"" name "\",\"category\":\"0101\",\"place\":{\"node\":\"130202001001001\"},\"people\":3}}"
#define REPORT REPORT_OF("c-1", "2026-000123")

#define BUSY                                                                                                           \
    "{\"code\":\"handle.busy\",\"number\":10011,\"pointer\":\"\",\"args\":[],"                                         \
    "\"zh\":\"句柄正被另一调用使用：请一次只调用一个\","                                                               \
    "\"en\":\"the handle is in use by another call: make one call at a time\"}"

#define CASE_GET "{\"type\":\"case.get\",\"data\":{\"case\":\"2026-000123\"}}"

/* The directory is loaded on Friday 13 February 2026 at 09:00; the next day is a Saturday on which work is done. */
static inline int64_t at_nine(void) { return china(2026, 2, 13, 9, 0, 0); }

/* Compiles the document in `folder` with the year files that it names, and others besides. */
static inline civigrid_ruleset *compile_with(const char *folder, const char *document, const char *more_name,
                                             const char *more) {
    char *y2025 = read_file(folder, "holiday-cn/2025.json"), *y2026 = read_file(folder, "holiday-cn/2026.json");
    civigrid_part parts[] = {{TEXT("holiday-cn/2025.json"), TEXT(y2025)},
                             {TEXT("holiday-cn/2026.json"), TEXT(y2026)},
                             {TEXT(more_name), TEXT(more)}};
    civigrid_ruleset *ruleset = NULL;
    size_t count = strlen(more) > 0 ? 3 : 2;
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_compile(TEXT(document), parts, count, &ruleset, &out));
    CHECK(ruleset != NULL);
    free(y2025);
    free(y2026);
    return ruleset;
}

static inline civigrid_ruleset *compile_lunan(const char *folder) {
    char *document = read_file(folder, "ruleset.json");
    civigrid_ruleset *ruleset = compile_with(folder, document, "", "");
    free(document);
    return ruleset;
}

static inline civigrid_engine *new_engine(const civigrid_ruleset *ruleset) {
    const civigrid_ruleset *rulesets[] = {ruleset};
    civigrid_engine *engine = NULL;
    GIVES(CIVIGRID_OK, "", civigrid_engine_new(rulesets, 1, &engine, &out));
    CHECK(engine != NULL);
    return engine;
}

/* An engine that holds the directory: two entries, the command's and that of the work that it leaves. */
static inline civigrid_engine *small_district(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = new_engine(ruleset);
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(LOAD), at_nine(), &out));
    return engine;
}

/* The load of the whole example directory, which the caller frees: cut out of its file, which holds a note besides. */
static inline char *whole_load(const char *folder) {
    char *file = read_file(folder, "directory.json"), *data = strstr(file, "\"load\": "), *end = strrchr(file, '}');
    char *command;
    CHECK(data != NULL && end != NULL && data < end);
    *end = '\0';
    command = print("{\"id\":\"load-1\"," ALLOWED ",\"type\":\"directory.load\",\"data\":%s}",
                    data + strlen("\"load\": "));
    free(file);
    return command;
}

static inline uint64_t seq_of(const civigrid_engine *engine) {
    uint64_t seq = UINT64_MAX;
    GIVES(CIVIGRID_OK, "", civigrid_engine_seq(engine, &seq, &out));
    return seq;
}

/* The digest as text, which the caller frees. */
static inline char *digest_of(const civigrid_engine *engine) {
    civigrid_buf digest;
    char *text;
    TAKES(digest, CIVIGRID_OK, civigrid_engine_digest(engine, &digest));
    text = text_of(&digest);
    civigrid_buf_free(&digest);
    return text;
}

static inline int same_state(const civigrid_engine *a, const civigrid_engine *b) {
    char *left = digest_of(a), *right = digest_of(b);
    int equal = strcmp(left, right) == 0;
    free(left);
    free(right);
    return equal;
}

/* `algorithm:hex` with 64 lower-case digits, here of SM3. */
static inline int is_sm3(const char *text) {
    return strlen(text) == 68 && strncmp(text, "sm3:", 4) == 0 && strspn(text + 4, "0123456789abcdef") == 64;
}

#endif
