#include "intel/registry/registry.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>

#include "intel/registry/document.hpp"
#include "intel/registry/rdap.hpp"
#include "intel/registry/signature.hpp"
#include "io/line_reader.hpp"
#include "io/whole_input.hpp"

namespace noroshi::registry {
namespace {

constexpr std::size_t kLongestSlug = 48;

// "abuse@isp.example" → "rdap-abuse-isp-example"
std::string slug_of(std::string_view contact) {
  std::string out = "rdap-";
  for (const char c : contact.substr(0, kLongestSlug)) {
    const bool capital = c >= 'A' && c <= 'Z';
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += capital ? static_cast<char>(c - 'A' + 'a') : kept ? c : '-';
  }
  return out;
}

// One operator a mail address: two networks with the same abuse desk hear of both in one report.
class Strangers {
 public:
  explicit Strangers(const std::vector<Operator>& known) {
    for (std::uint32_t i = 0; i < known.size(); ++i) {
      by_contact_.emplace(known[i].contact, i);
      by_id_.emplace(known[i].id, i);
    }
  }

  std::uint32_t place_of(const RdapNetwork& network, std::vector<Operator>& operators) {
    const auto next = static_cast<std::uint32_t>(operators.size());
    const auto [at, is_new] = by_contact_.emplace(network.contact, next);
    if (is_new) {
      operators.push_back({.id = fresh_id(network.contact, next),
                           .name = network.name,
                           .name_ja = {},
                           .asns = {},
                           .country = network.country,
                           .contact = network.contact,
                           .language = base::Language::English});
    }
    return at->second;
  }

 private:
  // Addresses that differ in what a file name cannot hold must still be told apart.
  std::string fresh_id(std::string_view contact, std::uint32_t place) {
    const auto slug = slug_of(contact);
    auto id = slug;
    for (int& number = numbers_[slug]; !by_id_.emplace(id, place).second;) {
      number = std::max(number, 1) + 1;
      id = fmt::format("{}-{}", slug, number);
    }
    return id;
  }

  std::map<std::string, std::uint32_t> by_contact_;
  std::map<std::string, std::uint32_t> by_id_;
  std::map<std::string, int> numbers_;  // the last that was given after a slug
};

}  // namespace

void Registry::Table::index() {
  std::vector<net::Prefix> prefixes;
  prefixes.reserve(ranges.size());
  for (const Range& range : ranges) prefixes.push_back(range.prefix);
  spans = spans_of(prefixes);
  by_id.resize(operators.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::sort(by_id.begin(), by_id.end(),
            [this](auto a, auto b) { return operators[a].id < operators[b].id; });
}

const Operator* Registry::Table::operator_of(std::string_view id) const {
  const auto at = std::lower_bound(by_id.begin(), by_id.end(), id, [this](auto place, auto wanted) {
    return operators[place].id < wanted;
  });
  return at != by_id.end() && operators[*at].id == id ? &operators[*at] : nullptr;
}

std::optional<Answer> Registry::Table::find(const net::Address& address, Origin origin) const {
  const auto found = find_span(spans, address);
  if (!found) return std::nullopt;
  const Range& range = ranges[*found];
  const Operator& who = operators[owner[*found]];
  const bool alone = who.asns.size() == 1;
  return Answer{.who = &who,
                .prefix = range.prefix,
                .asn = range.asn != 0 ? range.asn : (alone ? who.asns.front() : 0),
                .country = range.country.empty() ? std::string_view(who.country)
                                                 : std::string_view(range.country),
                .origin = origin};
}

Result<Registry> Registry::read(io::Input& input, const std::vector<std::string>& keys,
                                base::Micros now) {
  const auto in_file = [&](auto result) { return std::move(result).within(input.name()); };
  const auto text = NOROSHI_TRY(in_file(io::whole(input)));
  const auto parts = NOROSHI_TRY(in_file(split_signatures(text)));
  if (const auto good = verify(parts, keys); !good) {
    return Error(good.error()).within(input.name());
  }
  auto document = NOROSHI_TRY(parse_document(parts.body, input.name()));
  if (const auto valid = check_validity(document, now); !valid) {
    return Error(valid.error()).within(input.name());
  }
  Registry out;
  out.serial_ = document.serial;
  out.issuer_ = std::move(document.issuer);
  out.valid_until_ = document.valid_until;
  std::map<std::string, std::uint32_t, std::less<>> places;
  for (std::uint32_t i = 0; i < document.operators.size(); ++i) {
    places.emplace(document.operators[i].id, i);
  }
  for (const Range& range : document.ranges) {
    out.registered_.owner.push_back(places.at(range.operator_id));
  }
  out.registered_.operators = std::move(document.operators);
  out.registered_.ranges = std::move(document.ranges);
  out.registered_.index();
  return out;
}

std::optional<Answer> Registry::find(const net::Address& address) const {
  if (auto answer = registered_.find(address, Origin::Registered)) return answer;
  return strangers_.find(address, Origin::Rdap);
}

const Operator* Registry::operator_of(std::string_view id) const {
  for (const Table* table : {&registered_, &strangers_}) {
    if (const Operator* found = table->operator_of(id)) return found;
  }
  return nullptr;
}

Result<RdapReading> Registry::add_rdap(io::Input& input) {
  RdapReading reading;
  io::LineReader lines(input, reading.rejects);
  RdapReader reader;
  Strangers strangers(strangers_.operators);
  for (;;) {
    const auto line = NOROSHI_TRY(lines.next());
    if (!line) break;
    if (line->empty()) continue;
    const auto network = reader.read(*line);
    if (!network) {
      NOROSHI_CHECK(reading.rejects.add(network.error().message, lines.place()));
      continue;
    }
    ++reading.networks;
    const auto place = strangers.place_of(*network, strangers_.operators);
    for (const net::Prefix& prefix : network->prefixes) {
      strangers_.ranges.push_back({.prefix = prefix,
                                   .operator_id = strangers_.operators[place].id,
                                   .country = network->country,
                                   .asn = network->asn});
      strangers_.owner.push_back(place);
    }
  }
  strangers_.index();
  return reading;
}

}  // namespace noroshi::registry
