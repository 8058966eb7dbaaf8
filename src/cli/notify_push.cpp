// `noroshi notify push`: states of cases, and nothing else, to a hub.
#include <fmt/format.h>

#include "act/notify/pushing.hpp"
#include "cli/exit_status.hpp"
#include "cli/notify_folder.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "io/http/client.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLongestKey = 4096;

Status post(http::Client& client, const std::string& key, const std::string& body) {
  const http::Client::Fields fields{{"Authorization", "Bearer " + key},
                                    {"Content-Type", "application/json"}};
  const auto reply = NOROSHI_TRY(client.request("POST", "/api/v1/cases", body, fields));
  if (reply.status >= 200 && reply.status < 300) return {};
  return Error{Errc::Io,
               fmt::format("the hub answered {}: {}", reply.status, reply.body.substr(0, 500))};
}

}  // namespace

Result<int> run_notify_push(const Arguments& arguments, Context& context) {
  static constexpr Text kPushed{"{} states pushed", "{} 件の状態を送りました"};
  const auto folder = NOROSHI_TRY(NotifyFolder::open(arguments));
  auto key = NOROSHI_TRY(read_secret(arguments.word("--key-file").value(), kLongestKey));
  key.erase(key.find_last_not_of(" \t\r\n") + 1);
  http::ClientOptions options;
  options.ca_file = arguments.word("--ca").value_or("");
  http::Client client(NOROSHI_TRY(http::Url::parse(arguments.word("--hub").value())), options);
  const auto pushed = NOROSHI_TRY(
      notify::push_cases(folder.book(), folder.settings().desk.silent,
                         [&](const std::string& body) { return post(client, key, body); }));
  if (!arguments.given("--quiet")) context.note(kPushed.in(context.language, pushed));
  return kDone;
}

}  // namespace noroshi::cli
