// The history of clock audits: one line each in FOLDER/audits.jsonl, and the line's hash in the
// log, so that none can be changed or left out later (docs/formats/tsa-folder.md).
//
//   {"log":17,"audit":{"time":"2026-01-01T00:00:00Z",…}}
//
// `log` is the index of the entry "noroshi-tsa-1 audit <SHA-256 of the audit's octets>".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"
#include "trust/log/ledger.hpp"
#include "trust/stamp/clock_watch.hpp"

namespace noroshi::stamp {

/// The log entries of an authority.
std::string token_entry(der::View token);
std::string audit_entry(std::string_view json);

std::string audit_book_path(const std::string& folder);

/// Into the log, then into the book.
Status record_audit(const std::string& folder, tlog::Ledger& ledger, const ClockAudit& audit);

struct RecordedAudit {
  std::uint64_t index = 0;  ///< in the log
  std::string json{};       ///< the audit, as it was written
};

/// Every line, oldest first.  An Error names the line that is none.
Result<std::vector<RecordedAudit>> read_audits(const std::string& folder);

/// Whether the log's entry `index` is this; the log is read in `folder`, up to its checkpoint.
Result<bool> log_holds(const std::string& folder, std::uint64_t index, std::string_view entry);

}  // namespace noroshi::stamp
