/*
 * civigrid: grassroots governance of Chinese cities as a library. Made by `cargo xtask header`; do not edit.
 *
 * Every function keeps the conventions of docs/c-api.md. In short:
 * - Bytes go in as pointer and length, NULL only with length 0, in UTF-8 without a final NUL; they are not kept.
 * - A function that returns a status takes `out` last and always sets it, to the result or to the error's JSON; only with
 *   `out` NULL nothing is done. Free it with civigrid_buf_free.
 * - A handle that is passed as `const` may be used by any number of threads at once, otherwise by one alone; what breaks
 *   this is answered by CIVIGRID_BUSY. No function waits, keeps global state, or calls back.
 * - Instants are seconds since 1970-01-01T00:00:00Z.
 */

#ifndef CIVIGRID_H
#define CIVIGRID_H

#include <stddef.h>
#include <stdint.h>

/**
 * The version of the ABI: it rises when a program that was compiled against an older header would no longer work.
 */
#define CIVIGRID_ABI_VERSION 0

/**
 * The number of `deadlines_due`: carry out first what `civigrid_engine_decide_due` gives.
 */
#define CIVIGRID_DEADLINES_DUE 4001

/**
 * The number of `time_regressed`: the instant lies before the last entry's.
 */
#define CIVIGRID_TIME_REGRESSED 3001

/**
 * The number of `entry.seq`: the entry is not the next one, somebody else was faster.
 */
#define CIVIGRID_ENTRY_SEQ 9002

/**
 * The number of `entry.prev`: the entry does not follow the last one, somebody else was faster.
 */
#define CIVIGRID_ENTRY_PREV 9003

/**
 * The number that is no cell.
 */
#define CIVIGRID_NO_CELL 4294967295

/**
 * The instant that is none: the least of its type.
 */
#define CIVIGRID_NO_INSTANT INT64_MIN

/**
 * The row has its answer.
 */
#define CIVIGRID_COLUMN_ANSWERED 0

/**
 * There is no answer: the position lies in no cell, or the row gave no instant.
 */
#define CIVIGRID_COLUMN_NONE 1

/**
 * The position or the instant of the row, or its answer, is out of range.
 */
#define CIVIGRID_COLUMN_OUT_OF_RANGE 2

/**
 * The calendar does not cover the span.
 */
#define CIVIGRID_COLUMN_NOT_COVERED 3

/**
 * An engine: rulesets, and the state that the entries so far add up to. One engine is one jurisdiction. Functions that
 * take it as `const` may run at the same time in any number of threads; all others need it for themselves.
 */
typedef struct civigrid_engine civigrid_engine;

/**
 * A compiled ruleset: immutable. Any number of threads may use one at the same time.
 */
typedef struct civigrid_ruleset civigrid_ruleset;

/**
 * Bytes that the library gives and the caller frees with `civigrid_buf_free`. Every function overwrites the one that it
 * is given without looking at it, so a buffer that still holds bytes is freed first. Empty is `{NULL, 0}`; the bytes do
 * not end in NUL.
 */
typedef struct civigrid_buf {
    /**
     * The first byte; NULL if there is none.
     */
    uint8_t *ptr;
    /**
     * How many bytes there are.
     */
    size_t len;
} civigrid_buf;

/**
 * What a call came to. The numbers are fixed: one that is retired is never used again. Numbers below 10 are no failure.
 */
typedef uint32_t civigrid_status;

/**
 * A named part of a ruleset, such as a year file of its calendar.
 */
typedef struct civigrid_part {
    /**
     * The name by which the document refers to it, in UTF-8.
     */
    const uint8_t *name;
    /**
     * Bytes of the name.
     */
    size_t name_len;
    /**
     * Its content.
     */
    const uint8_t *data;
    /**
     * Bytes of the content.
     */
    size_t data_len;
} civigrid_part;

/**
 * It is done; `out` holds the result, which some functions leave empty.
 */
#define CIVIGRID_OK 0

/**
 * This very command was decided before: there is nothing to store. `out` holds `{"seq": N}`, the entry that holds it, or
 * nothing for commands over rows.
 */
#define CIVIGRID_REPEAT 1

/**
 * There is nothing: nothing fires by then, no such row, no cell. `out` is empty.
 */
#define CIVIGRID_NONE 2

/**
 * The library refuses, and nothing changed. `out` holds `{"code", "number", "pointer", "args", "zh", "en"}`.
 */
#define CIVIGRID_REJECTED 10

/**
 * The ruleset does not compile. `out` holds `{"diagnostics": [{"part", "problem"}]}`, with every problem.
 */
#define CIVIGRID_RULESET_INVALID 11

/**
 * The call itself is wrong: a pointer is NULL, a length impossible, an instant out of range. `out` is as for
 * `CIVIGRID_REJECTED`, its pointer empty, its first argument the parameter's name.
 */
#define CIVIGRID_BAD_ARGUMENT 20

/**
 * Another thread uses the handle in a way that excludes this call. Nothing was done; `out` is as for `CIVIGRID_REJECTED`.
 */
#define CIVIGRID_BUSY 21

/**
 * An earlier call on this handle ended in `CIVIGRID_PANIC`: free the handle and build a new one from what is stored.
 */
#define CIVIGRID_POISONED 22

/**
 * A fault of the library was caught. The handle that was used is poisoned, all others are as before.
 */
#define CIVIGRID_PANIC 23

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library, as text that ends in NUL. It lives as long as the program and is never freed.
 */
const char *civigrid_version(void);

/**
 * The version of the ABI of the library that is loaded: compare it with `CIVIGRID_ABI_VERSION` of the header.
 */
uint32_t civigrid_abi_version(void);

/**
 * The number of the rejection that a call left in `out`, also where it stands after lines of entries; 0 if there is none.
 * Its JSON has the same as `number`. `CIVIGRID_DEADLINES_DUE` and its like are those that a host acts on.
 */
uint32_t civigrid_rejection_number(const uint8_t *rejection,
                                   size_t rejection_len);

/**
 * Frees the bytes of a buffer and makes it empty: freeing it twice does nothing, nor does freeing NULL. Only for buffers
 * that this library filled.
 */
void civigrid_buf_free(struct civigrid_buf *buf);

/**
 * Checks a ruleset document with its parts and compiles it. `*ruleset` is set to the new handle, which the caller frees,
 * or to NULL. `CIVIGRID_RULESET_INVALID` lists every problem; a name that is given twice is a bad argument.
 */
civigrid_status civigrid_ruleset_compile(const uint8_t *document,
                                         size_t document_len,
                                         const struct civigrid_part *parts,
                                         size_t part_count,
                                         struct civigrid_ruleset **ruleset,
                                         struct civigrid_buf *out);

/**
 * The fingerprint of a ruleset, as `algorithm:hex`: the digest of the canonical document and of its parts.
 */
civigrid_status civigrid_ruleset_fingerprint(const struct civigrid_ruleset *ruleset,
                                             struct civigrid_buf *out);

/**
 * Frees a ruleset; NULL is nothing. One that another thread is using just now is left alone, and leaks. Engines that were
 * made with it keep what they need of it.
 */
void civigrid_ruleset_free(struct civigrid_ruleset *ruleset);

/**
 * An engine without entries. The first ruleset is in force until another is adopted; the others are those that will be
 * adopted, or that a journal names. `*engine` is set to the new handle, which the caller frees, or to NULL.
 */
civigrid_status civigrid_engine_new(const struct civigrid_ruleset *const *rulesets,
                                    size_t ruleset_count,
                                    struct civigrid_engine **engine,
                                    struct civigrid_buf *out);

/**
 * An engine from a snapshot; commit the entries that followed it. The rulesets must hold those that it names.
 * `*engine` is set to the new handle, which the caller frees, or to NULL.
 */
civigrid_status civigrid_engine_restore(const struct civigrid_ruleset *const *rulesets,
                                        size_t ruleset_count,
                                        const uint8_t *snapshot,
                                        size_t snapshot_len,
                                        struct civigrid_engine **engine,
                                        struct civigrid_buf *out);

/**
 * Hands over one more ruleset, to be adopted later.
 */
civigrid_status civigrid_engine_add_ruleset(struct civigrid_engine *engine,
                                            const struct civigrid_ruleset *ruleset,
                                            struct civigrid_buf *out);

/**
 * Frees an engine; NULL is nothing. One that another thread is using just now is left alone, and leaks.
 */
void civigrid_engine_free(struct civigrid_engine *engine);

/**
 * Decides a command at an instant, in seconds since 1970-01-01T00:00:00Z. Nothing changes. `out` is the new entry: store
 * it in your own transaction, then commit it. `CIVIGRID_REPEAT` if this very command is an entry already;
 * `CIVIGRID_REJECTED` with the number `CIVIGRID_DEADLINES_DUE` asks to carry out first what `civigrid_engine_decide_due`
 * gives.
 */
civigrid_status civigrid_engine_decide(const struct civigrid_engine *engine,
                                       const uint8_t *command,
                                       size_t command_len,
                                       int64_t at,
                                       struct civigrid_buf *out);

/**
 * As `civigrid_engine_decide`, but where the instant lies before the last entry's, that one is taken, and the entry
 * records the instant that was asked for: for hosts whose clock may step back.
 */
civigrid_status civigrid_engine_decide_clamped(const struct civigrid_engine *engine,
                                               const uint8_t *command,
                                               size_t command_len,
                                               int64_t at,
                                               struct civigrid_buf *out);

/**
 * Decides what fires first, if that is not after `at` or the last entry's instant. `out` is its entry: store and commit
 * it, and ask again until `CIVIGRID_NONE`. Nothing changes.
 */
civigrid_status civigrid_engine_decide_due(const struct civigrid_engine *engine,
                                           int64_t at,
                                           struct civigrid_buf *out);

/**
 * Takes over an entry: all of it, or nothing and `CIVIGRID_REJECTED`. The numbers `CIVIGRID_ENTRY_SEQ` and
 * `CIVIGRID_ENTRY_PREV` tell that somebody else was faster: commit that entry from the store and decide again. `out` is
 * empty if it is taken.
 */
civigrid_status civigrid_engine_commit(struct civigrid_engine *engine,
                                       const uint8_t *entry,
                                       size_t entry_len,
                                       struct civigrid_buf *out);

/**
 * Carries out what is due, decides the command and commits it, with the work that it leaves at its instant: for hosts
 * that store afterwards. `out` is one entry a line, each ending in LF. With `CIVIGRID_REJECTED` the lines are the entries
 * of what was due, committed and to be stored all the same, and after the last LF stands the rejection.
 */
civigrid_status civigrid_engine_apply(struct civigrid_engine *engine,
                                      const uint8_t *command,
                                      size_t command_len,
                                      int64_t at,
                                      struct civigrid_buf *out);

/**
 * Carries out everything that fires at or before an instant. `out` is one entry a line, each ending in LF; empty if
 * nothing fires. `CIVIGRID_REJECTED` as of `civigrid_engine_apply`.
 */
civigrid_status civigrid_engine_advance(struct civigrid_engine *engine,
                                        int64_t at,
                                        struct civigrid_buf *out);

/**
 * Answers a query, as JSON, inside the view of a node (its code), at an instant not before the last entry.
 */
civigrid_status civigrid_engine_query(const struct civigrid_engine *engine,
                                      const uint8_t *query,
                                      size_t query_len,
                                      const uint8_t *view,
                                      size_t view_len,
                                      int64_t at,
                                      struct civigrid_buf *out);

/**
 * The whole state as lines, each ending in LF: a header, one row each, a digest.
 */
civigrid_status civigrid_engine_snapshot(const struct civigrid_engine *engine, struct civigrid_buf *out);

/**
 * A digest of the whole state, as `algorithm:hex`: equal for engines with equal entries.
 */
civigrid_status civigrid_engine_digest(const struct civigrid_engine *engine, struct civigrid_buf *out);

/**
 * The hash of the last entry, as `algorithm:hex`; `none` before the first, or where the ruleset hashes nothing.
 */
civigrid_status civigrid_engine_head(const struct civigrid_engine *engine,
                                     struct civigrid_buf *out);

/**
 * The seq of the last entry into `*seq`; 0 before the first.
 */
civigrid_status civigrid_engine_seq(const struct civigrid_engine *engine,
                                    uint64_t *seq,
                                    struct civigrid_buf *out);

/**
 * The instant of the last entry into `*at`; `CIVIGRID_NO_INSTANT` and `CIVIGRID_NONE` before the first.
 */
civigrid_status civigrid_engine_last_at(const struct civigrid_engine *engine,
                                        int64_t *at,
                                        struct civigrid_buf *out);

/**
 * When something fires next into `*at`: set your timer to it. `CIVIGRID_NO_INSTANT` and `CIVIGRID_NONE` if nothing will.
 */
civigrid_status civigrid_engine_next_firing(const struct civigrid_engine *engine,
                                            int64_t *at,
                                            struct civigrid_buf *out);

/**
 * The cell to which a position belongs, in units of 1e-7 degree (WGS-84), into `*cell`: its line in
 * `civigrid_engine_cells`, counted from 0. `CIVIGRID_NO_CELL` and `CIVIGRID_NONE` outside all cells.
 */
civigrid_status civigrid_engine_locate(const struct civigrid_engine *engine,
                                       int32_t lon_e7,
                                       int32_t lat_e7,
                                       uint32_t *cell,
                                       struct civigrid_buf *out);

/**
 * The cells of `count` positions into `cells`, and what became of each row into `statuses` (`CIVIGRID_COLUMN_...`). The
 * columns must not overlap.
 */
civigrid_status civigrid_engine_locate_many(const struct civigrid_engine *engine,
                                            const int32_t *lon_e7,
                                            const int32_t *lat_e7,
                                            size_t count,
                                            uint32_t *cells,
                                            uint8_t *statuses,
                                            struct civigrid_buf *out);

/**
 * The codes of the cells, one a line, each ending in LF: line n, counted from 0, is cell n. Numbers stay what they are as
 * long as the engine lives, and new cells come after; an engine that is built anew may give others.
 */
civigrid_status civigrid_engine_cells(const struct civigrid_engine *engine,
                                      struct civigrid_buf *out);

/**
 * The last instant on time of a limit of the ruleset that counts from an instant, into `*due`, in seconds since
 * 1970-01-01T00:00:00Z. `CIVIGRID_REJECTED` with the code `calendar_not_covered` names the first date that is not covered.
 */
civigrid_status civigrid_ruleset_due(const struct civigrid_ruleset *ruleset,
                                     const uint8_t *limit,
                                     size_t limit_len,
                                     int64_t from,
                                     int64_t *due,
                                     struct civigrid_buf *out);

/**
 * The last instants on time of one limit that counts from each of `count` instants, into `due`, and what became of each
 * row into `statuses` (`CIVIGRID_COLUMN_...`). The columns must not overlap.
 */
civigrid_status civigrid_ruleset_due_many(const struct civigrid_ruleset *ruleset,
                                          const uint8_t *limit,
                                          size_t limit_len,
                                          const int64_t *from,
                                          size_t count,
                                          int64_t *due,
                                          uint8_t *statuses,
                                          struct civigrid_buf *out);

/**
 * Loads rows, one a line, into an engine without entries: all of them or none. Only rows of the directory (`node/`,
 * `unit/`, `person/`) and `rules/current`; one that is held already is replaced. With them the engine stands for what a
 * host with its own tables keeps in memory: the compiled map, and as much of the directory as it likes.
 */
civigrid_status civigrid_engine_load_rows(struct civigrid_engine *engine,
                                          const uint8_t *rows,
                                          size_t rows_len,
                                          struct civigrid_buf *out);

/**
 * One row of the engine's state by its key, such as `case/2026-000123`: `{"key", "version", "next_firing", "body"}`.
 * `CIVIGRID_NONE` if there is none.
 */
civigrid_status civigrid_engine_row(const struct civigrid_engine *engine,
                                    const uint8_t *key,
                                    size_t key_len,
                                    struct civigrid_buf *out);

/**
 * Which rows must be looked up before a command can be decided. `out` is one key a line, each ending in LF. Look them up
 * and add them to `rows`: a row as its line, or `{"key": ..., "absent": true}`; call again until `out` is empty.
 * `CIVIGRID_REJECTED` is the refusal of the command, as `civigrid_rows_decide` would give it.
 */
civigrid_status civigrid_rows_needs(const struct civigrid_engine *engine,
                                    const uint8_t *command,
                                    size_t command_len,
                                    int64_t at,
                                    const uint8_t *rows,
                                    size_t rows_len,
                                    struct civigrid_buf *out);

/**
 * Decides a command over the rows of the host. `out` is a line `{"events": [...]}`, then a line for each row to write:
 * the row as it is afterwards, or `{"key": ..., "absent": true}` for one to delete. Write them in one transaction, each
 * only if its version still is the one that was given. `CIVIGRID_REPEAT` if this very command was decided before.
 */
civigrid_status civigrid_rows_decide(const struct civigrid_engine *engine,
                                     const uint8_t *command,
                                     size_t command_len,
                                     int64_t at,
                                     const uint8_t *rows,
                                     size_t rows_len,
                                     struct civigrid_buf *out);

/**
 * Which rows must be looked up before what fires in the row `key` can be decided; as `civigrid_rows_needs`.
 */
civigrid_status civigrid_rows_needs_due(const struct civigrid_engine *engine,
                                        const uint8_t *key,
                                        size_t key_len,
                                        int64_t at,
                                        const uint8_t *rows,
                                        size_t rows_len,
                                        struct civigrid_buf *out);

/**
 * Decides what fires first in the row `key`, if that is not after `at`; `out` as of `civigrid_rows_decide`. Write the
 * rows and ask again until `CIVIGRID_NONE`. Rows that fire are those whose `next_firing` is at or before `at`.
 */
civigrid_status civigrid_rows_decide_due(const struct civigrid_engine *engine,
                                         const uint8_t *key,
                                         size_t key_len,
                                         int64_t at,
                                         const uint8_t *rows,
                                         size_t rows_len,
                                         struct civigrid_buf *out);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CIVIGRID_H */
