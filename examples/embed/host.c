/*
 * What any program with SQLite has, and how the story is printed. SQLite reads the library's JSON here, so the example
 * needs no parser of its own.
 */

#include "embed.h"

#include <stdio.h>
#include <stdlib.h>

void fail(const char *what, const void *why, size_t len)
{
    fprintf(stderr, "embed: %s: %.*s\n", what, (int)len, (const char *)why);
    exit(EXIT_FAILURE);
}

static void fail_sql(sqlite3 *db, const char *sql)
{
    fail(sql, BYTES(sqlite3_errmsg(db)));
}

void check(civigrid_status status, const civigrid_buf *out, const char *what)
{
    if (status != CIVIGRID_OK) {
        fail(what, out->ptr, out->len); /* `out` says why, as JSON */
    }
}

void done(civigrid_status status, civigrid_buf *out, const char *what)
{
    check(status, out, what);
    civigrid_buf_free(out);
}

void *grow(void *block, size_t len)
{
    void *grown = realloc(block, len);
    if (grown == NULL) {
        fail("memory", BYTES("there is none left"));
    }
    return grown;
}

sqlite3 *open_database(const char *file, const char *schema)
{
    sqlite3 *db = NULL;
    if (sqlite3_open(file, &db) != SQLITE_OK) {
        fail_sql(db, file);
    }
    sqlite3_busy_timeout(db, 5000); /* milliseconds: other processes write too */
    execute(db, schema);
    return db;
}

void close_server(struct server *server)
{
    civigrid_engine_free(server->engine);
    server->engine = NULL;
    if (sqlite3_close(server->db) != SQLITE_OK) {
        fail_sql(server->db, "close");
    }
    server->db = NULL;
}

void execute(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_sql(db, sql);
    }
}

sqlite3_stmt *prepare(sqlite3 *db, const char *sql, const void *text, size_t len)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
        fail_sql(db, sql);
    }
    if (text != NULL && sqlite3_bind_text64(statement, 1, text, len, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK) {
        fail_sql(db, sql);
    }
    return statement;
}

void bind_number(sqlite3_stmt *statement, int place, int64_t number)
{
    if (sqlite3_bind_int64(statement, place, number) != SQLITE_OK) {
        fail_sql(sqlite3_db_handle(statement), sqlite3_sql(statement));
    }
}

bool next(sqlite3_stmt *statement)
{
    int result = sqlite3_step(statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        fail_sql(sqlite3_db_handle(statement), sqlite3_sql(statement));
    }
    return result == SQLITE_ROW;
}

int finish(sqlite3_stmt *statement)
{
    sqlite3 *db = sqlite3_db_handle(statement);
    (void)next(statement);
    sqlite3_finalize(statement);
    return sqlite3_changes(db);
}

int64_t number(sqlite3 *db, const char *sql, const void *text, size_t len)
{
    sqlite3_stmt *query = prepare(db, sql, text, len);
    int64_t answer = next(query) ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_finalize(query);
    return answer;
}

int64_t seconds(sqlite3 *db, const char *instant)
{
    return number(db, "SELECT CAST(strftime('%s', ?1) AS INTEGER)", instant, strlen(instant));
}

size_t line_length(const void *text, size_t len)
{
    const char *end = len == 0 ? NULL : memchr(text, '\n', len);
    return end == NULL ? len : (size_t)(end - (const char *)text);
}

void print_instant(const struct server *server, int64_t at)
{
    static const char SQL[] = "SELECT strftime('%m-%d %H:%M:%S', ?1 + 8 * 3600, 'unixepoch')";
    sqlite3_stmt *query = prepare(server->db, SQL, NULL, 0);
    bind_number(query, 1, at);
    if (next(query)) {
        printf("%s", (const char *)sqlite3_column_text(query, 0));
    }
    sqlite3_finalize(query);
}

void say(const struct server *server, int64_t at)
{
    printf("%s  ", server->name);
    print_instant(server, at);
    printf("  ");
}

void print_all(const struct server *server, const char *sql, const void *json, size_t len)
{
    sqlite3_stmt *query = prepare(server->db, sql, json, len);
    while (next(query)) {
        printf("        %s\n", (const char *)sqlite3_column_text(query, 0));
    }
    sqlite3_finalize(query);
}

/* Each event with the rules that it rests on; equal ones are counted. */
static const char EVENTS[] =
    "SELECT what || CASE count(*) WHEN 1 THEN '' ELSE ', ' || count(*) || ' times' END FROM (SELECT key AS place,"
    "  json_extract(value, '$.type') || coalesce(' (' || json_extract(value, '$.because[0]')"
    "  || coalesce(', ' || json_extract(value, '$.because[1]'), '') || ')', '') AS what FROM json_each(?1, '$.events'))"
    " GROUP BY what ORDER BY min(place)";

static const char SEQ[] = "SELECT json_extract(?1, '$.seq')";

static const char REFUSAL[] = "SELECT json_extract(?1, '$.zh') UNION ALL"
                              " SELECT json_extract(?1, '$.en') || ' (' || json_extract(?1, '$.code') || ')'";

void tell(const struct server *server, civigrid_status status, const civigrid_buf *out)
{
    size_t first = line_length(out->ptr, out->len);
    switch (status) {
    case CIVIGRID_OK: /* an entry, or over rows a line with the events and then one for each row */
        if (first < out->len) {
            size_t rows = 0;
            for (size_t place = first + 1; place < out->len; place++) {
                rows += out->ptr[place] == '\n';
            }
            printf(": rows written %zu\n", rows);
        } else {
            printf(": entry %lld\n", (long long)number(server->db, SEQ, out->ptr, first));
        }
        print_all(server, EVENTS, out->ptr, first);
        return;
    case CIVIGRID_REPEAT:
        if (out->len > 0) {
            printf(": was told before, entry %lld\n", (long long)number(server->db, SEQ, out->ptr, out->len));
        } else {
            printf(": was told before\n"); /* over rows there are no entries */
        }
        return;
    case CIVIGRID_REJECTED:
        printf(": refused\n");
        print_all(server, REFUSAL, out->ptr, out->len);
        return;
    default: /* the call is wrong, or the library at fault: there is nothing to go on from */
        fail("cannot decide", out->ptr, out->len);
    }
}

void tell_command(const struct server *server, int64_t at, const char *command, civigrid_status status,
                  const civigrid_buf *out)
{
    static const char SQL[] = "SELECT json_extract(?1, '$.type'), json_extract(?1, '$.actor.id')";
    sqlite3_stmt *query = prepare(server->db, SQL, command, strlen(command));
    say(server, at);
    if (next(query)) {
        printf("%s of %s", (const char *)sqlite3_column_text(query, 0), (const char *)sqlite3_column_text(query, 1));
    }
    sqlite3_finalize(query);
    tell(server, status, out);
}
