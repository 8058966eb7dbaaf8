// The single tests of a filter of servers: "probability > 90%", "country in [JP US]".
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "hub/servers/filter_parser.hpp"
#include "model/finding.hpp"
#include "store/query/values.hpp"

namespace noroshi::servers {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kMostPort = 65535;

constexpr std::array<std::string_view, 5> kProtocols{"tcp", "udp", "icmp", "icmp6", "sctp"};

NumberTest compared(Number field, std::string_view sign, double value) {
  NumberTest test{.field = field, .negated = sign == "!=", .any_of = {}};
  Span span{value, value};
  if (sign == "<" || sign == "<=") span.low = -kInfinite;
  if (sign == ">" || sign == ">=") span.high = kInfinite;
  if (sign == "<") span.high = std::nextafter(value, -kInfinite);
  if (sign == ">") span.low = std::nextafter(value, kInfinite);
  test.any_of.push_back(span);
  return test;
}

}  // namespace

Result<Test> Parser::one_test() {
  constexpr auto kField = WordKind::Field;
  if (take_any({"ip", "host"}, kField)) return address_test(false);
  if (take("net", kField)) return address_test(true);
  if (take("ipv4", kField)) return Test{FamilyTest{.v6 = false}};
  if (take("ipv6", kField)) return Test{FamilyTest{.v6 = true}};
  if (take("port", kField)) return port_test();
  if (take("proto", kField)) return protocol_test();
  if (take("probability", kField)) return share_test(Number::Probability);
  if (take("score", kField)) return share_test(Number::Score);
  if (take("clients", kField)) return count_test(Number::Clients);
  if (take("contacts", kField)) return count_test(Number::Contacts);
  if (take("sources", kField)) return count_test(Number::Sources);
  if (take("first", kField)) return moment_test(Moment::First);
  if (take("last", kField)) return moment_test(Moment::Last);
  if (take("added", kField)) return moment_test(Moment::Added);
  if (take("country", kField)) return country_test();
  if (take("network", kField)) return network_test();
  if (take("status", kField)) return status_test();
  if (take("watched", kField)) return Test{WatchedTest{}};
  if (take("evidence", kField)) return evidence_test();
  if (take("text", kField)) return text_test();
  return expected({"a test such as probability > 90%", "probability > 90% のような条件"});
}

template <class One>
Status Parser::list_or_one(One one) {
  if (!take("in")) {
    NOROSHI_CHECK(one());
    advance();
    return {};
  }
  if (!take("[")) return expected({"[", "["});
  do {
    NOROSHI_CHECK(one());
    advance();
    take(",");
  } while (!take("]"));
  return {};
}

std::string_view Parser::sign() {
  for (const auto& [written, meant] : query::kSigns) {
    if (take(written, WordKind::Operator)) return meant;
  }
  return "=";
}

bool Parser::unequal() {
  for (const auto& [written, meant] : query::kSigns) {
    if (meant != "=" && meant != "!=") continue;
    if (take(written, WordKind::Operator)) return meant == "!=";
  }
  return false;
}

Result<query::AddressRange> Parser::address(bool network) {
  const bool prefix = is_word() && token_.text.find('/') != std::string_view::npos;
  if (prefix && !network) {
    return here("a prefix follows net, not ip or host", "プレフィックスはnetの後に書きます");
  }
  auto range = query::parse_network(is_word() ? token_.text : "");
  // A token of a subscriber is no server.
  if (range && (prefix || net::Address::parse(token_.text))) return *range;
  if (prefix) return here(range.error().message, "プレフィックスの書き方が正しくありません");
  if (network)
    return expected({"a prefix such as 192.0.2.0/24", "192.0.2.0/24 のようなプレフィックス"});
  return expected({"an address such as 192.0.2.7", "192.0.2.7 のようなアドレス"});
}

Result<Test> Parser::address_test(bool network) {
  AddressTest test;
  take_any({"=", "=="}, WordKind::Operator);
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    test.any_of.push_back(NOROSHI_TRY(address(network)));
    return {};
  }));
  return Test{std::move(test)};
}

Result<Test> Parser::port_test() {
  const auto at = token_.at;
  const auto compare = sign();
  const bool said = token_.at != at;
  NumberTest test{.field = Number::Port, .negated = compare == "!=", .any_of = {}};
  const auto one = [&]() -> Status {
    // In a value of its own: GCC 12 does not follow what the optional holds.
    const auto read = is_word() ? query::parse_range(token_.text, kMostPort) : std::nullopt;
    const query::Range range = read.value_or(query::Range{1, 0});
    const bool ordered = compare != "=" && compare != "!=";
    if (range.first > range.last || (ordered && range.first != range.last)) {
      return expected({"a port from 0 to 65535, or a range such as 8000-8080",
                       "0から65535のポート番号、または8000-8080のような範囲"});
    }
    const auto low = static_cast<double>(range.first);
    if (ordered) test = compared(Number::Port, compare, low);
    if (!ordered) test.any_of.push_back({low, static_cast<double>(range.last)});
    return {};
  };
  if (said && compare != "!=") {
    NOROSHI_CHECK(one());
    advance();
  } else {
    NOROSHI_CHECK(list_or_one(one));
  }
  return Test{std::move(test)};
}

Result<std::uint8_t> Parser::protocol() {
  for (const auto name : kProtocols) want(name, WordKind::Value);
  const auto read = is_word() ? model::parse_protocol(token_.text) : Result<std::uint8_t>(Error{});
  if (read) return *read;
  return expected({"a protocol: tcp, udp, icmp, … or a number to 255",
                   "プロトコル（tcp、udp、icmpなど、または255までの番号）"});
}

Result<Test> Parser::protocol_test() {
  NumberTest test{.field = Number::Protocol, .negated = unequal(), .any_of = {}};
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    const double number = NOROSHI_TRY(protocol());
    test.any_of.push_back({number, number});
    return {};
  }));
  return Test{std::move(test)};
}

/// "90%", or a number up to `whole`.
Result<double> Parser::share(double whole) {
  const auto wrong = [&] {
    return whole == 1
               ? expected({"a probability such as 90% or 0.9", "90% または 0.9 のような確率"})
               : expected({"a score from 0 to 100", "0から100のスコア"});
  };
  if (!is_word()) return wrong();
  std::string_view digits = token_.text;
  const bool percent = digits.ends_with('%');
  if (percent) digits.remove_suffix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return wrong();
  if (percent) value = value * whole / 100;
  if (!(value >= 0 && value <= whole)) return wrong();
  return value;
}

Result<Test> Parser::share_test(Number field) {
  const auto compare = sign();
  const double value = NOROSHI_TRY(share(field == Number::Probability ? 1 : 100));
  advance();
  return Test{compared(field, compare, value)};
}

Result<Test> Parser::count_test(Number field) {
  const auto compare = sign();
  const auto value = is_word() ? query::parse_amount(token_.text) : std::nullopt;
  if (!value) return expected({"a number such as 5, 10k or 1.5M", "5、10k、1.5M のような数"});
  advance();
  return Test{compared(field, compare, static_cast<double>(*value))};
}

Result<Test> Parser::moment_test(Moment field) {
  const auto at = token_.at;
  const auto compare = sign();
  if (token_.at == at || compare == "=" || compare == "!=") {
    return expected({"<, <=, >= or >", "<、<=、>=、> のいずれか"});
  }
  want("now", WordKind::Value);
  const auto moment = is_word() ? query::parse_moment(token_.text, vocabulary_.now) : std::nullopt;
  if (!moment) {
    return expected({"a time such as 2026-01-02T03:04:05Z, 2026-01-02, -7d or now",
                     "2026-01-02T03:04:05Z、2026-01-02、-7d、now のような時刻"});
  }
  MomentTest test{.field = field, .first = -query::kFarthest, .last = query::kFarthest};
  if (compare == "<") test.last = *moment - 1;
  if (compare == "<=") test.last = *moment;
  if (compare == ">") test.first = *moment + 1;
  if (compare == ">=") test.first = *moment;
  advance();
  return Test{test};
}

Result<Test> Parser::country_test() {
  NameTest test{.field = Name::Country, .negated = unequal(), .any_of = {}};
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    want("unknown", WordKind::Value);
    for (const std::string& one : vocabulary_.countries) want(one, WordKind::Value);
    const std::string country = lower(is_word() ? token_.text : "");
    const bool letters =
        country.size() == 2 &&
        std::all_of(country.begin(), country.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (!letters && country != "unknown") {
      return expected({"a country of two letters, or unknown", "2文字の国コード、または unknown"});
    }
    test.any_of.push_back(country == "unknown" ? "" : country);
    return {};
  }));
  return Test{std::move(test)};
}

Result<Test> Parser::network_test() {
  NameTest test{.field = Name::Network, .negated = unequal(), .any_of = {}};
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    want("unknown", WordKind::Value);
    if (!is_word() || token_.text.empty()) {
      return expected(
          {"a part of a network's name, or unknown", "ネットワーク名の一部、または unknown"});
    }
    const bool unknown = token_.kind == query::Token::Kind::Word && lower(token_.text) == "unknown";
    test.any_of.push_back(unknown ? "" : lower(token_.text));
    return {};
  }));
  return Test{std::move(test)};
}

Result<Test> Parser::status_test() {
  NameTest test{.field = Name::Status, .negated = unequal(), .any_of = {}};
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    for (std::size_t i = 0; i < kStandingCount; ++i) {
      want(name_of(static_cast<Standing>(i)), WordKind::Value);
    }
    const std::string name = lower(is_word() ? token_.text : "");
    if (!parse_standing(name)) {
      return expected({"a status: new, changed, standing, confirmed, rejected, gone or suppressed",
                       "状態（new、changed、standing、confirmed、rejected、gone、suppressed）"});
    }
    test.any_of.push_back(name);
    return {};
  }));
  return Test{std::move(test)};
}

Result<Test> Parser::evidence_test() {
  NameTest test{.field = Name::Evidence, .negated = unequal(), .any_of = {}};
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    for (const std::string& one : vocabulary_.evidence) want(one, WordKind::Value);
    if (!is_word() || token_.text.empty() || token_.text.find(' ') != std::string_view::npos) {
      return expected({"the name of a line of evidence", "根拠の名前"});
    }
    test.any_of.push_back(lower(token_.text));
    return {};
  }));
  return Test{std::move(test)};
}

Result<Test> Parser::text_test() {
  NameTest test{.field = Name::Text, .negated = unequal(), .any_of = {}};
  NOROSHI_CHECK(list_or_one([&]() -> Status {
    if (!is_word() || token_.text.empty()) {
      return expected({"words in quotes", "引用符で囲んだ語"});
    }
    test.any_of.push_back(lower(token_.text));
    return {};
  }));
  return Test{std::move(test)};
}

}  // namespace noroshi::servers
