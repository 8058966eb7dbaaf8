// Lists and sessions for the tests of this leaf.
#pragma once

#include <algorithm>
#include <iterator>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "trust/psi/exchange.hpp"

namespace noroshi::psi {

/// 198.18.0.0 + n, port 1024 + n % 7, TCP: the range for benchmarks (RFC 2544).
inline model::Endpoint endpoint(std::uint32_t n) {
  return {net::Address::v4(0xC6120000U + n), static_cast<std::uint16_t>(1024 + n % 7), 6};
}

inline std::vector<model::Endpoint> endpoints(std::uint32_t from, std::uint32_t to) {
  std::vector<model::Endpoint> list;
  for (auto n = from; n < to; ++n) list.push_back(endpoint(n));
  return list;
}

/// `count` of the first `range` endpoints by chance; some twice.
inline std::vector<model::Endpoint> some_endpoints(std::mt19937& chance, std::size_t count,
                                                   std::uint32_t range) {
  std::uniform_int_distribution<std::uint32_t> which(0, range - 1);
  std::vector<model::Endpoint> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back(endpoint(which(chance)));
  return list;
}

/// What std::set_intersection says.
inline std::vector<model::Endpoint> intersection(std::vector<model::Endpoint> one,
                                                 std::vector<model::Endpoint> other) {
  for (auto* list : {&one, &other}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  std::vector<model::Endpoint> both;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(both));
  return both;
}

inline Session session(Role role, const std::vector<model::Endpoint>& list,
                       const Terms& terms = {}) {
  return Session::begin(role, terms, kDefaultLimit, list).value();
}

inline const Work kTestWork{.threads = 2, .go_on = {}};

}  // namespace noroshi::psi
