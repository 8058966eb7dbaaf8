// For tests: a session that is listened to, whose ledger must add up after every message.
#pragma once

#include <gtest/gtest.h>
#include <string>

#include "observe/netflow/session.hpp"
#include "observe/netflow/session_checks.hpp"
#include "observe/netflow/wire_test_bytes.hpp"

namespace noroshi::netflow {

class Talk {
 public:
  explicit Talk(Transport transport = Transport::Udp, const SessionLimits& limits = {})
      : session_(transport, limits) {}

  Talk& hear(const std::string& message, base::Micros at = wire::kNow) {
    session_.take(message, at, 1, flows_);
    EXPECT_EQ(broken_identity(session_), "");
    return *this;
  }

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] const Ledger& ledger() const { return session_.ledger(); }
  [[nodiscard]] const model::FlowBatch& flows() const { return flows_; }

  /// How many were counted for that reason; 0 if none.
  [[nodiscard]] std::uint64_t rejected_messages(std::string_view reason) const {
    return count(session_.rejected_messages().rejected(), reason);
  }
  [[nodiscard]] std::uint64_t rejected_sets(std::string_view reason) const {
    return count(session_.rejected_sets().rejected(), reason);
  }
  [[nodiscard]] std::uint64_t rejected_records(std::string_view reason) const {
    return count(session_.rejected_records().rejected(), reason);
  }
  [[nodiscard]] std::uint64_t skipped_records(std::string_view reason) const {
    return count(session_.rejected_records().skipped(), reason);
  }

 private:
  static std::uint64_t count(const std::map<std::string, io::Rejects::Tally, std::less<>>& tallies,
                             std::string_view reason) {
    const auto found = tallies.find(reason);
    return found == tallies.end() ? 0 : found->second.count;
  }

  Session session_;
  model::FlowBatch flows_;
};

}  // namespace noroshi::netflow
