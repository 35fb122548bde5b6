/*
 * Reads a file of frames (conformance/src/frames.rs) and makes each call through the C ABI: the status and every byte must
 * be what the frame expects. Ends with 1 at the first difference.
 */
#include <civigrid.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULESETS 8
#define PARTS 8
#define HEAD 25

typedef struct bytes {
    const uint8_t *ptr;
    size_t len;
} bytes;

typedef struct frame {
    uint8_t letter;
    civigrid_status status;
    int64_t at;
    bytes a, b, c;
} frame;

typedef struct runner {
    civigrid_ruleset *rulesets[RULESETS];
    size_t ruleset_count;
    civigrid_part parts[PARTS];
    size_t part_count;
    civigrid_engine *engine;
    bytes name, way;
    unsigned long runs, frames;
} runner;

static uint64_t number(const uint8_t *at, int count) {
    uint64_t value = 0;
    for (int i = count - 1; i >= 0; i--) {
        value = value << 8 | at[i];
    }
    return value;
}

/* Takes one frame off the rest of the file; 0 if it is cut short. */
static int next_frame(bytes *rest, frame *into) {
    bytes *strings[3] = {&into->a, &into->b, &into->c};
    const uint8_t *head = rest->ptr;
    if (rest->len < HEAD) {
        return 0;
    }
    into->letter = head[0];
    into->status = (civigrid_status)number(head + 1, 4);
    into->at = (int64_t)number(head + 5, 8);
    rest->ptr += HEAD;
    rest->len -= HEAD;
    for (int i = 0; i < 3; i++) {
        size_t len = (size_t)number(head + 13 + 4 * i, 4);
        if (rest->len < len) {
            return 0;
        }
        *strings[i] = (bytes){rest->ptr, len};
        rest->ptr += len;
        rest->len -= len;
    }
    return 1;
}

static void forget(runner *run) {
    civigrid_engine_free(run->engine);
    run->engine = NULL;
    for (size_t i = 0; i < run->ruleset_count; i++) {
        civigrid_ruleset_free(run->rulesets[i]);
    }
    run->ruleset_count = 0;
    run->part_count = 0;
}

static civigrid_status restore(runner *run, civigrid_buf *out) {
    const civigrid_ruleset *const *rulesets = (const civigrid_ruleset *const *)run->rulesets;
    civigrid_buf before, after;
    civigrid_status status = civigrid_engine_snapshot(run->engine, &before);
    int same;
    if (status != CIVIGRID_OK) {
        *out = before;
        return status;
    }
    civigrid_engine_free(run->engine);
    status = civigrid_engine_restore(rulesets, run->ruleset_count, before.ptr, before.len, &run->engine, out);
    if (status != CIVIGRID_OK) {
        civigrid_buf_free(&before);
        return status;
    }
    civigrid_engine_snapshot(run->engine, &after);
    same = before.len == after.len && memcmp(before.ptr, after.ptr, before.len) == 0;
    civigrid_buf_free(&before);
    civigrid_buf_free(&after);
    return same ? CIVIGRID_OK : UINT32_MAX;
}

/* Makes the call of a frame; UINT32_MAX for a frame that cannot be carried out. */
static civigrid_status perform(runner *run, const frame *f, civigrid_buf *out) {
    const civigrid_ruleset *const *rulesets = (const civigrid_ruleset *const *)run->rulesets;
    *out = (civigrid_buf){NULL, 0};
    switch (f->letter) {
    case 'V':
        forget(run);
        run->name = f->a;
        run->way = f->b;
        run->runs++;
        return CIVIGRID_OK;
    case 'P':
        if (run->part_count == PARTS) {
            return UINT32_MAX;
        }
        run->parts[run->part_count++] = (civigrid_part){f->a.ptr, f->a.len, f->b.ptr, f->b.len};
        return CIVIGRID_OK;
    case 'R': {
        size_t parts = run->part_count;
        if (run->ruleset_count == RULESETS) {
            return UINT32_MAX;
        }
        run->part_count = 0;
        return civigrid_ruleset_compile(f->a.ptr, f->a.len, run->parts, parts,
                                        &run->rulesets[run->ruleset_count++], out);
    }
    case 'N':
        return civigrid_engine_new(rulesets, run->ruleset_count, &run->engine, out);
    case 'D':
        return civigrid_engine_decide(run->engine, f->a.ptr, f->a.len, f->at, out);
    case 'U':
        return civigrid_engine_decide_due(run->engine, f->at, out);
    case 'C':
        return civigrid_engine_commit(run->engine, f->a.ptr, f->a.len, out);
    case 'Q':
        return civigrid_engine_query(run->engine, f->a.ptr, f->a.len, f->b.ptr, f->b.len, f->at, out);
    case 'A':
        return civigrid_engine_apply(run->engine, f->a.ptr, f->a.len, f->at, out);
    case 'T':
        return restore(run, out);
    case 'H':
        return civigrid_engine_digest(run->engine, out);
    case 'S':
        return civigrid_engine_snapshot(run->engine, out);
    default:
        return UINT32_MAX;
    }
}

static int as_expected(const frame *f, civigrid_status status, const civigrid_buf *out) {
    if (status != f->status) {
        return 0;
    }
    if (f->letter == 'A') {
        return 1;
    }
    return out->len == f->c.len && (out->len == 0 || memcmp(out->ptr, f->c.ptr, out->len) == 0);
}

static void tell(const runner *run, const frame *f, civigrid_status status, const civigrid_buf *out) {
    printf("%.*s, %.*s, frame %lu: %c at %" PRId64 " of %.*s\n", (int)run->name.len, (const char *)run->name.ptr,
           (int)run->way.len, (const char *)run->way.ptr, run->frames, f->letter, f->at, (int)f->a.len,
           (const char *)f->a.ptr);
    printf("expected %" PRIu32 " %.*s\n", f->status, (int)f->c.len, (const char *)f->c.ptr);
    printf("found    %" PRIu32 " %.*s\n", status, (int)out->len, out->ptr == NULL ? "" : (const char *)out->ptr);
}

static int run_all(bytes rest) {
    runner run = {0};
    int failed = 0;
    while (!failed && rest.len > 0) {
        frame f;
        civigrid_buf out;
        civigrid_status status;
        if (!next_frame(&rest, &f)) {
            printf("frame %lu is cut short\n", run.frames + 1);
            failed = 1;
            break;
        }
        run.frames++;
        status = perform(&run, &f, &out);
        if (!as_expected(&f, status, &out)) {
            tell(&run, &f, status, &out);
            failed = 1;
        }
        civigrid_buf_free(&out);
    }
    forget(&run);
    if (!failed) {
        printf("%lu runs, %lu frames\n", run.runs, run.frames);
    }
    return failed;
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    uint8_t *data = NULL;
    long size;
    int failed;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0) {
        fprintf(stderr, "usage: frames FILE\n");
        return 2;
    }
    data = malloc((size_t)size + 1);
    if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
        fprintf(stderr, "the file cannot be read\n");
        free(data);
        fclose(file);
        return 2;
    }
    fclose(file);
    failed = run_all((bytes){data, (size_t)size});
    free(data);
    return failed;
}
