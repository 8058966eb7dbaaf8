#include "hub/fetch.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

#include "hub/sealed_batches.hpp"

namespace noroshi::hub {
namespace {

constexpr std::uint64_t kLimit = 512ULL << 20;
constexpr std::string_view kSealEnding = ".p7s";

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

/// "https://host/list.txt?all=1" → "/list.txt.p7s?all=1".
std::string beside(const std::string& target) {
  const auto query = std::min(target.find('?'), target.size());
  return target.substr(0, query) + std::string(kSealEnding) + target.substr(query);
}

/// What stands beside an answer without a header.  Stores of objects say 403 of what is not there.
Result<std::string> seal_beside(http::Client& client, const std::string& target,
                                const http::Client::Fields& fields) {
  auto reply = NOROSHI_TRY(client.request("GET", beside(target), {}, fields));
  if (reply.status == 200) return std::move(reply.body);
  if (reply.status == 404 || reply.status == 410 || reply.status == 403) return std::string();
  return Error{Errc::Io,
               fmt::format("its seal, {}: the server answered {}", beside(target), reply.status)};
}

bool asks_for_seals(const Input& input) { return !input.seals.believed.anchors.empty(); }

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

Result<Fetched> read_sealed_file(const Input& input, const std::string& path) {
  Fetched file{.text = NOROSHI_TRY(read_file(path))};
  const std::string seal = path + std::string(kSealEnding);
  if (asks_for_seals(input) && std::filesystem::exists(seal)) {
    file.seal = NOROSHI_TRY(read_file(seal));
  }
  return file;
}

Result<Fetched> fetch(const Input& input, const std::string& from) {
  if (!is_url(from)) return read_sealed_file(input, from);
  const auto url = NOROSHI_TRY(http::Url::parse(from));
  const auto named = NOROSHI_TRY(http::Url::parse(input.from));
  http::Client client(url, trust_in(input));
  http::Client::Fields fields{{"Accept-Encoding", "identity"}};
  const auto secret = NOROSHI_TRY(secret_in(input));
  if (!secret.empty() && url.authority() == named.authority() && url.scheme == "https") {
    fields.emplace_back("Authorization", "Bearer " + secret);
  }
  if (asks_for_seals(input)) fields.emplace_back(kSealHeader, kSealWanted);
  auto reply = NOROSHI_TRY(client.request("GET", url.path, {}, fields));
  if (reply.status != 200) {
    return Error{Errc::Io, fmt::format("{}: the server answered {}", from, reply.status)};
  }
  Fetched fetched{.text = std::move(reply.body)};
  if (!asks_for_seals(input)) return fetched;
  fetched.seal = NOROSHI_TRY(seal_in(reply.header(kSealHeader)).within(from));
  if (fetched.seal.empty()) fetched.seal = NOROSHI_TRY(seal_beside(client, url.path, fields));
  return fetched;
}

}  // namespace noroshi::hub
