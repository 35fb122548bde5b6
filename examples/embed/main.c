/*
 * How a system embeds civigrid beside its own SQLite database: one resident's matter, from the report to its
 * completion, told twice.
 *
 *   journal.c  A. With an engine, which holds the state. The database keeps a journal of entries, and snapshots.
 *   rows.c     B. With rows. The database keeps one row for each case, account, node ...; none of them stays in memory.
 *   story.c    What is asked for in both.
 *   host.c     SQLite, and printing.
 *
 * Both must end in the same rows, byte for byte. The program checks that, and exits with 0 only if it is so.
 *
 *   cargo xtask install --prefix DIR
 *   export PKG_CONFIG_PATH=DIR/lib/pkgconfig LD_LIBRARY_PATH=DIR/lib
 *   cc -std=c99 examples/embed/[a-z]*.c $(pkg-config --cflags --libs civigrid sqlite3) -o DIR/embed
 *   cd DIR && ./embed "$OLDPWD"/examples/rulesets/lunan
 *
 * The databases are embed-journal.sqlite and embed-rows.sqlite in the working folder. A second run goes on with them:
 * whatever it tells was told before, and nothing is stored twice.
 */

#include "embed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- The ruleset: a document and the year files of its calendar ---- */

struct file {
    uint8_t *bytes;
    size_t len;
};

static struct file read_file(const char *folder, const char *name)
{
    struct file file = {NULL, 0};
    size_t room = 0;
    char path[1024];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *stream = length < 0 || (size_t)length >= sizeof path ? NULL : fopen(path, "rb");
    if (stream == NULL) {
        fail("cannot open", BYTES(name));
    }
    while (!feof(stream) && !ferror(stream)) {
        if (room - file.len < 4096) {
            room = 2 * room + 4096;
            file.bytes = grow(file.bytes, room);
        }
        file.len += fread(file.bytes + file.len, 1, room - file.len, stream);
    }
    if (ferror(stream)) {
        fail("cannot read", BYTES(name));
    }
    fclose(stream);
    return file;
}

static civigrid_ruleset *compile(const char *folder)
{
    static const char *const YEARS[] = {"holiday-cn/2025.json", "holiday-cn/2026.json"};
    enum { PARTS = sizeof YEARS / sizeof *YEARS };
    struct file document = read_file(folder, "ruleset.json");
    struct file files[PARTS];
    civigrid_part parts[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        files[i] = read_file(folder, YEARS[i]);
        parts[i] = (civigrid_part){(const uint8_t *)YEARS[i], strlen(YEARS[i]), files[i].bytes, files[i].len};
    }
    civigrid_ruleset *ruleset = NULL;
    civigrid_buf out;
    /* What does not compile is told problem by problem: `done` prints them all. */
    done(civigrid_ruleset_compile(document.bytes, document.len, parts, PARTS, &ruleset, &out), &out, "ruleset");
    for (size_t i = 0; i < PARTS; i++) {
        free(files[i].bytes); /* nothing that was handed over is kept */
    }
    free(document.bytes);
    return ruleset;
}

/* ---- Many questions at once, in columns: for maps and lists, without JSON ---- */

/* What became of a row, by its CIVIGRID_COLUMN_... */
static const char *const ANSWERS[] = {"answered", "none", "out of range", "not covered by the calendar"};

static void locate_positions(const struct server *server)
{
    enum { COUNT = 5 }; /* in the first grid, on the common edge, in the second, outside, nowhere on Earth */
    static const int32_t LON[COUNT] = {1181805000, 1181810000, 1181815000, 1181830000, 1810000000};
    static const int32_t LAT[COUNT] = {396305000, 396305000, 396305000, 396305000, 396305000};
    uint32_t cells[COUNT];
    uint8_t statuses[COUNT];
    civigrid_buf out;
    civigrid_buf codes;
    done(civigrid_engine_locate_many(server->engine, LON, LAT, COUNT, cells, statuses, &out), &out, "locate");
    check(civigrid_engine_cells(server->engine, &codes), &codes, "cells");
    for (int i = 0; i < COUNT; i++) {
        printf("position %" PRId32 ", %" PRId32 ": ", LON[i], LAT[i]);
        if (statuses[i] == CIVIGRID_COLUMN_ANSWERED) {
            size_t place = 0; /* the cell is the number of its line */
            for (uint32_t line = 0; line < cells[i]; line++) {
                place += line_length(codes.ptr + place, codes.len - place) + 1;
            }
            printf("%.*s\n", (int)line_length(codes.ptr + place, codes.len - place), (const char *)codes.ptr + place);
        } else {
            printf("%s\n", ANSWERS[statuses[i]]);
        }
    }
    civigrid_buf_free(&codes);
}

static void time_limits(const struct server *server, const civigrid_ruleset *ruleset)
{
    enum { COUNT = 4 };
    const int64_t from[COUNT] = {seconds(server->db, "2026-02-13T10:00:00+08:00"),
                                 seconds(server->db, "2026-02-13T16:30:00+08:00"),
                                 seconds(server->db, "2026-12-31T17:00:00+08:00"), CIVIGRID_NO_INSTANT};
    int64_t due[COUNT];
    uint8_t statuses[COUNT];
    civigrid_buf out;
    done(civigrid_ruleset_due_many(ruleset, BYTES("sign"), from, COUNT, due, statuses, &out), &out, "due");
    for (int i = 0; i < COUNT; i++) {
        printf("to be signed, if dispatched ");
        if (from[i] == CIVIGRID_NO_INSTANT) {
            printf("never");
        } else {
            print_instant(server, from[i]);
        }
        printf(": ");
        if (statuses[i] == CIVIGRID_COLUMN_ANSWERED) {
            printf("until ");
            print_instant(server, due[i]);
            printf("\n");
        } else {
            printf("%s\n", ANSWERS[statuses[i]]);
        }
    }
}

/* ---- Both ways are one: the rows ---- */

/* Whether the engine holds a row just as the table does. */
static bool is_held(const struct server *with_engine, const void *key, size_t key_len, const void *line, size_t len)
{
    civigrid_buf row;
    civigrid_status status = civigrid_engine_row(with_engine->engine, key, key_len, &row);
    bool same = status == CIVIGRID_OK && row.len == len && memcmp(row.ptr, line, len) == 0;
    civigrid_buf_free(&row);
    return same;
}

/* Compares all rows, but for those that remember commands: they name the entry, and over rows there is none. */
static int count_differences(const struct server *with_engine, const struct server *with_rows)
{
    int differences = 0;
    static const char SQL[] = "SELECT key, line, version FROM rows WHERE key NOT GLOB 'command/*' ORDER BY key";
    sqlite3_stmt *query = prepare(with_rows->db, SQL, NULL, 0);
    while (next(query)) {
        const char *key = (const char *)sqlite3_column_text(query, 0);
        bool same = is_held(with_engine, key, (size_t)sqlite3_column_bytes(query, 0), sqlite3_column_text(query, 1),
                            (size_t)sqlite3_column_bytes(query, 1));
        printf("%s  %s, version %d\n", same ? "equal" : "DIFFERENT", key, sqlite3_column_int(query, 2));
        differences += !same;
    }
    sqlite3_finalize(query);
    return differences;
}

/* The rows that an engine holds: the lines of its snapshot, without the first and the last. */
static int64_t count_rows(const struct server *server)
{
    civigrid_buf lines;
    int64_t count = -2;
    check(civigrid_engine_snapshot(server->engine, &lines), &lines, "snapshot");
    for (size_t i = 0; i < lines.len; i++) {
        count += lines.ptr[i] == '\n';
    }
    civigrid_buf_free(&lines);
    return count;
}

/* Whether both ways came to the same; where they stand is printed from the table. */
static bool compare(const struct server *with_engine, const struct server *with_rows)
{
    static const char CASE[] = "SELECT key || ' is ' || json_extract(line, '$.body.status') || ' since '"
                               " || json_extract(line, '$.body.completed_at') FROM rows WHERE key = ?1";
    static const char ACCOUNT[] = "SELECT key || ' has ' || json_extract(line, '$.body.balance')"
                                  " FROM rows WHERE key = ?1";
    int differences = count_differences(with_engine, with_rows);
    int64_t held = count_rows(with_engine);
    int64_t kept = number(with_rows->db, "SELECT count(*) FROM rows", NULL, 0);
    printf("rows: %" PRId64 " in the engine, %" PRId64 " in the table, different %d\n", held, kept, differences);
    print_all(with_rows, CASE, BYTES("case/2026-000123"));
    print_all(with_rows, ACCOUNT, BYTES("account/p-2"));
    return differences == 0 && held == kept;
}

int main(int argc, char **argv)
{
    if (civigrid_abi_version() != CIVIGRID_ABI_VERSION) {
        fail("civigrid", BYTES("the library that is loaded is not the one of the header"));
    }
    if (argc != 2) {
        fail("one argument", BYTES("the folder of the ruleset"));
    }
    civigrid_ruleset *ruleset = compile(argv[1]);
    printf("-- A. With an engine\n");
    struct server with_engine = tell_with_engine(ruleset);
    printf("-- B. With rows\n");
    struct server with_rows = tell_with_rows(ruleset);
    printf("-- In columns\n");
    locate_positions(&with_rows);
    time_limits(&with_rows, ruleset);
    printf("-- A and B compared\n");
    bool same = compare(&with_engine, &with_rows);

    close_server(&with_rows);
    close_server(&with_engine);
    civigrid_ruleset_free(ruleset);
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
