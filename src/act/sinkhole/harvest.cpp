// Visits → infected hosts.  The weights are set by hand and few; docs/operations/sinkhole.md gives
// the reason of each.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "act/sinkhole/visit.hpp"
#include "io/line_reader.hpp"

namespace noroshi::sinkhole {
namespace {

using Json = nlohmann::json;

// Whoever finds a sinkhole is about as likely a bot as a scanner or a curious person.
constexpr double kPrior = 0.0;
constexpr double kIntroduced = 3.0;  // spoke the family's first words, which scanners seldom do
constexpr double kParked = 2.0;      // and stayed, calling at least twice
constexpr double kCameBack = 1.0;    // on at least three visits
constexpr double kScanner = -9.0;    // a list names it a surveyor, and surveyors imitate bots
constexpr std::uint32_t kCalls = 2;
constexpr std::uint64_t kVisits = 3;
constexpr std::size_t kMostSightings = 8;

struct Source {
  std::uint64_t visits = 0;
  std::uint64_t introduced = 0;  ///< visits of the expected kind
  std::uint32_t keep_alives = 0;
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint16_t port = 0;  ///< of ours, that it called first
  std::vector<model::Sighting> sightings;
};

struct Line {
  Visit visit;
  std::uint32_t keep_alives = 0;
  bool stay = false;
};

std::optional<std::uint16_t> port_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto value = found->get<std::uint64_t>();
  if (value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

std::optional<net::Address> address_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  const auto address = net::Address::parse(found->get_ref<const std::string&>());
  if (!address) return std::nullopt;
  return *address;
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Line> line_of(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto type = text_of(json, "type");
  const auto time = base::parse_rfc3339(text_of(json, "time"));
  const auto source = address_of(json, "src_ip");
  const auto destination = address_of(json, "dst_ip");
  const auto source_port = port_of(json, "src_port");
  const auto destination_port = port_of(json, "dst_port");
  const auto kind = parse_kind(text_of(json, "kind"));
  const bool stay = type == "sinkhole-stay";
  if (!(stay || type == "sinkhole-visit") || !time || !source || !destination || !source_port ||
      !destination_port || !kind) {
    return std::nullopt;
  }
  Line line{.visit = {*time, *source, *source_port, *destination, *destination_port, *kind, {}},
            .stay = stay};
  if (const auto calls = json.find("keep_alives");
      stay && calls != json.end() && calls->is_number_unsigned()) {
    line.keep_alives =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(calls->get<std::uint64_t>(), 1'000'000));
  }
  return line;
}

void note(Source& source, const Line& line, const Purpose& purpose) {
  const Visit& visit = line.visit;
  if (line.stay) {
    source.keep_alives = std::max(source.keep_alives, line.keep_alives);
    return;
  }
  const bool first = source.visits == 0;
  source.first = first ? visit.time : std::min(source.first, visit.time);
  source.last = first ? visit.time : std::max(source.last, visit.time);
  if (first) source.port = visit.destination_port;
  ++source.visits;
  if (visit.kind != purpose.expected) return;
  ++source.introduced;
  const model::Sighting sighting{.time = visit.time,
                                 .clock_error = purpose.clock_error,
                                 .source = visit.source,
                                 .source_port = visit.source_port,
                                 .protocol = model::kTcp,
                                 .destination = visit.destination,
                                 .destination_port = visit.destination_port};
  // The first ones and the last: the newest is what an operator's log still knows.
  if (source.sightings.size() == kMostSightings) source.sightings.pop_back();
  source.sightings.push_back(sighting);
}

model::Evidence evidence(std::string name, double value, std::string unit, double weight,
                         std::string text) {
  return {.name = std::move(name),
          .value = value,
          .unit = std::move(unit),
          .weight = weight,
          .text = std::move(text),
          .counts = {}};
}

std::vector<model::Evidence> reasons(const Source& source, const Purpose& purpose,
                                     const std::string& list) {
  std::vector<model::Evidence> all;
  if (source.introduced > 0) {
    all.push_back(evidence("introduction", static_cast<double>(source.introduced), "visits",
                           kIntroduced,
                           fmt::format("introduced itself as bots of {} do on {} of {} visits to a "
                                       "server that the family's bots are told to call",
                                       purpose.family, source.introduced, source.visits)));
  }
  if (source.keep_alives >= kCalls) {
    all.push_back(evidence("keep_alives", source.keep_alives, "calls", kParked,
                           fmt::format("stayed connected and called {} times, as a bot that waits "
                                       "for orders",
                                       source.keep_alives)));
  }
  if (source.introduced >= kVisits) {
    all.push_back(evidence("visits", static_cast<double>(source.introduced), "visits", kCameBack,
                           fmt::format("came back: {} visits", source.introduced)));
  }
  if (!list.empty()) {
    all.push_back(evidence("research_scanner", 1, "1", kScanner,
                           fmt::format("stands on the list '{}' of research scanners", list)));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::abs(a.weight) > std::abs(b.weight);
  });
  return all;
}

model::InfectedHost host_of(const net::Address& address, Source source, const Purpose& purpose,
                            std::vector<model::Evidence> evidence) {
  double log_odds = kPrior;
  for (const auto& reason : evidence) log_odds += reason.weight;
  std::sort(source.sightings.begin(), source.sightings.end(),
            [](const auto& a, const auto& b) { return a.time < b.time; });
  model::InfectedHost host;
  host.address = address;
  host.family = purpose.family;
  host.probability = 1 / (1 + std::exp(-log_odds));
  host.prior = kPrior;
  host.evidence = std::move(evidence);
  host.first_seen = source.first;
  host.last_seen = source.last;
  host.days = 1;
  host.packets = source.visits;
  host.targets = 1;
  host.ports = {fmt::format("{}/tcp", source.port)};
  host.sightings = std::move(source.sightings);
  host.sensor = purpose.sensor;
  host.method = "noroshi.sinkhole";
  host.version = "1";
  return host;
}

}  // namespace

Result<Harvest> harvest(io::Input& input, const Purpose& purpose, io::Rejects& rejects) {
  Harvest harvest;
  std::unordered_map<net::Address, Source> sources;
  io::LineReader lines(input, rejects);
  while (const auto text = NOROSHI_TRY(lines.next())) {
    if (text->empty()) continue;
    const auto line = line_of(*text);
    if (!line && text->find(R"("type":"sinkhole-withheld")") != std::string_view::npos) {
      rejects.skip("lines withheld of sources that called too often", lines.place());
      continue;
    }
    if (!line) {
      NOROSHI_CHECK(rejects.add("not a line of a sinkhole's visits", lines.place()));
      continue;
    }
    if (!line->stay) ++harvest.visits;
    auto found = sources.find(line->visit.source);
    if (found == sources.end()) {
      if (sources.size() >= purpose.most_sources) {
        ++harvest.left_out;
        continue;
      }
      found = sources.emplace(line->visit.source, Source{}).first;
    }
    note(found->second, *line, purpose);
  }
  harvest.sources = sources.size();
  for (auto& [address, source] : sources) {
    const std::string list = purpose.scanner ? purpose.scanner(address) : std::string();
    if (!list.empty()) ++harvest.scanners;
    auto why = reasons(source, purpose, list);
    auto host = host_of(address, std::move(source), purpose, std::move(why));
    if (host.probability >= kReported) {
      harvest.hosts.push_back(std::move(host));
    } else if (list.empty()) {
      ++harvest.unlike;
    }
  }
  std::sort(harvest.hosts.begin(), harvest.hosts.end(),
            [](const auto& a, const auto& b) { return a.address < b.address; });
  return harvest;
}

}  // namespace noroshi::sinkhole
