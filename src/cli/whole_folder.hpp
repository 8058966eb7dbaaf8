// A folder that appears complete or not at all.
//
// Files go into a folder beside the target; `commit` makes them durable and changes the two names
// in one step.  Without `commit` (an error, Ctrl-C) the target is what it was before, and what was
// begun is removed.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::cli {

class Sealer;

class WholeFolder {
 public:
  /// `target`'s parents are made where they are not there.
  static Result<WholeFolder> create(const std::string& target);

  WholeFolder(WholeFolder&& other) noexcept;
  WholeFolder& operator=(WholeFolder&&) = delete;
  WholeFolder(const WholeFolder&) = delete;
  ~WholeFolder();

  /// `name` may lie in folders of its own: "isp/example/findings.jsonl".
  Status write(const std::string& name, std::string_view bytes);

  /// From now on every file gets its seal beside it, NAME.p7s.  The Sealer outlives this.
  void seal_with(const Sealer& sealer) { sealer_ = &sealer; }

  Status commit();

 private:
  WholeFolder(std::string target, std::string draft)
      : target_(std::move(target)), draft_(std::move(draft)) {}

  std::string target_;
  std::string draft_;  // empty: committed, or moved away
  const Sealer* sealer_ = nullptr;
};

}  // namespace noroshi::cli
