#include "hub/json_members.hpp"

#include <fmt/format.h>

namespace noroshi::hub {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

/// Reads over the tokens of a text without understanding more than where they end.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t at() const { return at_; }

  char skip_blank() {
    at_ = std::min(text_.find_first_not_of(kBlank, at_), text_.size());
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool take(char c) {
    if (skip_blank() != c) return false;
    ++at_;
    return true;
  }

  /// The raw text of a string, without its quotes.
  std::string_view string() {
    if (!take('"')) return {};
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, text_.size());
    at_ = std::min(end + 1, text_.size());
    return text_.substr(begin, end - begin);
  }

  /// Any value: to its end.
  void value() {
    const char first = skip_blank();
    if (first == '"') {
      string();
    } else if (first == '{' || first == '[') {
      nested();
    } else {
      at_ = std::min(text_.find_first_of(",}] \t\r\n", at_), text_.size());
    }
  }

 private:
  void nested() {
    std::size_t depth = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0 && at_ < text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string_view> member(std::string_view object, std::string_view name) {
  Scanner scanner(object);
  if (!scanner.take('{')) return std::nullopt;
  while (scanner.skip_blank() == '"') {
    const bool found = scanner.string() == name;
    if (!scanner.take(':')) return std::nullopt;
    scanner.skip_blank();
    const std::size_t begin = scanner.at();
    scanner.value();
    if (found) return object.substr(begin, scanner.at() - begin);
    if (!scanner.take(',')) return std::nullopt;
  }
  return std::nullopt;
}

std::string with_marking(std::string_view object, std::string_view id) {
  const std::string quoted = fmt::format("\"{}\"", id);
  std::string out(object);
  const auto refs = member(object, "object_marking_refs");
  if (!refs) {
    const auto brace = object.find('{');
    if (brace == std::string_view::npos) return out;
    const auto after = object.find_first_not_of(kBlank, brace + 1);
    const bool alone = after != std::string_view::npos && object[after] == '}';
    return out.insert(brace + 1,
                      fmt::format("\"object_marking_refs\":[{}]{}", quoted, alone ? "" : ","));
  }
  if (refs->find(quoted) != std::string_view::npos || !refs->starts_with('[')) return out;
  const auto place = static_cast<std::size_t>(refs->data() - object.data()) + 1;
  const bool empty = refs->find('"') == std::string_view::npos;
  return out.insert(place, empty ? quoted : quoted + ",");
}

std::string with_id_replaced(std::string_view object, std::string_view from, std::string_view to) {
  const std::string quoted = fmt::format("\"{}\"", from);
  std::string out;
  std::size_t at = 0;
  for (auto hit = object.find(quoted); hit != std::string_view::npos;
       hit = object.find(quoted, at)) {
    out.append(object.substr(at, hit - at)).append("\"").append(to).append("\"");
    at = hit + quoted.size();
  }
  return out.append(object.substr(at));
}

}  // namespace noroshi::hub
