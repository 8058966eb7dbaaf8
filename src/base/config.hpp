// Config: one TOML file, every key checked.
//
// A part of Noroshi reads its own section through this, key by key, with type, unit and range; what
// nobody has read at the end is an unknown key.  Errors name file, line, key, what was expected and
// the nearest valid key, and are collected, so that a person sees all of them at once.
//
//   auto file = NOROSHI_TRY(Config::load("noroshi.toml"));
//   auto collect = file.section("collect");
//   const auto linger = collect.duration("linger", 2 * kMinute, 0, kHour);
//   NOROSHI_CHECK(file.finish());   // every problem, one a line
//
// One thread.  Sections are views: the Config must outlive them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::base {

class Config {
 public:
  class Section {
   public:
    /// Whether the file has this section at all.
    [[nodiscard]] bool present() const;
    [[nodiscard]] bool has(std::string_view key);

    // Each returns `fallback` when the key is missing or wrong (the problem is kept for `finish`).
    std::string text(std::string_view key, std::string_view fallback);
    std::string choice(std::string_view key, std::string_view fallback,
                       const std::vector<std::string_view>& choices);
    bool flag(std::string_view key, bool fallback);
    std::int64_t whole(std::string_view key, std::int64_t fallback, std::int64_t least,
                       std::int64_t most);
    double number(std::string_view key, double fallback, double least, double most);
    /// "5min", "1h30min", "7d", "500ms"; a bare number is an error that names the units, but for
    /// 0 where `least` is 0.
    Micros duration(std::string_view key, Micros fallback, Micros least, Micros most);
    /// "4GiB", "64MiB", "1kB"; octets.
    std::uint64_t octets(std::string_view key, std::uint64_t fallback, std::uint64_t least,
                         std::uint64_t most);
    std::vector<std::string> texts(std::string_view key, std::vector<std::string> fallback = {});
    Section section(std::string_view key);                ///< [a.b]
    std::vector<Section> sections(std::string_view key);  ///< [[a.b]]

    /// A problem with the value of `key` that only the caller can see ("no such prefix").
    void problem(std::string_view key, std::string_view what);

   private:
    friend class Config;
    struct Node;
    explicit Section(std::shared_ptr<Node> node);
    std::shared_ptr<Node> node_;
  };

  static Result<Config> load(const std::string& path);
  static Result<Config> parse(std::string_view toml, std::string name);
  ~Config();
  Config(Config&&) noexcept;

  Section section(std::string_view key);

  /// All problems, unknown keys included, one a line: "noroshi.toml:12: collect.lingr: unknown key;
  /// did you mean collect.linger?"  Call once everything has been read.
  Status finish();

 private:
  struct State;
  explicit Config(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// "4GiB", "64MiB", "1500kB", "80B": octets.  An Error shows how to write them.
Result<std::uint64_t> parse_octets(std::string_view text);

}  // namespace noroshi::base
