/*
 * What a call is told while another thread is inside: calls are made until one meets the other thread there, so that
 * nothing here hangs on how long anything takes. Arguments: the folder of the example ruleset.
 */
#include "district.h"
#include <pthread.h>

#define UNITS 400

/* A thread that is inside the handle nearly all the time, until it is told to stop. */
typedef struct inside {
    civigrid_engine *engine;
    char *rows;
    pthread_mutex_t lock;
    int stop;
} inside;

static int stopped(inside *shared) {
    int stop;
    CHECK(pthread_mutex_lock(&shared->lock) == 0);
    stop = shared->stop;
    CHECK(pthread_mutex_unlock(&shared->lock) == 0);
    return stop;
}

static void *write_on(void *argument) {
    inside *shared = argument;
    while (!stopped(shared)) {
        civigrid_buf out = spoilt();
        civigrid_status status = civigrid_engine_load_rows(shared->engine, TEXT(shared->rows), &out);
        gave(status, status, status == CIVIGRID_OK ? "" : BUSY, &out, __FILE__, __LINE__, "load_rows");
        CHECK(status == CIVIGRID_OK || status == CIVIGRID_BUSY);
    }
    return NULL;
}

static void *read_on(void *argument) {
    inside *shared = argument;
    while (!stopped(shared)) {
        civigrid_buf out = spoilt();
        civigrid_status status = civigrid_engine_snapshot(shared->engine, &out);
        gave(status, status, status == CIVIGRID_OK ? NULL : BUSY, &out, __FILE__, __LINE__, "snapshot");
        CHECK(status == CIVIGRID_OK || status == CIVIGRID_BUSY);
    }
    return NULL;
}

static void *read_once(void *argument) {
    inside *shared = argument;
    civigrid_buf out = spoilt();
    civigrid_status status = civigrid_engine_snapshot(shared->engine, &out);
    CHECK(status == CIVIGRID_OK || status == CIVIGRID_BUSY);
    gave(status, status, status == CIVIGRID_OK ? NULL : BUSY, &out, __FILE__, __LINE__, "snapshot");
    return NULL;
}

/* Waits until the other thread is inside, by calls that take no time: a long one would keep the other thread out. */
static void meet(int (*is_inside)(civigrid_engine *engine), civigrid_engine *engine) {
    while (!is_inside(engine)) {
    }
}

static int writer_is_inside(civigrid_engine *engine) {
    civigrid_buf out = spoilt();
    uint64_t seq;
    civigrid_status status = civigrid_engine_seq(engine, &seq, &out);
    CHECK(status == CIVIGRID_OK || status == CIVIGRID_BUSY);
    gave(status, status, status == CIVIGRID_OK ? "" : BUSY, &out, __FILE__, __LINE__, "seq");
    return status == CIVIGRID_BUSY;
}

static int reader_is_inside(civigrid_engine *engine) {
    civigrid_buf out = spoilt();
    civigrid_status status = civigrid_engine_advance(engine, at_nine(), &out);
    CHECK(status == CIVIGRID_OK || status == CIVIGRID_BUSY);
    gave(status, status, status == CIVIGRID_OK ? "" : BUSY, &out, __FILE__, __LINE__, "advance");
    return status == CIVIGRID_BUSY;
}

/* Repeats a call until it is told that the handle is busy, and not what it is told alone; all bytes must say so. */
#define UNTIL_BUSY(is_inside, alone, call)                                                                             \
    do {                                                                                                               \
        civigrid_status status = (alone);                                                                              \
        while (status != CIVIGRID_BUSY) {                                                                              \
            civigrid_buf out = spoilt();                                                                               \
            meet(is_inside, engine);                                                                                   \
            status = (call);                                                                                           \
            CHECK(status == CIVIGRID_BUSY || status == (alone));                                                       \
            gave(status, status, status == CIVIGRID_BUSY ? BUSY : NULL, &out, __FILE__, __LINE__, #call);              \
        }                                                                                                              \
    } while (0)
#define BESIDE_WRITER(alone, call) UNTIL_BUSY(writer_is_inside, alone, call)
#define BESIDE_READER(alone, call) UNTIL_BUSY(reader_is_inside, alone, call)

static void start(inside *shared, pthread_t *thread, void *(*work)(void *)) {
    shared->stop = 0;
    CHECK(pthread_create(thread, NULL, work, shared) == 0);
}

static void stop(inside *shared, pthread_t thread) {
    CHECK(pthread_mutex_lock(&shared->lock) == 0);
    shared->stop = 1;
    CHECK(pthread_mutex_unlock(&shared->lock) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
}

/* Whatever reads is kept out by a writer, and its places hold nothing. */
static void beside_a_writer(inside *shared) {
    civigrid_engine *engine = shared->engine;
    int32_t lon = 0, lat = 0;
    uint32_t cell = 5, cells = 0x77777777;
    uint8_t statuses = 0x77;
    uint64_t seq = 5;
    int64_t at = 5;
    pthread_t thread;
    start(shared, &thread, write_on);
    BESIDE_WRITER(CIVIGRID_OK, civigrid_engine_digest(engine, &out));
    BESIDE_WRITER(CIVIGRID_OK, civigrid_engine_seq(engine, &seq, &out));
    BESIDE_WRITER(CIVIGRID_NONE, civigrid_engine_last_at(engine, &at, &out));
    BESIDE_WRITER(CIVIGRID_OK, civigrid_engine_cells(engine, &out));
    BESIDE_WRITER(CIVIGRID_NONE, civigrid_engine_decide_due(engine, at_nine(), &out));
    BESIDE_WRITER(CIVIGRID_OK, civigrid_engine_decide(engine, TEXT(REPORT), at_nine(), &out));
    BESIDE_WRITER(CIVIGRID_REJECTED, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), at_nine(), &out));
    BESIDE_WRITER(CIVIGRID_OK, civigrid_engine_row(engine, TEXT("unit/u-0"), &out));
    BESIDE_WRITER(CIVIGRID_OK, civigrid_rows_needs(engine, TEXT(REPORT), at_nine(), NULL, 0, &out));
    BESIDE_WRITER(CIVIGRID_NONE, civigrid_engine_locate(engine, 0, 0, &cell, &out));
    CHECK(seq == 0 && at == CIVIGRID_NO_INSTANT && cell == CIVIGRID_NO_CELL);
    do {
        cells = 0x77777777;
        statuses = 0x77;
        BESIDE_WRITER(CIVIGRID_OK, civigrid_engine_locate_many(engine, &lon, &lat, 1, &cells, &statuses, &out));
    } while (cells != 0x77777777); /* until the first call of a round was the busy one: it wrote nothing */
    CHECK(statuses == 0x77);
    stop(shared, thread);
}

/* Whatever writes is kept out by readers, and changes nothing; other readers are let in. */
static void beside_a_reader(inside *shared, const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = shared->engine;
    char *before = digest_of(engine);
    pthread_t thread;
    start(shared, &thread, read_on);
    BESIDE_READER(CIVIGRID_OK, civigrid_engine_advance(engine, at_nine(), &out));
    BESIDE_READER(CIVIGRID_REJECTED, civigrid_engine_commit(engine, TEXT("{}"), &out));
    BESIDE_READER(CIVIGRID_REJECTED, civigrid_engine_apply(engine, TEXT("{}"), at_nine(), &out));
    BESIDE_READER(CIVIGRID_OK, civigrid_engine_load_rows(engine, NULL, 0, &out));
    BESIDE_READER(CIVIGRID_OK, civigrid_engine_add_ruleset(engine, ruleset, &out));
    GIVES(CIVIGRID_OK, before, civigrid_engine_digest(engine, &out));
    stop(shared, thread);
    GIVES(CIVIGRID_OK, before, civigrid_engine_digest(engine, &out));
    free(before);
}

/* Rows of many units, one a line, so that a call has something to do. */
static char *many_rows(void) {
    static const char *const row = "{\"key\":\"unit/u-%d\",\"version\":1,\"body\":{\"name\":{\"zh\":\"单位\"},"
                                   "\"node\":\"130202\",\"kind\":\"territory\"}}\n";
    char *rows = malloc(UNITS * (strlen(row) + 8)), *end = rows;
    CHECK(rows != NULL);
    for (int i = 0; i < UNITS; i++) {
        end += sprintf(end, row, i);
    }
    return rows;
}

/*
 * Freed while another thread is inside, which is known from a call that was busy: the handle is left alone, and leaks.
 * If the other thread was gone by then, it is freed. Either way the other call ends well. Static, so that what leaks
 * is still reachable: tools need not tell it.
 */
static void freed_while_in_use(const civigrid_ruleset *ruleset, const char *rows) {
    static inside shared;
    pthread_t thread;
    int met = 0;
    CHECK(pthread_mutex_init(&shared.lock, NULL) == 0);
    shared.engine = new_engine(ruleset);
    GIVES(CIVIGRID_OK, "", civigrid_engine_load_rows(shared.engine, TEXT(rows), &out));
    start(&shared, &thread, read_once);
    for (int i = 0; i < 1000 && !met; i++) {
        met = reader_is_inside(shared.engine);
    }
    if (!met) {
        CHECK(pthread_join(thread, NULL) == 0);
        civigrid_engine_free(shared.engine);
        return;
    }
    civigrid_engine_free(shared.engine);
    CHECK(pthread_join(thread, NULL) == 0);
}

int main(int count, char **args) {
    inside shared = {.stop = 0};
    civigrid_ruleset *ruleset;
    CHECK(count == 2 && pthread_mutex_init(&shared.lock, NULL) == 0);
    ruleset = compile_lunan(args[1]);
    shared.rows = many_rows();
    shared.engine = new_engine(ruleset);
    GIVES(CIVIGRID_OK, "", civigrid_engine_load_rows(shared.engine, TEXT(shared.rows), &out));
    beside_a_writer(&shared);
    beside_a_reader(&shared, ruleset);
    freed_while_in_use(ruleset, shared.rows);
    free(shared.rows);
    CHECK(pthread_mutex_destroy(&shared.lock) == 0);
    civigrid_engine_free(shared.engine);
    civigrid_ruleset_free(ruleset);
    return 0;
}
