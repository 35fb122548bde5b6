// Owners for C++17: handles and buffers that free themselves, failures as exceptions. All that the header needs for
// that.
#ifndef OWNERS_H
#define OWNERS_H

#include <civigrid.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#define CHECK(...) ((__VA_ARGS__) ? void() : owners::not_so(__FILE__, __LINE__, #__VA_ARGS__))

namespace owners {

[[noreturn]] inline void not_so(const char *file, int line, const char *what) {
    std::fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
    std::exit(1);
}

struct Free {
    void operator()(civigrid_ruleset *ruleset) const noexcept { civigrid_ruleset_free(ruleset); }
    void operator()(civigrid_engine *engine) const noexcept { civigrid_engine_free(engine); }
};

using Ruleset = std::unique_ptr<civigrid_ruleset, Free>;
using Engine = std::unique_ptr<civigrid_engine, Free>;

// Bytes of the library; moved, never copied.
class Buffer {
public:
    Buffer() = default;
    Buffer(Buffer &&other) noexcept : raw(std::exchange(other.raw, civigrid_buf{nullptr, 0})) {}
    Buffer &operator=(Buffer &&other) noexcept {
        std::swap(raw, other.raw);
        return *this;
    }
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;
    ~Buffer() { civigrid_buf_free(&raw); }

    // For a call that overwrites it: what it holds is freed first.
    civigrid_buf *place() {
        civigrid_buf_free(&raw);
        return &raw;
    }
    std::string_view view() const { return {reinterpret_cast<const char *>(raw.ptr), raw.len}; }

private:
    civigrid_buf raw{nullptr, 0};
};

// A status that is a failure, with the bytes that tell why.
struct Failure : std::runtime_error {
    Failure(civigrid_status number, std::string_view why) : std::runtime_error(std::string(why)), status(number) {}
    civigrid_status status;
};

inline const uint8_t *bytes(std::string_view text) { return reinterpret_cast<const uint8_t *>(text.data()); }

// Numbers below 10 are no failure.
inline civigrid_status checked(civigrid_status status, const Buffer &out) {
    if (status >= 10) {
        throw Failure(status, out.view());
    }
    return status;
}

inline std::string read(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    CHECK(file.good());
    return {std::istreambuf_iterator<char>(file), {}};
}

inline Ruleset compile(const std::string &folder) {
    const std::string document = read(folder + "/ruleset.json");
    std::vector<std::pair<std::string, std::string>> files;
    std::vector<civigrid_part> parts;
    for (const char *name : {"holiday-cn/2025.json", "holiday-cn/2026.json"}) {
        files.emplace_back(name, read(folder + "/" + name));
    }
    for (const auto &[name, data] : files) {
        parts.push_back({bytes(name), name.size(), bytes(data), data.size()});
    }
    civigrid_ruleset *raw = nullptr;
    Buffer out;
    const auto status = civigrid_ruleset_compile(bytes(document), document.size(), parts.data(), parts.size(), &raw,
                                                 out.place());
    checked(status, out);
    return Ruleset(raw);
}

inline Engine make(const Ruleset &ruleset) {
    const civigrid_ruleset *rulesets[] = {ruleset.get()};
    civigrid_engine *raw = nullptr;
    Buffer out;
    checked(civigrid_engine_new(rulesets, 1, &raw, out.place()), out);
    return Engine(raw);
}

// 13 February 2026, 09:00 on the clock of China, and seconds after it.
constexpr int64_t nine = 1770944400;

inline std::string load() {
    return R"({"id":"load-1","actor":{"id":"host","role":"host"},"type":"directory.load","data":{"nodes":[)"
           R"({"code":"130202","name":{"zh":"路南"},"level":"district","unit":"u-d"}],"units":[)"
           R"({"id":"u-d","name":{"zh":"单位"},"node":"130202","kind":"territory"}]}})";
}

inline std::string report(const std::string &id) {
    return R"({"id":"c-)" + id + R"(","actor":{"id":"p-1","role":"resident"},"type":"case.report","data":{)" +
           R"("case":")" + id + R"(","category":"0101","place":{"node":"130202"},"people":3}})";
}

// Applies a command: its entries, one a line.
inline Buffer apply(const Engine &engine, std::string_view command, int64_t at) {
    Buffer out;
    checked(civigrid_engine_apply(engine.get(), bytes(command), command.size(), at, out.place()), out);
    return out;
}

inline std::string digest(const Engine &engine) {
    Buffer out;
    checked(civigrid_engine_digest(engine.get(), out.place()), out);
    return std::string(out.view());
}

inline uint64_t seq(const Engine &engine) {
    uint64_t value = 0;
    Buffer out;
    checked(civigrid_engine_seq(engine.get(), &value, out.place()), out);
    return value;
}

// An engine with a directory of one node: its backstop answers for everything.
inline Engine district(const Ruleset &ruleset) {
    Engine engine = make(ruleset);
    apply(engine, load(), nine);
    return engine;
}

} // namespace owners

#endif
