// The walled garden: the operator's own switch, asked by a program or over HTTPS.
//
// It learns the line, the case and the remedy, as one JSON object; the answer is an exit status
// (sysexits.h) or an HTTP status.
#include <fmt/format.h>

#include "act/channel/channels.hpp"
#include "act/channel/program.hpp"
#include "act/channel/secret_line.hpp"
#include "base/json_string.hpp"
#include "io/http/client.hpp"

namespace noroshi::channel {
namespace {

constexpr int kNoUser = 67;  // EX_NOUSER: there is no such line

std::string request_of(const Notice& notice, const Recipient& recipient) {
  using base::json_string;
  return fmt::format(
      "{{\"action\":\"enter\",\"notice\":{},\"case\":{},\"number\":{},\"line\":{},\"family\":{},"
      "\"remedy\":{},\"seen\":\"{}\",\"language\":\"{}\"}}\n",
      json_string(notice.id), json_string(notice.case_id), notice.number,
      json_string(recipient.line), json_string(notice.family), json_string(notice.remedy),
      base::to_rfc3339(notice.seen), recipient.language == base::Language::Japanese ? "ja" : "en");
}

class GardenChannel : public Channel {
 public:
  [[nodiscard]] std::string_view name() const override { return "garden"; }
  [[nodiscard]] bool reaches(const Recipient& recipient) const override {
    return !recipient.line.empty();
  }
};

class GardenProgram : public GardenChannel {
 public:
  explicit GardenProgram(GardenSettings settings) : settings_(std::move(settings)) {}

  Outcome send(const Notice& notice, const Recipient& recipient) override {
    const auto ending =
        run_program(settings_.program, request_of(notice, recipient), settings_.timeout);
    if (!ending.has_value()) return {Handed::Later, ending.error().message};
    if (ending->timed_out) {
      return {Handed::Later, fmt::format("no answer within {}", base::humane(settings_.timeout))};
    }
    if (ending->status == 0) return {Handed::Accepted, ending->complaint};
    const auto reason = ending->status < 0 ? std::string("ended by a signal")
                                           : fmt::format("exit status {}", ending->status);
    return {ending->status == kNoUser ? Handed::Refused : Handed::Later,
            ending->complaint.empty() ? reason : reason + ": " + ending->complaint};
  }

 private:
  GardenSettings settings_;
};

class GardenUrl : public GardenChannel {
 public:
  GardenUrl(http::Client client, std::string target, std::string token)
      : client_(std::move(client)), target_(std::move(target)), token_(std::move(token)) {}

  Outcome send(const Notice& notice, const Recipient& recipient) override {
    http::Client::Fields fields{{"Content-Type", "application/json"},
                                {"Idempotency-Key", base::json_string(notice.id)}};
    if (!token_.empty()) fields.emplace_back("Authorization", "Bearer " + token_);
    const auto reply = client_.request("POST", target_, request_of(notice, recipient), fields);
    if (!reply.has_value()) return {Handed::Later, reply.error().message};
    return {judge(reply->status), fmt::format("HTTP {}", reply->status)};
  }

 private:
  // RFC 9110: 404, 410 and 422 speak of the line; other 4xx say that we are not understood or not
  // allowed in, which is nothing about the line.
  static Handed judge(int status) {
    if (status >= 200 && status < 300) return Handed::Accepted;
    return status == 404 || status == 410 || status == 422 ? Handed::Refused : Handed::Later;
  }

  http::Client client_;
  std::string target_;
  std::string token_;
};

}  // namespace

Result<std::unique_ptr<Channel>> make_garden_channel(const GardenSettings& settings) {
  if (settings.program.empty() == settings.url.empty()) {
    return Error{Errc::InvalidInput, "a walled garden needs either `program` or `url`"};
  }
  if (!settings.program.empty()) {
    return std::unique_ptr<Channel>(std::make_unique<GardenProgram>(settings));
  }
  auto url = NOROSHI_TRY(http::Url::parse(settings.url));
  const bool here = url.host == "127.0.0.1" || url.host == "::1" || url.host == "localhost";
  if (url.scheme != "https" && !here) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}: which line is meant goes over https only, or stays on this "
                             "machine",
                             settings.url)};
  }
  http::ClientOptions options;
  options.timeout = settings.timeout;
  options.ca_file = settings.ca_file;
  options.body_limit = 1 << 20;
  std::string token;
  if (!settings.token_file.empty()) token = NOROSHI_TRY(secret_line(settings.token_file));
  const auto target = url.path;
  return std::unique_ptr<Channel>(std::make_unique<GardenUrl>(
      http::Client(std::move(url), std::move(options)), target, std::move(token)));
}

}  // namespace noroshi::channel
