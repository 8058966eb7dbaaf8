#include "cli/lookback.hpp"

#include <algorithm>
#include <bit>

#include "detect/c2/attack.hpp"
#include "detect/c2/scan_groups.hpp"
#include "model/token.hpp"
#include "store/query/answer_rows.hpp"
#include "store/query/pane_rows.hpp"

namespace noroshi::cli {
namespace {

// How old more servers are than these name, nobody asks.
constexpr std::size_t kMostStatements = 4;

// As many as an attack has (detect/c2/attack_onsets.hpp).
constexpr int kFewestStrikers = 4;

// RFC 1918, RFC 6598, RFC 4193.
constexpr std::array<std::string_view, 5> kPrivate{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                                   "100.64.0.0/10", "fc00::/7"};

std::vector<std::vector<std::uint64_t>> in_statements(std::vector<std::uint64_t> halves) {
  std::ranges::sort(halves);
  halves.erase(std::unique(halves.begin(), halves.end()), halves.end());
  std::vector<std::vector<std::uint64_t>> statements;
  for (std::size_t at = 0; at < halves.size(); at += query::kMostNamed) {
    const std::size_t end = std::min(halves.size(), at + query::kMostNamed);
    statements.emplace_back(halves.begin() + static_cast<std::ptrdiff_t>(at),
                            halves.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return statements;
}

// Rows of a batch, put together again.
class PairFilter {
 public:
  void take(const model::PairBatch& from, std::size_t row) {
    kept_.pane.push_back(from.pane[row]);
    kept_.client.push_back(from.client[row]);
    kept_.server.push_back(from.server[row]);
    kept_.port.push_back(from.port[row]);
    kept_.proto.push_back(from.proto[row]);
    kept_.flags.push_back(from.flags[row]);
    kept_.rev_flags.push_back(from.rev_flags[row]);
    kept_.flows.push_back(from.flows[row]);
    kept_.rev_flows.push_back(from.rev_flows[row]);
    kept_.failed.push_back(from.failed[row]);
    kept_.packets.push_back(from.packets[row]);
    kept_.octets.push_back(from.octets[row]);
    kept_.rev_packets.push_back(from.rev_packets[row]);
    kept_.rev_octets.push_back(from.rev_octets[row]);
    kept_.sampling.push_back(from.sampling[row]);
    kept_.first.push_back(from.first[row]);
    kept_.last.push_back(from.last[row]);
    for (std::size_t i = 0; i < model::kPairStarts; ++i) {
      kept_.starts[i].push_back(from.starts[i][row]);
    }
  }

  void give(c2::FlowTable& table, bool sampled) {
    table.add(kept_, sampled);
    kept_.clear();
  }

 private:
  model::PairBatch kept_;
};

}  // namespace

std::vector<net::Prefix> inside_of(const OpenStore& open, const c2::HuntOptions& options) {
  std::vector<net::Prefix> inside = options.inside;
  inside.push_back(net::Prefix::of(model::from_token(0), 64));
  for (const auto text : kPrivate) inside.push_back(net::Prefix::parse(text).value());
  if (open.settings) {
    const auto& ours = open.settings->collect.subscribers;
    inside.insert(inside.end(), ours.begin(), ours.end());
  }
  return inside;
}

Lookback::Lookback(store::Store& store, c2::HuntOptions options)
    : store_(store), options_(std::move(options)), inside_(options_.inside) {}

Status Lookback::survey(const query::Window& window) {
  window_ = window;
  census_ = c2::Census(std::max<base::Micros>(window.from, 0), options_.sampling > 1);
  overview_ = std::make_shared<c2::Overview>();
  touched_.clear();
  states_.clear();
  figures_ = {};
  NOROSHI_CHECK(read_servers(window, false));
  find_struck();
  NOROSHI_CHECK(read_pairs(window, false));
  conclude();
  return {};
}

Status Lookback::follow(base::Micros pane) {
  const query::Window one{pane, pane + model::kPane};
  const base::Micros on = std::max<base::Micros>(0, one.to - window_.to);
  window_ = {window_.from + on, window_.to + on};
  NOROSHI_CHECK(read_servers(one, true));
  NOROSHI_CHECK(read_pairs(one, true));
  conclude();
  return {};
}

Status Lookback::read_servers(const query::Window& window, bool touching) {
  return query::each_servers(store_, {.window = window}, [&](const model::ServerBatch& batch) {
    figures_.server_rows += batch.size();
    census_.add(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      figures_.records += std::max(batch.flows[i], batch.rev_flows[i]);
      if (!touching) continue;
      const auto number = census_.find({batch.server[i], batch.port[i], batch.proto[i]});
      if (number != c2::Census::kNone) touched_.push_back(number);
    }
    return Status{};
  });
}

void Lookback::find_struck() {
  struck_.clear();
  strikers_.clear();
  std::vector<std::size_t> silent;
  for (std::size_t number = 0; number < census_.size(); ++number) {
    const c2::ServerSums& sums = census_[number];
    if (!sums.answered && !inside_.contains(sums.address)) silent.push_back(number);
  }
  const auto address = [this](std::size_t number) { return census_[number].address; };
  std::ranges::sort(silent, {}, address);
  for (std::size_t begin = 0, end = 0; begin < silent.size(); begin = end) {
    std::uint64_t clients = 0;
    for (; end < silent.size() && address(silent[end]) == address(silent[begin]); ++end) {
      clients |= census_[silent[end]].client_classes;
    }
    if (std::popcount(clients) < kFewestStrikers) continue;
    struck_.insert(struck_.end(), silent.begin() + static_cast<std::ptrdiff_t>(begin),
                   silent.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

Status Lookback::read_pairs(const query::Window& window, bool touching) {
  states_.resize(census_.size(), kUnknown);
  for (const std::size_t number : struck_) states_[number] |= kStruck;
  return query::each_pairs(store_, {.window = window}, [&](const model::PairBatch& batch) {
    figures_.pair_rows += batch.size();
    overview_->add(batch, census_);
    census_.find(batch, numbers_);
    census_.count_returns(batch, numbers_);
    for (std::size_t i = 0; !struck_.empty() && i < batch.size(); ++i) {
      const auto number = numbers_[i];
      if (number < states_.size() && (states_[number] & kStruck) != 0) {
        strikers_.insert(batch.client[i]);
      }
    }
    for (std::size_t i = 0; touching && i < batch.size(); ++i) {
      if (!is_marked(batch.client[i])) continue;
      const auto number = numbers_[i];
      // Its others may have come in earlier panes: one is enough to look.
      if (number < states_.size()) states_[number] |= kCompany;
    }
    return Status{};
  });
}

// What follows from all that was read.
void Lookback::conclude() {
  std::ranges::sort(touched_);
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  const std::uint32_t sampling =
      options_.sampling > 0 ? options_.sampling : census_.stated_sampling();
  overview_->conclude(c2::servers_of(census_, inside_, sampling > 1));
  figures_.servers = census_.size();
  marked_.clear();
  marked_.insert(options_.infected.begin(), options_.infected.end());
  for (std::uint32_t number = 0; number < overview_->clients(); ++number) {
    const c2::ClientHistory& history = overview_->history(number);
    if (history.attacks || c2::is_scan(history.servers, history.failed_servers, sampling > 1)) {
      marked_.insert(overview_->client(number));
    }
  }
  marked_.insert(strikers_.begin(), strikers_.end());
  for (const net::Address& client : c2::scanners_in(*overview_, std::max(1U, sampling))) {
    marked_.insert(client);
  }
}

bool Lookback::is_marked(const net::Address& client) const { return marked_.contains(client); }

c2::Pruning Lookback::pruning() const {
  const std::uint32_t sampling =
      options_.sampling > 0 ? options_.sampling : census_.stated_sampling();
  return c2::Pruning({.threshold = options_.threshold,
                      .sampling = std::max(1U, sampling),
                      .most_watched = static_cast<double>(overview_->clients()),
                      .outside_servers = static_cast<double>(overview_->servers().outside),
                      .watched = census_.last_seen() - census_.first_seen(),
                      .inside = inside_,
                      .platforms = options_.platforms,
                      .coefficients = options_.coefficients});
}

void Lookback::judge_all(const c2::Pruning& pruning) {
  figures_.pruned = {};
  figures_.kept = 0;
  states_.assign(census_.size(), kUnknown);
  for (std::size_t number = 0; number < census_.size(); ++number) {
    const c2::Prune reason = options_.all ? c2::Prune::Kept : pruning.judge(census_[number]);
    ++figures_.pruned[static_cast<std::size_t>(reason)];
    if (reason == c2::Prune::Kept) states_[number] = kWanted, ++figures_.kept;
  }
}

// A second marked client makes company of the first.
void Lookback::note_company(const model::PairBatch& batch, std::size_t row, std::size_t server) {
  const std::uint64_t who = net::hash(batch.client[row]);
  if ((states_[server] & kOneMarked) == 0) {
    states_[server] |= kOneMarked;
    first_marked_[server] = who;
  } else if (first_marked_[server] != who) {
    states_[server] |= kCompany;
  }
}

// One pass: rows of wanted servers into the table; of the others, who keeps company.
Status Lookback::load_wanted(c2::FlowTable& table, const c2::Pruning& pruning) {
  first_marked_.assign(marked_.empty() ? 0 : census_.size(), 0);
  PairFilter filter;
  NOROSHI_CHECK(query::each_pairs(store_, {.window = window_}, [&](const model::PairBatch& batch) {
    census_.find(batch, numbers_);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto number = numbers_[i];
      if (number >= states_.size()) continue;
      if (states_[number] == kWanted) {
        filter.take(batch, i);
      } else if (is_marked(batch.client[i])) {
        note_company(batch, i, number);
      }
    }
    filter.give(table, options_.sampling > 1);
    return Status{};
  }));
  first_marked_ = {};
  std::vector<std::size_t> more;
  for (std::size_t number = 0; number < states_.size(); ++number) {
    if ((states_[number] & kCompany) == 0) continue;
    const c2::Prune first = pruning.judge(census_[number]);
    if (pruning.judge(census_[number], true) != c2::Prune::Kept) continue;
    --figures_.pruned[static_cast<std::size_t>(first)];
    ++figures_.pruned[static_cast<std::size_t>(c2::Prune::Kept)];
    ++figures_.kept;
    more.push_back(number);
  }
  NOROSHI_CHECK(load(more, table));
  for (const std::size_t number : more) states_[number] = kWanted;
  return {};
}

Status Lookback::load(const std::vector<std::size_t>& servers, c2::FlowTable& table) {
  if (servers.empty()) return {};
  std::vector<bool> wanted(census_.size());
  for (const std::size_t number : servers) wanted[number] = true;
  std::vector<std::uint64_t> halves;
  for (const std::size_t number : servers) halves.push_back(census_[number].address.low());
  auto statements = in_statements(std::move(halves));
  if (statements.size() > 1) statements = {{}};  // one pass over all pairs beats two that name some
  PairFilter filter;
  for (const auto& named : statements) {
    NOROSHI_CHECK(query::each_pairs(store_, {.window = window_, .lower_halves = named},
                                    [&](const model::PairBatch& batch) {
                                      census_.find(batch, numbers_);
                                      for (std::size_t i = 0; i < batch.size(); ++i) {
                                        const std::size_t number = numbers_[i];
                                        if (number < wanted.size() && wanted[number])
                                          filter.take(batch, i);
                                      }
                                      filter.give(table, options_.sampling > 1);
                                      return Status{};
                                    }));
  }
  return {};
}

// What was told of is judged again, whatever pruning thinks of it now.
void Lookback::want(const std::vector<model::Endpoint>& told) {
  for (const model::Endpoint& server : told) {
    const std::size_t number = census_.find(server);
    if (number < states_.size()) states_[number] |= kTold;
  }
}

Result<c2::HuntResult> Lookback::score_all(const std::vector<model::Endpoint>& told) {
  const c2::Pruning rules = pruning();
  judge_all(rules);
  want(told);
  for (const std::size_t number : struck_) states_[number] = kWanted;
  for (std::uint8_t& state : states_) {
    if ((state & kTold) != 0) state = kWanted;
  }
  c2::FlowTable table;
  table.expect_hosts(overview_->clients() + figures_.kept);
  NOROSHI_CHECK(load_wanted(table, rules));
  std::vector<std::size_t> servers;
  for (std::size_t number = 0; number < states_.size(); ++number) {
    if (states_[number] == kWanted) servers.push_back(number);
  }
  touched_.clear();
  return hunt(std::move(table), servers, told);
}

std::vector<std::size_t> Lookback::judge_touched(const c2::Pruning& rules) {
  std::vector<std::size_t> servers;
  figures_.pruned = {};
  for (const std::size_t number : touched_) {
    const bool company = (states_[number] & kCompany) != 0;
    const c2::Prune reason = rules.judge(census_[number], company);
    ++figures_.pruned[static_cast<std::size_t>(reason)];
    const bool known = (states_[number] & kTold) != 0;
    if (reason == c2::Prune::Kept || known) servers.push_back(number);
  }
  figures_.kept = servers.size();
  return servers;
}

Result<c2::HuntResult> Lookback::score_touched(const std::vector<model::Endpoint>& told) {
  states_.resize(census_.size(), kUnknown);
  want(told);
  std::vector<std::size_t> servers = judge_touched(pruning());
  if (!servers.empty()) servers.insert(servers.end(), struck_.begin(), struck_.end());
  touched_.clear();
  c2::FlowTable table;
  if (!servers.empty()) table.expect_hosts(overview_->clients() + servers.size());
  NOROSHI_CHECK(load(servers, table));
  return hunt(std::move(table), servers, told);
}

Result<std::vector<c2::FirstSeen>> Lookback::ages_of(const std::vector<std::size_t>& servers) {
  std::vector<std::uint64_t> halves;
  for (const std::size_t number : servers) halves.push_back(census_[number].address.low());
  const auto statements = in_statements(std::move(halves));
  if (servers.empty() || statements.size() > kMostStatements) return std::vector<c2::FirstSeen>();
  const auto health = NOROSHI_TRY(store_.health(store::TableId::Servers));
  // The memory of the store itself is as old as its oldest pane.
  std::vector<c2::FirstSeen> known{{.server = {}, .at = health.oldest}};
  for (const auto& named : statements) {
    const query::PanesOf panes{.window = {.to = window_.to}, .lower_halves = named};
    NOROSHI_CHECK(query::each_row(store_, query::sql_of_ages(panes), [&](const query::Row& row) {
      known.push_back({{row.address("server"), static_cast<std::uint16_t>(row.whole("port")),
                        static_cast<std::uint8_t>(row.whole("proto"))},
                       row.instant("n_first")});
      return Result<bool>(true);
    }));
  }
  return known;
}

Result<c2::HuntResult> Lookback::hunt(c2::FlowTable table, const std::vector<std::size_t>& servers,
                                      const std::vector<model::Endpoint>& told) {
  c2::HuntOptions options = options_;
  options.overview = overview_;
  options.always = told;
  if (options.sampling == 0) options.sampling = census_.stated_sampling();
  options.ages = NOROSHI_TRY(ages_of(servers));
  figures_.exposure = NOROSHI_TRY(query::exposure_of(store_, window_));
  c2::HuntResult result = c2::hunt(std::move(table), options);
  for (auto* findings : {&result.findings, &result.suppressed}) {
    for (model::Finding& finding : *findings) finding.exposure = figures_.exposure;
  }
  return result;
}

}  // namespace noroshi::cli
