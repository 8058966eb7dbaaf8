#include "act/channel/mail_message.hpp"

#include <algorithm>

#include "act/channel/gmime_handle.hpp"

namespace noroshi::channel {
namespace {

constexpr std::size_t kLongestLocal = 64;    // RFC 5321, section 4.5.3.1.1
constexpr std::size_t kLongestDomain = 255;  // section 4.5.3.1.2
constexpr std::size_t kLongestName = 200;    // octets of a display name; longer ones are cut

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_atext(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~";  // RFC 5322, section 3.2.3
  return is_letter_or_digit(c) || kOthers.find(c) != std::string_view::npos;
}

bool is_host(std::string_view domain) {
  if (domain.empty() || domain.size() > kLongestDomain) return false;
  char before = '.';
  for (const char c : domain) {
    if (c == '.' && (before == '.' || before == '-')) return false;
    if (c == '-' && before == '.') return false;
    if (!is_letter_or_digit(c) && c != '-' && c != '.') return false;
    before = c;
  }
  return before != '.' && before != '-';
}

// One line, without what is no text; cut between characters of UTF-8.  What looks like an encoded
// word would be decoded by the reader's program, line feeds and all: it is parted.
std::string one_line(std::string_view text, std::size_t longest) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' && line.ends_with('=')) line += ' ';
    line += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  if (line.size() > longest) {
    auto end = longest;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80) --end;
    line.resize(end);
  }
  return line;
}

void set_header(GMimeMessage* message, const char* name, const char* value) {
  g_mime_object_set_header(GMIME_OBJECT(message), name, value, "us-ascii");
}

// GMime folds and encodes what is outside ASCII; base64 keeps any line of the body short.
Handle<GMimeTextPart> text_part(const MailMessage& message) {
  Handle<GMimeTextPart> part(g_mime_text_part_new_with_subtype("plain"));
  g_mime_text_part_set_charset(part.get(), "utf-8");
  std::string body = message.body;
  body.erase(std::remove(body.begin(), body.end(), '\0'), body.end());
  g_mime_text_part_set_text(part.get(), body.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

}  // namespace

std::optional<std::string> checked_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > kLongestLocal) return std::nullopt;
  const auto local = address.substr(0, at);
  const auto domain = address.substr(at + 1);
  const bool plain =
      std::all_of(local.begin(), local.end(), [](char c) { return is_atext(c) || c == '.'; });
  if (!plain || !is_host(domain)) return std::nullopt;
  const bool dots =
      local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos;
  if (!dots) return std::string(address);
  return std::string("\"").append(local).append("\"@").append(domain);
}

std::string to_mime(const MailMessage& message) {
  start_gmime();
  Handle<GMimeMessage> mail(g_mime_message_new(TRUE));
  const auto add = [&](GMimeAddressType type, std::string_view name, const std::string& address) {
    const auto shown = one_line(name, kLongestName);
    g_mime_message_add_mailbox(mail.get(), type, shown.empty() ? nullptr : shown.c_str(),
                               address.c_str());
  };
  add(GMIME_ADDRESS_TYPE_FROM, message.from_name, message.from);
  add(GMIME_ADDRESS_TYPE_TO, message.to_name, message.to);
  g_mime_message_set_subject(mail.get(), one_line(message.subject, kLongestName).c_str(), "utf-8");
  g_mime_message_set_message_id(mail.get(), message.message_id.c_str());
  using DateTime = std::unique_ptr<GDateTime, decltype(&g_date_time_unref)>;
  const DateTime date(g_date_time_new_from_unix_utc(message.date / base::kSecond),
                      &g_date_time_unref);
  g_mime_message_set_date(mail.get(), date.get());
  // RFC 3834, section 5: no out-of-office answers, please.
  set_header(mail.get(), "Auto-Submitted", "auto-generated");
  set_header(mail.get(), "Content-Language",
             message.language == base::Language::Japanese ? "ja" : "en");
  g_mime_message_set_mime_part(mail.get(), GMIME_OBJECT(text_part(message).get()));
  using Format = std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)>;
  const Format format(g_mime_format_options_new(), &g_mime_format_options_free);
  g_mime_format_options_set_newline_format(format.get(), GMIME_NEWLINE_FORMAT_DOS);
  const std::unique_ptr<char, Free> text(
      g_mime_object_to_string(GMIME_OBJECT(mail.get()), format.get()));
  return text.get();
}

}  // namespace noroshi::channel
