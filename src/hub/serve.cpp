#include "hub/serve.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <thread>

#include "hub/api_face.hpp"
#include "hub/health_face.hpp"
#include "hub/inputs.hpp"
#include "hub/taxii_wire.hpp"
#include "io/clock.hpp"
#include "io/input.hpp"

namespace noroshi::hub {
namespace {

constexpr base::Micros kExpireEvery = 10 * base::kSecond;

/// The lists of a folder; a file that is none is an Error, so that no list is missed in silence.
Result<std::vector<feeds::WarningList>> lists_in(const std::string& folder) {
  std::vector<feeds::WarningList> lists;
  std::error_code failure;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder, failure)) {
    if (!file.is_regular_file() || file.path().extension() != ".json") continue;
    auto input = NOROSHI_TRY(io::Input::open(file.path().string()));
    lists.push_back(NOROSHI_TRY(feeds::read_warning_list(*input).within(file.path().string())));
  }
  if (failure) {
    return Error{Errc::Io, fmt::format("warning lists in {}: {}", folder, failure.message())};
  }
  return lists;
}

void harden(http::Response& response) {
  response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Cache-Control", "no-store");
}

}  // namespace

struct Serving::State {
  ServeOptions options;
  Log log;
  Counters counters;
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<archive::Archive> archive;
  std::unique_ptr<directory::Directory> directory;
  std::unique_ptr<directory::Trail> trail;
  std::unique_ptr<access::Gate> gate;
  std::optional<Parts> parts;
  std::unique_ptr<TaxiiFace> taxii;
  std::vector<std::unique_ptr<Face>> faces;
  std::unique_ptr<Inputs> inputs;
  std::atomic<bool> ended = false;
  std::thread tending;                   // runs what is due
  std::unique_ptr<http::Server> server;  // last: its threads use all of the above

  Status open();
  Status listen();
  void tend();
  http::Response respond(const http::Request& request);
  http::Response answer(const http::Request& request);
  [[nodiscard]] std::uint64_t body_limit(const http::Request& header) const;
};

Status Serving::State::open() {
  database = NOROSHI_TRY(sql::Database::open(options.database));
  archive = NOROSHI_TRY(archive::Archive::open(*database));
  directory = NOROSHI_TRY(directory::Directory::open(*database, io::wall_clock));
  trail = NOROSHI_TRY(directory::Trail::open(*database, io::wall_clock));
  gate = std::make_unique<access::Gate>(*directory, *trail, options.access);
  if (!options.warning_lists.empty()) {
    auto lists = NOROSHI_TRY(lists_in(options.warning_lists));
    log(fmt::format("{} warning lists from {}", lists.size(), options.warning_lists));
    archive->use_warning_lists(
        std::make_shared<const std::vector<feeds::WarningList>>(std::move(lists)));
  }
  parts.emplace(Parts{*database, *archive, *directory, *trail, io::wall_clock, options.home});
  inputs = NOROSHI_TRY(Inputs::open(*parts));
  taxii = NOROSHI_TRY(TaxiiFace::open(*parts, options.introduction));
  faces.push_back(NOROSHI_TRY(ApiFace::open(*parts, counters, *gate)));
  faces.push_back(std::make_unique<HealthFace>(
      *parts, counters, [this] { return server ? server->health() : http::Server::Health{}; }));
  return {};
}

/// Inputs that are due and sharing that has run out, looked for each second.
void Serving::State::tend() {
  base::Micros next_expire = 0;
  while (!ended) {
    const base::Micros now = io::wall_clock();
    if (now >= next_expire) {
      next_expire = now + kExpireEvery;
      const auto expired = archive->expire(now);
      if (!expired) log(fmt::format("ending what has run out: {}", expired.error().message));
    }
    const auto ran = inputs->run_due(now, [this] { return !ended; });
    if (!ran) log(fmt::format("inputs: {}", ran.error().message));
    for (int nap = 0; nap < 10 && !ended; ++nap) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
}

Status Serving::State::listen() {
  http::ServerOptions wire;
  wire.threads = options.threads;
  wire.connections = options.connections;
  wire.patience = options.patience;
  wire.certificate = options.certificate;
  wire.key = options.key;
  wire.ask_for_certificate = true;
  wire.body_limit_of = [this](const http::Request& header) { return body_limit(header); };
  server = NOROSHI_TRY(http::Server::start(
      options.address, options.port, [this](const http::Request& one) { return respond(one); },
      wire));
  return {};
}

std::uint64_t Serving::State::body_limit(const http::Request& header) const {
  if (const auto limit = taxii->body_limit(header)) return *limit;
  for (const auto& face : faces) {
    if (const auto limit = face->body_limit(header)) return *limit;
  }
  return 0;
}

http::Response Serving::State::answer(const http::Request& request) {
  http::Response refusal;
  const auto caller = gate->enter(request, refusal);
  const bool speaks_taxii = taxii->holds(request.path());
  if (!caller) {
    if (!speaks_taxii) return refusal;
    auto told =
        taxii_error(refusal.status, refusal.status == 429 ? "Too many requests" : "Unauthorized");
    told.headers = std::move(refusal.headers);
    return told;
  }
  if (speaks_taxii) return *taxii->answer(request, *caller);
  for (const auto& face : faces) {
    if (auto response = face->answer(request, *caller)) return std::move(*response);
  }
  return {.status = 404, .body = "there is nothing here; see /api/v1/ and /taxii2/\n"};
}

http::Response Serving::State::respond(const http::Request& request) {
  http::Response response = answer(request);
  ++counters.requests;
  if (response.status == 401 || response.status == 403 || response.status == 429) {
    ++counters.refused;
  }
  if (response.status >= 500) {
    ++counters.failed;
    log(fmt::format("{} {}: answered {}", request.method, request.path(), response.status));
  }
  harden(response);
  return response;
}

Serving::Serving(std::unique_ptr<State> state) : state_(std::move(state)) {}
Serving::~Serving() {
  state_->server.reset();
  state_->ended = true;
  if (state_->tending.joinable()) state_->tending.join();
}

Result<std::unique_ptr<Serving>> Serving::start(const ServeOptions& options, Log log) {
  auto state = std::make_unique<State>();
  state->options = options;
  state->log = std::move(log);
  NOROSHI_CHECK(state->open());
  NOROSHI_CHECK(state->listen());
  state->tending = std::thread([state = state.get()] { state->tend(); });
  return std::unique_ptr<Serving>(new Serving(std::move(state)));
}

std::uint16_t Serving::port() const { return state_->server->port(); }
Parts& Serving::parts() { return *state_->parts; }
void Serving::stop(base::Micros patience) { state_->server->drain(patience); }

}  // namespace noroshi::hub
