// Labels: each sharing label kept once, as a number.
//
// A row of `labels` never changes and is never deleted, so what was read once from a committed
// state may be remembered for ever.  What a transaction still writes is not remembered: it may be
// rolled back, and its number given to another label.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "intel/sharing/label.hpp"
#include "io/sql/database.hpp"

namespace noroshi::archive {

class Labels {
 public:
  /// The number of a label; inserts it where it is new (in the writer's transaction).
  Result<std::int64_t> number_of(sql::Connection& writer, const sharing::Label& label);

  /// The label of a number, for a reader.  The reference stays valid as long as this object.
  Result<const sharing::Label*> at(sql::Connection& reader, std::int64_t number);

  /// The same for the writer.
  static Result<sharing::Label> read(sql::Connection& writer, std::int64_t number);

 private:
  const sharing::Label* remembered(std::int64_t number) const;

  mutable std::shared_mutex mutex_;
  std::unordered_map<std::int64_t, std::unique_ptr<const sharing::Label>> labels_;
  std::unordered_map<std::string, std::int64_t> numbers_;
};

}  // namespace noroshi::archive
