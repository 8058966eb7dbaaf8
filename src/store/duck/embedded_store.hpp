// The embedded store itself; users take it through embedded.hpp, tests also stop it half-way.
//
// Threads: `append` from one at a time, `tend` and `expire` from any (they wait for one another,
// never for an append or a query, nor these for them), `select` and `health` from any number.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/duck/asker.hpp"
#include "store/duck/compactor.hpp"
#include "store/duck/embedded.hpp"
#include "store/duck/folder.hpp"
#include "store/duck/journals.hpp"
#include "store/duck/ledger.hpp"

namespace noroshi::duck {

class EmbeddedStore final : public store::Store {
 public:
  static Result<std::unique_ptr<EmbeddedStore>> open(Options options);
  ~EmbeddedStore() override;
  EmbeddedStore(const EmbeddedStore&) = delete;
  EmbeddedStore& operator=(const EmbeddedStore&) = delete;

  Status append(const store::Rows& rows) override;
  Result<std::unique_ptr<store::Answer>> select(const std::string& sql) override;
  Result<std::uint64_t> expire(const store::Retention& retention, base::Micros now) override;
  Result<bool> tend() override;
  Result<store::TableHealth> health(store::TableId id) override;
  [[nodiscard]] std::string describe() const override;

  /// Calls `hook` after each step of every change of the set of files.
  void after_step(StepHook hook) { hook_ = std::move(hook); }
  /// The set of files right now.
  [[nodiscard]] Result<std::shared_ptr<const Manifest>> manifest() const;
  /// Closes the journals that are open, whatever their age.
  Status close_journals();
  /// How long a segment that was merged stays readable for queries that began before.
  void grace(base::Micros grace) { grace_ = grace; }

 private:
  explicit EmbeddedStore(Options options);
  Status begin_writing();
  [[nodiscard]] Status writable() const;
  [[nodiscard]] base::Micros partition(store::TableId id) const;

  Result<std::vector<JournalFacts>> journal_facts(store::TableId id,
                                                  const Manifest& manifest) const;
  Result<bool> convert_some();
  Result<bool> merge_some();
  Status convert(store::TableId id, const std::vector<std::uint64_t>& journals,
                 base::Micros cutoff);
  Status bury(base::Micros older_than);

  Result<std::uint64_t> expire_table(store::TableId id, base::Micros cutoff);
  Result<std::uint64_t> expire_journals(store::TableId id, base::Micros cutoff);
  Result<std::uint64_t> expire_segments(store::TableId id, base::Micros cutoff);

  Options options_;
  StepHook hook_;
  base::Micros grace_ = 10 * base::kMinute;
  std::optional<WriterLock> lock_;
  std::unique_ptr<Ledger> ledger_;  // these three only while writing
  std::unique_ptr<Journals> journals_;
  std::unique_ptr<Compactor> compactor_;
  std::unique_ptr<Asker> asker_;
  std::mutex work_;  // one compaction or expiry at a time; guards what follows

  struct Replaced {
    Segment segment;
    base::Micros when = 0;  // steady clock
  };
  std::vector<Replaced> replaced_;  // merged away, not yet deleted
};

}  // namespace noroshi::duck
