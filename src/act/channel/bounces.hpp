// Bounces: mails that came back (RFC 3464), matched to the notices they were.
//
// A notice is recognised by its Message-ID, or by the address that the bounce came to (VERP), and
// only if either carries the mark that our key makes: a forged bounce closes no channel.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "act/channel/channel.hpp"
#include "base/config.hpp"

namespace noroshi::channel {

struct BounceSettings {
  std::string key_file;  ///< of MailSettings
  std::string maildir;   ///< where the relay delivers to the envelope sender; empty: into a pipe
};
BounceSettings read_bounce_settings(base::Config::Section section, const std::string& folder);

/// Why a message is no bounce of a notice.  Stable words, for counting.
enum class NoBounce : std::uint8_t {
  NotMail,    ///< no message at all, or one without end (over 4 MiB)
  NoReport,   ///< no multipart/report of delivery status: an answer by a person, an out-of-office
  NoFailure,  ///< a report of success, or that somebody passed it on
  NotOurs,    ///< of no message that we sent
};
std::string_view to_string(NoBounce reason);

class BounceReader {
 public:
  /// `key` as in the key file.
  static Result<BounceReader> make(std::string_view key);

  struct Reading {
    std::optional<Bounce> bounce;
    NoBounce reason = NoBounce::NotMail;  ///< if there is none
  };
  [[nodiscard]] Reading read(std::string_view message) const;

 private:
  std::string key_;
};

struct MaildirTally {
  std::uint64_t messages = 0;
  std::uint64_t permanent = 0;
  std::uint64_t delays = 0;
  std::uint64_t not_mail = 0;
  std::uint64_t no_report = 0;
  std::uint64_t no_failure = 0;
  std::uint64_t not_ours = 0;  ///< messages = the sum of the others
};

/// Reads what lies in `maildir`/new, hands each bounce to `take`, and moves the message to cur as
/// seen.  If `take` fails, its message stays in new and is read again the next time.
Result<MaildirTally> take_bounces(const BounceSettings& settings,
                                  const std::function<Status(const Bounce&)>& take);

/// The same of one message, as a relay gives it to a program (RFC 5322; a line "From …" of an mbox
/// may stand before it), added to `tally`.
Status take_message(const BounceSettings& settings, std::string_view message,
                    const std::function<Status(const Bounce&)>& take, MaildirTally& tally);

}  // namespace noroshi::channel
