/*
 * Hot questions without JSON: positions and instants in columns. All answers were worked out by hand. Arguments: the
 * folder of the example ruleset.
 */
#include "district.h"

#define DEGREE 10000000

/* A third grid, east of the second, that comes with a later load. */
#define MORE                                                                                                           \
    "{\"id\":\"load-2\"," ALLOWED ",\"type\":\"directory.load\",\"data\":{\"nodes\":["                                 \
    NODE("130202001001003", "grid", ABOVE("130202001001"), "u-c", "," SQUARE("118.2", "39", "118.25", "39.1")) "]}}"

/* The number of a cell: its line among the codes. */
static uint32_t number_of(const civigrid_engine *engine, const char *code) {
    civigrid_buf cells;
    char *lines, *line;
    uint32_t number = 0;
    TAKES(cells, CIVIGRID_OK, civigrid_engine_cells(engine, &cells));
    lines = text_of(&cells);
    civigrid_buf_free(&cells);
    for (line = lines; *line != '\0'; line = strchr(line, '\n') + 1, number++) {
        CHECK(strchr(line, '\n') != NULL);
        if (strncmp(line, code, strlen(code)) == 0 && line[strlen(code)] == '\n') {
            free(lines);
            return number;
        }
    }
    CHECK(!"a code that has no line");
    return CIVIGRID_NO_CELL;
}

/*
 * The grids meet at longitude 118.1, the community lies round both up to 118.3, all from latitude 39 to 39.1. A
 * position on an edge belongs to what lies just east of it, then just north; the innermost cell counts.
 */
static const struct place {
    int32_t lon, lat;
    const char *cell; /* NULL outside all of them */
} PLACES[] = {
    {1180500000, 390500000, "130202001001001"}, /* inside the western grid */
    {1181500000, 390500000, "130202001001002"}, /* inside the eastern one */
    {1182500000, 390500000, "130202001001"},    /* in the community, in no grid */
    {1181000000, 390500000, "130202001001002"}, /* on the common edge: just east of it */
    {1180999999, 390500000, "130202001001001"}, /* a centimetre west of it */
    {1180000000, 390500000, "130202001001001"}, /* on the western edge */
    {1179999999, 390500000, NULL},              /* a centimetre west of everything */
    {1182000000, 390500000, "130202001001"},    /* on the eastern edge of the last grid */
    {1183000000, 390500000, NULL},              /* on the eastern edge of the community */
    {1182999999, 390500000, "130202001001"},    /* a centimetre inside */
    {1180500000, 390000000, "130202001001001"}, /* on the southern edge: just north of it */
    {1180500000, 389999999, NULL},              /* a centimetre south */
    {1180500000, 391000000, NULL},              /* on the northern edge */
    {1180500000, 390999999, "130202001001001"}, /* a centimetre inside */
    {1180000000, 390000000, "130202001001001"}, /* the corner in the south-west */
    {1181000000, 390000000, "130202001001002"}, /* where both grids have a corner */
    {1183000000, 391000000, NULL},              /* the corner in the north-east */
    {0, 0, NULL},                               /* the Gulf of Guinea */
    {180 * DEGREE, 90 * DEGREE, NULL},          /* the ends of the range */
    {-180 * DEGREE, -90 * DEGREE, NULL},
};

/* Past the ends. */
static const struct place FAR[] = {
    {180 * DEGREE + 1, 0, NULL},  {-180 * DEGREE - 1, 0, NULL}, {0, 90 * DEGREE + 1, NULL},
    {0, -90 * DEGREE - 1, NULL},  {INT32_MAX, INT32_MAX, NULL}, {INT32_MIN, INT32_MIN, NULL},
};

#define PLACE_COUNT (sizeof PLACES / sizeof *PLACES)
#define FAR_COUNT (sizeof FAR / sizeof *FAR)
#define ROWS (PLACE_COUNT + FAR_COUNT)

static void one_by_one(const civigrid_engine *engine) {
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        const struct place *place = &PLACES[i];
        uint32_t cell = 5, wanted = place->cell == NULL ? CIVIGRID_NO_CELL : number_of(engine, place->cell);
        civigrid_status status = place->cell == NULL ? CIVIGRID_NONE : CIVIGRID_OK;
        GIVES(status, "", civigrid_engine_locate(engine, place->lon, place->lat, &cell, &out));
        CHECK(cell == wanted);
    }
    for (size_t i = 0; i < FAR_COUNT; i++) {
        uint32_t cell = 5;
        civigrid_buf out;
        TAKES(out, CIVIGRID_REJECTED, civigrid_engine_locate(engine, FAR[i].lon, FAR[i].lat, &cell, &out));
        CHECK(cell == CIVIGRID_NO_CELL && begins(&out, "{\"code\":\"position.range\",\"number\":1031,"));
        civigrid_buf_free(&out);
    }
}

/* Columns give what single questions give, and write no row more than `count`. */
static void in_columns(const civigrid_engine *engine) {
    int32_t lon[ROWS], lat[ROWS];
    uint32_t cells[ROWS + 1];
    uint8_t statuses[ROWS + 1];
    for (size_t i = 0; i < ROWS; i++) {
        const struct place *place = i < PLACE_COUNT ? &PLACES[i] : &FAR[i - PLACE_COUNT];
        lon[i] = place->lon;
        lat[i] = place->lat;
    }
    for (size_t count = 0; count <= ROWS; count++) {
        memset(cells, 0x77, sizeof cells);
        memset(statuses, 0x77, sizeof statuses);
        GIVES(CIVIGRID_OK, "", civigrid_engine_locate_many(engine, lon, lat, count, cells, statuses, &out));
        for (size_t i = 0; i < count; i++) {
            const char *code = i < PLACE_COUNT ? PLACES[i].cell : NULL;
            uint8_t none = i < PLACE_COUNT ? CIVIGRID_COLUMN_NONE : CIVIGRID_COLUMN_OUT_OF_RANGE;
            CHECK(cells[i] == (code == NULL ? CIVIGRID_NO_CELL : number_of(engine, code)));
            CHECK(statuses[i] == (code == NULL ? none : CIVIGRID_COLUMN_ANSWERED));
        }
        CHECK(cells[count] == 0x77777777 && statuses[count] == 0x77);
    }
    GIVES(CIVIGRID_OK, "", civigrid_engine_locate_many(engine, NULL, NULL, 0, NULL, NULL, &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_locate_many(engine, lon, lat, 0, NULL, NULL, &out));
}

/* Numbers stay, new cells come after; a cell within the community is now found there. */
static void new_cells_come_after(civigrid_engine *engine) {
    civigrid_buf before, after;
    uint32_t cell = 5;
    TAKES(before, CIVIGRID_OK, civigrid_engine_cells(engine, &before));
    CHECK(occurs(&before, "\n") == 3);
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(MORE), at_nine(), &out));
    TAKES(after, CIVIGRID_OK, civigrid_engine_cells(engine, &after));
    CHECK(after.len == before.len + 16 && memcmp(before.ptr, after.ptr, before.len) == 0);
    CHECK(memcmp(after.ptr + before.len, "130202001001003\n", 16) == 0);
    GIVES(CIVIGRID_OK, "", civigrid_engine_locate(engine, 1182000000, 390500000, &cell, &out));
    CHECK(cell == 3);
    civigrid_buf_free(&before);
    civigrid_buf_free(&after);
}

/*
 * `sign` is four working hours, `urgent` two hours, `simple` one working day after, `general` five. Work is done from
 * 08:30 to 12:00 and from 14:00 to 17:30, in summer from 14:30 to 18:00. 2026 is the last year that was published.
 */
static const struct {
    const char *limit;
    int from[6], due[6];
} DUES[] = {
    {"sign", {2026, 2, 13, 16, 30, 0}, {2026, 2, 14, 11, 30, 0}},    /* one on Friday, three on the make-up Saturday */
    {"sign", {2026, 2, 13, 10, 0, 0}, {2026, 2, 13, 16, 0, 0}},      /* over lunch */
    {"sign", {2026, 3, 2, 12, 30, 0}, {2026, 3, 3, 9, 0, 0}},        /* from lunch: 3.5 in the afternoon, 0.5 after */
    {"sign", {2026, 2, 14, 17, 30, 0}, {2026, 2, 24, 14, 30, 0}},    /* over the holiday of nine days */
    {"sign", {2026, 7, 1, 17, 0, 0}, {2026, 7, 2, 11, 30, 0}},       /* in summer work ends at 18:00 */
    {"sign", {2026, 3, 1, 3, 0, 0}, {2026, 3, 2, 14, 30, 0}},        /* from Sunday night */
    {"urgent", {2026, 2, 13, 23, 0, 0}, {2026, 2, 14, 1, 0, 0}},     /* round the clock */
    {"urgent", {1900, 1, 1, 0, 0, 0}, {1900, 1, 1, 2, 0, 0}},        /* without a calendar every year will do */
    {"simple", {2026, 2, 13, 10, 0, 0}, {2026, 2, 14, 17, 30, 0}},   /* the make-up Saturday is a working day */
    {"simple", {2026, 2, 14, 0, 0, 0}, {2026, 2, 24, 17, 30, 0}},    /* the next one after it is the 24th */
    {"general", {2026, 12, 23, 9, 0, 0}, {2026, 12, 30, 17, 30, 0}}, /* Wednesday: 24, 25, 28, 29, 30 */
};

#define DUE_COUNT (sizeof DUES / sizeof *DUES)

static int64_t instant(const int at[6]) { return china(at[0], at[1], at[2], at[3], at[4], at[5]); }

static void dues(const civigrid_ruleset *ruleset) {
    int64_t due = 5, from = 5, wanted = 5;
    uint8_t status = 5;
    for (size_t i = 0; i < DUE_COUNT; i++) {
        from = instant(DUES[i].from);
        wanted = instant(DUES[i].due);
        GIVES(CIVIGRID_OK, "", civigrid_ruleset_due(ruleset, TEXT(DUES[i].limit), from, &due, &out));
        CHECK(due == wanted);
        due = 5;
        GIVES(CIVIGRID_OK, "", civigrid_ruleset_due_many(ruleset, TEXT(DUES[i].limit), &from, 1, &due, &status, &out));
        CHECK(due == wanted && status == CIVIGRID_COLUMN_ANSWERED);
    }
}

/* Where there is no instant: Monday 28 December and five working days come to 2027, of which nothing is known. */
static void no_dues(const civigrid_ruleset *ruleset) {
    static const char *const gap =
        "{\"code\":\"calendar_not_covered\",\"number\":8043,\"pointer\":\"\",\"args\":[\"2027-01-01\"],"
        "\"zh\":\"日历尚未覆盖 2027-01-01：请补充年份文件\","
        "\"en\":\"the calendar does not cover 2027-01-01 yet: add its year file\"}";
    static const char *const past = "{\"code\":\"limit.out_of_range\",\"number\":8042,\"pointer\":\"\",\"args\":[],"
                                    "\"zh\":\"时限超出可计算的范围\",\"en\":\"the limit runs past what can be computed\"}";
    const int64_t last = china(2199, 12, 31, 23, 59, 59), monday = china(2026, 12, 28, 9, 0, 0);
    int64_t due = 5;
    civigrid_buf out;
    GIVES(CIVIGRID_REJECTED, gap, civigrid_ruleset_due(ruleset, TEXT("general"), monday, &due, &out));
    CHECK(due == CIVIGRID_NO_INSTANT);
    due = 5;
    GIVES(CIVIGRID_REJECTED, past, civigrid_ruleset_due(ruleset, TEXT("urgent"), last, &due, &out));
    CHECK(due == CIVIGRID_NO_INSTANT);
    TAKES(out, CIVIGRID_REJECTED, civigrid_ruleset_due(ruleset, TEXT("no such name!"), last, &due, &out));
    CHECK(begins(&out, "{\"code\":\"name.syntax\",\"number\":1024,\"pointer\":\"/limit\",\"args\":[],"));
    civigrid_buf_free(&out);
    TAKES(out, CIVIGRID_REJECTED, civigrid_ruleset_due_many(ruleset, TEXT("never"), NULL, 0, NULL, NULL, &out));
    CHECK(begins(&out, "{\"code\":\"ruleset.unknown_reference\",\"number\":107,\"pointer\":\"/limit\",\"args\":[\"never\"],"));
    civigrid_buf_free(&out);
}

/* One column with every status, and that no row more than `count` is written. */
static void dues_in_a_column(const civigrid_ruleset *ruleset) {
    const int64_t none = CIVIGRID_NO_INSTANT, last = china(2199, 12, 31, 23, 59, 59);
    const int64_t from[] = {china(2026, 2, 13, 16, 30, 0), none, china(2026, 12, 31, 17, 0, 0), INT64_MAX, last + 1,
                            china(2024, 12, 31, 12, 0, 0), none + 1, china(2026, 2, 13, 10, 0, 0)};
    const int64_t due[] = {china(2026, 2, 14, 11, 30, 0), none, none, none, none, none, none,
                           china(2026, 2, 13, 16, 0, 0)};
    const uint8_t statuses[] = {CIVIGRID_COLUMN_ANSWERED,     CIVIGRID_COLUMN_NONE,         CIVIGRID_COLUMN_NOT_COVERED,
                                CIVIGRID_COLUMN_OUT_OF_RANGE, CIVIGRID_COLUMN_OUT_OF_RANGE, CIVIGRID_COLUMN_NOT_COVERED,
                                CIVIGRID_COLUMN_OUT_OF_RANGE, CIVIGRID_COLUMN_ANSWERED};
    const size_t rows = sizeof from / sizeof *from;
    int64_t got[9], spoilt_row;
    uint8_t states[9];
    memset(&spoilt_row, 0x77, sizeof spoilt_row);
    for (size_t count = 0; count <= rows; count++) {
        memset(got, 0x77, sizeof got);
        memset(states, 0x77, sizeof states);
        GIVES(CIVIGRID_OK, "", civigrid_ruleset_due_many(ruleset, TEXT("sign"), from, count, got, states, &out));
        CHECK(memcmp(got, due, count * sizeof *due) == 0 && memcmp(states, statuses, count) == 0);
        CHECK(got[count] == spoilt_row && states[count] == 0x77);
    }
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_due_many(ruleset, TEXT("urgent"), &last, 1, got, states, &out));
    CHECK(got[0] == none && states[0] == CIVIGRID_COLUMN_OUT_OF_RANGE);
    GIVES(CIVIGRID_OK, "", civigrid_ruleset_due_many(ruleset, TEXT("sign"), NULL, 0, NULL, NULL, &out));
}

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    civigrid_engine *engine;
    CHECK(count == 2);
    ruleset = compile_lunan(args[1]);
    engine = small_district(ruleset);
    one_by_one(engine);
    in_columns(engine);
    new_cells_come_after(engine);
    dues(ruleset);
    no_dues(ruleset);
    dues_in_a_column(ruleset);
    civigrid_engine_free(engine);
    civigrid_ruleset_free(ruleset);
    return 0;
}
