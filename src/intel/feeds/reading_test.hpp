// What the tests of readers share: a text read, its error, its rejects.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"

namespace noroshi::feeds {

/// read_feed, read_warning_list; whether it is strict comes second.
template <class Content>
using Reader = Result<Content> (*)(io::Input&, bool);

/// The content of an input of this name; empty, and a failed test, if it cannot be read.
template <class Content>
Content content_of(Reader<Content> reader, std::string_view text, const std::string& name) {
  const auto input = io::Input::over(text, name);
  auto content = reader(*input, false);
  EXPECT_TRUE(content.has_value()) << content.error().message;
  return content.has_value() ? std::move(*content) : Content{};
}

/// Why it cannot be read; empty if it can.
template <class Content>
std::string refusal_of(Reader<Content> reader, std::string_view text, const std::string& name,
                       bool strict) {
  const auto input = io::Input::over(text, name);
  const auto content = reader(*input, strict);
  return content.has_value() ? "" : content.error().message;
}

/// How often each reason occurred.
inline std::map<std::string, std::uint64_t> counts(
    const std::map<std::string, io::Rejects::Tally, std::less<>>& tallies) {
  std::map<std::string, std::uint64_t> result;
  for (const auto& [reason, tally] : tallies) result[reason] = tally.count;
  return result;
}

}  // namespace noroshi::feeds
