// What `c2 life` asks the store, and what it makes of the answers.
//
// Hours and exposure need no purpose: they are sums over servers.  Clients are read, as pseudonyms,
// only with one; they are compared in memory and leave as counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/open_store.hpp"
#include "detect/life/campaign.hpp"
#include "detect/life/liveness.hpp"
#include "detect/life/migration.hpp"
#include "model/finding.hpp"
#include "store/query/request.hpp"
#include "store/store.hpp"

namespace noroshi::cli {

struct LifeQuestion {
  std::vector<model::Finding> findings;  ///< one a server
  query::Window window;
  bool clients = false;  ///< there is a purpose: migration and campaigns too
  life::LivenessOptions liveness;
  life::MigrationOptions migration;
};

/// One server with all that is said of it.
struct ServerLife {
  life::Life life;
  life::Clientele clientele;  ///< empty without a purpose
  std::optional<life::Migration> migration;
  double period_s = 0;    ///< of contact, as its finding says
  bool followed = false;  ///< not among the findings: clients of one of them moved there
};

/// Survival of all servers, by Kaplan and Meier; times in seconds.
struct HalfLife {
  std::size_t servers = 0;  ///< that were seen answering
  std::size_t deaths = 0;
  std::size_t censored = 0;  ///< alive, or nobody can tell
  std::size_t older = 0;     ///< lived already when the data begins
  /// Half are dead after this: if each died right after its last sign of life, and if each died
  /// only when it was certain.  Nothing: more than half live on.
  std::optional<double> earliest, latest;
  /// 95 % interval around both.
  std::optional<double> low, high;
};

struct LifeAnswer {
  life::Hours hours;
  bool exposure_known = false;  ///< exporters were counted; otherwise only empty hours are known
  std::vector<ServerLife> servers;      ///< in the order of the findings, then those followed
  std::vector<model::Endpoint> unseen;  ///< of the findings, never in the store in that time
  bool clients_compared = false;
  std::uint64_t population = 0;
  life::Campaigns campaigns;
  HalfLife half_life;
};

/// When pseudonyms change in a window: at multiples of the epoch's length since 1970
/// (observe/minimise); empty where the store's configuration is not known, or they never do.
std::vector<base::Micros> epochs_of(const OpenStore& open, const query::Window& window);

Result<LifeAnswer> ask_life(store::Store& store, const LifeQuestion& question);

}  // namespace noroshi::cli
