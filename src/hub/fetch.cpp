#include "hub/fetch.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace noroshi::hub {
namespace {

constexpr std::uint64_t kLimit = 512ULL << 20;

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (file) return text.str();
  return base::system_error(fmt::format("reading {}", path));
}

}  // namespace

Result<std::string> secret_in(const Input& input) {
  if (input.secret_file.empty()) return std::string();
  std::ifstream file(input.secret_file);
  std::string line;
  if (std::getline(file, line) && !line.empty()) return line;
  return base::system_error(fmt::format("reading the secret in {}", input.secret_file));
}

http::ClientOptions trust_in(const Input& input) {
  http::ClientOptions options;
  options.fingerprint = input.fingerprint;
  options.ca_file = input.ca_file;
  options.body_limit = kLimit;
  return options;
}

Result<std::string> fetch(const Input& input, const std::string& from) {
  if (!is_url(from)) return read_file(from);
  const auto url = NOROSHI_TRY(http::Url::parse(from));
  const auto named = NOROSHI_TRY(http::Url::parse(input.from));
  http::Client client(url, trust_in(input));
  http::Client::Fields fields{{"Accept-Encoding", "identity"}};
  const auto secret = NOROSHI_TRY(secret_in(input));
  if (!secret.empty() && url.authority() == named.authority() && url.scheme == "https") {
    fields.emplace_back("Authorization", "Bearer " + secret);
  }
  auto reply = NOROSHI_TRY(client.request("GET", url.path, {}, fields));
  if (reply.status == 200) return std::move(reply.body);
  return Error{Errc::Io, fmt::format("{}: the server answered {}", from, reply.status)};
}

}  // namespace noroshi::hub
