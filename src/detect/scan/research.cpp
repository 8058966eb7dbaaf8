#include "detect/scan/research.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <map>

#include "detect/scan/families.hpp"
#include "detect/scan/judge.hpp"
#include "detect/scan/marks.hpp"
#include "detect/scan/spread.hpp"
#include "net/prefix.hpp"

namespace noroshi::scan {
namespace {

// The same bookkeeping as for the infected, with another question: log-odds, by hand.
constexpr double kPrior = -4;
constexpr double kAtLeast = 2.2;  // log-odds: nine in ten

constexpr double kTool = 2;            // ZMap, masscan, nmap
constexpr double kTenth = 2.5;         // of the telescope
constexpr double kHalf = 3.5;          // of the telescope
constexpr double kManyServices = 1.5;  // 20
constexpr double kSweep = 3;           // 100 services
constexpr double kAllDay = 1;          // active in 12 hours and more
constexpr double kNeighbours = 2;      // three and more of one /24 or /48 with the same signature
constexpr double kBotServices = -1.5;  // most packets to what bots ask for
constexpr double kWeapon = -8;         // Mirai's mark, or an exploit in the payload

constexpr std::size_t kFewestNeighbours = 3;

using Neighbourhood = std::map<std::pair<net::Address, Signature>, std::size_t>;

net::Address network_of(const net::Address& address) {
  return net::Prefix::of(address, address.is_v4() ? 24 : 48).address;
}

Neighbourhood neighbours_of(const Sources& sources, const Grouped& grouped) {
  Neighbourhood neighbours;
  for (std::size_t i = 0; i < sources.profiles().size(); ++i) {
    if (!grouped.tools[i] || sources.profiles()[i].reach < kFewestNeighbours) continue;
    ++neighbours[{network_of(sources.profiles()[i].address), *grouped.tools[i]}];
  }
  return neighbours;
}

class Scale {
 public:
  void add(double weight, std::string reason) {
    log_odds_ += weight;
    if (weight > 0) reason_ += (reason_.empty() ? "" : "; ") + reason;
  }
  [[nodiscard]] bool tips() const { return log_odds_ >= kAtLeast; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  double log_odds_ = kPrior;
  std::string reason_;
};

void weigh_breadth(Scale& scale, const Case& the_case) {
  const double share = share_of_telescope(the_case);
  const auto telling = fmt::format("reached {:.0f} % of the telescope", 100 * share);
  if (share >= 0.5) {
    scale.add(kHalf, telling);
  } else if (share >= 0.1) {
    scale.add(kTenth, telling);
  }
  const std::size_t services = the_case.services.size();
  if (services >= 20) {
    scale.add(services >= 100 ? kSweep : kManyServices, fmt::format("{} services", services));
  }
  const int hours = std::popcount(the_case.source.hours);
  if (hours >= 12) scale.add(kAllDay, fmt::format("active in {} hours", hours));
}

void weigh_arms(Scale& scale, const Case& the_case) {
  if (surveyors_tool(the_case)) {
    scale.add(kTool, "the mark of " + tool_name(*the_case.tool));
  }
  if (mirai_mark(the_case) || exploit_payload(the_case)) scale.add(kWeapon, {});
  const auto services = bot_services(the_case);
  if (services && services->weight >= 2) scale.add(kBotServices, {});
}

std::string behaviour_of(const Case& the_case, const Neighbourhood& neighbours) {
  Scale scale;
  weigh_breadth(scale, the_case);
  weigh_arms(scale, the_case);
  if (the_case.tool) {
    const auto found = neighbours.find({network_of(the_case.source.address), *the_case.tool});
    if (found != neighbours.end() && found->second >= kFewestNeighbours) {
      scale.add(kNeighbours, fmt::format("{} of its network do the same", found->second));
    }
  }
  return scale.tips() ? scale.reason() : std::string();
}

// A source is on a list as soon as one of its events says so.
std::string list_of(const Sources& sources, const SourceProfile& source) {
  std::string list;
  for (const std::uint32_t index : sources.event_indices(source)) {
    list = std::max(list, sources.event(index).scanner);
  }
  return list;
}

}  // namespace

std::vector<Researcher> researchers_of(const Sources& sources, const Grouped& grouped,
                                       std::uint64_t dark_addresses) {
  const Neighbourhood neighbours = neighbours_of(sources, grouped);
  std::vector<Researcher> all;
  for (std::size_t i = 0; i < sources.profiles().size(); ++i) {
    const SourceProfile& source = sources.profiles()[i];
    Researcher& one = all.emplace_back();
    one.address = source.address;
    one.packets = source.packets;
    one.list = list_of(sources, source);
    if (!one.list.empty()) {
      one.reason = "named by the list " + one.list;
      continue;
    }
    const Case the_case{.sources = sources,
                        .source = source,
                        .services = sources.services(source),
                        .tool = grouped.tools[i],
                        .dark_addresses = dark_addresses};
    one.reason = behaviour_of(the_case, neighbours);
  }
  return all;
}

}  // namespace noroshi::scan
