/*
 * Many threads at one handle. What a thread is answered may depend on the others, but only in stated ways; what comes
 * of it must not. Arguments: the folder of the example ruleset, how many rounds each thread makes.
 */
#include "district.h"
#include <pthread.h>

#define THREADS 4
/* What a thread works with, and what it has done. */
typedef struct job {
    const civigrid_ruleset *ruleset;
    civigrid_engine *engine;
    const char *digest;
    pthread_barrier_t *begin;
    int number, rounds;
    civigrid_buf *entries; /* by round; empty where the command was not taken */
} job;

/* Runs a thread for each job, which all begin together. */
static void run(job *jobs, size_t count, void *(*work)(void *)) {
    pthread_t threads[2 * THREADS];
    pthread_barrier_t begin;
    CHECK(count <= 2 * THREADS && pthread_barrier_init(&begin, NULL, (unsigned)count) == 0);
    for (size_t i = 0; i < count; i++) {
        jobs[i].begin = &begin;
        CHECK(pthread_create(&threads[i], NULL, work, &jobs[i]) == 0);
    }
    for (size_t i = 0; i < count; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    CHECK(pthread_barrier_destroy(&begin) == 0);
}

/*
 * Whether the call was carried out; if not, it must be busy, and say so. A buffer that is carried out is the caller's.
 */
static int done(civigrid_status status, civigrid_buf *out) {
    if (status == CIVIGRID_OK) {
        took(status, CIVIGRID_OK, out, __FILE__, __LINE__, "a call beside others");
        return 1;
    }
    gave(status, CIVIGRID_BUSY, BUSY, out, __FILE__, __LINE__, "a call beside others");
    return 0;
}

static char *report_of(const job *j, int round) {
    char *id = print("c-%d-%d", j->number, round), *report = print(REPORT_OF("%s", "%s"), id, id);
    free(id);
    return report;
}

/* Reads alone: every one succeeds and tells the same. */
static void *read_always(void *argument) {
    job *j = argument;
    uint32_t cell;
    pthread_barrier_wait(j->begin);
    for (int i = 0; i < j->rounds; i++) {
        GIVES(CIVIGRID_OK, j->digest, civigrid_engine_digest(j->engine, &out));
        GIVES(CIVIGRID_OK, NULL, civigrid_engine_snapshot(j->engine, &out));
        GIVES(CIVIGRID_OK, NULL, civigrid_engine_decide(j->engine, TEXT(REPORT), at_nine(), &out));
        GIVES(CIVIGRID_OK, "", civigrid_engine_locate(j->engine, 1180500000, 390500000, &cell, &out));
        CHECK(cell < 3);
        GIVES(CIVIGRID_REJECTED, NULL,
              civigrid_engine_query(j->engine, TEXT(CASE_GET), TEXT("130202"), at_nine(), &out));
        CHECK(seq_of(j->engine) == 2);
    }
    return NULL;
}

/* Reads beside a writer: done or busy, and what is told is whole. */
static void read_sometimes(job *j) {
    for (int i = 0; i < j->rounds; i++) {
        civigrid_buf out = spoilt();
        if (done(civigrid_engine_digest(j->engine, &out), &out)) {
            CHECK(out.len == 68 && begins(&out, "sm3:"));
            civigrid_buf_free(&out);
        }
        out = spoilt();
        if (done(civigrid_engine_snapshot(j->engine, &out), &out)) {
            CHECK(begins(&out, "{\"format\":1,") && out.ptr[out.len - 1] == '\n');
            civigrid_buf_free(&out);
        }
    }
}

/* Tries each report once, by one call; keeps the entry of those that are taken. */
static void apply_once(job *j) {
    for (int i = 0; i < j->rounds; i++) {
        char *report = report_of(j, i);
        j->entries[i] = spoilt();
        if (done(civigrid_engine_apply(j->engine, TEXT(report), at_nine(), &j->entries[i]), &j->entries[i])) {
            CHECK(occurs(&j->entries[i], "\n") == 1);
        }
        free(report);
    }
}

static void *write_beside_readers(void *argument) {
    job *j = argument;
    pthread_barrier_wait(j->begin);
    if (j->number == 0) {
        apply_once(j);
    } else {
        read_sometimes(j);
    }
    return NULL;
}

static void *apply_beside_writers(void *argument) {
    job *j = argument;
    pthread_barrier_wait(j->begin);
    apply_once(j);
    return NULL;
}

/* Decides and commits apart, as hosts do that store in between: another thread may have been faster. */
static void *commit_beside_writers(void *argument) {
    job *j = argument;
    pthread_barrier_wait(j->begin);
    for (int i = 0; i < j->rounds; i++) {
        char *report = report_of(j, i);
        civigrid_buf out = spoilt();
        civigrid_status status = CIVIGRID_BUSY;
        j->entries[i] = spoilt();
        if (done(civigrid_engine_decide(j->engine, TEXT(report), at_nine(), &j->entries[i]), &j->entries[i])) {
            status = civigrid_engine_commit(j->engine, BYTES(j->entries[i]), &out);
            if (status == CIVIGRID_REJECTED) {
                CHECK(begins(&out, "{\"code\":\"entry.seq\",\"number\":9002,\"pointer\":\"/seq\","));
                civigrid_buf_free(&out);
            } else {
                CHECK(done(status, &out) == (status == CIVIGRID_OK));
            }
        }
        if (status != CIVIGRID_OK) {
            civigrid_buf_free(&j->entries[i]);
        }
        free(report);
    }
    return NULL;
}

/* Where an entry belongs in the journal. */
static uint64_t seq_in(const civigrid_buf *entry) {
    char *text = text_of(entry), *at = strstr(text, "\"seq\":");
    uint64_t seq;
    CHECK(at != NULL);
    seq = strtoull(at + strlen("\"seq\":"), NULL, 10);
    free(text);
    return seq;
}

/* As many entries as were taken, each in its own place: committed in order they come to the same state elsewhere. */
static void entries_add_up(job *jobs, size_t count, const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = jobs[0].engine, *replayed = small_district(ruleset);
    size_t most = count * (size_t)jobs[0].rounds, taken = 0;
    civigrid_buf **by_seq = calloc(most, sizeof *by_seq);
    CHECK(by_seq != NULL);
    for (size_t i = 0; i < most; i++) {
        civigrid_buf *entry = jobs[i / (size_t)jobs[0].rounds].entries + i % (size_t)jobs[0].rounds;
        if (entry->len > 0) {
            uint64_t place = seq_in(entry) - 3; /* after the directory's two */
            CHECK(place < most && by_seq[place] == NULL);
            by_seq[place] = entry;
            taken++;
        }
    }
    CHECK(seq_of(engine) == 2 + taken);
    for (size_t i = 0; i < taken; i++) {
        CHECK(by_seq[i] != NULL);
        GIVES(CIVIGRID_OK, "", civigrid_engine_commit(replayed, by_seq[i]->ptr, by_seq[i]->len, &out));
    }
    CHECK(same_state(engine, replayed));
    free(by_seq);
    civigrid_engine_free(replayed);
}

/* `writers` of the threads write. What was not taken is taken afterwards: nothing was left half done. */
static void write_together(const civigrid_ruleset *ruleset, int rounds, size_t writers, size_t threads,
                           void *(*work)(void *)) {
    civigrid_engine *engine = small_district(ruleset);
    job jobs[THREADS];
    for (size_t i = 0; i < threads; i++) {
        jobs[i] = (job){.engine = engine, .number = (int)i, .rounds = rounds};
        jobs[i].entries = calloc((size_t)rounds, sizeof *jobs[i].entries);
        CHECK(jobs[i].entries != NULL);
    }
    run(jobs, threads, work);
    entries_add_up(jobs, writers, ruleset);
    for (size_t i = 0; i < threads; i++) {
        for (int round = 0; round < rounds; round++) {
            char *report = report_of(&jobs[i], round);
            if (i < writers && jobs[i].entries[round].len == 0) {
                GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(report), at_nine(), &out));
            }
            civigrid_buf_free(&jobs[i].entries[round]);
            free(report);
        }
        free(jobs[i].entries);
    }
    CHECK(seq_of(engine) == 2 + writers * (size_t)rounds);
    civigrid_engine_free(engine);
}

/* Engines of their own out of one ruleset: nobody is ever busy. */
static void *own_engine(void *argument) {
    job *j = argument;
    pthread_barrier_wait(j->begin);
    for (int i = 0; i < j->rounds; i++) {
        civigrid_engine *engine = small_district(j->ruleset);
        int64_t due = 5, friday = china(2026, 2, 13, 16, 30, 0);
        GIVES(CIVIGRID_OK, j->digest, civigrid_engine_digest(engine, &out));
        GIVES(CIVIGRID_OK, "", civigrid_ruleset_due(j->ruleset, TEXT("sign"), friday, &due, &out));
        CHECK(due == china(2026, 2, 14, 11, 30, 0));
        GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(REPORT), at_nine(), &out));
        civigrid_engine_free(engine);
    }
    return NULL;
}

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    civigrid_engine *engine;
    char *digest;
    int rounds;
    job jobs[THREADS];
    CHECK(count == 3);
    rounds = atoi(args[2]);
    ruleset = compile_lunan(args[1]);
    engine = small_district(ruleset);
    digest = digest_of(engine);
    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (job){.ruleset = ruleset, .engine = engine, .digest = digest, .number = i, .rounds = rounds};
    }
    run(jobs, THREADS, read_always);
    run(jobs, THREADS, own_engine);
    civigrid_engine_free(engine);
    write_together(ruleset, rounds, 1, THREADS, write_beside_readers);
    write_together(ruleset, rounds, 2, 2, apply_beside_writers);
    write_together(ruleset, rounds, 2, 2, commit_beside_writers);
    write_together(ruleset, rounds, THREADS, THREADS, apply_beside_writers);
    civigrid_ruleset_free(ruleset);
    free(digest);
    return 0;
}
