// Storage: where a hub keeps what it keeps, and how much, table by table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/sql/database.hpp"

namespace noroshi::hub {

/// The files of a hub's own, for those who look after it.
struct OwnFiles {
  std::string database{};     ///< as io/sql reads it
  std::string certificate{};  ///< empty: it speaks no TLS itself
  std::string key{};

  /// Where the disk must not run full: the folder of the base, or of the certificate where the base
  /// is a server's.
  [[nodiscard]] std::string folder() const;
};

struct TableSize {
  std::string table;
  std::uint64_t octets = 0;           ///< with its indexes
  std::optional<std::uint64_t> rows;  ///< nothing: the engine cannot say without counting
  std::optional<base::Micros> oldest, newest;
};

/// The largest first.  On SQLite every page of the file is looked at: for large files some seconds,
/// and one line for the whole where it is larger than `whole_from` octets.
Result<std::vector<TableSize>> table_sizes(sql::Database& database,
                                           std::uint64_t whole_from = 4ULL << 30);

struct DiskSpace {
  std::uint64_t free = 0;
  std::uint64_t size = 0;
};
/// Of the disk that a folder lies on; nothing where it does not answer.
std::optional<DiskSpace> disk_space(const std::string& folder);

}  // namespace noroshi::hub
