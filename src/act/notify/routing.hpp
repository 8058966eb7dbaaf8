// Routing: the institute's side.  Every event in the queue goes to the operator that answers for
// its address, and from there into a file for that operator.
//
//   queue ─► route ─► outbox of an operator ─► hand over ─►
//   FOLDER/<operator>/<operator>-000007.jsonl
//
// A batch is numbered before its file is written and marked as handed over after: a kill in between
// writes the same file again, byte for byte.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "act/notify/book.hpp"
#include "net/address.hpp"

namespace noroshi::notify {

/// The id of the operator that answers for an address; nothing: nobody.
using RouteOf = std::function<std::optional<std::string>(const net::Address&)>;

struct Routed {
  std::uint64_t events = 0;
  std::uint64_t unroutable = 0;
  std::uint64_t cases = 0;  ///< opened
};

/// Empties the queue.
Result<Routed> route(Book& book, const RouteOf& route_of, base::Micros now);

struct HandedFile {
  std::string operator_id;
  std::string path;
  std::uint64_t batch = 0;
  std::uint64_t events = 0;
};

/// Writes one file for each operator that has events waiting or open cases (whose silence it can
/// judge only if it hears until when the sensors have seen).
Result<std::vector<HandedFile>> hand_over(Book& book, const std::string& folder);

/// Closes what has been silent for `after`.
Result<std::uint64_t> close_silent(Book& book, base::Micros after, base::Micros now);

}  // namespace noroshi::notify
