// For tests and fuzz targets: what must hold of every session after every message.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "observe/netflow/session.hpp"

namespace noroshi::netflow {

inline std::uint64_t total(const std::map<std::string, io::Rejects::Tally, std::less<>>& tallies) {
  std::uint64_t sum = 0;
  for (const auto& [reason, tally] : tallies) sum += tally.count;
  return sum;
}

/// The identities of `Ledger`; the name of the first that does not hold, or nothing.
inline std::string_view broken_identity(const Session& session) {
  const Ledger& ledger = session.ledger();
  if (ledger.messages != ledger.decoded + total(session.rejected_messages().rejected())) {
    return "messages";
  }
  if (ledger.sets !=
      ledger.sets_read + ledger.held_sets + total(session.rejected_sets().rejected())) {
    return "sets";
  }
  if (ledger.records != ledger.flows + ledger.options +
                            total(session.rejected_records().rejected()) +
                            total(session.rejected_records().skipped())) {
    return "records";
  }
  if (ledger.held_sets !=
      ledger.replayed_sets + ledger.expired_sets + ledger.overflowed_sets + ledger.waiting_sets) {
    return "held sets";
  }
  std::uint64_t decoded = 0;
  for (std::size_t i = 0; i < kProtocols; ++i) {
    decoded += session.messages_of(static_cast<Protocol>(i));
  }
  return decoded == ledger.decoded ? "" : "messages by protocol";
}

}  // namespace noroshi::netflow
