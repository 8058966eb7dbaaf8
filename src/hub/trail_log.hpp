// TrailLog: the audit trail, committed to a transparency log that the hub shows to everybody.
//
// The trail's own chain of hashes shows a change to whoever kept an older copy of its end.  In a
// log with witnesses nobody needs to have kept anything: that an entry was written then, and that
// none was taken out since, is proved offline.  What goes in are hiding commitments
// (trust/log/commitment.hpp): entry n of the log, from 0 on, is that to line n + 1 of the trail.
//
//   /log/checkpoint, /log/tile/…    for everybody, as C2SP tlog-tiles wants
//   /api/v1/trail/{number}/proof    for those who may read the trail
//
// The trail is written first and committed within seconds; what a crash leaves is caught up at the
// next start.  One process of a cluster owns the log: the one whose settings name its folder.
//
// A base that was restored from a backup may lack lines that the log holds.  Then nothing more is
// committed, since it would be at the wrong place, and everybody who asks hears so (`flaw`).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/directory/trail.hpp"
#include "hub/hub.hpp"

namespace noroshi::hub {

struct TrailLogSettings {
  std::string folder;       ///< made where it is not there
  std::string key;          ///< PRIVATE+KEY+… (`noroshi log key`)
  std::string secret;       ///< of the commitments; drawn where it is not there
  std::string policy = {};  ///< the witnesses to ask; empty: none
  /// A checkpoint is signed this long after the first entry that it will hold.
  base::Micros every = 10 * base::kSecond;
  base::Micros patience = 5 * base::kSecond;  ///< for one witness
};

struct TrailProof {
  std::string line;  ///< of the trail, without its line feed: what was committed to
  std::string file;  ///< the proof file, the opening within
};
/// That a line of the trail stands under the newest checkpoint.  NotFound: there is no such line,
/// or it is not there yet.  Needs the log's folder and secret, not the process that writes them.
Result<TrailProof> prove_line(const TrailLogSettings& settings, directory::Trail& trail,
                              std::int64_t number);

/// How the log in the settings' folder and the trail fit, by what was published.
struct LogFit {
  std::uint64_t published = 0;  ///< lines under the newest checkpoint; 0: nothing was yet
  std::string flaw;             ///< empty: the newest of them is the trail's own
};
Result<LogFit> fit_of(const TrailLogSettings& settings, directory::Trail& trail);

/// Safe from several threads.
class TrailLog {
 public:
  static Result<std::unique_ptr<TrailLog>> open(const TrailLogSettings& settings,
                                                directory::Trail& trail);
  ~TrailLog();

  /// Commits what the trail has new, and publishes what is due.  Witnesses are asked on a thread of
  /// their own; `log` hears of those that do not cosign at a later call, once for each change.
  Status tend(base::Micros now, const std::function<void(std::string_view)>& log);

  struct State {
    std::uint64_t committed = 0;  ///< lines of the trail that stand in the log
    std::uint64_t published = 0;  ///< those under the newest checkpoint
    std::string key;              ///< the public key, as policies name it; its name is the origin
    std::string flaw;             ///< why nothing more is committed; empty: all is well
  };
  [[nodiscard]] State state() const;
  [[nodiscard]] const TrailLogSettings& settings() const;

 private:
  struct Inside;
  explicit TrailLog(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

/// Shows a log's folder under /log/.
class LogFace final : public Face {
 public:
  explicit LogFace(std::string folder) : folder_(std::move(folder)) {}
  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) override;
  [[nodiscard]] std::optional<std::uint64_t> body_limit(const http::Request& header) const override;

 private:
  std::string folder_;
};

}  // namespace noroshi::hub
