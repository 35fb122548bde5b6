/*
 * Programs that are wrong, by their first argument: tools that watch memory must tell each. The second argument is the
 * folder of the example ruleset. They end with 0 if nobody tells.
 */
#include "district.h"

static void use_of_a_freed_handle(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    uint64_t seq;
    civigrid_buf out;
    civigrid_engine_free(engine);
    civigrid_engine_seq(engine, &seq, &out);
    civigrid_buf_free(&out);
}

static void double_free_of_a_handle(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    civigrid_engine_free(engine);
    civigrid_engine_free(engine);
}

static void use_of_a_freed_buffer(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    civigrid_buf out, copy;
    volatile uint8_t first;
    TAKES(out, CIVIGRID_OK, civigrid_engine_digest(engine, &out));
    copy = out;
    civigrid_buf_free(&out);
    first = copy.ptr[0];
    (void)first;
    civigrid_engine_free(engine);
}

/* A copy of a buffer is not made empty by the free of the other one. */
static void double_free_of_a_copy(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    civigrid_buf out, copy;
    TAKES(out, CIVIGRID_OK, civigrid_engine_digest(engine, &out));
    copy = out;
    civigrid_buf_free(&out);
    civigrid_buf_free(&copy);
    civigrid_engine_free(engine);
}

static void leak_of_a_buffer(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    civigrid_buf out;
    TAKES(out, CIVIGRID_OK, civigrid_engine_digest(engine, &out));
    memset(&out, 0, sizeof out);
    civigrid_engine_free(engine);
}

static void leak_of_a_handle(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    CHECK(seq_of(engine) == 2);
}

/* A column that has one row less than `count` says. */
static void column_too_short(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    int32_t lon[4] = {0}, lat[4] = {0};
    uint32_t *cells = malloc(3 * sizeof *cells);
    uint8_t statuses[4];
    civigrid_buf out;
    CHECK(cells != NULL);
    civigrid_engine_locate_many(engine, lon, lat, 4, cells, statuses, &out);
    civigrid_buf_free(&out);
    free(cells);
    civigrid_engine_free(engine);
}

/* Bytes that end before their length. */
static void command_too_short(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset);
    size_t len = strlen(REPORT);
    uint8_t *command = malloc(len - 1);
    civigrid_buf out;
    CHECK(command != NULL);
    memcpy(command, REPORT, len - 1);
    civigrid_engine_decide(engine, command, len, at_nine(), &out);
    civigrid_buf_free(&out);
    free(command);
    civigrid_engine_free(engine);
}

static const struct {
    const char *name;
    void (*work)(const civigrid_ruleset *ruleset);
} FAULTS[] = {
    {"use_of_a_freed_handle", use_of_a_freed_handle}, {"double_free_of_a_handle", double_free_of_a_handle},
    {"use_of_a_freed_buffer", use_of_a_freed_buffer}, {"double_free_of_a_copy", double_free_of_a_copy},
    {"leak_of_a_buffer", leak_of_a_buffer},           {"leak_of_a_handle", leak_of_a_handle},
    {"column_too_short", column_too_short},           {"command_too_short", command_too_short},
};

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    CHECK(count == 3);
    ruleset = compile_lunan(args[2]);
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        if (strcmp(args[1], FAULTS[i].name) == 0) {
            FAULTS[i].work(ruleset);
            civigrid_ruleset_free(ruleset);
            return 0;
        }
    }
    CHECK(!"a fault of this name");
    return 1;
}
