// Smtp: one mail to one recipient through a relay, by libcurl, and what the relay said.
#pragma once

#include <string>

#include "act/channel/channels.hpp"

namespace noroshi::channel {

struct Envelope {
  std::string from;
  std::string to;
};

/// Accepted: the relay answered 250 to the whole mail.  Refused: it answered 5yz to the recipient
/// or to the mail.  Everything else (no connection, no TLS, a login that fails, 4yz) is Later: it
/// says nothing about the recipient.
Outcome send_mail(const MailSettings& settings, const std::string& password,
                  const Envelope& envelope, const std::string& mail);

}  // namespace noroshi::channel
