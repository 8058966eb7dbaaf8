// MailMessage: one notice as a message of RFC 5322 and MIME, ready for DATA.
//
// Names and texts come from customers' files: whatever they hold, they become encoded words (RFC
// 2047) and encoded bodies, never a header or a line of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "base/time.hpp"

namespace noroshi::channel {

struct MailMessage {
  std::string from;  ///< as `checked_address` gives it
  std::string from_name;
  std::string to;
  std::string to_name;
  std::string subject;
  std::string body;
  std::string message_id;  ///< without angle brackets
  base::Micros date = 0;
  base::Language language = base::Language::Japanese;
};

/// With CRLF line ends.
std::string to_mime(const MailMessage& message);

/// The address if it can stand in an SMTP command: ASCII, one "@", a host name; the local part is
/// put into quotes where it needs them (RFC 5321, section 4.1.2), as addresses of Japanese mobile
/// operators with ".." do.
std::optional<std::string> checked_address(std::string_view address);

}  // namespace noroshi::channel
