#include "intel/registry/document.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>

#include "base/config.hpp"
#include "base/utf8.hpp"
#include "intel/registry/spans.hpp"

namespace noroshi::registry {
namespace {

using Section = base::Config::Section;

constexpr std::int64_t kLargestSerial = 9'007'199'254'740'991;  // 2⁵³ − 1: JSON can carry it
constexpr std::size_t kLongestName = 200;                       // octets
constexpr std::size_t kLongestId = 64;
constexpr std::size_t kLongestMail = 254;

bool is_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(), fits) && text.front() != '-';
}

bool is_country(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 2 && std::all_of(text.begin(), text.end(), capital);
}

/// "AS64500" → 64500; nothing where it is no number of an autonomous system.
std::optional<std::uint32_t> asn_in(std::string_view text) {
  if (!text.starts_with("AS")) return std::nullopt;
  text.remove_prefix(2);
  std::uint32_t asn = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asn);
  if (error != std::errc{} || end != text.data() + text.size() || asn == 0) return std::nullopt;
  return asn;
}

class Reading {
 public:
  Document run(base::Config& config) {
    auto top = config.section("registry");
    read_header(top);
    auto operators = top.sections("operator");
    if (operators.empty()) top.problem("operator", "missing: nobody is registered");
    for (auto& one : operators) read_operator(one);
    return std::move(document_);
  }

 private:
  void read_header(Section& top) {
    top.whole("version", 0, 1, 1);
    if (!top.has("version")) top.problem("version", "missing: this form is version = 1");
    document_.serial = static_cast<std::uint64_t>(top.whole("serial", 0, 1, kLargestSerial));
    if (!top.has("serial")) top.problem("serial", "missing: a number that grows with each edition");
    document_.issuer = name_of(top, "issuer");
    document_.valid_from = instant_of(top, "valid_from");
    document_.valid_until = instant_of(top, "valid_until");
    if (document_.valid_until <= document_.valid_from) {
      top.problem("valid_until", "must be later than valid_from");
    }
  }

  static std::string name_of(Section& section, std::string_view key) {
    auto name = section.text(key, "");
    if (!is_name(name)) {
      section.problem(key, "must be a name of 1 to 200 octets without control characters");
    }
    return name;
  }

  static base::Micros instant_of(Section& section, std::string_view key) {
    const auto instant = base::parse_rfc3339(section.text(key, ""));
    if (!instant) section.problem(key, "must be an instant such as \"2026-01-14T00:00:00Z\"");
    return instant.value_or(0);
  }

  void read_operator(Section& section) {
    Operator one;
    one.id = section.text("id", "");
    if (!is_id(one.id) || one.id.starts_with("rdap-")) {
      section.problem("id", "must be 1 to 64 of a–z, 0–9 and -, and not begin with - or rdap-");
    } else if (!ids_.insert(one.id).second) {
      section.problem("id", "stands here twice: one operator has one entry");
    }
    one.name = name_of(section, "name");
    one.name_ja = section.has("name_ja") ? name_of(section, "name_ja") : "";
    one.country = country_of(section);
    one.contact = section.text("contact", "");
    if (!is_mail_address(one.contact)) {
      section.problem("contact", "must be the mail address of an abuse desk");
    }
    one.language = section.choice("language", "en", {"en", "ja"}) == "ja" ? base::Language::Japanese
                                                                          : base::Language::English;
    for (const std::string& text : section.texts("asns")) {
      const auto asn = asn_in(text);
      if (!asn)
        section.problem("asns", fmt::format("'{}' is no AS number; write \"AS64500\"", text));
      one.asns.push_back(asn.value_or(0));
    }
    read_ranges(section, one);
    document_.operators.push_back(std::move(one));
  }

  static std::string country_of(Section& section) {
    auto country = section.text("country", "");
    if (!country.empty() && !is_country(country)) {
      section.problem("country", "must be two capital letters (ISO 3166-1)");
    }
    return country;
  }

  void read_ranges(Section& section, const Operator& owner) {
    const auto texts = section.texts("ranges");
    if (texts.empty()) section.problem("ranges", "missing: which prefixes are theirs?");
    for (const std::string& text : texts) {
      auto range = read_range(text);
      if (!range) {
        section.problem("ranges", range.error().message);
        continue;
      }
      range->operator_id = owner.id;
      const auto [at, is_new] = owners_.emplace(key_of(range->prefix), owner.id);
      if (is_new) {
        document_.ranges.push_back(std::move(*range));
      } else {
        section.problem("ranges", fmt::format("{} stands here twice: of {} and of {}",
                                              range->prefix.to_string(), at->second, owner.id));
      }
    }
  }

  using Key = std::pair<net::Address, int>;
  static Key key_of(const net::Prefix& prefix) { return {prefix.address, prefix.length}; }

  /// "192.0.2.0/24", "192.0.2.0/24 AS64500", "192.0.2.0/24 AS64500 JP", "192.0.2.0/24 JP"
  static Result<Range> read_range(std::string_view text) {
    const auto blank = text.find(' ');
    Range range;
    range.prefix = NOROSHI_TRY(net::Prefix::parse(text.substr(0, blank)));
    if (!is_somebodys(range.prefix)) {
      return Error{Errc::InvalidInput, fmt::format("'{}' is too wide to be anybody's", text)};
    }
    std::string_view rest = blank == std::string_view::npos ? "" : text.substr(blank + 1);
    while (!rest.empty()) {
      const auto word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      const auto asn = asn_in(word);
      if (asn && range.asn == 0 && range.country.empty()) {
        range.asn = *asn;
      } else if (is_country(word) && range.country.empty() && !asn) {
        range.country = std::string(word);  // GCC 12 fears an overlap in assignment
      } else {
        return Error{Errc::InvalidInput,
                     fmt::format("'{}' is no range; write \"192.0.2.0/24\" or \"192.0.2.0/24 "
                                 "AS64500 JP\"",
                                 text)};
      }
    }
    return range;
  }

  Document document_;
  std::set<std::string> ids_;
  std::map<Key, std::string> owners_;
};

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return false;
  while (!text.empty()) {
    const auto length = base::utf8_length(text);
    if (length == 0 || base::is_control(text.substr(0, length))) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.size() > kLongestMail) return false;
  const auto local = text.substr(0, at);
  const auto domain = text.substr(at + 1);
  const auto alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  // RFC 5322, section 3.2.3: atext and dots; quoted local parts are left to history.
  constexpr std::string_view kAtext = "!#$%&'*+-/=?^_`{|}~.";
  const bool sound = std::all_of(local.begin(), local.end(), [&](char c) {
    return alphanumeric(c) || kAtext.find(c) != std::string_view::npos;
  });
  const bool dotted = domain.find('.') != std::string_view::npos &&
                      domain.find("..") == std::string_view::npos && !domain.starts_with('.') &&
                      !domain.ends_with('.') && !domain.starts_with('-');
  return sound && dotted && std::all_of(domain.begin(), domain.end(), [&](char c) {
           return alphanumeric(c) || c == '-' || c == '.';
         });
}

Result<Document> parse_document(std::string_view toml, const std::string& name) {
  auto config = NOROSHI_TRY(base::Config::parse(toml, name));
  auto document = Reading().run(config);
  NOROSHI_CHECK(config.finish());
  return document;
}

Status check_validity(const Document& document, base::Micros now) {
  if (now < document.valid_from) {
    return Error{Errc::InvalidInput,
                 fmt::format("not valid before {}", base::to_rfc3339(document.valid_from))};
  }
  if (now >= document.valid_until) {
    return Error{Errc::InvalidInput, fmt::format("expired on {}; ask the issuer for a newer one",
                                                 base::to_rfc3339(document.valid_until))};
  }
  return {};
}

std::vector<std::string> nestings(const Document& document) {
  std::vector<std::string> out;
  std::vector<const Range*> sorted;
  for (const Range& range : document.ranges) sorted.push_back(&range);
  std::sort(sorted.begin(), sorted.end(),
            [](const Range* a, const Range* b) { return wider_first(a->prefix, b->prefix); });
  std::vector<const Range*> open;
  for (const Range* range : sorted) {
    while (!open.empty() && !open.back()->prefix.contains(range->prefix.address)) open.pop_back();
    if (!open.empty() && open.back()->operator_id != range->operator_id) {
      out.push_back(fmt::format("{} of {} lies in {} of {}", range->prefix.to_string(),
                                range->operator_id, open.back()->prefix.to_string(),
                                open.back()->operator_id));
    }
    open.push_back(range);
  }
  return out;
}

}  // namespace noroshi::registry
