// The audit trail: who asked about single subscribers, when, what, and why.
//
// One JSON object a line in `audit.jsonl` (docs/operations/query.md), written and on the disk
// before the first row is read; a question that cannot be written down is not answered.  Each line
// carries the SHA-256 of the one before, so that a line changed or taken out of the middle breaks
// the chain at a place that can be named.  Lines cut off the end cannot be seen from within:
// whoever needs that keeps the last hash, which `flow audit` prints, somewhere else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::cli {

/// Who asks: the real user, and who logged in, if the kernel knows (audit's loginuid).
struct Asker {
  std::uint32_t uid = 0;
  std::string name;
  std::optional<std::uint32_t> login_uid;
  std::string login_name;

  static Asker detect();
};

struct AuditEntry {
  base::Micros time = 0;
  Asker asker;
  std::string command;  ///< "flow query"
  std::string filter;   ///< as typed, or the SELECT of --sql
  std::string details;  ///< what else decides the answer: "by client, from …"
  std::string purpose;
};

/// Appends the entry and waits until it is on the disk.  Any number of processes may append.
Status append_audit(const std::string& path, const AuditEntry& entry);

/// A purpose says something: 8 to 500 characters, no control characters.
Status check_purpose(std::string_view purpose);

struct AuditChain {
  std::vector<AuditEntry> entries;
  std::string last_hash;     ///< of the last line; 64 zeros if there is none
  std::uint64_t broken = 0;  ///< first line, from 1, that does not follow from the one before
  std::string why;           ///< what is wrong with it
};

/// Reads and checks all of it.  NotFound: nobody has asked yet.
Result<AuditChain> read_audit(const std::string& path);

}  // namespace noroshi::cli
