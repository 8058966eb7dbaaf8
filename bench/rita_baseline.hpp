// The beacon score of RITA v5, as a baseline to compare with.
//
// Written from the published formulas, for measurement only; no detector uses it.  A pair of
// (source, destination) addresses, ports apart, gets the mean of four figures between 0 and 1:
//
//   timestamp  how regular the intervals between contacts are
//   size       how alike the octets sent are
//   duration   how much of the data set the contacts span
//   histogram  how evenly they fill 24 equal bins of it
//
// Only pairs from inside to outside are looked at (RITA's default), in the last 24 hours of the
// data.  Counters are taken as they are: the method has no model of sampling.
//
// Two details are open in the formulas and were chosen to meet the 0.656 published for the C2 of
// IoT-23 34-1 (first reading: 0.515; rank and flagged pairs the same): skewness is 0 where the
// median equals a quartile, and the histogram's step is not rounded.  So that figure is no check of
// this code.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "net/prefix.hpp"

namespace noroshi::rita {

struct PairScore {
  net::Address source;
  net::Address destination;
  std::uint64_t connections = 0;
  double score = 0;  ///< the mean of the four
  double timestamp = 0;
  double size = 0;
  double duration = 0;
  double histogram = 0;
};

/// A destination with the best score of any source that contacts it.
struct ServerScore {
  net::Address server;
  double score = 0;
  std::uint64_t connections = 0;
  std::uint64_t clients = 0;  ///< sources that were scored
};

class Baseline {
 public:
  /// RFC 1918 and fd00::/8, and `more`.
  static net::PrefixSet default_internal(const std::vector<net::Prefix>& more = {});

  explicit Baseline(net::PrefixSet internal = default_internal());

  void add(const model::FlowBatch& batch);

  /// Highest score first; equals by address.  Pairs with fewer than four distinct seconds of
  /// contact, or 86,400 connections and more (a "strobe"), have no score.
  [[nodiscard]] std::vector<PairScore> pairs() const;
  [[nodiscard]] std::vector<ServerScore> servers() const;

 private:
  struct Pair {
    net::Address source;
    net::Address destination;
    friend bool operator==(const Pair&, const Pair&) = default;
  };
  struct PairHash {
    std::size_t operator()(const Pair& pair) const {
      return net::mix(net::hash(pair.source) + 31 * net::hash(pair.destination));
    }
  };
  struct Connection {
    std::int64_t second;
    std::uint64_t octets;
  };

  net::PrefixSet internal_;
  std::unordered_map<Pair, std::vector<Connection>, PairHash> pairs_;
  std::int64_t first_ = 0;  // seconds, of any record
  std::int64_t last_ = -1;
};

// The figures by themselves, for tests.  Values need not be sorted.

/// ½ [(1 − |Bowley skewness|) + max(0, (median − MAD) / median)].
double regularity(std::vector<double> values);

/// Connections in each of 24 equal bins of the data set.
using Bins = std::vector<std::uint32_t>;

/// max(1 − CV, share of the two commonest heights), at least 0.
double evenness(const Bins& bins);

/// max(span / data set, longest run of filled bins / 12), at most 1; 0 if less than six are filled.
double persistence(const Bins& bins, double span_share);

}  // namespace noroshi::rita
