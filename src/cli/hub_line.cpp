#include "cli/hub_line.hpp"

#include <fmt/format.h>

#include "cli/hub_answer.hpp"
#include "cli/hub_folder.hpp"
#include "cli/secret_file.hpp"
#include "io/durable.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::cli {
namespace {

Result<std::string> key_in(const std::string& path) {
  std::string key = NOROSHI_TRY(io::read_secret(path, 4096));
  return key.substr(0, key.find_first_of("\r\n"));
}

std::string words_of(const http::Client::Reply& reply) {
  const auto body = nlohmann::json::parse(reply.body, nullptr, false);
  const std::string detail = text_in(body, "detail");
  return detail.empty() ? text_in(body, "title") : text_in(body, "title") + ": " + detail;
}

}  // namespace

Result<HubLine> HubLine::open(const Arguments& arguments) {
  http::ClientOptions options;
  if (const auto hub = arguments.word("--hub")) {
    const auto key = arguments.word("--key-file");
    if (!key) {
      return Error{Errc::InvalidUsage, "--hub asks for --key-file: a key made with hub key add"};
    }
    options.fingerprint = arguments.word("--fingerprint").value_or("");
    options.ca_file = arguments.word("--ca").value_or("");
    auto url = NOROSHI_TRY(http::Url::parse(*hub));
    return HubLine(http::Client(std::move(url), std::move(options)), NOROSHI_TRY(key_in(*key)),
                   "is it running, and is its certificate trusted by --fingerprint or --ca?");
  }
  return of_folder(arguments);
}

Result<HubLine> HubLine::of_folder(const Arguments& arguments) {
  http::ClientOptions options;
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  options.fingerprint = NOROSHI_TRY(http::fingerprint_of_file(settings.certificate));
  http::Url url{
      .scheme = "https", .host = settings.address.to_string(), .port = settings.port, .path = "/"};
  if (url.host == "0.0.0.0") url.host = "127.0.0.1";
  if (url.host == "::") url.host = "::1";
  auto key = NOROSHI_TRY(key_in(hub_folder(arguments) + "/local.key"));
  return HubLine(http::Client(std::move(url), std::move(options)), std::move(key),
                 fmt::format("is this hub running there? Start it: noroshi hub serve --folder {}",
                             hub_folder(arguments)));
}

Result<http::Client::Reply> HubLine::ask(std::string_view method, std::string_view target,
                                         std::string_view body, std::string_view content_type,
                                         const http::Client::Fields& more) {
  http::Client::Fields fields{{"Authorization", "Bearer " + key_}};
  fields.insert(fields.end(), more.begin(), more.end());
  if (!body.empty()) fields.emplace_back("Content-Type", std::string(content_type));
  auto reply = client_.request(method, target, body, fields);
  if (!reply) {
    return Error{reply.error().code, fmt::format("{}; {}", reply.error().message, advice_)};
  }
  if (reply->status < 400) return reply;
  const std::string words = words_of(*reply);
  return Error{reply->status == 404 ? Errc::NotFound : Errc::Io,
               fmt::format("{}: the hub answered {}{}{}", target, reply->status,
                           words.empty() ? "" : " ", words)};
}

}  // namespace noroshi::cli
