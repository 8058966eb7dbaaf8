// Visit: somebody who connected, as it is written down; and what the visits of a time say about who
// is infected.
//
// A Visit is written when it is clear who is there, so that a crash loses at most visits that
// nobody had judged yet; a Stay when a parked bot leaves.  Both are JSON Lines
// (docs/formats/sinkhole-visit.md).  The infected hosts follow from those lines alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/sinkhole/first_bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "model/infected_host.hpp"
#include "net/address.hpp"

namespace noroshi::sinkhole {

struct Visit {
  base::Micros time = 0;  ///< when the connection was accepted, UTC
  net::Address source;
  std::uint16_t source_port = 0;
  net::Address destination;
  std::uint16_t destination_port = 0;
  Kind kind = Kind::Unknown;
  std::string detail;
  friend bool operator==(const Visit&, const Visit&) = default;
};

/// How long a bot stayed, and how often it called.
struct Stay {
  Visit visit;  ///< without its detail
  base::Micros duration = 0;
  std::uint64_t octets = 0;  ///< received
  std::uint32_t keep_alives = 0;
  std::uint32_t echoes = 0;
  friend bool operator==(const Stay&, const Stay&) = default;
};

std::string to_json(const Visit& visit);
std::string to_json(const Stay& stay);

/// What the sinkhole stands for, given by whoever redirects a name or address to it.
struct Purpose {
  Kind expected = Kind::MiraiLike;  ///< how bots of the family introduce themselves
  std::string family = "mirai-like";
  std::string sensor;
  base::Micros clock_error = base::kSecond;
  /// The list that names an address a research scanner; empty: none does.
  std::function<std::string(const net::Address&)> scanner;
  std::size_t most_sources = 2'000'000;  ///< beyond, visits of further sources are counted only
};

struct Harvest {
  std::vector<model::InfectedHost> hosts;  ///< by address; probability at least `kReported`
  std::uint64_t visits = 0;
  std::uint64_t sources = 0;
  std::uint64_t scanners = 0;  ///< sources that a list names
  std::uint64_t unlike = 0;    ///< sources that did not behave as bots of the family do
  std::uint64_t left_out = 0;  ///< visits beyond `most_sources`
};

/// Probability from which a source is called infected.
inline constexpr double kReported = 0.9;

/// Reads visits and stays, in any order; lines that are neither are counted in `rejects`.
Result<Harvest> harvest(io::Input& input, const Purpose& purpose, io::Rejects& rejects);

}  // namespace noroshi::sinkhole
