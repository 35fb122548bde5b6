/*
 * The ways in which an argument can be wrong, each with the bytes that it is answered by.
 */
#ifndef MISUSE_H
#define MISUSE_H

#include "district.h"

/* Instants lie in the years 1900 to 2199 on the clock of China. */
#define FIRST china(1900, 1, 1, 0, 0, 0)
#define LAST china(2199, 12, 31, 23, 59, 59)

/* Handles that must stay as they are, and how they are; `entry` is one that could be committed. */
typedef struct world {
    civigrid_ruleset *ruleset;
    civigrid_engine *engine;
    char *digest;
    civigrid_buf fingerprint, entry;
} world;

typedef enum way { IS_NULL, TOO_LONG, NO_UTF8, UNALIGNED, OVERLAP, NO_INSTANT, TWICE, EMPTY } way;

/* As the table of codes has them: name, number, sentences round the parameter's name. */
static const struct refusal {
    const char *code;
    int number;
    const char *zh, *en;
} REFUSALS[] = {
    {"argument.null", 10001, "参数 `%s` 不得为空指针", "`%s` must not be null"},
    {"argument.length", 10002, "参数 `%s` 的长度不可能", "the length of `%s` is larger than any object in memory"},
    {"argument.text", 10003, "参数 `%s` 不是 UTF-8", "`%s` is not UTF-8"},
    {"argument.aligned", 10004, "参数 `%s` 未按其类型对齐", "`%s` is not aligned as its type must be"},
    {"argument.overlap", 10005, "参数 `%s` 与另一列重叠", "`%s` overlaps another column"},
    {"argument.instant", 10006, "参数 `%s` 不是 1900 至 2199 年间的时刻",
     "`%s` is not an instant of the years 1900 to 2199"},
    {"argument.twice", 10008, "参数 `%s` 中有重复", "`%s` holds one name twice"},
    {"argument.empty", 10010, "参数 `%s` 不得为空：至少给出一个", "`%s` is empty: give at least one"},
};

/* The handles are as they were. */
static inline void unchanged(const world *w) {
    char *fingerprint = text_of(&w->fingerprint);
    GIVES(CIVIGRID_OK, w->digest, civigrid_engine_digest(w->engine, &out));
    GIVES(CIVIGRID_OK, fingerprint, civigrid_ruleset_fingerprint(w->ruleset, &out));
    free(fingerprint);
}

static inline void refused(civigrid_status status, way how, const char *name, civigrid_buf *out, const world *w,
                           int line, const char *call) {
    const struct refusal *refusal = &REFUSALS[how];
    char *zh = print(refusal->zh, name), *en = print(refusal->en, name);
    const char *form = "{\"code\":\"%s\",\"number\":%d,\"pointer\":\"\",\"args\":[\"%s\"],\"zh\":\"%s\",\"en\":\"%s\"}";
    char *wanted = print(form, refusal->code, refusal->number, name, zh, en);
    gave(status, CIVIGRID_BAD_ARGUMENT, wanted, out, "misuse.c", line, call);
    unchanged(w);
    free(zh);
    free(en);
    free(wanted);
}

/* One case: in which way which parameter of the call is wrong. */
#define BAD(how, name, call)                                                                                           \
    do {                                                                                                               \
        civigrid_buf out = spoilt();                                                                                   \
        refused((call), (how), (name), &out, w, __LINE__, #call);                                                      \
    } while (0)

/* Cases of a parameter that is `ptr` and `len` in the call. */
#define BAD_BYTES(name, call)                                                                                          \
    do {                                                                                                               \
        const uint8_t *ptr = NULL;                                                                                     \
        size_t len = 1;                                                                                                \
        BAD(IS_NULL, name, call);                                                                                      \
        len = SIZE_MAX;                                                                                                \
        BAD(TOO_LONG, name, call);                                                                                     \
        ptr = (const uint8_t *)"{}";                                                                                   \
        BAD(TOO_LONG, name, call);                                                                                     \
        len = SIZE_MAX / 2 + 1;                                                                                        \
        BAD(TOO_LONG, name, call);                                                                                     \
    } while (0)

/* As BAD_BYTES where the bytes must be text: a byte that is none, a surrogate, a character cut short, one overlong. */
#define BAD_TEXT(name, call)                                                                                           \
    do {                                                                                                               \
        static const char *const texts[] = {"case/\xFF", "\xED\xA0\x80", "\xE5\x8C", "\xC0\xAF"};                      \
        BAD_BYTES(name, call);                                                                                         \
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {                                                    \
            const uint8_t *ptr = (const uint8_t *)texts[i];                                                            \
            size_t len = strlen(texts[i]);                                                                             \
            BAD(NO_UTF8, name, call);                                                                                  \
        }                                                                                                              \
    } while (0)

/* Cases of an instant that is `at` in the call. */
#define BAD_INSTANT(name, call)                                                                                        \
    do {                                                                                                               \
        const int64_t instants[] = {FIRST - 1, LAST + 1, INT64_MIN, INT64_MAX};                                        \
        for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {                                              \
            int64_t at = instants[i];                                                                                  \
            BAD(NO_INSTANT, name, call);                                                                               \
        }                                                                                                              \
    } while (0)

/* A call without `out`. */
#define NOTHING(call)                                                                                                  \
    do {                                                                                                               \
        CHECK((call) == CIVIGRID_BAD_ARGUMENT);                                                                        \
        unchanged(w);                                                                                                  \
    } while (0)

/* A pointer into bytes that is aligned for no type of more than one. */
#define SHIFTED(type, bytes) ((type *)(void *)((bytes) + ((uintptr_t)(bytes) % 2 == 0)))

static inline int all_are(const void *memory, size_t len, unsigned char byte) {
    for (size_t i = 0; i < len; i++) {
        if (((const unsigned char *)memory)[i] != byte) {
            return 0;
        }
    }
    return 1;
}

#endif
