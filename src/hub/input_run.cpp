#include "hub/input_run.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <thread>

#include "hub/intake.hpp"
#include "intel/mapping/feed_objects.hpp"
#include "intel/taxii/puller.hpp"
#include "io/http/client.hpp"
#include "io/input.hpp"

namespace noroshi::hub {
namespace {

constexpr std::uint64_t kFeedLimit = 512ULL << 20;
constexpr std::size_t kBatch = 1'000;

struct Sum {
  std::uint64_t added = 0, known = 0, refused = 0, left_out = 0;

  void add(const Received& received) {
    added += received.added + received.confirmed;
    known += received.known;
    refused += received.refused;
  }

  [[nodiscard]] InputResult result() const {
    return {.added = added,
            .text = fmt::format("{} new, {} known, {} refused, {} left out", added, known, refused,
                                left_out)};
  }
};

Result<directory::Collection> target_of(Parts& parts, const Input& input) {
  for (auto& one : parts.directory.collections()) {
    if (one.uuid == input.collection) return one;
  }
  return Error{Errc::NotFound, fmt::format("its collection {} is gone", input.collection)};
}

Result<std::string> secret_of(const Input& input) {
  if (input.secret_file.empty()) return std::string();
  std::ifstream file(input.secret_file);
  std::string line;
  if (std::getline(file, line) && !line.empty()) return line;
  return base::system_error(fmt::format("reading the secret in {}", input.secret_file));
}

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Result<std::string> fetched(const Input& input) {
  if (!is_url(input.from)) {
    std::ifstream file(input.from, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (file) return text.str();
    return base::system_error(fmt::format("reading {}", input.from));
  }
  const auto url = NOROSHI_TRY(http::Url::parse(input.from));
  http::ClientOptions options;
  options.fingerprint = input.fingerprint;
  options.ca_file = input.ca_file;
  options.body_limit = kFeedLimit;
  http::Client client(url, options);
  http::Client::Fields fields{{"Accept-Encoding", "identity"}};
  if (const auto secret = NOROSHI_TRY(secret_of(input)); !secret.empty()) {
    fields.emplace_back("Authorization", "Bearer " + secret);
  }
  auto reply = NOROSHI_TRY(client.request("GET", url.path, {}, fields));
  if (reply.status == 200) return std::move(reply.body);
  return Error{Errc::Io, fmt::format("{}: the server answered {}", input.from, reply.status)};
}

Result<InputResult> run_feed(Parts& parts, const Input& input, const std::function<bool()>& go_on) {
  const auto collection = NOROSHI_TRY(target_of(parts, input));
  const std::string text = NOROSHI_TRY(fetched(input));
  auto bytes = io::Input::over(text, input.from);
  const auto feed = NOROSHI_TRY(mapping::read_feed_objects(*bytes, input.name, parts.clock()));
  Sum sum;
  sum.left_out = feed.records - std::min(feed.used, feed.records);
  const Origin origin{.source = "feed:" + input.name, .trust = input.trust};
  Intake intake(parts);
  for (std::size_t at = 0; at < feed.objects.size() && go_on(); at += kBatch) {
    const auto end = std::min(at + kBatch, feed.objects.size());
    const auto begin = feed.objects.begin();
    const std::string envelope = fmt::format(
        "{{\"objects\":[{}]}}", fmt::join(begin + static_cast<std::ptrdiff_t>(at),
                                          begin + static_cast<std::ptrdiff_t>(end), ","));
    sum.add(NOROSHI_TRY(intake.receive(origin, collection, envelope)));
  }
  return sum.result();
}

bool wait_while(base::Micros time, const std::function<bool()>& go_on) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(time);
  while (std::chrono::steady_clock::now() < end) {
    if (!go_on()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

struct Remote {
  taxii::RootInfo root;
  std::string collection;
};

Result<Remote> remote_of(taxii::Client& client, const Input& input) {
  std::vector<Remote> found;
  for (const auto& root : NOROSHI_TRY(client.roots())) {
    for (const auto& one : NOROSHI_TRY(client.collections(root))) {
      const bool fits =
          input.remote.empty()
              ? one.can_read
              : one.id == input.remote || one.alias == input.remote || one.title == input.remote;
      if (fits) found.push_back({root, one.id});
    }
  }
  if (found.size() == 1) return found.front();
  return Error{Errc::NotFound,
               fmt::format("{}: {} collections fit, one is wanted", input.from, found.size())};
}

Result<InputResult> run_taxii(Parts& parts, Input& input, const std::function<bool()>& go_on,
                              const std::function<Status(const Input&)>& keep) {
  const auto collection = NOROSHI_TRY(target_of(parts, input));
  taxii::Account account;
  const auto secret = NOROSHI_TRY(secret_of(input));
  account.user = input.user;
  (input.user.empty() ? account.key : account.password) = secret;
  http::ClientOptions options;
  options.fingerprint = input.fingerprint;
  options.ca_file = input.ca_file;
  taxii::Patience patience;
  patience.wait = [&go_on](base::Micros time) { return wait_while(time, go_on); };
  auto client = NOROSHI_TRY(taxii::Client::open(input.from, account, options, patience));
  const Remote remote = NOROSHI_TRY(remote_of(client, input));

  Sum sum;
  const Origin origin{.source = fmt::format("{}:{}", name_of(input.kind), input.name),
                      .trust = input.trust,
                      .peer = input.kind == InputKind::Peer};
  Intake intake(parts);
  taxii::Cursor cursor = taxii::cursor_from_text(input.cursor);
  taxii::Want want;
  want.versions = {"all"};
  const auto take = [&](const taxii::Envelope& envelope) -> Status {
    if (!go_on()) return Error{Errc::Io, "stopped"};
    if (envelope.body.find("\"objects\"") == std::string::npos) return {};
    sum.add(NOROSHI_TRY(intake.receive(origin, collection, envelope.body)));
    return {};
  };
  const auto save = [&](const taxii::Cursor& now) -> Status {
    input.cursor = taxii::to_text(now);
    return keep(input);
  };
  NOROSHI_TRY(taxii::pull(client, remote.root, remote.collection, cursor, want, take, save));
  return sum.result();
}

}  // namespace

Result<InputResult> run_input(Parts& parts, Input& input, const std::function<bool()>& go_on,
                              const std::function<Status(const Input&)>& keep) {
  if (input.kind == InputKind::Feed) return run_feed(parts, input, go_on);
  return run_taxii(parts, input, go_on, keep);
}

}  // namespace noroshi::hub
