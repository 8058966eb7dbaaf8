#include "hub/serve.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "hub/api_call.hpp"
#include "hub/api_face.hpp"
#include "hub/console/console_face.hpp"
#include "hub/health_face.hpp"
#include "hub/inputs.hpp"
#include "hub/place_files.hpp"
#include "hub/seal_face.hpp"
#include "hub/sealed_batches.hpp"
#include "hub/taxii_wire.hpp"
#include "hub/warning_shelf.hpp"
#include "io/clock.hpp"
#include "io/input.hpp"

namespace noroshi::hub {
namespace {

constexpr base::Micros kExpireEvery = 10 * base::kSecond;
constexpr base::Micros kForgetEvery = base::kHour;

bool says(const http::Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [name](const auto& field) { return field.first == name; });
}

void harden(http::Response& response) {
  const auto unless_said = [&](const char* name, const char* value) {
    if (!says(response, name)) response.headers.emplace_back(name, value);
  };
  unless_said("Cache-Control", "no-store");
  // What is no page of the console is nothing that a browser should run or frame.
  unless_said("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
}

/// A browser that is challenged with "Basic" asks for a password in a window of its own, also when
/// it was a script of our page that asked: those are told the scheme of the cookie, which no
/// browser knows.  Sec-Fetch-Mode comes from browsers alone, and is "navigate" for people.
void challenge_quietly(const http::Request& request, http::Response& response) {
  const auto mode = request.header("sec-fetch-mode");
  if (response.status != 401 || mode.empty() || mode == "navigate") return;
  for (auto& [name, value] : response.headers) {
    if (name == "WWW-Authenticate") value = R"(Session realm="noroshi")";
  }
}

/// Inputs that somebody wants to run now.
class Wanted {
 public:
  void add(std::string name) {
    const std::lock_guard lock(mutex_);
    names_.insert(std::move(name));
  }
  std::set<std::string> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(names_, {});
  }

 private:
  std::mutex mutex_;
  std::set<std::string> names_;
};

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
  std::unique_ptr<access::Oidc> oidc;
  std::optional<console::ConsoleFace> console;
  std::unique_ptr<TaxiiFace> taxii;
  std::vector<std::unique_ptr<Face>> faces;
  std::unique_ptr<Inputs> inputs;
  std::unique_ptr<TrailLog> trail_log;  // null: there is none
  std::unique_ptr<seals::Desk> seals;
  std::unique_ptr<SealedArrivals> arrivals;
  std::unique_ptr<SealedReleases> releases;  // null: what is let out has no seal
  Wanted wanted;
  std::unique_ptr<ZonePublisher> zone;
  std::atomic<bool> ended = false;
  std::thread tending;                   // runs what is due
  std::unique_ptr<http::Server> server;  // last: its threads use all of the above

  Status open();
  Status open_log();
  Status open_seals();
  Status open_api();
  Status listen();
  void tend();
  void forget_seals() const;
  void seal_release(const http::Request& request, const access::Caller& caller,
                    http::Response& response) const;
  void run_inputs(base::Micros now);
  [[nodiscard]] std::string landing() const;
  [[nodiscard]] FlowAccess flow_access() const;
  [[nodiscard]] std::optional<http::Response> page(const http::Request& request) const;
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
  parts.emplace(
      Parts{*database, *archive, *directory, *trail, io::wall_clock, options.home, flow_access()});
  inputs = NOROSHI_TRY(Inputs::open(*parts));
  if (!options.warning_lists.empty()) {
    auto lists = NOROSHI_TRY(warning_lists_in(options.warning_lists));
    log(fmt::format("{} warning lists from {}", lists.size(), options.warning_lists));
    inputs->warning_lists().put("settings", std::move(lists));
  }
  if (options.has_console()) console.emplace(options.console_files);
  taxii = NOROSHI_TRY(TaxiiFace::open(*parts, options.introduction));
  NOROSHI_CHECK(open_log());
  NOROSHI_CHECK(open_seals());
  NOROSHI_CHECK(open_api());
  faces.push_back(std::make_unique<HealthFace>(
      *parts, counters, [this] { return server ? server->health() : http::Server::Health{}; }));
  return {};
}

Status Serving::State::open_log() {
  if (!options.trail_log) return {};
  faces.push_back(std::make_unique<LogFace>(options.trail_log->folder));
  auto opened = TrailLog::open(*options.trail_log, *trail).within("[log]");
  if (!opened && opened.error().code == Errc::Limit) {
    log(fmt::format("{}: that one commits the trail, this one only shows the log",
                    opened.error().message));
    return {};
  }
  trail_log = NOROSHI_TRY(std::move(opened));
  if (const auto flaw = trail_log->state().flaw; !flaw.empty()) log("log: " + flaw);
  return {};
}

Status Serving::State::open_seals() {
  arrivals = NOROSHI_TRY(SealedArrivals::open(options.arrivals, *database).within("[seals]"));
  parts->arrivals = arrivals.get();
  std::vector<seals::Credential> keys;
  if (!options.seal_keys.empty()) {
    keys = NOROSHI_TRY(seals::load_credentials(options.seal_keys).within("[seals]"));
    log(fmt::format("{} seal keys from {}", keys.size(), options.seal_keys));
  }
  // Without keys too, so that a base has all its tables whichever hub made it.
  seals = NOROSHI_TRY(
      seals::Desk::open(std::move(keys), *database, *directory, *trail, io::wall_clock));
  if (!options.releases.profile.empty()) {
    releases =
        NOROSHI_TRY(SealedReleases::open(options.releases, *directory, *seals, io::wall_clock)
                        .within("[seals]"));
  }
  if (options.seal_keys.empty()) return {};
  faces.push_back(std::make_unique<SealFace>(
      *seals, *directory, *gate, seals::Service{.name = options.introduction.title, .region = {}}));
  return {};
}

Status Serving::State::open_api() {
  if (options.oidc) {
    access::OidcOptions provider = *options.oidc;
    if (provider.redirect.empty()) provider.redirect = options.home + "/api/v1/oidc/callback";
    oidc = NOROSHI_TRY(access::Oidc::open(provider, *directory));
  }
  std::shared_ptr<PlaceFiles> places;
  if (!options.places.empty()) places = NOROSHI_TRY(PlaceFiles::open(options.places, log));
  const Further further{.inputs = inputs.get(),
                        .run_soon = [this](std::string name) { wanted.add(std::move(name)); },
                        .oidc = oidc.get(),
                        .title = options.introduction.title,
                        .version = options.version,
                        .places = std::move(places),
                        .landing = landing(),
                        .trail_log = trail_log.get(),
                        .seals = options.seal_keys.empty() && !releases ? nullptr : seals.get(),
                        .files = {.database = options.database,
                                  .certificate = options.certificate,
                                  .key = options.key},
                        .log = log};
  faces.push_back(NOROSHI_TRY(ApiFace::open(*parts, counters, *gate, further)));
  return {};
}

/// Costly questions never take all threads of the server, whatever the settings say.
FlowAccess Serving::State::flow_access() const {
  FlowAccess access = options.flows;
  if (!access.desk) return access;
  access.concurrent = std::clamp(access.concurrent, 1, std::max(1, options.threads - 1));
  access.waiting = std::max(0, options.threads - access.concurrent - 1);
  if (!access.organisation.empty() && !directory->organisation(access.organisation)) {
    log(fmt::format("[flows] organisation: there is no \"{}\": nobody may ask about traffic",
                    access.organisation));
  }
  if (access.organisation.empty() && directory->organisations().size() > 1) {
    log("[flows] organisation is not said, and there are several: nobody may ask about traffic");
  }
  return access;
}

std::string Serving::State::landing() const {
  if (!options.landing.empty()) return options.landing;
  return options.has_console() ? "/" : "/api/v1/me";
}

void Serving::State::run_inputs(base::Micros now) {
  const auto go_on = [this] { return !ended; };
  for (const std::string& name : wanted.take()) {
    const auto ran = inputs->run(name, go_on);
    log(fmt::format("input {}: {}", name, ran ? *ran : ran.error().message));
  }
  const auto ran = inputs->run_due(now, go_on);
  if (!ran) log(fmt::format("inputs: {}", ran.error().message));
}

/// What has been kept as long as the settings say.
void Serving::State::forget_seals() const {
  const auto gone = seals->forget(options.seal_retention);
  if (!gone) return log(fmt::format("seals: {}", gone.error().message));
  if (gone->uses == 0 && gone->requests == 0) return;
  log(fmt::format("seals: kept long enough, and removed: {} uses, {} requests", gone->uses,
                  gone->requests));
}

/// Inputs that are due and sharing that has run out, looked for each second.
void Serving::State::tend() {
  base::Micros next_expire = 0;
  base::Micros next_forget = 0;
  while (!ended) {
    const base::Micros now = io::wall_clock();
    if (now >= next_forget) {
      next_forget = now + kForgetEvery;
      forget_seals();
    }
    if (now >= next_expire) {
      next_expire = now + kExpireEvery;
      const auto expired = archive->expire(now);
      if (!expired) log(fmt::format("ending what has run out: {}", expired.error().message));
    }
    run_inputs(now);
    if (trail_log) {
      const auto tended = trail_log->tend(now, log);
      if (!tended) this->log(fmt::format("log: {}", tended.error().message));
    }
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

/// The console's.  Nobody needs to sign in for it, so the door is not asked: a session that has
/// ended does not keep the page for signing in away, and the limits for API callers, which may be
/// low, do not cut one page with its dozen of files.  A root of TAXII may be called like a screen,
/// and then comes first.
std::optional<http::Response> Serving::State::page(const http::Request& request) const {
  if (!console || taxii->holds(request.path())) return std::nullopt;
  return console->answer(request);
}

http::Response Serving::State::answer(const http::Request& request) {
  if (auto found = page(request)) return std::move(*found);
  http::Response refusal;
  const auto caller = gate->enter(request, refusal);
  const bool speaks_taxii = taxii->holds(request.path());
  if (!caller) {
    if (ApiFace::holds(request.path())) return as_problem(std::move(refusal));
    if (!speaks_taxii) return refusal;
    auto told =
        taxii_error(refusal.status, refusal.status == 429 ? "Too many requests" : "Unauthorized");
    told.headers = std::move(refusal.headers);
    return told;
  }
  if (speaks_taxii) {
    auto response = *taxii->answer(request, *caller);
    seal_release(request, *caller, response);
    return response;
  }
  for (const auto& face : faces) {
    if (auto response = face->answer(request, *caller)) {
      seal_release(request, *caller, *response);
      return std::move(*response);
    }
  }
  if (console) {
    if (auto lost = console::ConsoleFace::astray(request)) return std::move(*lost);
  }
  return {.status = 404, .body = "there is nothing here; see /api/v1/ and /taxii2/\n"};
}

/// Only who has an account makes the hub's key work: strangers take what is open as it is.
void Serving::State::seal_release(const http::Request& request, const access::Caller& caller,
                                  http::Response& response) const {
  const bool asked = releases && caller.account && request.header(kSealHeader) == kSealWanted;
  const bool taxii_path = taxii->holds(request.path());
  if (!asked || response.status != 200 || !is_release(request, taxii_path)) return;
  const auto sealed = releases->seal(caller, response);
  if (sealed) return;
  log(fmt::format("[seals] releases: {}", sealed.error().message));
  constexpr std::string_view kWords = "the seal that was asked for could not be made; try again";
  response = taxii_path ? taxii_error(503, "Service unavailable", kWords)
                        : problem(503, "Service unavailable", kWords);
  response.headers.emplace_back("Retry-After", "30");
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
  challenge_quietly(request, response);
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
  if (options.zone) {
    state->zone = NOROSHI_TRY(ZonePublisher::start(*state->parts, *options.zone, state->log));
  }
  state->tending = std::thread([state = state.get()] { state->tend(); });
  return std::unique_ptr<Serving>(new Serving(std::move(state)));
}

std::uint16_t Serving::port() const { return state_->server->port(); }
std::uint16_t Serving::zone_port() const { return state_->zone ? state_->zone->port() : 0; }
Parts& Serving::parts() { return *state_->parts; }
void Serving::stop(base::Micros patience) { state_->server->drain(patience); }

}  // namespace noroshi::hub
