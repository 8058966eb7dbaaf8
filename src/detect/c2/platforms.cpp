#include "detect/c2/platforms.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <tuple>

#include "base/assert.hpp"
#include "detect/c2/platforms_list.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlank));
  line.remove_prefix(word.size());
  return word;
}

std::string_view trimmed(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  return line.substr(0, line.find_last_not_of(kBlank) + 1);
}

std::optional<PlatformKind> kind_of(std::string_view word) {
  if (word == "vendor") return PlatformKind::Vendor;
  if (word == "cdn") return PlatformKind::Cdn;
  if (word == "cloud") return PlatformKind::Cloud;
  return std::nullopt;
}

Result<Platform> parse_line(std::string_view line) {
  const net::Prefix prefix = NOROSHI_TRY(net::Prefix::parse(take_word(line)));
  const std::string_view word = take_word(line);
  const auto kind = kind_of(word);
  if (!kind) {
    return Error{Errc::InvalidInput,
                 fmt::format("'{}' is no kind; write vendor, cdn or cloud", word)};
  }
  return Platform{prefix, *kind, std::string(trimmed(line))};
}

}  // namespace

Result<std::vector<Platform>> parse_platforms(std::string_view text) {
  std::vector<Platform> platforms;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line =
        trimmed(text.substr(0, std::min(text.substr(0, end).find('#'), end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    platforms.push_back(NOROSHI_TRY(parse_line(line).within(fmt::format("line {}", number))));
  }
  return platforms;
}

const std::vector<Platform>& known_platforms() {
  static const std::vector<Platform> kPlatforms = [] {
    auto parsed = parse_platforms(kPlatformsList);
    NOROSHI_ASSERT(parsed.has_value());
    return std::move(*parsed);
  }();
  return kPlatforms;
}

PlatformIndex::PlatformIndex(std::vector<Platform> platforms) : platforms_(std::move(platforms)) {
  std::ranges::sort(platforms_, {}, [](const Platform& platform) {
    return std::tuple(platform.prefix.address, platform.prefix.length);
  });
}

const Platform* PlatformIndex::find(const net::Address& address) const {
  auto after = std::ranges::upper_bound(
      platforms_, address, {}, [](const Platform& platform) { return platform.prefix.address; });
  // Prefixes nest, so the holder stands before `after`, past siblings that end earlier.  Lists
  // nest two or three deep; a handful of steps reaches every enclosing range.
  constexpr int kMostSteps = 64;
  for (int step = 0; step < kMostSteps && after != platforms_.begin(); ++step) {
    --after;
    if (after->prefix.contains(address)) return &*after;
  }
  return nullptr;
}

}  // namespace noroshi::c2
