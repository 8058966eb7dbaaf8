// Suppression: services that are known and not to be reported, by named lists.
//
// It comes after the weighing and changes no weight: a suppressed server keeps its probability and
// its evidence, names the list that silenced it (Finding::suppressed_by), and can be listed; taking
// the list away brings it back.  A list silences *services*, never a whole address: a content
// network's address on port 443 is one thing, the same address on port 6667 is another.
//
// Immutable once made; free to share between threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.hpp"
#include "net/prefix.hpp"

namespace noroshi::c2 {

struct Service {
  std::uint16_t port = 0;
  std::uint8_t proto = 0;  ///< protocolIdentifier

  friend auto operator<=>(const Service&, const Service&) = default;
};

/// Networks, and which of their services are not to be reported.
struct SuppressedServices {
  net::PrefixSet networks;
  std::vector<Service> services;  ///< empty: silences nothing
};

struct SuppressionList {
  std::string name;
  std::vector<SuppressedServices> entries;

  [[nodiscard]] bool covers(const model::Endpoint& endpoint) const;
};

/// The services that a list of addresses without ports is about, told from the words of its name
/// and description: resolvers (53, 853, 443), clocks (123), mail (25, 465, 587, 993, 995), else the
/// Web (80 and 443 over TCP, 443 over UDP).
std::vector<Service> services_of_list(std::string_view name_and_description);

/// The first list that covers the endpoint, or null.
const SuppressionList* suppressing(std::span<const SuppressionList> lists,
                                   const model::Endpoint& endpoint);

}  // namespace noroshi::c2
