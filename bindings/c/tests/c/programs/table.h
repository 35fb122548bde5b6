/*
 * The tables of a host that keeps its own rows: keys and lines. It asks what is needed, looks it up, decides, writes.
 */
#ifndef TABLE_H
#define TABLE_H

#include "district.h"

typedef struct table {
    char *keys[64], *lines[64];
    size_t count;
} table;

static inline char *part_of(const char *text, size_t len) { return print("%.*s", (int)len, text); }

/* The place of a key, or the end. */
static inline size_t find(const table *t, const char *key) {
    size_t at = 0;
    while (at < t->count && strcmp(t->keys[at], key) != 0) {
        at++;
    }
    return at;
}

static inline void drop(table *t, size_t at) {
    free(t->keys[at]);
    free(t->lines[at]);
    t->count--;
    t->keys[at] = t->keys[t->count];
    t->lines[at] = t->lines[t->count];
}

static inline void drop_all(table *t) {
    while (t->count > 0) {
        drop(t, 0);
    }
}

/* INSERT, UPDATE or DELETE, as the line says; every line begins with its key. */
static inline void write_row(table *t, const char *line, size_t len) {
    char *text = part_of(line, len), *key, *gone;
    size_t at, begin = strlen("{\"key\":\"");
    CHECK(strncmp(text, "{\"key\":\"", begin) == 0);
    key = part_of(text + begin, strcspn(text + begin, "\""));
    gone = print("{\"key\":\"%s\",\"absent\":true}", key);
    at = find(t, key);
    if (at < t->count) {
        drop(t, at);
    }
    if (strcmp(text, gone) == 0) {
        free(key);
        free(text);
    } else {
        CHECK(t->count < sizeof t->keys / sizeof *t->keys && strstr(text, ",\"version\":") != NULL);
        t->keys[t->count] = key;
        t->lines[t->count] = text;
        t->count++;
    }
    free(gone);
}

/* SELECT: the rows of keys, one a line each, added to lines; what is not there is told to be absent. */
static inline char *look_up(const table *t, char *given, const char *keys) {
    for (const char *key = keys; *key != '\0'; key += strcspn(key, "\n") + 1) {
        char *name = part_of(key, strcspn(key, "\n")), *more, *mark = print("\"%s\"", name);
        size_t at = find(t, name);
        CHECK(strchr(key, '\n') != NULL && strstr(given, mark) == NULL); /* ends in LF, and is not asked for again */
        if (at < t->count) {
            more = print("%s%s\n", given, t->lines[at]);
        } else {
            more = print("%s{\"key\":\"%s\",\"absent\":true}\n", given, name);
        }
        free(given);
        free(name);
        free(mark);
        given = more;
    }
    return given;
}

/*
 * Asks and looks up until nothing is missing: the lines to decide over. A key stands for a command where that is NULL.
 */
static inline char *gather(const civigrid_engine *engine, const table *t, const char *command, const char *key,
                           int64_t at, const char *first) {
    char *given = print("%s", first), *keys;
    civigrid_buf out;
    for (;;) {
        if (command != NULL) {
            TAKES(out, CIVIGRID_OK, civigrid_rows_needs(engine, TEXT(command), at, TEXT(given), &out));
        } else {
            TAKES(out, CIVIGRID_OK, civigrid_rows_needs_due(engine, TEXT(key), at, TEXT(given), &out));
        }
        if (out.len == 0) {
            return given;
        }
        keys = text_of(&out);
        given = look_up(t, given, keys);
        free(keys);
        civigrid_buf_free(&out);
    }
}

/* Writes what was decided: a line of events, then the rows. The events' line, which the caller frees. */
static inline char *write_all(table *t, civigrid_buf *decided) {
    char *text = text_of(decided), *line = text, *events = NULL;
    CHECK(decided->len > 0 && decided->ptr[decided->len - 1] == '\n' && begins(decided, "{\"events\":[{"));
    for (; *line != '\0'; line += strcspn(line, "\n") + 1) {
        if (events == NULL) {
            events = part_of(line, strcspn(line, "\n"));
        } else {
            write_row(t, line, strcspn(line, "\n"));
        }
    }
    free(text);
    civigrid_buf_free(decided);
    return events;
}

/* A command from first to last; its events, which the caller frees. */
static inline char *carry_out(const civigrid_engine *engine, table *t, const char *command, int64_t at) {
    char *given = gather(engine, t, command, NULL, at, "");
    civigrid_buf out;
    TAKES(out, CIVIGRID_OK, civigrid_rows_decide(engine, TEXT(command), at, TEXT(given), &out));
    free(given);
    return write_all(t, &out);
}

/* What fires in a row, once; NULL if nothing does. `first` are lines that are given besides. */
static inline char *fire(const civigrid_engine *engine, table *t, const char *key, int64_t at, const char *first) {
    char *given = gather(engine, t, NULL, key, at, first);
    civigrid_buf out = spoilt();
    civigrid_status status = civigrid_rows_decide_due(engine, TEXT(key), at, TEXT(given), &out);
    free(given);
    took(status, status == CIVIGRID_NONE ? CIVIGRID_NONE : CIVIGRID_OK, &out, __FILE__, __LINE__, "decide_due");
    CHECK((status == CIVIGRID_NONE) == (out.len == 0));
    return status == CIVIGRID_NONE ? NULL : write_all(t, &out);
}

#endif
