/*
 * What the test programs share: checks that say where they failed, calls whose `out` is spoilt before them, files.
 */
#ifndef HOST_H
#define HOST_H

#include <civigrid.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes as the functions take them: pointer and length. */
#define TEXT(text) (const uint8_t *)(text), strlen(text)
#define BYTES(buf) (buf).ptr, (buf).len

/* C converts no `T **` to `const T *const *` by itself. */
#define RULESETS(list) (const civigrid_ruleset *const *)(list)

#define CHECK(holds) check((holds), __FILE__, __LINE__, #holds)

/* Makes a call that writes to a buffer `out` of its own; its status and all its bytes must be these. */
#define GIVES(status, content, call)                                                                                   \
    do {                                                                                                               \
        civigrid_buf out = spoilt();                                                                                   \
        gave((call), (status), (content), &out, __FILE__, __LINE__, #call);                                            \
    } while (0)

/* Makes a call that writes to `buf`, which the program goes on with and frees. */
#define TAKES(buf, status, call)                                                                                       \
    do {                                                                                                               \
        (buf) = spoilt();                                                                                              \
        took((call), (status), &(buf), __FILE__, __LINE__, #call);                                                     \
    } while (0)

static inline void check(int holds, const char *file, int line, const char *what) {
    if (!holds) {
        fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
        exit(1);
    }
}

/* What no call leaves behind: a function that forgets to set `out` is found by it. */
static inline civigrid_buf spoilt(void) {
    civigrid_buf buf;
    memset(&buf, 0xA5, sizeof buf);
    return buf;
}

static inline void show(const char *name, const uint8_t *ptr, size_t len) {
    fprintf(stderr, "  %s %.*s\n", name, (int)(len > 2000 ? 2000 : len), len == 0 ? "" : (const char *)ptr);
}

/* How often a text occurs in bytes. */
static inline size_t occurs(const civigrid_buf *in, const char *text) {
    size_t len = strlen(text), count = 0;
    for (size_t at = 0; at + len <= in->len; at++) {
        count += memcmp(in->ptr + at, text, len) == 0;
    }
    return count;
}

static inline int holds(const civigrid_buf *in, const char *text) { return occurs(in, text) > 0; }

/* Whether a failure tells the number that its JSON has, and what is no rejection tells none. */
static inline int is_numbered(civigrid_status status, const civigrid_buf *out) {
    uint32_t number = civigrid_rejection_number(out->ptr, out->len);
    char member[32];
    snprintf(member, sizeof member, "\",\"number\":%" PRIu32 ",", number);
    return status < CIVIGRID_REJECTED || status == CIVIGRID_RULESET_INVALID ? number == 0 : occurs(out, member) == 1;
}

/* The call has set its buffer, to nothing or to bytes that can be read, and ended in this status. */
static inline void took(civigrid_status status, civigrid_status wanted, const civigrid_buf *out, const char *file,
                        int line, const char *call) {
    civigrid_buf garbage = spoilt();
    unsigned sum = 0;
    check(out->ptr != garbage.ptr && out->len != garbage.len, file, line, "`out` is set");
    check((out->ptr == NULL) == (out->len == 0), file, line, "an empty buffer is {NULL, 0}");
    for (size_t i = 0; i < out->len; i++) {
        sum += out->ptr[i];
    }
    /* A byte that was never written makes this depend on it, which valgrind tells. */
    check(sum != UINT32_MAX, file, line, "bytes");
    if (status != wanted) {
        fprintf(stderr, "%s:%d: %s: status %" PRIu32 ", not %" PRIu32 "\n", file, line, call, status, wanted);
        show("out", out->ptr, out->len);
        exit(1);
    }
    check(is_numbered(status, out), file, line, "the number of a rejection is that of its JSON, or 0");
}

/* As took; the bytes are these (any, where `content` is NULL) and are freed, twice. */
static inline void gave(civigrid_status status, civigrid_status wanted, const char *content, civigrid_buf *out,
                        const char *file, int line, const char *call) {
    size_t len = content == NULL ? out->len : strlen(content);
    took(status, wanted, out, file, line, call);
    if (content != NULL && (out->len != len || (len > 0 && memcmp(out->ptr, content, len) != 0))) {
        fprintf(stderr, "%s:%d: %s\n", file, line, call);
        show("gave  ", out->ptr, out->len);
        show("wanted", (const uint8_t *)content, strlen(content));
        exit(1);
    }
    civigrid_buf_free(out);
    check(out->ptr == NULL && out->len == 0, file, line, "a freed buffer is empty");
    civigrid_buf_free(out);
}

static inline int begins(const civigrid_buf *buf, const char *text) {
    return buf->len >= strlen(text) && memcmp(buf->ptr, text, strlen(text)) == 0;
}

static inline int same(const civigrid_buf *a, const civigrid_buf *b) {
    return a->len == b->len && (a->len == 0 || memcmp(a->ptr, b->ptr, a->len) == 0);
}

/* A text as printf makes it, which the caller frees. */
static inline char *print(const char *form, ...) {
    va_list args;
    int len;
    char *text;
    va_start(args, form);
    len = vsnprintf(NULL, 0, form, args);
    va_end(args);
    text = len < 0 ? NULL : malloc((size_t)len + 1);
    CHECK(text != NULL);
    va_start(args, form);
    vsnprintf(text, (size_t)len + 1, form, args);
    va_end(args);
    return text;
}

/* Bytes as a text that ends in NUL, which the caller frees. */
static inline char *text_of(const civigrid_buf *buf) {
    char *text = malloc(buf->len + 1);
    CHECK(text != NULL);
    if (buf->len > 0) {
        memcpy(text, buf->ptr, buf->len);
    }
    text[buf->len] = '\0';
    return text;
}

/* A text in which `old`, which it holds, is replaced by another; the text itself is freed. */
static inline char *replaced(char *text, const char *old, const char *by) {
    char *at = strstr(text, old), *result;
    CHECK(at != NULL);
    result = print("%.*s%s%s", (int)(at - text), text, by, at + strlen(old));
    free(text);
    return result;
}

/* A whole file as text, which the caller frees. */
static inline char *read_file(const char *folder, const char *name) {
    char *path = print("%s/%s", folder, name), *text = NULL;
    FILE *file = fopen(path, "rb");
    long len;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) < 0) {
        perror(path);
        exit(1);
    }
    rewind(file);
    text = malloc((size_t)len + 1);
    CHECK(text != NULL && fread(text, 1, (size_t)len, file) == (size_t)len);
    text[len] = '\0';
    fclose(file);
    free(path);
    return text;
}

/* Seconds since 1970-01-01T00:00:00Z of an instant on the clock of China, counted day by day. */
static inline int64_t china(int year, int month, int day, int hour, int minute, int second) {
    static const int months[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = day - 1;
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int y = 1970; y < year; y++) {
        days += (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
    }
    for (int y = year; y < 1970; y++) {
        days -= (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
    }
    for (int m = 1; m < month; m++) {
        days += months[m - 1] + (m == 2 && leap);
    }
    return ((days * 24 + hour - 8) * 60 + minute) * 60 + second;
}

#endif
