// What makes a server that was told of news again: docs/formats/watch.md.
#pragma once

#include <cstdint>

namespace noroshi::model {

/// A probability that moved by as much is news.
inline constexpr double kMoved = 0.05;

/// 1, 2, 5, 10, 20, 50 … clients begin a class; another class is news.
std::uint64_t client_class(std::uint64_t clients);

/// Whether what is said now is news to whoever was told the other.
bool has_moved(double told_probability, std::uint64_t told_clients, double probability,
               std::uint64_t clients);

}  // namespace noroshi::model
