#include "hub/zone_publisher.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <sys/stat.h>
#include <thread>

#include "hub/output_shelf.hpp"

namespace noroshi::hub {
namespace {

constexpr auto kLookEvery = std::chrono::seconds(1);
constexpr std::size_t kLargestKeyFile = 64U << 10;

/// The words and signs of a file of BIND: quotes go, comments go.
std::vector<std::string> bind_words(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      const auto end = std::min(text.find('"', at + 1), text.size());
      words.push_back(text.substr(at + 1, end - at - 1));
      at = end + 1;
    } else if (c == '#' || text.compare(at, 2, "//") == 0) {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '{' || c == '}' || c == ';') {
      words.emplace_back(1, c);
      ++at;
    } else if (std::string_view(" \t\r\n").find(c) != std::string_view::npos) {
      ++at;
    } else {
      const auto end = std::min(text.find_first_of(" \t\r\n{};\"", at), text.size());
      words.push_back(text.substr(at, end - at));
      at = end;
    }
  }
  return words;
}

/// `key NAME { algorithm NAME; secret TEXT; };`, again and again.
std::vector<zone::TsigKey> keys_in(const std::vector<std::string>& words) {
  std::vector<zone::TsigKey> keys;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "key") keys.push_back({.name = words[i + 1], .algorithm = {}, .secret = {}});
    if (keys.empty()) continue;
    if (words[i] == "algorithm") keys.back().algorithm = words[i + 1];
    if (words[i] == "secret") keys.back().secret = words[i + 1];
  }
  return keys;
}

}  // namespace

Result<std::vector<zone::TsigKey>> read_tsig_keys(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return base::system_error("opening " + path);
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{}: others can read this key; chmod 600 it first", path)};
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(kLargestKeyFile, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  auto keys = keys_in(bind_words(text));
  const bool whole = std::all_of(keys.begin(), keys.end(), [](const zone::TsigKey& key) {
    return !key.algorithm.empty() && !key.secret.empty();
  });
  if (!keys.empty() && whole) return keys;
  return Error{Errc::InvalidInput,
               fmt::format("{}: no key with algorithm and secret; make one: tsig-keygen -a "
                           "hmac-sha256 hub-to-resolver",
                           path)};
}

struct ZonePublisher::State {
  Parts& parts;
  ZoneSettings settings;
  Log log;
  OutputShelf shelf;
  std::unique_ptr<zone::ZoneServer> server;
  std::uint64_t shown = 0;  // edition
  std::string trouble;      // said already
  std::mutex mutex;
  std::condition_variable ending;
  bool ended = false;
  std::thread thread;

  State(Parts& all, ZoneSettings wanted, Log to)
      : parts(all), settings(std::move(wanted)), log(std::move(to)), shelf(all) {}

  /// The eyes of the account as it is now; an Error while it may not look.
  Result<access::Caller> caller() const {
    access::Caller caller;
    caller.way = access::Way::Key;
    caller.account = parts.directory.account(settings.account);
    if (!caller.account || !caller.account->active) {
      return Error{Errc::NotFound,
                   fmt::format("the account \"{}\" is not there or locked", settings.account)};
    }
    caller.scopes.read = true;
    caller.viewer = parts.directory.viewer_of(caller.account);
    return caller;
  }

  Result<OutputQuestion> question(const access::Caller& caller) const {
    OutputQuestion question{.collections = {}, .score = settings.score, .kinds = {}};
    const auto all = parts.directory.collections();
    for (const std::string& name : settings.collections) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
        return (one.uuid == name || one.alias == name) &&
               parts.directory.rights(caller.viewer, one).read;
      });
      if (found == all.end()) {
        return Error{Errc::NotFound, fmt::format("\"{}\" may not read a collection \"{}\"",
                                                 settings.account, name)};
      }
      question.collections.push_back(found->id);
    }
    return question;
  }

  Status publish() {
    const auto eyes = NOROSHI_TRY(caller());
    const auto asked = NOROSHI_TRY(question(eyes));
    const Edition edition = NOROSHI_TRY(shelf.newest(eyes, asked));
    if (edition.serial == shown) return {};
    server->publish(*edition.entries);
    shown = edition.serial;
    return {};
  }

  /// What may not be seen is not shown; what could not be asked stays as it was.
  void look() {
    const auto published = publish();
    const std::string now = published ? "" : published.error().message;
    if (!published && published.error().code == Errc::NotFound && shown != 0) {
      server->publish({});
      shown = 0;
    }
    if (now != trouble && !now.empty()) log(fmt::format("zone {}: {}", settings.zone.origin, now));
    trouble = now;
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!ending.wait_for(lock, kLookEvery, [this] { return ended; })) look();
  }
};

ZonePublisher::ZonePublisher(std::unique_ptr<State> state) : state_(std::move(state)) {}

ZonePublisher::~ZonePublisher() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ended = true;
  }
  state_->ending.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

Result<std::unique_ptr<ZonePublisher>> ZonePublisher::start(Parts& parts, ZoneSettings settings,
                                                            Log log) {
  for (const std::string& file : settings.key_files) {
    for (auto& key : NOROSHI_TRY(read_tsig_keys(file))) settings.zone.keys.push_back(key);
  }
  auto state = std::make_unique<State>(parts, std::move(settings), std::move(log));
  state->server = NOROSHI_TRY(
      zone::ZoneServer::start(state->settings.address, state->settings.port, state->settings.zone)
          .within(fmt::format("zone {}", state->settings.zone.origin)));
  state->look();
  state->thread = std::thread([state = state.get()] { state->run(); });
  return std::unique_ptr<ZonePublisher>(new ZonePublisher(std::move(state)));
}

std::uint16_t ZonePublisher::port() const { return state_->server->port(); }

}  // namespace noroshi::hub
