/*
 * B. With rows. The database keeps one row for each case, account, act, node ...; the library decides over the rows
 * that it is given, and answers the rows to write. The engine here has no entries: it stands for the map and the
 * directory.
 *
 * The rows of a decision are looked up in one transaction, so that they are those of one moment. They are written in
 * another one, all or none, and only if each still has the version that was given; otherwise it is decided anew.
 */

#include "embed.h"

#include <stdio.h>
#include <stdlib.h>

static const char FILE_NAME[] = "embed-rows.sqlite";

/* `given` is the connection's own: the versions of the rows of the decision at hand, 0 where there was no row. */
static const char SCHEMA[] =
    "CREATE TABLE IF NOT EXISTS rows"
    " (key TEXT PRIMARY KEY, version INTEGER NOT NULL, next_firing INTEGER, line TEXT NOT NULL);"
    "CREATE INDEX IF NOT EXISTS firing ON rows (next_firing);"
    "CREATE TEMP TABLE given (key TEXT PRIMARY KEY, version INTEGER NOT NULL);";

/* What is to be decided: a command, or what fires in the row of a key. The other one is NULL. */
struct question {
    const char *command;
    const char *key;
    int64_t at;
};

/* Lines of rows, each ending in LF, and what the library made of them. */
struct decision {
    char *rows;
    size_t rows_len;
    civigrid_status status;
    civigrid_buf out;
};

static void append(struct decision *decision, const void *line, size_t len)
{
    decision->rows = grow(decision->rows, decision->rows_len + len + 1);
    memcpy(decision->rows + decision->rows_len, line, len);
    decision->rows[decision->rows_len + len] = '\n';
    decision->rows_len += len + 1;
}

/* Looks up the row of a key for a decision, and remembers its version. */
static void look_up(const struct server *server, struct decision *decision, const void *key, size_t len)
{
    static const char ROW[] =
        "SELECT coalesce(line, json_object('key', asked, 'absent', json('true'))), coalesce(version, 0)"
        " FROM (SELECT ?1 AS asked) LEFT JOIN rows ON key = asked";
    sqlite3_stmt *query = prepare(server->db, ROW, key, len);
    sqlite3_stmt *insert = prepare(server->db, "INSERT INTO given VALUES (?1, ?2)", key, len);
    if (next(query)) {
        append(decision, sqlite3_column_text(query, 0), (size_t)sqlite3_column_bytes(query, 0));
        bind_number(insert, 2, sqlite3_column_int64(query, 1));
    }
    sqlite3_finalize(query);
    (void)finish(insert);
}

/* Which rows are still to be looked up. */
static civigrid_status ask_needs(const struct server *server, const struct question *question,
                                 const struct decision *given, civigrid_buf *out)
{
    const uint8_t *rows = (const uint8_t *)given->rows;
    size_t len = given->rows_len;
    if (question->command != NULL) {
        return civigrid_rows_needs(server->engine, BYTES(question->command), question->at, rows, len, out);
    }
    return civigrid_rows_needs_due(server->engine, BYTES(question->key), question->at, rows, len, out);
}

static civigrid_status ask_decision(const struct server *server, const struct question *question,
                                    const struct decision *given, civigrid_buf *out)
{
    const uint8_t *rows = (const uint8_t *)given->rows;
    size_t len = given->rows_len;
    if (question->command != NULL) {
        return civigrid_rows_decide(server->engine, BYTES(question->command), question->at, rows, len, out);
    }
    return civigrid_rows_decide_due(server->engine, BYTES(question->key), question->at, rows, len, out);
}

/* Looks up what a question needs, until that is all. What is refused is refused here already. */
static void look_up_all(const struct server *server, const struct question *question, struct decision *decision)
{
    for (;;) {
        civigrid_buf *keys = &decision->out;
        decision->status = ask_needs(server, question, decision, keys);
        if (decision->status != CIVIGRID_OK || keys->len == 0) {
            return;
        }
        for (size_t place = 0; place < keys->len;) {
            size_t len = line_length(keys->ptr + place, keys->len - place);
            look_up(server, decision, keys->ptr + place, len);
            place += len + 1;
        }
        civigrid_buf_free(keys);
    }
}

/* Decides a question over the rows as they are now. Nothing is written. */
static struct decision decide(const struct server *server, const struct question *question)
{
    struct decision decision = {NULL, 0, CIVIGRID_OK, {NULL, 0}};
    execute(server->db, "DELETE FROM given");
    execute(server->db, "BEGIN");
    look_up_all(server, question, &decision);
    execute(server->db, "COMMIT");
    if (decision.status == CIVIGRID_OK) {
        decision.status = ask_decision(server, question, &decision, &decision.out);
    }
    return decision;
}

static void free_decision(struct decision *decision)
{
    free(decision->rows);
    decision->rows = NULL;
    civigrid_buf_free(&decision->out);
}

/* Writes one row, if it still has the version that was given: false if it has not. */
static bool write_row(const struct server *server, const void *line, size_t len)
{
    static const char INSERT[] =
        "INSERT OR IGNORE INTO rows SELECT json_extract(?1, '$.key'), json_extract(?1, '$.version'),"
        " CAST(strftime('%s', json_extract(?1, '$.next_firing')) AS INTEGER), ?1 WHERE ?2 = 0";
    static const char UPDATE[] =
        "UPDATE rows SET version = json_extract(?1, '$.version'), line = ?1,"
        " next_firing = CAST(strftime('%s', json_extract(?1, '$.next_firing')) AS INTEGER)"
        " WHERE key = json_extract(?1, '$.key') AND version = ?2";
    static const char DELETE[] = "DELETE FROM rows WHERE key = json_extract(?1, '$.key') AND version = ?2";

    static const char GIVEN[] = "SELECT version, json_extract(?1, '$.absent') IS NOT NULL FROM given"
                                " WHERE key = json_extract(?1, '$.key')";
    sqlite3_stmt *query = prepare(server->db, GIVEN, line, len);
    if (!next(query)) {
        fail("the engine holds this row: it was not given", line, len); /* what to do then is told at `start` */
    }
    int64_t version = sqlite3_column_int64(query, 0);
    const char *sql = sqlite3_column_int(query, 1) ? DELETE : version == 0 ? INSERT : UPDATE;
    sqlite3_finalize(query);

    sqlite3_stmt *write = prepare(server->db, sql, line, len);
    bind_number(write, 2, version);
    return finish(write) == 1;
}

/* Writes the rows of a decision, all or none: false if one of them was changed since it was looked up. */
static bool write_rows(const struct server *server, const struct decision *decision)
{
    const uint8_t *lines = decision->out.ptr;
    size_t len = decision->out.len;
    execute(server->db, "BEGIN IMMEDIATE");
    /* The first line holds the events: a system sends messages by them, or keeps them, in this same transaction. */
    for (size_t place = line_length(lines, len) + 1; place < len;) {
        size_t line = line_length(lines + place, len - place);
        if (!write_row(server, lines + place, line)) {
            execute(server->db, "ROLLBACK");
            printf("%s  a row has changed meanwhile: nothing is written\n", server->name);
            return false;
        }
        place += line + 1;
    }
    execute(server->db, "COMMIT");
    return true;
}

/* Carries out what fires by an instant, row by row: bulk work first, as an engine does, and then by key. */
static void carry_out_due(const struct server *server, int64_t at)
{
    static const char SQL[] = "SELECT key, next_firing FROM rows WHERE next_firing <= ?1"
                              " ORDER BY next_firing, key NOT GLOB 'work/*', key LIMIT 1";
    for (;;) {
        char key[128] = ""; /* the key of a case or of work: a word, `/` and an id of at most 64 bytes */
        int64_t fires_at = 0;
        sqlite3_stmt *query = prepare(server->db, SQL, NULL, 0);
        bind_number(query, 1, at);
        bool found = next(query);
        if (found) {
            snprintf(key, sizeof key, "%s", (const char *)sqlite3_column_text(query, 0));
            fires_at = sqlite3_column_int64(query, 1);
        }
        sqlite3_finalize(query);
        if (!found) {
            return;
        }
        struct question question = {NULL, key, at};
        struct decision decision = decide(server, &question);
        if (decision.status != CIVIGRID_NONE) { /* there is none if another process was faster */
            check(decision.status, &decision.out, key); /* what fires is never refused */
            if (write_rows(server, &decision)) {
                say(server, fires_at);
                printf("due in %s", key);
                tell(server, decision.status, &decision.out);
            }
        }
        free_decision(&decision);
    }
}

/* Gives a command: what is due comes first. It is decided again as often as a row has changed meanwhile. */
static void give(const struct server *server, const char *instant, const char *command)
{
    struct question question = {command, NULL, seconds(server->db, instant)};
    for (bool settled = false; !settled;) {
        carry_out_due(server, question.at);
        struct decision decision = decide(server, &question);
        settled = decision.status != CIVIGRID_OK || write_rows(server, &decision);
        if (settled) {
            tell_command(server, question.at, command, decision.status, &decision.out);
        }
        free_decision(&decision);
    }
    carry_out_due(server, question.at); /* the work that a bulk command leaves */
}

/*
 * Starts a process: all that it holds in memory is the directory, with the map. `needs` does not ask for these rows any
 * more. Here the directory stays as it is. A host that changes it takes the version of such a row from
 * civigrid_engine_row, and after it is written every process loads it again.
 */
static struct server start(const char *name, const civigrid_ruleset *ruleset)
{
    struct server server = {name, open_database(FILE_NAME, SCHEMA), NULL};
    struct decision directory = {NULL, 0, CIVIGRID_OK, {NULL, 0}};
    civigrid_buf out;
    int rows = 0;
    done(civigrid_engine_new(&ruleset, 1, &server.engine, &out), &out, "engine");
    static const char SQL[] = "SELECT line FROM rows WHERE key GLOB 'node/*' OR key GLOB 'unit/*'"
                              " OR key GLOB 'person/*' OR key = 'rules/current'";
    sqlite3_stmt *query = prepare(server.db, SQL, NULL, 0);
    for (; next(query); rows++) {
        append(&directory, sqlite3_column_text(query, 0), (size_t)sqlite3_column_bytes(query, 0));
    }
    sqlite3_finalize(query);
    const uint8_t *lines = (const uint8_t *)directory.rows;
    done(civigrid_engine_load_rows(server.engine, lines, directory.rows_len, &out), &out, "load");
    free_decision(&directory);
    printf("%s  starts with %d rows of the directory\n", name, rows);
    return server;
}

struct server tell_with_rows(const civigrid_ruleset *ruleset)
{
    struct server first = start("B1", ruleset);
    give(&first, "2026-02-13T09:00:00+08:00", LOAD);
    close_server(&first);

    first = start("B1", ruleset);
    give(&first, "2026-02-13T10:00:00+08:00", REPORT);
    give(&first, "2026-02-13T10:00:05+08:00", REPORT); /* the resident had no answer, and tries again */
    give(&first, "2026-02-13T11:00:00+08:00", DONATION);
    give(&first, "2026-02-13T16:20:00+08:00", RETURN); /* without a timer: what fired before is carried out now */
    give(&first, "2026-02-13T17:10:00+08:00", REPLY);
    give(&first, "2026-02-14T09:30:00+08:00", INSPECT);

    struct server second = start("B2", ruleset);
    struct question patrol = {PATROL, NULL, seconds(second.db, "2026-02-14T11:00:00+08:00")};
    struct decision stale = decide(&second, &patrol); /* over the account as it is before the completion */
    give(&first, "2026-02-14T11:00:00+08:00", COMPLETE);
    if (stale.status == CIVIGRID_OK && write_rows(&second, &stale)) {
        tell_command(&second, patrol.at, PATROL, stale.status, &stale.out); /* it was not too old after all */
    }
    free_decision(&stale);
    give(&second, "2026-02-14T11:00:00+08:00", PATROL);
    close_server(&second);
    return first;
}
