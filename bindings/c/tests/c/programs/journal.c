/*
 * An engine and its journal: deciding, committing, what is due, snapshots, adopting. All instants were worked out by
 * hand from the calendar: Friday 13 February 2026, a make-up Saturday, the holiday from the 15th to the 23rd, Tuesday
 * 24th. Hours are 08:30 to 12:00 and 14:00 to 17:30. Arguments: the folder of the example ruleset.
 */
#include "district.h"

#define SIGN                                                                                                           \
    "{\"id\":\"s-1\",\"actor\":{\"id\":\"w-1\",\"role\":\"grid_worker\"},\"type\":\"case.sign\",\"data\":{"            \
    "\"case\":\"2026-000123\"}}"
#define ID_TAKEN                                                                                                       \
    "{\"code\":\"case.id_taken\",\"number\":7001,\"pointer\":\"/data/case\",\"args\":[],"                             \
    "\"zh\":\"案件编号已被使用：请换编号\",\"en\":\"the case id is taken: choose another\"}"

/* One working day from Friday ends with Saturday's work; four working hours from 10:00 end at 16:00. */
#define AT_TEN                                                                                                         \
    "{\"type\":\"case.get\",\"dues_pending\":false,\"data\":{\"case\":\"2026-000123\",\"status\":\"dispatched\","      \
    "\"node\":\"130202001001001\",\"located\":true,\"category\":\"0101\",\"severity\":\"小\",\"tier\":\"grid\","        \
    "\"lead\":\"u-g1\",\"clocks\":[{\"clock\":\"handle\",\"limit\":\"simple\",\"due\":\"2026-02-14T17:30:00+08:00\"}," \
    "{\"clock\":\"sign\",\"limit\":\"sign\",\"due\":\"2026-02-13T16:00:00+08:00\"}],\"callers\":1,\"dispatches\":1,"   \
    "\"escalations\":0,\"returns\":0,\"reworks\":0,\"supervisions\":0,\"breaches\":0,\"reopenings\":0}}"

/* The entry's own hash is the engine's head once it is committed; before, the head is what it follows. */
static void commit_chained(civigrid_engine *engine, const civigrid_buf *entry) {
    civigrid_buf head;
    char *text, *prev, *hash;
    TAKES(head, CIVIGRID_OK, civigrid_engine_head(engine, &head));
    text = text_of(&head);
    CHECK(is_sm3(text));
    prev = print("\"prev\":\"%s\",\"hash\":\"sm3:", text);
    CHECK(occurs(entry, prev) == 1);
    civigrid_buf_free(&head);
    GIVES(CIVIGRID_OK, "", civigrid_engine_commit(engine, entry->ptr, entry->len, &out));
    TAKES(head, CIVIGRID_OK, civigrid_engine_head(engine, &head));
    free(text);
    text = text_of(&head);
    hash = print("\"hash\":\"%s\"}", text);
    CHECK(occurs(entry, hash) == 1);
    civigrid_buf_free(&head);
    free(text);
    free(prev);
    free(hash);
}

static int64_t firing_of(const civigrid_engine *engine) {
    int64_t at = 5;
    GIVES(CIVIGRID_OK, "", civigrid_engine_next_firing(engine, &at, &out));
    return at;
}

static int64_t last_of(const civigrid_engine *engine) {
    int64_t at = 5;
    GIVES(CIVIGRID_OK, "", civigrid_engine_last_at(engine, &at, &out));
    return at;
}

static void load_is_two_entries(civigrid_engine *engine) {
    civigrid_buf out;
    TAKES(out, CIVIGRID_OK, civigrid_engine_apply(engine, TEXT(LOAD), at_nine(), &out));
    CHECK(occurs(&out, "\n") == 2 && out.ptr[out.len - 1] == '\n');
    CHECK(begins(&out, "{\"format\":1,\"seq\":1,\"at\":\"2026-02-13T09:00:00+08:00\",\"ruleset\":\"sm3:"));
    CHECK(holds(&out, "\n{\"format\":1,\"seq\":2,\"at\":\"2026-02-13T09:00:00+08:00\""));
    CHECK(holds(&out, "\"cause\":{\"seq\":1,\"from\":0}") && occurs(&out, "\"type\":\"work.done\"") == 1);
    CHECK(occurs(&out, "\"type\":\"directory.node_registered\"") == 5);
    CHECK(seq_of(engine) == 2 && last_of(engine) == at_nine());
    civigrid_buf_free(&out);
}

/* Deciding changes nothing and gives the same bytes each time; the committed entry is its command's repeat. */
static void report_and_commit(civigrid_engine *engine) {
    int64_t ten = china(2026, 2, 13, 10, 0, 0);
    civigrid_buf entry, again;
    char *before = digest_of(engine);
    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide(engine, TEXT(REPORT), ten, &entry));
    TAKES(again, CIVIGRID_OK, civigrid_engine_decide(engine, TEXT(REPORT), ten, &again));
    CHECK(same(&entry, &again));
    GIVES(CIVIGRID_OK, before, civigrid_engine_digest(engine, &out));
    CHECK(seq_of(engine) == 2 && last_of(engine) == at_nine());
    CHECK(holds(&entry, "\"because\":[\"authority/A2\"]") && occurs(&entry, "\"because\":[\"cases.triage/T6\"]") == 2);
    CHECK(holds(&entry, "\"data\":{\"severity\":\"小\",\"tier\":\"grid\",\"limit\":\"simple\"}"));
    CHECK(holds(&entry, "\"data\":{\"lead\":\"u-g1\",\"nth\":1,"));
    commit_chained(engine, &entry);
    CHECK(seq_of(engine) == 3 && last_of(engine) == ten);
    CHECK(firing_of(engine) == china(2026, 2, 13, 16, 0, 1));
    GIVES(CIVIGRID_REPEAT, "{\"seq\":3}", civigrid_engine_decide(engine, TEXT(REPORT), ten, &out));
    GIVES(CIVIGRID_OK, AT_TEN, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202001001001"), ten, &out));
    civigrid_buf_free(&entry);
    civigrid_buf_free(&again);
    free(before);
}

/* Another process: it has the snapshot, then every entry that is committed here. */
static civigrid_engine *twin_of(const civigrid_engine *engine, const civigrid_ruleset *ruleset) {
    const civigrid_ruleset *rulesets[] = {ruleset};
    civigrid_engine *twin = NULL;
    civigrid_buf snapshot, again;
    TAKES(snapshot, CIVIGRID_OK, civigrid_engine_snapshot(engine, &snapshot));
    CHECK(begins(&snapshot, "{\"format\":1,\"seq\":3,\"at\":\"2026-02-13T10:00:00+08:00\",\"head\":\"sm3:"));
    GIVES(CIVIGRID_OK, "", civigrid_engine_restore(rulesets, 1, BYTES(snapshot), &twin, &out));
    TAKES(again, CIVIGRID_OK, civigrid_engine_snapshot(twin, &again));
    CHECK(same(&snapshot, &again) && same_state(engine, twin));
    CHECK(firing_of(twin) == firing_of(engine) && seq_of(twin) == 3);
    civigrid_engine_free(twin);
    /* One byte less, and one byte other than it was. */
    GIVES(CIVIGRID_REJECTED, NULL, civigrid_engine_restore(rulesets, 1, snapshot.ptr, snapshot.len - 1, &twin, &out));
    CHECK(twin == NULL);
    snapshot.ptr[snapshot.len / 2] ^= 1;
    GIVES(CIVIGRID_REJECTED, NULL, civigrid_engine_restore(rulesets, 1, BYTES(snapshot), &twin, &out));
    CHECK(twin == NULL);
    GIVES(CIVIGRID_OK, "", civigrid_engine_restore(rulesets, 1, BYTES(again), &twin, &out));
    civigrid_buf_free(&snapshot);
    civigrid_buf_free(&again);
    return twin;
}

/* What is due comes first: a command is refused until it is carried out, one firing at a time. */
static void dues_one_by_one(civigrid_engine *engine, civigrid_engine *twin) {
    int64_t fires = china(2026, 2, 13, 16, 0, 1);
    civigrid_buf entry, answer;
    GIVES(CIVIGRID_NONE, "", civigrid_engine_decide_due(engine, fires - 1, &out));
    GIVES(CIVIGRID_REJECTED, NULL, civigrid_engine_decide(engine, TEXT(SIGN), fires, &out));
    TAKES(answer, CIVIGRID_OK, civigrid_engine_query(engine, TEXT(CASE_GET), TEXT("130202"), fires, &answer));
    CHECK(holds(&answer, "\"dues_pending\":true") && holds(&answer, "\"status\":\"dispatched\""));
    civigrid_buf_free(&answer);
    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide_due(engine, fires + 1000, &entry));
    CHECK(begins(&entry, "{\"format\":1,\"seq\":4,\"at\":\"2026-02-13T16:00:01+08:00\""));
    CHECK(holds(&entry, "\"cause\":{\"due\":\"2026-02-13T16:00:01+08:00\"}"));
    CHECK(holds(&entry, "\"data\":{\"by\":\"silence\",\"window_ended\":\"2026-02-13T16:00:00+08:00\""));
    CHECK(seq_of(engine) == 3);
    commit_chained(engine, &entry);
    commit_chained(twin, &entry);
    CHECK(same_state(engine, twin) && seq_of(twin) == 4);
    GIVES(CIVIGRID_NONE, "", civigrid_engine_decide_due(engine, fires + 1000, &out));
    CHECK(firing_of(engine) == china(2026, 2, 14, 17, 30, 1));
    civigrid_buf_free(&entry);
}

/* A clock that steps back: the last entry's instant is taken, and the one asked for is recorded. */
static void clamped(const civigrid_engine *engine) {
    int64_t back = china(2026, 2, 13, 15, 0, 0);
    const char *report = REPORT_OF("c-2", "2026-000124");
    civigrid_buf entry, later;
    GIVES(CIVIGRID_REJECTED, NULL, civigrid_engine_decide(engine, TEXT(report), back, &out));
    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide_clamped(engine, TEXT(report), back, &entry));
    CHECK(holds(&entry, "\"at\":\"2026-02-13T16:00:01+08:00\",\"asked_at\":\"2026-02-13T15:00:00+08:00\""));
    civigrid_buf_free(&entry);
    /* Where nothing is clamped both decide alike. */
    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide_clamped(engine, TEXT(report), back + 7200, &entry));
    TAKES(later, CIVIGRID_OK, civigrid_engine_decide(engine, TEXT(report), back + 7200, &later));
    CHECK(same(&entry, &later) && !holds(&entry, "asked_at"));
    civigrid_buf_free(&entry);
    civigrid_buf_free(&later);
}

/* Entries that do not follow the last one are refused, and nothing of them is taken. */
static void foreign_entries(civigrid_engine *engine, int64_t at) {
    const char *report = REPORT_OF("c-3", "2026-000125");
    char *before = digest_of(engine), *bytes;
    civigrid_buf entry, out;
    TAKES(entry, CIVIGRID_OK, civigrid_engine_decide(engine, TEXT(report), at, &entry));
    bytes = replaced(text_of(&entry), "\"people\":3", "\"people\":4");
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_commit(engine, TEXT(bytes), &out));
    CHECK(holds(&out, "{\"code\":\"entry.hash\",\"number\":9004,\"pointer\":\"/hash\",\"args\":[]"));
    civigrid_buf_free(&out);
    GIVES(CIVIGRID_OK, before, civigrid_engine_digest(engine, &out));
    free(bytes);
    free(before);
    civigrid_buf_free(&entry);
}

/*
 * Refused in the middle: on Sunday two firings were due, at 16:00:01 (silence signs) and at 17:30:01 on Saturday (the
 * case rises to the community), and are committed; then the command is refused, since its case id is taken.
 */
static void refused_in_the_middle(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset), *other = small_district(ruleset);
    const char *again = REPORT_OF("c-9", "2026-000123");
    int64_t ten = china(2026, 2, 13, 10, 0, 0), sunday = china(2026, 2, 15, 0, 0, 0);
    civigrid_buf out, advanced;
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(REPORT), ten, &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(other, TEXT(REPORT), ten, &out));
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_apply(engine, TEXT(again), sunday, &out));
    TAKES(advanced, CIVIGRID_OK, civigrid_engine_advance(other, sunday, &advanced));
    CHECK(occurs(&out, "\n") == 2 && occurs(&advanced, "\n") == 2 && advanced.ptr[advanced.len - 1] == '\n');
    CHECK(out.len == advanced.len + strlen(ID_TAKEN) && memcmp(out.ptr, advanced.ptr, advanced.len) == 0);
    CHECK(memcmp(out.ptr + advanced.len, ID_TAKEN, strlen(ID_TAKEN)) == 0);
    CHECK(holds(&advanced, "\"seq\":4,\"at\":\"2026-02-13T16:00:01+08:00\""));
    CHECK(holds(&advanced, "\"seq\":5,\"at\":\"2026-02-14T17:30:01+08:00\""));
    CHECK(holds(&advanced, "\"data\":{\"from\":\"grid\",\"to\":\"community\",\"escalations\":1}"));
    /* Five working days after Saturday the 14th: 24, 25, 26, 27, and Saturday the 28th, a make-up day. */
    CHECK(holds(&advanced, "\"lead\":\"u-c\",\"nth\":2") && holds(&advanced, "\"due\":\"2026-02-28T17:30:00+08:00\""));
    CHECK(seq_of(engine) == 5 && last_of(engine) == china(2026, 2, 14, 17, 30, 1) && same_state(engine, other));
    /* Four working hours from the close of work: 3.5 on the morning of the 24th, half an hour more from 14:00. */
    CHECK(firing_of(engine) == china(2026, 2, 24, 14, 30, 1));
    GIVES(CIVIGRID_REJECTED, ID_TAKEN, civigrid_engine_apply(engine, TEXT(again), sunday, &out));
    GIVES(CIVIGRID_OK, "", civigrid_engine_advance(engine, sunday, &out));
    civigrid_buf_free(&out);
    civigrid_buf_free(&advanced);
    civigrid_engine_free(engine);
    civigrid_engine_free(other);
}

/* Hosts that store first ask what is due until there is nothing: what they commit is what `advance` gives. */
static void asked_until_nothing_is_due(const civigrid_ruleset *ruleset) {
    civigrid_engine *engine = small_district(ruleset), *other = small_district(ruleset);
    int64_t ten = china(2026, 2, 13, 10, 0, 0), march = china(2026, 3, 31, 0, 0, 0);
    civigrid_status status = CIVIGRID_OK;
    civigrid_buf lines;
    size_t at = 0;
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(engine, TEXT(REPORT), ten, &out));
    GIVES(CIVIGRID_OK, NULL, civigrid_engine_apply(other, TEXT(REPORT), ten, &out));
    TAKES(lines, CIVIGRID_OK, civigrid_engine_advance(other, march, &lines));
    while (status == CIVIGRID_OK) {
        civigrid_buf entry = spoilt();
        status = civigrid_engine_decide_due(engine, march, &entry);
        if (status == CIVIGRID_OK) {
            CHECK(lines.len - at > entry.len && memcmp(lines.ptr + at, entry.ptr, entry.len) == 0);
            at += entry.len + 1;
            CHECK(lines.ptr[at - 1] == '\n');
            commit_chained(engine, &entry);
        }
        CHECK((status == CIVIGRID_OK) == (entry.len > 0));
        civigrid_buf_free(&entry);
    }
    /*
     * 13 February: silence signs; 14: late, the community has it; 24: silence; 28: late, the street has it; 2 March:
     * silence; 20, fifteen working days on: late, an order, with three working days each time: 25, 30, and 2 April.
     */
    CHECK(status == CIVIGRID_NONE && at == lines.len && occurs(&lines, "\n") == 8 && same_state(engine, other));
    CHECK(occurs(&lines, "\"type\":\"case.signed\"") == 3 && occurs(&lines, "\"type\":\"case.escalated\"") == 2);
    CHECK(occurs(&lines, "\"type\":\"case.supervised\"") == 3 && holds(&lines, "\"at\":\"2026-03-20T17:30:01+08:00\""));
    CHECK(firing_of(engine) == china(2026, 4, 2, 17, 30, 1));
    civigrid_buf_free(&lines);
    civigrid_engine_free(engine);
    civigrid_engine_free(other);
}

static void adopting(const char *folder, const civigrid_ruleset *ruleset) {
    char *document = replaced(read_file(folder, "ruleset.json"), "\"90d\"", "\"91d\"");
    civigrid_engine *engine = small_district(ruleset), *both = NULL;
    const civigrid_ruleset *rulesets[] = {ruleset, NULL};
    civigrid_ruleset *next;
    civigrid_buf fingerprint, snapshot, out;
    char *text, *adopt;
    next = compile_with(folder, document, "", "");
    rulesets[1] = next;
    TAKES(fingerprint, CIVIGRID_OK, civigrid_ruleset_fingerprint(next, &fingerprint));
    text = text_of(&fingerprint);
    adopt = print("{\"id\":\"a-1\"," ALLOWED ",\"type\":\"ruleset.adopt\",\"data\":{\"fingerprint\":\"%s\"}}", text);
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_apply(engine, TEXT(adopt), at_nine(), &out));
    CHECK(holds(&out, "{\"code\":\"ruleset.not_given\",\"number\":8031,\"pointer\":\"/data/fingerprint\""));
    civigrid_buf_free(&out);
    GIVES(CIVIGRID_OK, "", civigrid_engine_add_ruleset(engine, next, &out));
    TAKES(out, CIVIGRID_OK, civigrid_engine_apply(engine, TEXT(adopt), at_nine(), &out));
    CHECK(occurs(&out, "\n") == 1 && holds(&out, "\"type\":\"ruleset.adopted\""));
    civigrid_buf_free(&out);
    TAKES(snapshot, CIVIGRID_OK, civigrid_engine_snapshot(engine, &snapshot));
    /* A snapshot asks for every ruleset that it names. */
    TAKES(out, CIVIGRID_REJECTED, civigrid_engine_restore(rulesets, 1, BYTES(snapshot), &both, &out));
    CHECK(both == NULL && holds(&out, "{\"code\":\"ruleset_unknown\",\"number\":9009") && holds(&out, text));
    GIVES(CIVIGRID_OK, "", civigrid_engine_restore(rulesets, 2, BYTES(snapshot), &both, &out));
    civigrid_ruleset_free(next);
    CHECK(same_state(engine, both));
    free(document);
    free(text);
    free(adopt);
    civigrid_buf_free(&fingerprint);
    civigrid_buf_free(&snapshot);
    civigrid_buf_free(&out);
    civigrid_engine_free(engine);
    civigrid_engine_free(both);
}

int main(int count, char **args) {
    civigrid_ruleset *ruleset;
    civigrid_engine *engine, *twin;
    CHECK(count == 2);
    ruleset = compile_lunan(args[1]);
    engine = new_engine(ruleset);
    load_is_two_entries(engine);
    report_and_commit(engine);
    twin = twin_of(engine, ruleset);
    dues_one_by_one(engine, twin);
    clamped(engine);
    foreign_entries(engine, china(2026, 2, 13, 17, 0, 0));
    refused_in_the_middle(ruleset);
    asked_until_nothing_is_due(ruleset);
    adopting(args[1], ruleset);
    civigrid_engine_free(engine);
    civigrid_engine_free(twin);
    civigrid_ruleset_free(ruleset);
    return 0;
}
