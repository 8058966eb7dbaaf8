#include "intel/feeds/warning_list.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "intel/feeds/text.hpp"
#include "io/line_reader.hpp"
#include "io/whole_input.hpp"

namespace noroshi::feeds {
namespace {

using Json = nlohmann::json;
using io::Place;

constexpr std::string_view kNoNetwork = "no network or address";
constexpr std::string_view kNoText = "entry is no text";
constexpr std::string_view kName = "a name, a URL or a hash, no address";
constexpr std::string_view kNoPattern = "no regular expression that RE2 knows";

// Port and protocol first, then port, then protocol; within one kind by their numbers.
bool narrower(const Scope& a, const Scope& b) {
  const auto width = [](const Scope& scope) {
    return (scope.port ? 0 : 2) + (scope.proto ? 0 : 1);
  };
  return width(a) != width(b) ? width(a) < width(b) : a < b;
}

Error malformed(std::string_view what) {
  return {Errc::InvalidInput,
          fmt::format("MISP warning list: {}; see docs/formats/feeds.md", what)};
}

// "/tcp" at the end; a number there is the length of the prefix.
Result<std::optional<std::uint8_t>> take_protocol(std::string_view& text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::optional<std::uint8_t>{};
  const std::string_view word = text.substr(slash + 1);
  if (word.empty() || (word.front() >= '0' && word.front() <= '9')) {
    return std::optional<std::uint8_t>{};
  }
  const std::uint8_t proto = NOROSHI_TRY(model::parse_protocol(word));
  text.remove_suffix(word.size() + 1);
  return std::optional(proto);
}

// ":443" at the end, of IPv4 or behind brackets; other colons are IPv6's own.
Result<std::optional<std::uint16_t>> take_port(std::string_view& text) {
  const auto colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  if (colon == std::string_view::npos ||
      (bracketed ? text[colon - 1] != ']' : text.find(':') != colon)) {
    return std::optional<std::uint16_t>{};
  }
  const auto port = whole_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) {
    return Error{Errc::InvalidInput,
                 fmt::format("'{}' is no port from 0 to 65535", text.substr(colon + 1, 16))};
  }
  text = text.substr(0, colon);
  return port;
}

// MISP says what its values are to be compared with.  A list for hashes may hold "3::", which
// would read as an address.
bool for_addresses(const std::vector<std::string>& attributes) {
  return attributes.empty() ||
         std::any_of(attributes.begin(), attributes.end(),
                     [](const std::string& one) { return one.starts_with("ip-"); });
}

std::string text_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? found->dump() : std::string{};
}

// Lists are made by hand and by script; both leave bits behind a length ("192.0.2.7/24").  The
// network that holds the address is what is meant.
std::optional<net::Prefix> lenient_prefix(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = net::Address::parse(text.substr(0, slash));
  if (!address.has_value()) return std::nullopt;
  const int widest = address->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) return net::Prefix::of(*address, widest);
  const auto length = whole_number<int>(text.substr(slash + 1));
  if (!length || *length < 0 || *length > widest) return std::nullopt;
  return net::Prefix::of(*address, *length);
}

class MispList {
 public:
  explicit MispList(bool strict) { list_.rejects = io::Rejects(strict); }

  Result<WarningList> read(const Json& json) {
    if (!json.is_object()) return malformed("it is no JSON object");
    const auto values = json.find("list");
    if (values == json.end() || !values->is_array()) return malformed("it has no array 'list'");
    describe(json);
    texts_ = KnownTexts(list_.type, list_.matching_attributes);
    for (const Json& value : *values) NOROSHI_CHECK(take(value));
    list_.networks = prefixes_.size();
    list_.set_networks(prefixes_);
    list_.set_texts(std::move(texts_));
    return std::move(list_);
  }

 private:
  void describe(const Json& json) {
    list_.form = WarningList::Form::Misp;
    list_.name = text_of(json, "name");
    list_.version = text_of(json, "version");
    list_.description = text_of(json, "description");
    list_.type = text_of(json, "type");
    const auto attributes = json.find("matching_attributes");
    if (attributes == json.end() || !attributes->is_array()) return;
    for (const Json& one : *attributes) {
      if (one.is_string()) list_.matching_attributes.push_back(one.get<std::string>());
    }
  }

  Status take(const Json& value) {
    const Place place{Place::Unit::Entry, ++list_.entries};
    if (!value.is_string()) return list_.rejects.add(kNoText, place);
    if (for_addresses(list_.matching_attributes) && list_.type != "regex") {
      if (const auto prefix = lenient_prefix(trimmed(value.get_ref<const std::string&>()))) {
        prefixes_.push_back({*prefix, {}});
        return {};
      }
      if (list_.type == "cidr") return list_.rejects.add(kNoNetwork, place);
    }
    const bool usable = texts_.add(value.get_ref<const std::string&>());
    if (!usable && list_.type == "regex") return list_.rejects.add(kNoPattern, place);
    list_.rejects.skip(kName, place);
    return {};
  }

  WarningList list_;
  KnownTexts texts_;
  std::vector<ScopedPrefix> prefixes_;
};

Result<WarningList> read_plain(io::Input& input, bool strict) {
  WarningList list;
  list.name = input.name();
  list.rejects = io::Rejects(strict);
  io::LineReader lines(input, list.rejects);
  std::vector<ScopedPrefix> prefixes;
  while (const auto line = NOROSHI_TRY(lines.next())) {
    const std::string_view entry = trimmed(line->substr(0, line->find('#')));
    if (entry.empty()) continue;
    ++list.entries;
    const auto parsed = ScopedPrefix::parse(entry);
    if (parsed.has_value()) {
      prefixes.push_back(*parsed);
    } else {
      NOROSHI_CHECK(list.rejects.add("no `prefix[:port][/proto]`", lines.place()));
    }
  }
  list.networks = prefixes.size();
  list.set_networks(prefixes);
  return list;
}

}  // namespace

Result<ScopedPrefix> ScopedPrefix::parse(std::string_view text) {
  Scope scope;
  scope.proto = NOROSHI_TRY(take_protocol(text));
  scope.port = NOROSHI_TRY(take_port(text));
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return ScopedPrefix{NOROSHI_TRY(net::Prefix::parse(text)), scope};
}

std::optional<Scope> WarningList::match(const model::Endpoint& endpoint) const {
  for (const ScopedNetworks& one : scopes_) {
    if (one.scope.covers(endpoint) && one.networks.contains(endpoint.ip)) return one.scope;
  }
  return std::nullopt;
}

bool WarningList::knows_network(std::string_view text) const {
  const auto prefix = lenient_prefix(text);
  if (!prefix) return false;
  return std::any_of(scopes_.begin(), scopes_.end(), [&prefix](const ScopedNetworks& one) {
    return one.scope.whole_address() && one.networks.contains(prefix->address);
  });
}

bool WarningList::knows(std::string_view kind, std::string_view value) const {
  if (kind == "ipv4-addr" || kind == "ipv6-addr") return knows_network(value);
  if (kind == "endpoint") {
    const auto endpoint = model::parse_endpoint(value);
    return endpoint.has_value() && match(*endpoint).has_value();
  }
  return texts_.knows(kind, value);
}

void WarningList::set_networks(const std::vector<ScopedPrefix>& prefixes) {
  std::map<Scope, std::vector<net::Prefix>, decltype(&narrower)> by_scope(&narrower);
  for (const ScopedPrefix& one : prefixes) by_scope[one.scope].push_back(one.prefix);
  scopes_.clear();
  for (const auto& [scope, prefixes_of_it] : by_scope) {
    scopes_.push_back({scope, net::PrefixSet(prefixes_of_it)});
  }
}

Result<WarningList> read_warning_list(io::Input& input, bool strict) {
  const std::string_view head = NOROSHI_TRY(input.window(64));
  const auto first = io::without_byte_order_mark(head).find_first_not_of(kBlank);
  const bool json =
      first != std::string_view::npos && io::without_byte_order_mark(head)[first] == '{';
  if (!json) return read_plain(input, strict).within(input.name());
  const std::string_view whole = NOROSHI_TRY(io::whole(input));
  const Json parsed = Json::parse(io::without_byte_order_mark(whole), nullptr, false);
  if (parsed.is_discarded()) return malformed("it is no JSON").within(input.name());
  return MispList(strict).read(parsed).within(input.name());
}

}  // namespace noroshi::feeds
