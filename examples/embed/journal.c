/*
 * A. With an engine. The engine holds the state; the database keeps what led to it: the journal, and snapshots that
 * shorten the way back. The order is always: decide, store, commit. What is stored counts, whatever happens next.
 */

#include "embed.h"

#include <inttypes.h>
#include <stdio.h>

static const char FILE_NAME[] = "embed-journal.sqlite";

static const char SCHEMA[] =
    "CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, entry BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS snapshot (seq INTEGER PRIMARY KEY, lines BLOB NOT NULL);";

static uint64_t last_seq(const struct server *server)
{
    civigrid_buf out;
    uint64_t seq;
    done(civigrid_engine_seq(server->engine, &seq, &out), &out, "seq");
    return seq;
}

static void commit(const struct server *server, const void *entry, size_t len)
{
    civigrid_buf out;
    done(civigrid_engine_commit(server->engine, entry, len, &out), &out, "commit");
}

/* Commits the entries that are stored and that this engine does not have yet: how many they were. */
static int catch_up(const struct server *server)
{
    int entries = 0;
    sqlite3_stmt *query = prepare(server->db, "SELECT entry FROM journal WHERE seq > ?1 ORDER BY seq", NULL, 0);
    bind_number(query, 1, (int64_t)last_seq(server));
    for (; next(query); entries++) {
        commit(server, sqlite3_column_blob(query, 0), (size_t)sqlite3_column_bytes(query, 0));
    }
    sqlite3_finalize(query);
    return entries;
}

/* Starts a process: the state is that of the last snapshot and of the entries after it. */
static struct server start(const char *name, const civigrid_ruleset *ruleset)
{
    struct server server = {name, open_database(FILE_NAME, SCHEMA), NULL};
    sqlite3_stmt *query = prepare(server.db, "SELECT seq, lines FROM snapshot ORDER BY seq DESC LIMIT 1", NULL, 0);
    civigrid_buf out;
    if (next(query)) {
        const void *lines = sqlite3_column_blob(query, 1);
        size_t len = (size_t)sqlite3_column_bytes(query, 1);
        done(civigrid_engine_restore(&ruleset, 1, lines, len, &server.engine, &out), &out, "restore");
        printf("%s  starts from the snapshot after entry %" PRIu64, name, last_seq(&server));
    } else {
        done(civigrid_engine_new(&ruleset, 1, &server.engine, &out), &out, "engine");
        printf("%s  starts without a snapshot", name);
    }
    sqlite3_finalize(query);
    printf(", entries since: %d\n", catch_up(&server));
    return server;
}

/* Stores an entry, in the transaction in which a system also writes its own tables. False if its seq is taken. */
static bool store(const struct server *server, const civigrid_buf *entry)
{
    static const char SQL[] = "INSERT INTO journal (seq, at, entry)"
                              " VALUES (json_extract(?1, '$.seq'), json_extract(?1, '$.at'), CAST(?1 AS BLOB))";
    sqlite3_stmt *insert = prepare(server->db, SQL, entry->ptr, entry->len);
    execute(server->db, "BEGIN IMMEDIATE");
    int result = sqlite3_step(insert);
    if (result != SQLITE_DONE && result != SQLITE_CONSTRAINT) {
        fail(SQL, BYTES(sqlite3_errmsg(server->db)));
    }
    sqlite3_finalize(insert);
    execute(server->db, result == SQLITE_DONE ? "COMMIT" : "ROLLBACK");
    return result == SQLITE_DONE;
}

/* As `store`; if another process was faster, its entries are committed, and the caller decides again. */
static bool store_or_catch_up(const struct server *server, const civigrid_buf *entry)
{
    bool stored = store(server, entry);
    if (!stored) {
        printf("%s  another process was faster, entries since: %d\n", server->name, catch_up(server));
    }
    return stored;
}

/* Carries out what fires by an instant, each at its own instant, however late this is asked for. */
static void carry_out_due(const struct server *server, int64_t at)
{
    static const char FIRED_AT[] = "SELECT strftime('%s', json_extract(?1, '$.at'))";
    for (;;) {
        civigrid_buf entry;
        civigrid_status status = civigrid_engine_decide_due(server->engine, at, &entry);
        if (status == CIVIGRID_NONE) {
            return; /* `entry` is empty: there is nothing to free */
        }
        check(status, &entry, "due"); /* what fires is never refused */
        if (store_or_catch_up(server, &entry)) {
            commit(server, entry.ptr, entry.len);
            say(server, number(server->db, FIRED_AT, entry.ptr, entry.len));
            printf("due");
            tell(server, status, &entry);
        }
        civigrid_buf_free(&entry);
    }
}

/* Decides a command, after what is due, and stores the entry. It is decided again as often as another one is faster. */
static civigrid_status decide_and_store(const struct server *server, int64_t at, const char *command, civigrid_buf *out)
{
    for (;;) {
        carry_out_due(server, at);
        civigrid_status status = civigrid_engine_decide(server->engine, BYTES(command), at, out);
        if (status != CIVIGRID_OK || store_or_catch_up(server, out)) {
            return status;
        }
        civigrid_buf_free(out);
    }
}

/* Gives a command. */
static void give(const struct server *server, const char *instant, const char *command)
{
    civigrid_buf out;
    int64_t at = seconds(server->db, instant);
    civigrid_status status = decide_and_store(server, at, command, &out);
    if (status == CIVIGRID_OK) {
        commit(server, out.ptr, out.len);
    }
    tell_command(server, at, command, status, &out);
    civigrid_buf_free(&out);
    carry_out_due(server, at); /* the work that a bulk command leaves */
}

/* A crash between store and commit: the database has the entry, the engine never learns of it, and the sender neither. */
static void give_and_crash(struct server *server, const char *instant, const char *command)
{
    civigrid_buf out;
    int64_t at = seconds(server->db, instant);
    civigrid_status status = decide_and_store(server, at, command, &out);
    tell_command(server, at, command, status, &out);
    civigrid_buf_free(&out);
    printf("%s  crashes: what the engine held is gone\n", server->name);
    close_server(server);
}

/* Time passes until an instant. A host sets a timer to what the engine tells, and sleeps; here the timer rings at once. */
static void wait_until(const struct server *server, const char *instant)
{
    int64_t until = seconds(server->db, instant);
    for (int64_t at = until; at <= until;) {
        civigrid_buf out;
        civigrid_status status = civigrid_engine_next_firing(server->engine, &at, &out);
        if (status == CIVIGRID_NONE) {
            printf("%s  sets no timer: nothing will fire\n", server->name);
            return;
        }
        done(status, &out, "next firing");
        printf("%s  sets its timer to ", server->name);
        print_instant(server, at);
        printf("\n");
        if (at <= until) {
            carry_out_due(server, at);
        }
    }
}

static void keep_snapshot(const struct server *server)
{
    static const char SQL[] = "INSERT OR REPLACE INTO snapshot (lines, seq) VALUES (CAST(?1 AS BLOB), ?2)";
    civigrid_buf lines;
    check(civigrid_engine_snapshot(server->engine, &lines), &lines, "snapshot");
    sqlite3_stmt *insert = prepare(server->db, SQL, lines.ptr, lines.len);
    bind_number(insert, 2, (int64_t)last_seq(server));
    (void)finish(insert);
    civigrid_buf_free(&lines);
    printf("%s  keeps a snapshot after entry %" PRIu64 "\n", server->name, last_seq(server));
}

/* Asks inside the view of a node: what lies outside it does not exist for who asks. */
static void ask(const struct server *server, const char *view, const char *query, const char *sql)
{
    civigrid_buf out;
    int64_t at;
    done(civigrid_engine_last_at(server->engine, &at, &out), &out, "last instant");
    civigrid_status status = civigrid_engine_query(server->engine, BYTES(query), BYTES(view), at, &out);
    printf("%s  asked in the view of %s", server->name, view);
    if (status == CIVIGRID_OK) {
        printf(":\n");
        print_all(server, sql, out.ptr, out.len);
    } else {
        tell(server, status, &out);
    }
    civigrid_buf_free(&out);
}

static const char EXPLAINED[] =
    "SELECT json_extract(?1, '$.data.zh') UNION ALL SELECT json_extract(?1, '$.data.en') UNION ALL"
    " SELECT json_extract(value, '$.clock') || ': ' || json_extract(value, '$.zh') FROM json_each(?1, '$.data.clocks')";

static void expect_same_state(const struct server *one, const struct server *other)
{
    civigrid_buf left;
    civigrid_buf right;
    check(civigrid_engine_digest(one->engine, &left), &left, "digest");
    check(civigrid_engine_digest(other->engine, &right), &right, "digest");
    if (left.len != right.len || memcmp(left.ptr, right.ptr, left.len) != 0) {
        fail("digest", BYTES("two engines with the same entries differ"));
    }
    civigrid_buf_free(&left);
    civigrid_buf_free(&right);
    printf("%s and %s are in the same state\n", one->name, other->name);
}

struct server tell_with_engine(const civigrid_ruleset *ruleset)
{
    struct server first = start("A1", ruleset);
    give(&first, "2026-02-13T09:00:00+08:00", LOAD);
    keep_snapshot(&first);

    give_and_crash(&first, "2026-02-13T10:00:00+08:00", REPORT);
    first = start("A1", ruleset);
    give(&first, "2026-02-13T10:00:05+08:00", REPORT); /* the resident had no answer, and tries again */
    ask(&first, "130202001001", EXPLAIN, EXPLAINED);
    ask(&first, "130202001001002", EXPLAIN, EXPLAINED); /* the grid next door */
    give(&first, "2026-02-13T11:00:00+08:00", DONATION);

    wait_until(&first, "2026-02-13T16:19:00+08:00"); /* nobody signs for the case */
    give(&first, "2026-02-13T16:20:00+08:00", RETURN);
    give(&first, "2026-02-13T17:10:00+08:00", REPLY);
    keep_snapshot(&first);

    give(&first, "2026-02-14T09:30:00+08:00", INSPECT);
    struct server second = start("A2", ruleset);
    give(&first, "2026-02-14T11:00:00+08:00", COMPLETE);
    give(&second, "2026-02-14T11:00:00+08:00", PATROL); /* it does not know of the completion yet */
    close_server(&first);

    first = start("A1", ruleset);
    wait_until(&first, "2026-02-14T18:00:00+08:00");
    ask(&first, "130202001001", BALANCE, "SELECT json_extract(?1, '$.data.account') || ' has ' ||"
                                         " json_extract(?1, '$.data.balance')");
    expect_same_state(&first, &second);
    close_server(&second);
    return first;
}
