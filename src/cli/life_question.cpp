#include "cli/life_question.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "cli/interrupt.hpp"
#include "intel/programme/survival.hpp"
#include "store/query/answer_rows.hpp"
#include "store/query/life_request.hpp"

namespace noroshi::cli {
namespace {

using model::Endpoint;

constexpr std::size_t kMostFollowed = 200;      // servers that were not among the findings
constexpr std::size_t kMostCandidates = 2'000;  // of one server: those that most clients share
constexpr double kWorthLoading = 0.2;           // Ochiai: less is never a migration

Endpoint server_of(const query::Row& row) {
  return {row.address("server"), static_cast<std::uint16_t>(row.whole("port")),
          static_cast<std::uint8_t>(row.whole("proto"))};
}

// Calls `ask` with as many servers at a time as one statement names.
template <class Ask>
Status in_parts(const std::vector<Endpoint>& servers, Ask ask) {
  for (std::size_t at = 0; at < servers.size(); at += query::kMostServersAsked) {
    const auto count = std::min(query::kMostServersAsked, servers.size() - at);
    NOROSHI_CHECK(ask(std::span(servers).subspan(at, count)));
  }
  return {};
}

class Inquiry {
 public:
  Inquiry(store::Store& store, const LifeQuestion& question) : store_(store), question_(question) {
    answer_.hours = life::Hours::over(question.window.from, question.window.to);
  }

  Result<LifeAnswer> run();

 private:
  Status read_exposure();
  Status read_lives(const std::vector<Endpoint>& servers, bool followed);
  Status read_clienteles(std::size_t from);
  Status follow(std::size_t index);
  Result<std::vector<Endpoint>> candidates(const ServerLife& from, std::uint64_t left);
  Status load(const ServerLife& from, const std::vector<Endpoint>& servers);
  Status compare_clients();
  void group();
  void measure_half_life();

  [[nodiscard]] query::Window since(const life::Life& life) const;

  store::Store& store_;
  const LifeQuestion& question_;
  LifeAnswer answer_;
  life::Exposure exposure_;
  std::map<Endpoint, life::Clientele> popular_;  // of candidates: clients and first_seen alone
  std::vector<life::Clientele> loaded_;
  std::uint64_t tested_ = 1;
};

// ---- Hours -------------------------------------------------------------------------------------

Status Inquiry::read_exposure() {
  model::ExposureBatch batch;
  NOROSHI_CHECK(query::each_row(
      store_, query::exposures(question_.window), [&](const query::Row& row) -> Result<bool> {
        batch.pane.push_back(row.instant("pane"));
        batch.exporter.push_back(static_cast<std::uint32_t>(row.whole("exporter")));
        batch.domain.push_back(row.whole("domain"));
        batch.unit.push_back(static_cast<std::uint8_t>(row.whole("unit")));
        batch.received.push_back(row.whole("received"));
        batch.lost.push_back(row.whole("lost"));
        batch.records.push_back(row.whole("records"));
        return true;
      }));
  answer_.exposure_known = batch.size() > 0;
  if (answer_.exposure_known) {
    exposure_ = life::Exposure::of(batch, answer_.hours);
    return {};
  }
  std::vector<std::uint64_t> flows(answer_.hours.count, 0);
  NOROSHI_CHECK(query::each_row(
      store_, query::flows_by_hour(question_.window), [&](const query::Row& row) -> Result<bool> {
        const auto hour = answer_.hours.index_of(row.instant("k_hour") * base::kHour);
        if (hour) flows[*hour] += row.whole("n_flows");
        return true;
      }));
  exposure_ = life::Exposure::of_flows(flows, answer_.hours);
  return {};
}

life::HourSeen hour_of(const query::Row& row) {
  life::HourSeen seen;
  seen.hour = row.instant("k_hour") * base::kHour;
  seen.packets = row.whole("n_packets");
  seen.rev_packets = row.whole("n_rev_packets");
  seen.flows = row.whole("n_flows");
  seen.rev_flows = row.whole("n_rev_flows");
  seen.failed = row.whole("n_failed");
  seen.sampling = static_cast<std::uint32_t>(row.whole("n_sampling"));
  seen.first = row.instant("n_first");
  seen.last = row.instant("n_last");
  seen.last_answer = row.instant("n_answer");
  return seen;
}

Status Inquiry::read_lives(const std::vector<Endpoint>& servers, bool followed) {
  std::map<Endpoint, life::ServerHours> hours;
  NOROSHI_CHECK(in_parts(servers, [&](std::span<const Endpoint> part) -> Status {
    return query::each_row(store_, query::hours_of(part, question_.window),
                           [&](const query::Row& row) -> Result<bool> {
                             auto& one = hours[server_of(row)];
                             one.server = server_of(row);
                             one.hours.push_back(hour_of(row));
                             return true;
                           });
  }));
  for (const Endpoint& server : servers) {
    const auto seen = hours.find(server);
    auto life = seen == hours.end()
                    ? std::nullopt
                    : life::life_of(seen->second, answer_.hours, exposure_, question_.liveness);
    if (!life) {
      answer_.unseen.push_back(server);
      continue;
    }
    auto& one = answer_.servers.emplace_back();
    one.life = std::move(*life);
    one.followed = followed;
  }
  return {};
}

// ---- Clients -----------------------------------------------------------------------------------

life::Visits visits_of(const query::Row& row) {
  return {row.address("client"), row.instant("n_first"), row.instant("n_last"),
          row.whole("n_panes")};
}

Status Inquiry::read_clienteles(std::size_t from) {
  std::vector<Endpoint> servers;
  std::map<Endpoint, life::Clientele*> places;
  for (auto at = from; at < answer_.servers.size(); ++at) {
    auto& one = answer_.servers[at];
    one.clientele.server = one.life.server;
    one.clientele.first_seen = one.life.first_seen;
    servers.push_back(one.life.server);
    places[one.life.server] = &one.clientele;
  }
  NOROSHI_CHECK(in_parts(servers, [&](std::span<const Endpoint> part) -> Status {
    return query::each_row(store_, query::visits_of(part, question_.window),
                           [&](const query::Row& row) -> Result<bool> {
                             const auto place = places.find(server_of(row));
                             if (place == places.end()) return true;
                             place->second->visits.push_back(visits_of(row));
                             return true;
                           });
  }));
  for (auto& [server, clientele] : places) {
    life::settle(clientele->visits);
    clientele->clients = clientele->visits.size();
  }
  return {};
}

query::Window Inquiry::since(const life::Life& life) const {
  query::Window window = question_.window;
  if (life.last_answer && life.now != life::State::Answering) {
    window.from = std::max(window.from, model::pane_of(*life.last_answer));
  }
  return window;
}

// Services that may be where they went: at least three of them were there afterwards, and they
// are not a drop in its ocean.
Result<std::vector<Endpoint>> Inquiry::candidates(const ServerLife& from, std::uint64_t left) {
  std::map<Endpoint, std::uint64_t> shared;
  tested_ = 0;
  NOROSHI_CHECK(query::each_row(
      store_, query::shared_with(from.life.server, question_.window, since(from.life)),
      [&](const query::Row& row) -> Result<bool> {
        ++tested_;
        const bool enough = row.whole("n_spoke") >= question_.migration.least;
        if (enough && server_of(row) != from.life.server && shared.size() < kMostCandidates) {
          shared[server_of(row)] = row.whole("n_shared");
        }
        return true;
      }));
  std::vector<Endpoint> unknown;
  for (const auto& [server, count] : shared) {
    if (!popular_.contains(server)) unknown.push_back(server);
  }
  NOROSHI_CHECK(in_parts(unknown, [&](std::span<const Endpoint> part) -> Status {
    return query::each_row(
        store_, query::popularity_of(part, question_.window),
        [&](const query::Row& row) -> Result<bool> {
          popular_[server_of(row)] = {
              server_of(row), {}, row.whole("n_clients"), row.instant("n_first")};
          return true;
        });
  }));
  std::vector<Endpoint> worth;
  for (const auto& [server, count] : shared) {
    const auto both = static_cast<double>(left) * static_cast<double>(popular_[server].clients);
    if (static_cast<double>(count) >= kWorthLoading * std::sqrt(both)) worth.push_back(server);
  }
  return worth;
}

Status Inquiry::load(const ServerLife& from, const std::vector<Endpoint>& servers) {
  std::map<Endpoint, life::Clientele> found;
  for (const Endpoint& server : servers) found[server] = popular_[server];
  NOROSHI_CHECK(in_parts(servers, [&](std::span<const Endpoint> part) -> Status {
    return query::each_row(store_, query::visits_of(part, from.life.server, question_.window),
                           [&](const query::Row& row) -> Result<bool> {
                             const auto place = found.find(server_of(row));
                             if (place == found.end()) return true;
                             place->second.visits.push_back(visits_of(row));
                             return true;
                           });
  }));
  loaded_.clear();
  for (auto& [server, clientele] : found) {
    life::settle(clientele.visits);
    loaded_.push_back(std::move(clientele));
  }
  return {};
}

// Where the clients of one server went; servers that were found so are examined in their turn.
Status Inquiry::follow(std::size_t index) {
  const auto& from = answer_.servers[index];
  life::Surroundings surroundings{answer_.population, 1, answer_.hours};
  auto migration =
      life::migration_of(from.life, from.clientele, {}, surroundings, question_.migration);
  if (migration.whereabouts != life::Whereabouts::StillThere &&
      migration.whereabouts != life::Whereabouts::TooFewClients) {
    const auto servers = NOROSHI_TRY(candidates(from, migration.left));
    NOROSHI_CHECK(load(from, servers));
    surroundings.tested = tested_;
    migration =
        life::migration_of(from.life, from.clientele, loaded_, surroundings, question_.migration);
  }
  std::vector<Endpoint> fresh;
  for (const life::Move& move : migration.moves) {
    const bool known = std::any_of(answer_.servers.begin(), answer_.servers.end(),
                                   [&](const auto& one) { return one.life.server == move.to; });
    if (!known) fresh.push_back(move.to);
  }
  answer_.servers[index].migration = std::move(migration);
  const std::size_t before = answer_.servers.size();
  if (before + fresh.size() > question_.findings.size() + kMostFollowed) return {};
  NOROSHI_CHECK(read_lives(fresh, true));
  return read_clienteles(before);
}

Status Inquiry::compare_clients() {
  std::uint64_t tokens = 0;
  NOROSHI_CHECK(query::each_row(store_, query::population(question_.window),
                                [&](const query::Row& row) -> Result<bool> {
                                  tokens = row.whole("n_tokens");
                                  answer_.population = row.whole("n_clients");
                                  return true;
                                }));
  // Strangers who probe us are clients of panes too, but not of those that could be infected.
  if (tokens > 0) answer_.population = tokens;
  NOROSHI_CHECK(read_clienteles(0));
  for (std::size_t index = 0; index < answer_.servers.size() && !interrupted(); ++index) {
    NOROSHI_CHECK(follow(index));
  }
  group();
  answer_.clients_compared = true;
  return {};
}

void Inquiry::group() {
  std::vector<life::Member> members;
  std::vector<life::Migration> migrations;
  for (const auto& one : answer_.servers) {
    members.push_back({&one.life, &one.clientele, one.period_s});
    if (one.migration) migrations.push_back(*one.migration);
  }
  answer_.campaigns = life::campaigns_of(std::move(members), migrations, answer_.population,
                                         {.least = question_.migration.least});
}

// ---- Half-life ---------------------------------------------------------------------------------

void Inquiry::measure_half_life() {
  std::vector<programme::Observation> shortest;
  std::vector<programme::Observation> longest;
  auto& half = answer_.half_life;
  for (const auto& one : answer_.servers) {
    const auto lifetime = life::lifetime_of(one.life, answer_.hours);
    if (!lifetime) continue;
    ++half.servers;
    ++(lifetime->censored ? half.censored : half.deaths);
    half.older += lifetime->older ? 1 : 0;
    shortest.push_back({base::seconds(lifetime->shortest), !lifetime->censored});
    longest.push_back({base::seconds(lifetime->longest), !lifetime->censored});
  }
  const auto early = programme::kaplan_meier(std::move(shortest));
  const auto late = programme::kaplan_meier(std::move(longest));
  half.earliest = early.quantile(0.5);
  half.latest = late.quantile(0.5);
  half.low = early.quantile_interval(0.5).low;
  half.high = late.quantile_interval(0.5).high;
}

// What the findings themselves know.
void add_findings(LifeAnswer& answer, const std::vector<model::Finding>& findings) {
  std::map<Endpoint, const model::Finding*> known;
  for (const auto& finding : findings) known[finding.subject] = &finding;
  for (auto& one : answer.servers) {
    const auto found = known.find(one.life.server);
    if (found == known.end()) continue;
    const auto& finding = *found->second;
    if (finding.first_seen > 0) {
      one.life.first_seen = std::min(one.life.first_seen, finding.first_seen);
    }
    for (const auto& evidence : finding.evidence) {
      if (evidence.name == "periodic_contact" && evidence.unit == "s")
        one.period_s = evidence.value;
    }
  }
}

Result<LifeAnswer> Inquiry::run() {
  std::vector<Endpoint> servers;
  for (const auto& finding : question_.findings) servers.push_back(finding.subject);
  NOROSHI_CHECK(read_exposure());
  NOROSHI_CHECK(read_lives(servers, false));
  add_findings(answer_, question_.findings);
  if (question_.clients) NOROSHI_CHECK(compare_clients());
  measure_half_life();
  return std::move(answer_);
}

}  // namespace

std::vector<base::Micros> epochs_of(const OpenStore& open, const query::Window& window) {
  std::vector<base::Micros> epochs;
  if (!open.settings || !open.settings->minimise.off.empty()) return epochs;
  const base::Micros length = open.settings->minimise.epoch;
  for (base::Micros at = (window.from / length + 1) * length; at < window.to; at += length) {
    epochs.push_back(at);
  }
  return epochs;
}

Result<LifeAnswer> ask_life(store::Store& store, const LifeQuestion& question) {
  return Inquiry(store, question).run();
}

}  // namespace noroshi::cli
