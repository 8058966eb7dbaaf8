#include "act/channel/bounces.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "act/channel/gmime_handle.hpp"
#include "act/channel/notice_mark.hpp"
#include "act/channel/secret_line.hpp"
#include "io/durable.hpp"

namespace noroshi::channel {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestMessage = std::size_t{4} << 20;
constexpr std::size_t kLongestDiagnostic = 300;
constexpr int kDeepest = 8;  // parts within parts; a report has two levels

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// Groups of fields parted by empty lines (RFC 3464, section 2.1); names in lower case, folded
// lines put together.
using Fields = std::map<std::string, std::string>;

std::vector<Fields> field_groups(std::string_view text) {
  std::vector<Fields> groups(1);
  std::string* last = nullptr;
  while (!text.empty()) {
    const auto feed = text.find('\n');
    const auto line = text.substr(0, feed);
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
    const auto colon = line.find(':');
    if (trimmed(line).empty()) {
      if (!groups.back().empty()) groups.emplace_back();
      last = nullptr;
    } else if (line.front() == ' ' || line.front() == '\t') {
      if (last != nullptr) last->append(" ").append(trimmed(line));
    } else if (colon != std::string_view::npos) {
      last = &groups.back()[lowered(trimmed(line.substr(0, colon)))];
      *last = trimmed(line.substr(colon + 1));
    }
  }
  if (groups.back().empty()) groups.pop_back();
  return groups;
}

// What stands in a part, decoded.
std::string content_of(GMimeObject* part) {
  if (!GMIME_IS_PART(part)) return {};
  auto* content = g_mime_part_get_content(GMIME_PART(part));
  if (content == nullptr) return {};
  const Handle<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  if (bytes == nullptr || bytes->len == 0) return {};
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool is_type(GMimeObject* part, const char* type, const char* subtype) {
  auto* content = g_mime_object_get_content_type(part);
  return content != nullptr && g_mime_content_type_is_type(content, type, subtype) != FALSE;
}

// What a report is made of: the status, and the head of the mail that came back.
struct Report {
  bool found = false;
  std::string status;
  std::string original;  // header fields of our mail, as far as it was returned
};

std::string headers_of(GMimeObject* object) {
  const std::unique_ptr<char, Free> text(g_mime_object_get_headers(object, nullptr));
  return text ? text.get() : "";
}

void collect(GMimeObject* part, int depth, Report& report) {
  if (part == nullptr || depth > kDeepest) return;
  if (is_type(part, "message", "delivery-status")) {
    report.found = true;
    report.status += content_of(part) + "\n";
  } else if (GMIME_IS_MULTIPART(part)) {
    auto* multipart = GMIME_MULTIPART(part);
    const int count = std::min(g_mime_multipart_get_count(multipart), 100);
    for (int i = 0; i < count; ++i) {
      collect(g_mime_multipart_get_part(multipart, i), depth + 1, report);
    }
  } else if (is_type(part, "text", "rfc822-headers")) {
    report.original += content_of(part) + "\n";
  } else if (GMIME_IS_MESSAGE_PART(part)) {
    auto* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    if (message != nullptr) report.original += headers_of(GMIME_OBJECT(message)) + "\n";
  }
}

// A piece of text that may hold our mark: "noroshi.ID.MARK" up to "@".
std::optional<std::string> marked_in(std::string_view text, std::string_view before,
                                     std::string_view key) {
  for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
    const auto rest = text.substr(at + before.size());
    if (auto id = unmarked(rest.substr(0, rest.find('@')), key)) return id;
  }
  return std::nullopt;
}

std::optional<std::string> notice_of(GMimeMessage* message, const Report& report,
                                     std::string_view key) {
  for (const auto& group : field_groups(report.original)) {
    const auto id = group.find("message-id");
    if (id == group.end()) continue;
    if (auto notice = marked_in(id->second, "noroshi.", key)) return notice;
  }
  for (const auto* name : {"Delivered-To", "X-Original-To", "Envelope-To", "To"}) {
    const auto* value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    if (value == nullptr) continue;
    if (auto notice = marked_in(value, "+", key)) return notice;
  }
  return std::nullopt;
}

// "smtp; 550 5.1.1 user unknown" without its type, on one line.
std::string diagnostic_of(const Fields& fields) {
  const auto found = fields.find("diagnostic-code");
  if (found == fields.end()) return {};
  std::string_view text = found->second;
  const auto type = text.find(';');
  if (type != std::string_view::npos) text = trimmed(text.substr(type + 1));
  std::string plain;
  for (const char c : text.substr(0, kLongestDiagnostic)) {
    const auto byte = static_cast<unsigned char>(c);
    plain += byte < 0x20 || byte >= 0x7F ? '?' : c;
  }
  return plain;
}

// RFC 3463: class, subject and detail; a comment may follow.
std::string status_of(const Fields& fields) {
  const auto found = fields.find("status");
  if (found == fields.end()) return {};
  const auto end = found->second.find_first_not_of("0123456789.");
  return found->second.substr(0, std::min<std::size_t>(end, 12));
}

// The recipient's part of the status: nothing where it tells of no failure.  A mail has one
// recipient, so the first part that tells of one counts.
std::optional<Bounce> failure_of(const std::string& status) {
  for (const auto& fields : field_groups(status)) {
    const auto action = fields.find("action");
    if (action == fields.end()) continue;
    const auto word = lowered(action->second.substr(0, action->second.find_first_of(" ;(")));
    if (word != "failed" && word != "delayed") continue;
    // Section 2.3.3: "failed" is the end, even where the status says 4.4.7 (tried long enough).
    return Bounce{{}, word == "failed", status_of(fields), diagnostic_of(fields)};
  }
  return std::nullopt;
}

Handle<GMimeMessage> parse(std::string_view bytes) {
  start_gmime();
  const Handle<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Handle<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return Handle<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

}  // namespace

std::string_view to_string(NoBounce reason) {
  switch (reason) {
    case NoBounce::NotMail:
      return "not-mail";
    case NoBounce::NoReport:
      return "no-report";
    case NoBounce::NoFailure:
      return "no-failure";
    case NoBounce::NotOurs:
      break;
  }
  return "not-ours";
}

Result<BounceReader> BounceReader::make(std::string_view key) {
  BounceReader reader;
  reader.key_ = NOROSHI_TRY(parse_mark_key(key));
  return reader;
}

BounceReader::Reading BounceReader::read(std::string_view message) const {
  if (message.empty() || message.size() > kLongestMessage) return {{}, NoBounce::NotMail};
  const auto mail = parse(message);
  if (!mail || g_mime_message_get_mime_part(mail.get()) == nullptr) {
    return {{}, NoBounce::NotMail};
  }
  Report report;
  collect(g_mime_message_get_mime_part(mail.get()), 0, report);
  if (!report.found) return {{}, NoBounce::NoReport};
  auto bounce = failure_of(report.status);
  if (!bounce) return {{}, NoBounce::NoFailure};
  const auto notice = notice_of(mail.get(), report, key_);
  if (!notice) return {{}, NoBounce::NotOurs};
  bounce->notice = *notice;
  return {std::move(bounce), NoBounce::NotMail};
}

namespace {

std::uint64_t& tally_of(const BounceReader::Reading& reading, MaildirTally& tally) {
  if (reading.bounce) return reading.bounce->permanent ? tally.permanent : tally.delays;
  switch (reading.reason) {
    case NoBounce::NotMail:
      return tally.not_mail;
    case NoBounce::NoReport:
      return tally.no_report;
    case NoBounce::NoFailure:
      return tally.no_failure;
    case NoBounce::NotOurs:
      break;
  }
  return tally.not_ours;
}

Result<BounceReader> reader_of(const BounceSettings& settings) {
  const auto key = NOROSHI_TRY(secret_line(settings.key_file));
  return BounceReader::make(key).within(settings.key_file);
}

Status take_one(const BounceReader& reader, std::string_view message,
                const std::function<Status(const Bounce&)>& take, MaildirTally& tally) {
  const auto reading = reader.read(message);
  if (reading.bounce) NOROSHI_CHECK(take(*reading.bounce));
  ++tally.messages;
  ++tally_of(reading, tally);
  return {};
}

std::string beginning_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kLongestMessage + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

Result<std::vector<fs::path>> new_messages(const std::string& maildir) {
  std::error_code fault;
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(fs::path(maildir) / "new", fault), end; !fault && entry != end;
       entry.increment(fault)) {
    if (entry->is_regular_file(fault)) files.push_back(entry->path());
  }
  if (fault) {
    return Error{Errc::Io, fmt::format("{}/new: {}; a Maildir has new, cur and tmp", maildir,
                                       fault.message())};
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Status take_message(const BounceSettings& settings, std::string_view message,
                    const std::function<Status(const Bounce&)>& take, MaildirTally& tally) {
  if (message.starts_with("From ")) {
    message.remove_prefix(std::min(message.find('\n'), message.size() - 1) + 1);
  }
  return take_one(NOROSHI_TRY(reader_of(settings)), message, take, tally);
}

Result<MaildirTally> take_bounces(const BounceSettings& settings,
                                  const std::function<Status(const Bounce&)>& take) {
  const auto reader = NOROSHI_TRY(reader_of(settings));
  MaildirTally tally;
  for (const auto& file : NOROSHI_TRY(new_messages(settings.maildir))) {
    NOROSHI_CHECK(take_one(reader, beginning_of(file), take, tally));
    const auto seen = fs::path(settings.maildir) / "cur" / (file.filename().string() + ":2,S");
    NOROSHI_CHECK(io::rename_whole(file.string(), seen.string()));
  }
  return tally;
}

}  // namespace noroshi::channel
