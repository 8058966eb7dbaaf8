// What `flow top` and the hub have in common: the words of a list of the greatest, and what follows
// from them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/query/request.hpp"

namespace noroshi::cli {

/// "service", "src-port" …; the word must be one of those.
query::By by_of(std::string_view name);
/// "flows", "packets", "octets", "clients"
query::Order order_of(std::string_view name);

bool names_clients(query::By by);
bool has_address(query::By by);
/// Each row is one client: their number says nothing.
bool one_client_a_row(query::By by);
/// A list by server says how many clients stand behind each: one of the first questions asked.
bool counts_clients(query::By by, query::Order order);

/// The name of a number; the number where it has none.
std::string exporter_name(std::uint64_t number,
                          const std::vector<std::pair<std::string, std::uint32_t>>& exporters);

}  // namespace noroshi::cli
