#include "act/notify/json_objects.hpp"

#include <algorithm>

namespace noroshi::notify {
namespace {

constexpr std::size_t kStep = std::size_t{1} << 16;  // read ahead; doubled until an object ends

// How far the object at the front of `text` reaches.
struct Extent {
  std::size_t octets = 0;  // 0: it does not end within `text`
  bool broken = false;     // a line feed inside a string, which JSON forbids (RFC 8259, section 7)
};

Extent extent_of(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      if (c == '\n') return {.octets = 0, .broken = true};
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return {.octets = i + 1, .broken = false};
  }
  return {};
}

// An object on a line of its own that is cut short must not swallow the lines after it: there the
// next line begins with an object again, at the margin.
bool is_cut(std::string_view text) { return text.find("\n{\"") != std::string_view::npos; }

}  // namespace

void JsonObjects::consume(std::size_t count, std::string_view window) {
  const auto passed = window.substr(0, count);
  line_ += static_cast<std::uint64_t>(std::count(passed.begin(), passed.end(), '\n'));
  input_.consume(count);
}

// Goes to the next object; false at the end.
Result<bool> JsonObjects::skip_between() {
  static constexpr std::string_view kBetween = " \t\r\n,[]";
  static constexpr std::string_view kMark = "\xEF\xBB\xBF";  // byte order mark
  for (;;) {
    const auto window = NOROSHI_TRY(input_.window(kStep));
    if (window.empty()) return false;
    if (input_.offset() == 0 && window.starts_with(kMark)) {
      consume(kMark.size(), window);
      continue;
    }
    const auto at = window.find_first_not_of(kBetween);
    if (at == std::string_view::npos) {
      consume(window.size(), window);
      continue;
    }
    if (at > 0) {
      consume(at, window);
      continue;
    }
    begins_ = line_;
    if (window.front() == '{') return true;
    NOROSHI_CHECK(pass_line("no JSON object"));
  }
}

// Counts what stands here and goes to the next line.
Status JsonObjects::pass_line(std::string_view reason) {
  NOROSHI_CHECK(rejects_.add(reason, place()));
  for (;;) {
    const auto window = NOROSHI_TRY(input_.window(kStep));
    if (window.empty()) return {};
    const auto feed = window.find('\n');
    consume(feed == std::string_view::npos ? window.size() : feed + 1, window);
    if (feed != std::string_view::npos) return {};
  }
}

// The object that begins here; nothing, and counted, where it never ends.
Result<std::optional<std::string_view>> JsonObjects::take_object() {
  for (std::size_t size = kStep;; size *= 2) {
    const auto window = NOROSHI_TRY(input_.window(std::min(size, kLongest))).substr(0, kLongest);
    const Extent extent = extent_of(window);
    const auto object = window.substr(0, extent.octets > 0 ? extent.octets : window.size());
    const bool cut = is_cut(object);
    if (extent.octets > 0 && !cut) {
      given_ = extent.octets;
      return object;
    }
    if (extent.broken || cut) {
      NOROSHI_CHECK(pass_line("JSON that is cut short"));
      return std::optional<std::string_view>();
    }
    const bool at_end = window.size() < std::min(size, kLongest);
    if (at_end || size >= kLongest) {
      NOROSHI_CHECK(pass_line(at_end ? "JSON that is cut short" : "an object of more than 1 MiB"));
      return std::optional<std::string_view>();
    }
  }
}

Result<std::optional<std::string_view>> JsonObjects::next() {
  if (given_ > 0) consume(given_, NOROSHI_TRY(input_.window(given_)));
  given_ = 0;
  while (NOROSHI_TRY(skip_between())) {
    auto object = NOROSHI_TRY(take_object());
    if (object) return object;
  }
  return std::optional<std::string_view>();
}

}  // namespace noroshi::notify
