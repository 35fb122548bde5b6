// Owners are moved, exceptions of the host pass between calls, and everything is freed once. Arguments: the folder of
// the example ruleset.
#include "owners.h"

#include <future>
#include <map>

using namespace owners;

namespace {

struct Thrown {};

// Asks the library while an exception of the host is under way.
struct AsksInItsDestructor {
    const Engine &engine;
    std::string &answer;
    ~AsksInItsDestructor() { answer = digest(engine); }
};

void exceptions_pass_between_calls(const Ruleset &ruleset) {
    Engine kept = district(ruleset);
    const std::string before = digest(kept);
    std::string asked;
    try {
        Engine lost = district(ruleset);
        Buffer unread = apply(lost, report("1"), nine);
        AsksInItsDestructor asks{kept, asked};
        throw Thrown{};
    } catch (const Thrown &) {
    }
    CHECK(asked == before && digest(kept) == before);
}

void failures_are_exceptions(const Ruleset &ruleset) {
    Engine engine = district(ruleset);
    apply(engine, report("1"), nine);
    const std::string before = digest(engine);
    try {
        apply(engine, report("2"), nine - 1);
        CHECK(!"refused");
    } catch (const Failure &failure) {
        CHECK(failure.status == CIVIGRID_REJECTED);
        CHECK(std::string_view(failure.what()).rfind(R"({"code":"time_regressed","number":3001,)", 0) == 0);
    }
    try {
        apply(Engine(), report("2"), nine);
        CHECK(!"refused");
    } catch (const Failure &failure) {
        CHECK(failure.status == CIVIGRID_BAD_ARGUMENT);
        CHECK(std::string_view(failure.what()).rfind(R"({"code":"argument.null","number":10001,)", 0) == 0);
    }
    CHECK(digest(engine) == before);
    // The same command is no failure, and no entry.
    CHECK(apply(engine, report("1"), nine).view() == R"({"seq":3})" && seq(engine) == 3);
}

void owners_are_moved(const Ruleset &ruleset) {
    std::vector<Engine> engines;
    std::map<std::string, Engine> named;
    for (int i = 0; i < 10; i++) {
        engines.push_back(district(ruleset)); // grows, and moves what it holds
        apply(engines.back(), report(std::to_string(i)), nine);
    }
    const std::string fifth = digest(engines[5]);
    named["five"] = std::move(engines[5]);
    CHECK(!engines[5] && digest(named["five"]) == fifth);
    std::swap(engines[0], named["five"]);
    CHECK(digest(engines[0]) == fifth);
    named["five"].reset();
    named["five"].reset();
    std::shared_ptr<civigrid_engine> shared = std::move(engines[0]); // takes the deleter along
    CHECK(shared && !engines[0] && shared.use_count() == 1);

    Buffer first = apply(engines[1], report("first"), nine), second;
    CHECK(first.view().back() == '\n' && second.view().empty());
    second = std::move(first);
    CHECK(first.view().empty() && !second.view().empty());
    Buffer third(std::move(second));
    CHECK(second.view().empty() && third.view().rfind(R"({"format":1,"seq":4,)", 0) == 0);
    CHECK(civigrid_engine_head(engines[1].get(), third.place()) == CIVIGRID_OK && third.view().size() == 68);
}

void engines_outlive_their_ruleset(const std::string &folder) {
    Ruleset ruleset = compile(folder);
    Engine engine = district(ruleset);
    ruleset.reset();
    apply(engine, report("1"), nine);
    CHECK(seq(engine) == 3);
}

// A result that another thread made, and an exception that it threw.
void results_come_from_other_threads(const Ruleset &ruleset) {
    Engine engine = district(ruleset);
    auto entries = std::async(std::launch::async, [&] { return apply(engine, report("1"), nine); });
    CHECK(entries.get().view().rfind(R"({"format":1,"seq":3,)", 0) == 0);
    auto refused = std::async(std::launch::async, [&] { return apply(engine, "{}", nine); });
    try {
        refused.get();
        CHECK(!"refused");
    } catch (const Failure &failure) {
        CHECK(failure.status == CIVIGRID_REJECTED);
    }
}

} // namespace

int main(int count, char **args) {
    CHECK(count == 2);
    const Ruleset ruleset = compile(args[1]);
    exceptions_pass_between_calls(ruleset);
    failures_are_exceptions(ruleset);
    owners_are_moved(ruleset);
    engines_outlive_their_ruleset(args[1]);
    results_come_from_other_threads(ruleset);
    return 0;
}
