#include "act/channel/smtp.hpp"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <fmt/format.h>
#include <memory>

namespace noroshi::channel {
namespace {

constexpr std::size_t kLongestReason = 300;

// curl_global_init is not safe beside other threads; a static is made once.
void start_curl() {
  static const bool kStarted = [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return true;
  }();
  static_cast<void>(kStarted);
}

// The dialogue as far as it matters: the command sent last, the answer read last.
struct Dialogue {
  std::string command;  // "RCPT"; "DATA" from then on, whatever the lines of the mail are
  std::string answer;   // "550 5.1.1 user unknown"
  bool over = false;    // QUIT was sent: what follows is farewell
};

std::string line_of(const char* bytes, std::size_t size) {
  std::string line;
  for (const char c : std::string_view(bytes, size)) {
    if (c == '\r' || c == '\n') break;
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte >= 0x7F ? '?' : c;
    if (line.size() == kLongestReason) break;
  }
  return line;
}

int listen(CURL* /*handle*/, curl_infotype type, char* bytes, std::size_t size, void* context) {
  auto& dialogue = *static_cast<Dialogue*>(context);
  if (type == CURLINFO_HEADER_OUT) {
    const auto command = line_of(bytes, std::min<std::size_t>(size, 4));
    dialogue.over = command == "QUIT";
    if (!dialogue.over) dialogue.command = command;
  }
  if (type == CURLINFO_HEADER_IN && !dialogue.over) dialogue.answer = line_of(bytes, size);
  return 0;
}

struct Upload {
  const std::string& mail;
  std::size_t sent = 0;
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& upload = *static_cast<Upload*>(context);
  const auto part = std::min(size * count, upload.mail.size() - upload.sent);
  std::copy_n(upload.mail.data() + upload.sent, part, buffer);
  upload.sent += part;
  return part;
}

std::string url_of(const MailSettings& settings) {
  const bool v6 = settings.server.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}",
                     settings.tls == MailSettings::Tls::Implicit ? "smtps" : "smtp", v6 ? "[" : "",
                     settings.server, v6 ? "]" : "", settings.port);
}

void set_security(CURL* handle, const MailSettings& settings, const std::string& password) {
  const bool wanted = settings.tls != MailSettings::Tls::None;
  curl_easy_setopt(handle, CURLOPT_USE_SSL,
                   static_cast<long>(wanted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  }
  if (!settings.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, settings.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, password.c_str());
  }
}

void set_server(CURL* handle, const MailSettings& settings) {
  curl_easy_setopt(handle, CURLOPT_URL, url_of(settings).c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // no proxy, whatever the environment says
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout / 1000));
}

void set_dialogue(CURL* handle, Dialogue& dialogue) {
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);  // so that `listen` hears it
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &listen);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &dialogue);
}

// 5yz condemns the recipient only where it was about him: at RCPT, at DATA or after the mail.
Outcome judge(CURLcode code, const Dialogue& dialogue, std::string_view error) {
  if (code == CURLE_OK) return {Handed::Accepted, dialogue.answer};
  const bool temporary = dialogue.answer.starts_with('4');
  const bool permanent = dialogue.answer.starts_with('5');
  if (!temporary && !permanent) {
    return {Handed::Later, std::string(error.empty() ? curl_easy_strerror(code) : error)};
  }
  const bool about = dialogue.command == "RCPT" || dialogue.command == "DATA";
  return {permanent && about ? Handed::Refused : Handed::Later, dialogue.answer};
}

}  // namespace

Outcome send_mail(const MailSettings& settings, const std::string& password,
                  const Envelope& envelope, const std::string& mail) {
  start_curl();
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
      curl_slist_append(nullptr, fmt::format("<{}>", envelope.to).c_str()), &curl_slist_free_all);
  if (!handle || !recipients) return {Handed::Later, "out of memory"};
  auto* curl = handle.get();
  Dialogue dialogue;
  Upload upload{mail, 0};
  std::array<char, CURL_ERROR_SIZE> error{};
  set_server(curl, settings);
  set_security(curl, settings, password);
  set_dialogue(curl, dialogue);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, fmt::format("<{}>", envelope.from).c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give);
  curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error.data());
  return judge(curl_easy_perform(curl), dialogue, error.data());
}

}  // namespace noroshi::channel
