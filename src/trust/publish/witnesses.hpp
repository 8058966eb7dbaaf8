// Witnesses: those of a policy, asked on a thread of their own.
//
// Whoever keeps a log appends, proves and answers while they are asked: `ask` leaves a checkpoint
// and returns at once, and `Heard` is called when one has answered or has failed to.  One
// checkpoint is under way at a time; the keeper signs no newer one until `asking` is false, since
// cosignatures of an older one would come too late.  A witness that was silent is left alone for a
// while, longer each time, so that a round is held up by it now and then only.  Nobody is asked
// twice for the same checkpoint, so a keeper may offer its newest one as often as it likes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/log/checkpoint.hpp"
#include "trust/log/policy.hpp"

namespace noroshi::tlog {

/// What is known of one witness.
struct Standing {
  std::string name;
  std::uint64_t cosigned = 0;  ///< entries of the newest checkpoint that it cosigned
  std::string silent{};        ///< why it did not cosign when it was asked last; empty: it did
  bool asked = false;          ///< since the start
};

class Witnesses {
 public:
  struct Answer {
    const Checkpoint& checkpoint;
    const std::string& name;
    const Result<std::string>& lines;  ///< to go under it, or why there are none
    bool news = false;                 ///< it was silent before and is not now, or turned so
  };
  /// On the thread that asks, one call at a time.
  using Heard = std::function<void(const Answer& answer)>;

  struct Settings {
    std::string folder{};                            ///< of the log
    base::Micros patience = 2 * base::kSecond;       ///< for one witness
    base::Micros first_rest = 10 * base::kSecond;    ///< of one that was silent
    base::Micros longest_rest = 10 * base::kMinute;  ///< it doubles up to this
  };

  /// Of the policy's witnesses, those that have a URL.
  Witnesses(Settings settings, const Policy& policy, Heard heard);
  /// Waits for the witness that is being asked, for its patience at most.
  ~Witnesses();
  Witnesses(const Witnesses&) = delete;
  Witnesses& operator=(const Witnesses&) = delete;

  /// `note`: with the cosignatures that it has.  False where nobody is asked: a checkpoint is under
  /// way still, or every witness rests or has cosigned this one.
  bool ask(const Checkpoint& checkpoint, std::string note);
  [[nodiscard]] bool asking() const;
  [[nodiscard]] std::vector<Standing> standings() const;

 private:
  struct Asked {
    Policy::Witness witness;
    Standing standing;
    base::Micros rest = 0;     ///< the last one
    base::Micros resting = 0;  ///< until then, on io::steady_clock
  };
  struct Round {
    Checkpoint checkpoint;
    std::string note;
  };

  static bool wanted(const Asked& one, const Checkpoint& checkpoint);
  void run();
  void go_round(const Round& round);
  bool learn(Asked& asked, const Checkpoint& checkpoint, const Result<std::string>& lines);

  const Settings settings_;
  const Heard heard_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Asked> witnesses_;  // their number, names and keys never change
  std::optional<Round> round_;    // under way
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace noroshi::tlog
