#include "hub/settings.hpp"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <tuple>

#include "base/config.hpp"

namespace noroshi::hub {
namespace {

std::string beside(const std::string& file, const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  return (std::filesystem::path(file).parent_path() / path).string();
}

std::string database_beside(const std::string& file, const std::string& where) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (where.starts_with("postgresql:") || where.starts_with("postgres:")) return where;
  const bool said = where.starts_with(kSqlite);
  return beside(file, said ? where.substr(kSqlite.size()) : where);
}

void read_limits(base::Config::Section section, ServeOptions& options) {
  options.threads = static_cast<int>(section.whole("threads", options.threads, 1, 256));
  options.connections = static_cast<std::size_t>(
      section.whole("connections", static_cast<std::int64_t>(options.connections), 1, 100'000));
  options.patience =
      section.duration("patience", options.patience, base::kSecond, 10 * base::kMinute);
  options.access.requests_per_second =
      section.number("requests_per_second", options.access.requests_per_second, 0.1, 1'000'000);
  options.access.failures =
      static_cast<int>(section.whole("failures", options.access.failures, 1, 1'000));
  options.access.session =
      section.duration("session", options.access.session, base::kMinute, 31 * base::kDay);
}

void read_console(base::Config::Section section, const std::string& file, ServeOptions& options) {
  options.console = section.flag("enabled", options.console);
  for (const std::string& one : section.texts("places")) {
    options.places.push_back(beside(file, one));
  }
}

void read_oidc(base::Config::Section section, const std::string& file, ServeOptions& options) {
  if (!section.present()) return;
  access::OidcOptions oidc;
  oidc.issuer = section.text("issuer", "");
  oidc.client = section.text("client", "");
  oidc.secret_file = beside(file, section.text("secret_file", ""));
  oidc.redirect = section.text("redirect", "");
  oidc.hosts = section.texts("hosts");
  oidc.connection.ca_file = beside(file, section.text("ca_file", ""));
  oidc.connection.fingerprint = section.text("fingerprint", "");
  options.landing = section.text("landing", options.landing);
  if (!oidc.issuer.starts_with("https://")) {
    section.problem("issuer", "an address that begins with https:// is asked for");
  }
  if (oidc.client.empty()) section.problem("client", "this hub's name at the provider is missing");
  if (!options.landing.empty() && !options.landing.starts_with('/')) {
    section.problem("landing", "a path of this hub is asked for, such as /servers");
  }
  options.oidc = std::move(oidc);
}

void read_flows(base::Config::Section section, const std::string& file, ServeOptions& options) {
  if (!section.present()) return;
  FlowSettings flows;
  flows.config = beside(file, section.text("config", ""));
  flows.store = beside(file, section.text("store", ""));
  flows.watch = beside(file, section.text("watch", ""));
  flows.patience = section.duration("patience", flows.patience, base::kSecond, 10 * base::kMinute);
  options.flows.organisation = section.text("organisation", "");
  options.flows.concurrent =
      static_cast<int>(section.whole("concurrent", options.flows.concurrent, 1, 64));
  if (flows.config.empty() == flows.store.empty()) {
    section.problem("config",
                    "either config, a collector's noroshi.toml, or store, the folder of "
                    "an embedded store, is asked for");
  }
  options.flow_settings = std::move(flows);
}

/// [zone]: nothing if the file has none.
std::optional<ZoneSettings> read_zone(const std::string& file, base::Config::Section section) {
  if (!section.present()) return std::nullopt;
  ZoneSettings settings;
  const auto place = parse_listen(section.text("listen", "127.0.0.1:5353"));
  if (!place) section.problem("listen", place.error().message);
  if (place) std::tie(settings.address, settings.port) = *place;
  settings.account = section.text("account", "");
  if (settings.account.empty()) {
    section.problem("account", "the zone shows what an account may read: name one");
  }
  settings.collections = section.texts("collections");
  settings.score = section.number("score", 0, 0, 100);
  for (const std::string& key : section.texts("keys")) {
    settings.key_files.push_back(beside(file, key));
  }
  auto& zone = settings.zone;
  zone.origin = section.text("origin", zone.origin);
  zone.primary = section.text("primary", zone.primary);
  zone.contact = section.text("contact", zone.contact);
  zone.ttl = static_cast<std::uint32_t>(
      section.duration("ttl", 5 * base::kMinute, base::kSecond, base::kDay) / base::kSecond);
  zone.allowed = section.texts("allowed", zone.allowed);
  return settings;
}

/// [log]: nothing if the file has none.
std::optional<TrailLogSettings> read_log(const std::string& file, base::Config::Section section) {
  if (!section.present()) return std::nullopt;
  TrailLogSettings settings;
  settings.folder = beside(file, section.text("folder", "log"));
  settings.key = beside(file, section.text("key", "log.key"));
  settings.secret = beside(file, section.text("secret", "log.secret"));
  settings.policy = beside(file, section.text("policy", ""));
  settings.every = section.duration("every", settings.every, base::kSecond, base::kDay);
  settings.patience = section.duration("patience", settings.patience, base::kSecond, base::kMinute);
  return settings;
}

void read_seals(base::Config::Section section, const std::string& file, ServeOptions& options) {
  options.seal_keys = beside(file, section.text("keys", ""));
  auto& believed = options.arrivals.believed;
  believed.anchors = beside(file, section.text("anchors", ""));
  believed.tsa_anchors = beside(file, section.text("tsa_anchors", ""));
  believed.material = beside(file, section.text("material", ""));
  believed.prefix = section.text("organization", "");
  options.releases.profile = beside(file, section.text("releases", ""));
  options.releases.organisation = section.text("organisation", "");
  auto& kept = options.seal_retention;
  kept.uses = section.duration("keep_uses", kept.uses, 365 * base::kDay, 36'500 * base::kDay);
  kept.requests = section.duration("keep_requests", kept.requests, base::kDay, 36'500 * base::kDay);
  options.arrivals.required = section.flag("required", false);
  if (options.arrivals.required && believed.anchors.empty()) {
    section.problem("required",
                    "without anchors no seal can be believed, and nothing would come in");
  }
}

/// A basic string of TOML (v1.0.0, "String").
std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (octet < 0x20 || octet == 0x7F) {
      out += fmt::format("\\u{:04X}", octet);
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

Result<std::pair<net::Address, std::uint16_t>> parse_listen(std::string_view text) {
  const auto wrong = [&] {
    return Error{Errc::InvalidUsage,
                 fmt::format("\"{}\" is no address and port, such as 127.0.0.1:8443", text)};
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = net::Address::parse(host);
  std::uint16_t port = 0;
  const auto digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (!address || error != std::errc{} || end != digits.data() + digits.size()) return wrong();
  return std::pair(*address, port);
}

Result<ServeOptions> load_settings(const std::string& path) {
  auto file = NOROSHI_TRY(base::Config::load(path));
  auto hub = file.section("hub");
  ServeOptions options;
  options.introduction.title = hub.text("title", "Noroshi");
  options.introduction.description = hub.text("description", "");
  options.introduction.contact = hub.text("contact", "");
  const std::string listen = hub.text("listen", "127.0.0.1:8443");
  if (const auto place = parse_listen(listen)) {
    options.address = place->first;
    options.port = place->second;
  } else {
    hub.problem("listen", place.error().message);
  }
  options.home = hub.text("home", "https://" + listen);
  options.database = database_beside(path, hub.text("database", "hub.db"));
  options.certificate = beside(path, hub.text("certificate", "hub.crt"));
  options.key = beside(path, hub.text("key", "hub.key"));
  options.warning_lists = beside(path, hub.text("warning_lists", ""));
  options.access.behind_proxy = hub.flag("behind_proxy", false);
  read_limits(file.section("limits"), options);
  read_oidc(file.section("oidc"), path, options);
  options.zone = read_zone(path, file.section("zone"));
  options.trail_log = read_log(path, file.section("log"));
  read_seals(file.section("seals"), path, options);
  read_flows(file.section("flows"), path, options);
  read_console(file.section("console"), path, options);
  NOROSHI_CHECK(file.finish());
  return options;
}

std::string example_settings(const Beginning& beginning) {
  return fmt::format(R"(# A Noroshi hub.  Paths are taken from the folder of this file.
# Every key is described in docs/formats/hub-configuration.md.

[hub]
title = {}
listen = {}          # address and port; 0.0.0.0:8443 for all of IPv4
home = {}    # how others reach it
database = {}                  # or "postgresql:///noroshi?host=/run/postgresql"
certificate = "hub.crt"
key = "hub.key"
#warning_lists = "warning-lists"      # a folder of MISP warning lists (JSON)

[limits]
#threads = 4
#connections = 2000
#patience = "30s"                     # for one request, one answer
#requests_per_second = 200            # of one account
#failures = 10                        # wrong passwords before waits begin
#session = "12h"                      # how long a person stays signed in

# The audit trail in a log that cannot forget, for everybody at /log/ (docs/operations/transparency-log.md).
[log]
folder = "log"
key = "log.key"                       # of `noroshi log key`
secret = "log.secret"                 # opens entries, which say nothing without it
#policy = "witnesses.txt"             # whose cosignatures are asked for
#every = "10s"                        # a checkpoint this long after a new entry

#[seals]                              # (docs/operations/remote-seals.md, docs/operations/seals.md)
#keys = "seal-keys"                   # remote e-seals: a folder with one file for each key
#anchors = "anchors"                  # seals of contributions: certificates to believe
#required = true                      # take sealed contributions only
#releases = "release-seal.toml"       # a seal profile: what goes to others is sealed when asked for
#organisation = "Example Telecom"     # whose key that is; the first one of this hub unless said
#keep_uses = "3650d"                  # who used which key when; a year at least

#[console]
#enabled = false                      # no pages for browsers: only TAXII and the API
#places = ["delegated-apnic-extended-latest"]   # country of an address (docs/formats/places.md)

#[oidc]                               # people sign in at their organisation's provider
#issuer = "https://login.example"     # exactly as the provider writes it
#client = "noroshi"                   # what it calls this hub
#secret_file = "oidc.secret"

#[flows]                              # traffic, for the console's screen of flows
#config = "/etc/noroshi/noroshi.toml" # of the collector; or: store = "/srv/day.store"
#organisation = "Example Telecom"     # whose accounts may ask
#concurrent = 2                       # questions at once
#patience = "20s"                     # for one question

# Block lists as a response policy zone for name servers (docs/operations/block-lists.md).
#[zone]
#listen = "127.0.0.1:5353"            # UDP and TCP
#origin = "rpz.noroshi.invalid."
#account = "resolver"                 # shows what this account may read
#collections = ["desk"]               # ids or aliases; all of them without this line
#score = 40                           # 0 to 100: what is below is left out
#keys = ["hub-to-resolver.key"]       # of tsig-keygen; without keys, addresses of `allowed`
#allowed = ["127.0.0.1/32", "::1/128"]
)",
                     toml_string(beginning.title), toml_string(beginning.listen),
                     toml_string(beginning.home), toml_string(beginning.database));
}

}  // namespace noroshi::hub
