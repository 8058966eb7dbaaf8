// Channel: one way in which a notice reaches a subscriber: mail, a letter, the portal, the walled
// garden.  What it says comes from templates in two languages; to whom it goes only the operator's
// side knows.
//
// `send` takes responsibility: when it returns Accepted, the notice is on its way and on disk or
// with the next system (SMTP 250).  It is called again for the same `notice` after a crash, so
// each channel makes that harmless (same Message-ID, same file name).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::channel {

/// How to reach the owner of a line; from the operator's own customer file.
struct Recipient {
  std::string line;
  std::string name;
  std::string mail;  ///< empty: none known
  std::string postal_code;
  std::string address;  ///< for letters
  base::Language language = base::Language::Japanese;
};

/// What a notice is about, ready to be put into a template.
struct Notice {
  std::string id;  ///< of this notice: case id and number, stable over retries
  std::string case_id;
  std::string family;  ///< "mirai", …
  std::string remedy;  ///< key of the advice: "router-default-password", "iot-reboot-update", …
  base::Micros seen = 0;     ///< last sighting
  std::uint32_t number = 1;  ///< 1 for the first notice of a case
  std::string token;         ///< of the portal, for this case; random, single purpose
};

enum class Handed : std::uint8_t {
  Accepted,  ///< the next system has it
  Later,     ///< temporary failure: try again (SMTP 4yz, RFC 5321, section 4.2.1)
  Refused,   ///< permanent failure: this channel will not work for this line (5yz)
};

struct Outcome {
  Handed handed = Handed::Later;
  std::string reason;  ///< for the case's history: "550 5.1.1 user unknown"
};

/// A channel is used by one thread at a time.
class Channel {
 public:
  virtual ~Channel() = default;
  /// "mail", "letter", "portal", "garden".
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Whether `recipient` can be reached this way at all (a mail address is known, …).
  [[nodiscard]] virtual bool reaches(const Recipient& recipient) const = 0;
  virtual Outcome send(const Notice& notice, const Recipient& recipient) = 0;
};

/// A bounce that came back (RFC 3464), matched to its notice.
struct Bounce {
  std::string notice;      ///< id, from the original Message-ID
  bool permanent = false;  ///< status 5.x.x; a delay (4.x.x) is not
  std::string status;      ///< "5.1.1"
  std::string diagnostic;
};

}  // namespace noroshi::channel
