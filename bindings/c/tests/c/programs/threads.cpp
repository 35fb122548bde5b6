// std::thread at one engine: without a lock of the host's a call is done or busy; with one, nothing is ever busy.
// Arguments: the folder of the example ruleset, how many rounds each thread makes.
#include "owners.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <thread>

using namespace owners;

namespace {

constexpr int threads = 4;

void in_threads(const std::function<void(int)> &work) {
    std::vector<std::thread> all;
    for (int i = 0; i < threads; i++) {
        all.emplace_back(work, i);
    }
    for (auto &thread : all) {
        thread.join();
    }
}

std::string name(int thread, int round) { return std::to_string(thread) + "-" + std::to_string(round); }

// Readers and writers behind a lock: every call succeeds, and every report is an entry.
void behind_a_lock(const Ruleset &ruleset, int rounds) {
    Engine engine = district(ruleset);
    std::shared_mutex lock;
    in_threads([&](int thread) {
        for (int i = 0; i < rounds; i++) {
            {
                std::unique_lock<std::shared_mutex> alone(lock);
                apply(engine, report(name(thread, i)), nine);
            }
            std::shared_lock<std::shared_mutex> beside(lock);
            CHECK(digest(engine).size() == 68 && seq(engine) > 2);
        }
    });
    CHECK(seq(engine) == 2 + static_cast<uint64_t>(threads) * static_cast<uint64_t>(rounds));
}

// Readers alone need none.
void readers_alone(const Ruleset &ruleset, int rounds) {
    const Engine engine = district(ruleset);
    const std::string before = digest(engine);
    in_threads([&](int) {
        for (int i = 0; i < rounds; i++) {
            CHECK(digest(engine) == before && seq(engine) == 2);
        }
    });
}

// Without a lock each call is done or busy, and what was done adds up.
void without_a_lock(const Ruleset &ruleset, int rounds) {
    Engine engine = district(ruleset);
    std::atomic<uint64_t> taken{0};
    in_threads([&](int thread) {
        for (int i = 0; i < rounds; i++) {
            try {
                CHECK(digest(engine).size() == 68);
            } catch (const Failure &failure) {
                CHECK(failure.status == CIVIGRID_BUSY);
            }
            try {
                apply(engine, report(name(thread, i)), nine);
                taken++;
            } catch (const Failure &failure) {
                CHECK(failure.status == CIVIGRID_BUSY);
            }
        }
    });
    CHECK(seq(engine) == 2 + taken.load());
}

// Each thread has engines of its own, which one ruleset serves; the last owner of the ruleset may be any of them.
void one_ruleset(std::shared_ptr<Ruleset> ruleset, int rounds) {
    const std::string wanted = digest(district(*ruleset));
    std::vector<std::thread> all;
    for (int i = 0; i < threads; i++) {
        all.emplace_back([ruleset, rounds, wanted] {
            for (int round = 0; round < rounds; round++) {
                CHECK(digest(district(*ruleset)) == wanted);
            }
        });
    }
    ruleset.reset();
    for (auto &thread : all) {
        thread.join();
    }
}

} // namespace

int main(int count, char **args) {
    CHECK(count == 3);
    const int rounds = std::atoi(args[2]);
    auto ruleset = std::make_shared<Ruleset>(compile(args[1]));
    readers_alone(*ruleset, rounds);
    behind_a_lock(*ruleset, rounds);
    without_a_lock(*ruleset, rounds);
    one_ruleset(std::move(ruleset), rounds);
    return 0;
}
