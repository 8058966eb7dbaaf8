// The writer's manifest, in memory and on disk, changed as one.
//
// Any thread.  A change is on the disk (durably) before anyone sees it in memory; if the disk
// refuses, nothing has changed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/duck/manifest.hpp"

namespace noroshi::duck {

/// Called after each step of a change of the set of files, by the step's name; tests stop the
/// process there.
using StepHook = std::function<void(std::string_view)>;

class Ledger {
 public:
  /// Reads the manifest of a folder, or begins with an empty one, and removes every file below the
  /// folder's journals and segments that it does not name: what a crash left behind.
  static Result<std::unique_ptr<Ledger>> open(const std::string& folder);

  [[nodiscard]] std::shared_ptr<const Manifest> current() const;

  /// A number that no file has yet.
  std::uint64_t allot();

  Status change(const std::function<void(Manifest&)>& edit);

 private:
  Ledger(std::string folder, Manifest manifest);
  Status check_files() const;
  Status remove_orphans() const;

  const std::string folder_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Manifest> manifest_;
  std::uint64_t next_number_;
};

}  // namespace noroshi::duck
