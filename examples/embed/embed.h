/*
 * What the parts of the example share. Read main.c first.
 */

#ifndef EMBED_H
#define EMBED_H

#include <civigrid.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One process of the host: its connection and its engine. Processes share the database file and nothing else. */
struct server {
    const char *name;
    sqlite3 *db;
    civigrid_engine *engine;
};

/* A text as two arguments: every function of the library takes a pointer and a length. */
#define BYTES(text) (const uint8_t *)(text), strlen(text)

/* ---- The story, story.c: commands and queries as JSON ---- */

extern const char LOAD[];     /* the host loads the directory */
extern const char REPORT[];   /* p-1 reports rubbish at a position */
extern const char DONATION[]; /* the host claims points for p-2, who donated */
extern const char RETURN[];   /* w-1 would return the case */
extern const char REPLY[];    /* w-1 replies: it is done, p-2 helped */
extern const char INSPECT[];  /* k-1 has seen it: it is done */
extern const char COMPLETE[]; /* k-1 completes the case */
extern const char PATROL[];   /* the host claims points for p-2, who patrolled for two hours */
extern const char EXPLAIN[];  /* why does the case stand where it stands? */
extern const char BALANCE[];  /* how many points has p-2? */

/* ---- The two ways: each tells the whole story and gives the server that told it last ---- */

struct server tell_with_engine(const civigrid_ruleset *ruleset); /* journal.c */
struct server tell_with_rows(const civigrid_ruleset *ruleset);   /* rows.c */

/* ---- What any program with SQLite has, host.c ---- */

/* Ends the program. An example may do that; a system answers its caller, and goes on. */
void fail(const char *what, const void *why, size_t len);

/* Fails unless a call came to CIVIGRID_OK; what is in `out` is still the caller's. */
void check(civigrid_status status, const civigrid_buf *out, const char *what);

/* The same for calls that only do something: `out` is freed. */
void done(civigrid_status status, civigrid_buf *out, const char *what);

/* As realloc, but it fails where there is no memory left. */
void *grow(void *block, size_t len);

/* Opens a database with the tables that it must have. */
sqlite3 *open_database(const char *file, const char *schema);
void close_server(struct server *server);

void execute(sqlite3 *db, const char *sql);

/* A statement; its ?1 is a text that must stay as long as the statement, or nothing if that is NULL. */
sqlite3_stmt *prepare(sqlite3 *db, const char *sql, const void *text, size_t len);
void bind_number(sqlite3_stmt *statement, int place, int64_t number);

/* Whether there is a row, or one more. */
bool next(sqlite3_stmt *statement);

/* Carries out a statement that answers nothing, and finalizes it: how many rows it changed. */
int finish(sqlite3_stmt *statement);

/* The number that a query answers about a text, which is its ?1; 0 if it answers nothing. */
int64_t number(sqlite3 *db, const char *sql, const void *text, size_t len);

/* An instant as the library counts it, from a text such as 2026-02-13T10:00:00+08:00. */
int64_t seconds(sqlite3 *db, const char *instant);

/* The length of the first line of a text, without its LF. */
size_t line_length(const void *text, size_t len);

/* Prints an instant as clocks in China show it. */
void print_instant(const struct server *server, int64_t at);

/* Begins a line with who and when. */
void say(const struct server *server, int64_t at);

/* Prints the first column of every row that a query answers about a JSON text, which is its ?1. */
void print_all(const struct server *server, const char *sql, const void *json, size_t len);

/* Prints what a command, or something due, came to: events with the rules they rest on, or the refusal. */
void tell(const struct server *server, civigrid_status status, const civigrid_buf *out);

/* As `tell`, after who gave which command when. */
void tell_command(const struct server *server, int64_t at, const char *command, civigrid_status status,
                  const civigrid_buf *out);

#endif
