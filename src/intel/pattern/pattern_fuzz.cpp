// Any bytes as a pattern, and what follows a line of "---" as observables: whatever parses keeps
// its promises, and no match costs more than its budget.
#include <algorithm>

#include "base/assert.hpp"
#include "intel/pattern/pattern.hpp"

namespace {

using noroshi::pattern::Observation;

// Each line is an observable; an empty one begins the next observation.
std::vector<Observation> observations_in(std::string_view lines) {
  std::vector<Observation> made(1);
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.empty() && made.size() < 16) {
      const auto second = static_cast<noroshi::base::Micros>(made.size()) * noroshi::base::kSecond;
      made.push_back({second, second, made.size(), {}});
    } else {
      auto& observables = made.back().observables;
      observables.emplace_back(std::to_string(observables.size()), line);
    }
  }
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kSeparator = "\n---\n";
  const auto cut = std::min(bytes.find(kSeparator), bytes.size());
  const auto text = bytes.substr(0, cut);
  const auto parsed = pattern::Pattern::parse(text);
  if (!parsed.has_value()) {
    NOROSHI_ASSERT(!parsed.error().message.empty());
    return 0;
  }
  NOROSHI_ASSERT(parsed->text() == text);
  NOROSHI_ASSERT(std::is_sorted(parsed->values().begin(), parsed->values().end()));
  NOROSHI_ASSERT(!parsed->is_plain_list() || !parsed->values().empty());
  NOROSHI_ASSERT(!parsed->is_plain_list() || parsed->list_values() == parsed->values());
  const auto rest = bytes.substr(std::min(cut + kSeparator.size(), bytes.size()));
  const auto observations = observations_in(rest);
  const auto match = parsed->match(observations, 20'000);
  if (!match.has_value() || !match->has_value()) return 0;
  const auto& used = (*match)->observations;
  NOROSHI_ASSERT(!used.empty() && std::is_sorted(used.begin(), used.end()));
  NOROSHI_ASSERT(used.back() < observations.size() && (*match)->begin <= (*match)->end);
  return 0;
}
