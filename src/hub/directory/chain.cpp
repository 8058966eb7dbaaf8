#include "hub/directory/chain.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hex.hpp"
#include "hub/directory/secret.hpp"

namespace noroshi::directory {
namespace {

/// SHA-256 in hexadecimal.
constexpr std::size_t kDigits = 64;
constexpr std::string_view kBeforeChain = R"(,"chain":")";
constexpr std::string_view kAfterChain = R"("})";

/// Of one field, in octets.  Long lists of ids are cut, with a mark.
constexpr std::size_t kLongest = 4'000;
constexpr std::string_view kMark = "…";

std::string json_text(const std::string& text) {
  using Json = nlohmann::json;
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Octets that are no UTF-8 become U+FFFD, as NULs do: PostgreSQL keeps neither.
void clean(std::string& text) {
  std::replace(text.begin(), text.end(), '\0', '\xff');
  if (text.size() > kLongest) {
    // Not within a character: a following octet is 10xxxxxx.
    std::size_t end = kLongest - kMark.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    text.resize(end);
    text += kMark;
  }
  text = nlohmann::json::parse(json_text(text)).get<std::string>();
}

}  // namespace

std::string first_chain() { return std::string(kDigits, '0'); }

std::string body_of(const Entry& entry) {
  return fmt::format(
      R"({{"number":{},"at":"{}","account":{},"action":{},"subject":{},"outcome":{},"peer":{})",
      entry.number, base::to_rfc3339(entry.at), json_text(entry.account), json_text(entry.action),
      json_text(entry.subject), json_text(entry.outcome), json_text(entry.peer));
}

std::string chain_after(std::string_view before, std::string_view body) {
  return base::to_hex(digest_of(std::string(before).append(body)));
}

std::string line_of(const Entry& entry) {
  return body_of(entry).append(kBeforeChain).append(entry.chain).append(kAfterChain);
}

void clean(Entry& entry) {
  for (std::string* text :
       {&entry.account, &entry.action, &entry.subject, &entry.outcome, &entry.peer}) {
    clean(*text);
  }
}

Status ChainCheck::next(std::string_view line) {
  const std::uint64_t number = count_ + 1;
  const auto wrong = [&](std::string_view why) {
    return Error{Errc::InvalidInput, fmt::format("entry {} {}", number, why)};
  };
  const std::size_t tail = kBeforeChain.size() + kDigits + kAfterChain.size();
  if (line.size() < tail || !line.ends_with(kAfterChain) ||
      line.substr(line.size() - tail, kBeforeChain.size()) != kBeforeChain) {
    return wrong("is no line of a trail");
  }
  const std::string_view body = line.substr(0, line.size() - tail);
  if (!body.starts_with(fmt::format(R"({{"number":{},)", number))) {
    return wrong("is missing, or not in its place");
  }
  const std::string_view chain = line.substr(body.size() + kBeforeChain.size(), kDigits);
  if (chain != chain_after(before_, body)) {
    return wrong("does not follow from the one before: one of the two was changed");
  }
  before_ = chain;
  count_ = number;
  return {};
}

}  // namespace noroshi::directory
