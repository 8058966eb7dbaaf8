// Whether a server is meant.
#include <algorithm>
#include <array>
#include <optional>

#include "hub/servers/filter_parser.hpp"

namespace noroshi::servers {
namespace {

std::optional<double> number_of(Number field, const Server& server) {
  const Facts& facts = *server.facts;
  switch (field) {
    case Number::Port:
      return facts.subject.port;
    case Number::Protocol:
      return facts.subject.proto;
    case Number::Probability:
      return facts.probability;
    case Number::Score:
      return server.score;
    case Number::Clients:
      if (!server.clients) return std::nullopt;
      return static_cast<double>(*server.clients);
    case Number::Contacts:
      return static_cast<double>(facts.contacts);
    case Number::Sources:
      return static_cast<double>(server.sources);
  }
  return std::nullopt;
}

base::Micros moment_of(Moment field, const Server& server) {
  if (field == Moment::First) return server.facts->first_seen;
  return field == Moment::Last ? server.facts->last_seen : server.added;
}

/// Whether `part`, in lower case, stands in `text`.
bool holds(std::string_view text, std::string_view part) {
  const auto found = std::search(
      text.begin(), text.end(), part.begin(), part.end(),
      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b; });
  return part.empty() || found != text.end();
}

bool says(const Server& server, std::string_view part) {
  const Facts& facts = *server.facts;
  const std::array<std::string_view, 7> texts{
      facts.name,           facts.reason,         facts.innocent, facts.suppressed_by,
      server.place.country, server.place.network, server.judged};
  return std::any_of(texts.begin(), texts.end(), [&](auto text) { return holds(text, part); });
}

bool is_named(Name field, const Server& server, std::string_view name) {
  switch (field) {
    case Name::Country:
      return server.place.country.size() == name.size() && holds(server.place.country, name);
    case Name::Network:
      return name.empty() ? server.place.network.empty() : holds(server.place.network, name);
    case Name::Status:
      return name_of(server.status) == name;
    case Name::Evidence: {
      const std::string_view all = server.facts->evidence;
      for (auto at = all.find(name); at != std::string_view::npos; at = all.find(name, at + 1)) {
        if (all[at - 1] == ' ' && all[at + name.size()] == ' ') return true;
      }
      return false;
    }
    case Name::Text:
      return says(server, name);
  }
  return false;
}

struct Matching {
  const Server& server;

  bool operator()(const AddressTest& test) const {
    const net::Address& ip = server.facts->subject.ip;
    return std::any_of(test.any_of.begin(), test.any_of.end(),
                       [&](const auto& range) { return range.first <= ip && ip <= range.last; });
  }
  bool operator()(const FamilyTest& test) const {
    return server.facts->subject.ip.is_v4() != test.v6;
  }
  bool operator()(const NumberTest& test) const {
    const auto number = number_of(test.field, server);
    if (!number) return false;
    const bool among = std::any_of(test.any_of.begin(), test.any_of.end(), [&](const Span& span) {
      return span.low <= *number && *number <= span.high;
    });
    return among != test.negated;
  }
  bool operator()(const MomentTest& test) const {
    const base::Micros at = moment_of(test.field, server);
    return test.first <= at && at <= test.last;
  }
  bool operator()(const NameTest& test) const {
    const bool among =
        std::any_of(test.any_of.begin(), test.any_of.end(),
                    [&](const std::string& name) { return is_named(test.field, server, name); });
    return among != test.negated;
  }
  bool operator()(const WatchedTest& /*unused*/) const { return server.watched; }
};

}  // namespace

bool matches(const Node& filter, const Server& server) {
  const auto below = [&](const Node& node) { return matches(node, server); };
  switch (filter.kind) {
    case Node::Kind::All:
      return true;
    case Node::Kind::And:
      return std::all_of(filter.below.begin(), filter.below.end(), below);
    case Node::Kind::Or:
      return std::any_of(filter.below.begin(), filter.below.end(), below);
    case Node::Kind::Not:
      return !matches(filter.below.front(), server);
    case Node::Kind::Leaf:
      return std::visit(Matching{server}, filter.test);
  }
  return false;
}

}  // namespace noroshi::servers
