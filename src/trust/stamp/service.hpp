// Service: a time-stamping authority as it runs: key, clock audits, serial numbers, log, HTTP.
//
//   POST /          TimeStampReq ─► Authority ─► token ─► its hash into the log ─► disk ─► answer
//   every minute    sources of time ─► audit ─► its hash into the log ─► evidence for tokens
//   every second    a signed checkpoint over the log ─► witnesses, on a thread of their own
//
//   FOLDER/serials        numbers that are given (serials.hpp)
//   FOLDER/audits.jsonl   the history of clock audits (audit_book.hpp)
//   FOLDER/checkpoint, tile/…, .private/…     the log (trust/log)
//
// A token is answered only after its hash is on the disk, unless settings say otherwise.  One
// process owns the folder.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "io/http/server.hpp"
#include "trust/log/ledger.hpp"
#include "trust/publish/witnesses.hpp"
#include "trust/stamp/authority.hpp"
#include "trust/stamp/clock_watch.hpp"
#include "trust/stamp/commit_queue.hpp"
#include "trust/stamp/serials.hpp"

namespace noroshi::stamp {

struct ServiceSettings {
  std::string folder{};
  std::string path = "/";  ///< that takes requests
  Profile profile{};
  ClockRules clock{};
  base::Micros audit_every = base::kMinute;
  base::Micros publish_every = base::kSecond;
  /// False: tokens leave before the disk has their hashes.  A power cut may then leave tokens in
  /// the world that the log does not have.
  bool log_first = true;
  tlog::Policy policy{};                              ///< its witnesses cosign each checkpoint
  base::Micros witness_patience = 2 * base::kSecond;  ///< for one of them
  std::size_t most_waiting = 16'384;  ///< answers that wait for the disk; beyond: status 503
};

struct ServiceCounts {
  std::uint64_t requests = 0;  ///< of time stamps, whatever came of them
  std::uint64_t granted = 0;   ///< tokens that left
  std::uint64_t refused = 0;   ///< answered with a failure
  std::uint64_t unlogged = 0;  ///< tokens that never left because the log could not take them
  std::uint64_t turned_away = 0;
  std::uint64_t audits = 0;
  std::uint64_t audits_failed = 0;
};

class Service {
 public:
  /// Where to say what an operator must hear.
  using Say = std::function<void(std::string_view line)>;

  /// Audits the clock once before it returns; one that does not pass is said, and tokens wait for
  /// one that does.
  static Result<std::unique_ptr<Service>> open(const ServiceSettings& settings,
                                               std::shared_ptr<const key::Signer> signer,
                                               tlog::SecretKey log_key,
                                               std::vector<std::unique_ptr<ClockSource>> sources,
                                               Say say);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// An http::Handler; from any thread.
  http::Response answer(const http::Request& request);

  [[nodiscard]] ServiceCounts counts() const;
  [[nodiscard]] const Authority& authority() const { return *authority_; }

 private:
  Service(ServiceSettings settings, std::vector<std::unique_ptr<ClockSource>> sources, Say say);
  Status begin(std::shared_ptr<const key::Signer> signer, tlog::SecretKey log_key);
  Result<base::Micros> time_now();
  void audit();
  void keep_auditing();
  void keep_publishing();
  void publish();
  void hear(const tlog::Witnesses::Answer& answer);
  http::Response stamp(const std::string& body);
  http::Response commit(const MadeResponse& made);
  [[nodiscard]] std::string witnesses_now() const;
  http::Response health() const;

  const ServiceSettings settings_;
  const Say say_;
  ClockWatch watch_;
  std::vector<std::unique_ptr<ClockSource>> sources_;
  std::optional<tlog::Ledger> ledger_;
  std::unique_ptr<Serials> serials_;
  std::optional<Authority> authority_;
  std::unique_ptr<CommitQueue> queue_;
  std::mutex publishing_;  // over what of the ledger is for one at a time; never held while asking
  std::unique_ptr<tlog::Witnesses> witnesses_;

  std::atomic<std::uint64_t> requests_ = 0;
  std::atomic<std::uint64_t> granted_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
  std::atomic<std::uint64_t> unlogged_ = 0;
  std::atomic<std::uint64_t> turned_away_ = 0;
  std::atomic<std::uint64_t> audits_ = 0;
  std::atomic<std::uint64_t> audits_failed_ = 0;

  std::mutex mutex_;  // for what follows
  std::condition_variable changed_;
  bool ending_ = false;
  bool audit_wanted_ = false;  // a token could not be timed: ask the sources at once
  bool last_passed_ = true;
  std::thread auditor_;
  std::thread publisher_;
};

}  // namespace noroshi::stamp
