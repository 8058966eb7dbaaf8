// Serving: the parts of a hub put together and running, until told to stop.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/access/oidc.hpp"
#include "hub/console/console_files.hpp"
#include "hub/hub.hpp"
#include "hub/sealed_arrivals.hpp"
#include "hub/sealed_releases.hpp"
#include "hub/taxii_face.hpp"
#include "hub/trail_log.hpp"
#include "hub/zone_publisher.hpp"
#include "net/address.hpp"

namespace noroshi::hub {

struct ServeOptions {
  std::string database;          ///< as io/sql reads it
  net::Address address;          ///< where to listen
  std::uint16_t port = 0;        ///< 0: a free one
  std::string certificate, key;  ///< PEM files; empty: no TLS, loopback only
  std::string home;              ///< "https://hub.example:8443"; empty: from the above
  Introduction introduction;
  int threads = 4;
  std::size_t connections = 2'000;
  base::Micros patience = 30 * base::kSecond;
  access::Options access;
  std::string warning_lists;  ///< a folder of MISP warning lists; empty: none
  std::optional<ZoneSettings> zone;
  std::optional<TrailLogSettings> trail_log = {};  ///< none: the trail is in no log
  ArrivalDemands arrivals = {};                    ///< seals of contributions
  std::string seal_keys = {};    ///< folder of credentials (hub/seals); empty: no remote seals
  ReleaseSealing releases = {};  ///< the hub's seal over what it lets out
  seals::Retention seal_retention = {};            ///< of requests for seals, and of their uses
  std::optional<FlowSettings> flow_settings = {};  ///< of what the program makes `flows.desk`
  FlowAccess flows = {};                           ///< who may ask about traffic, and how much
  std::optional<access::OidcOptions> oidc = {};    ///< `redirect` empty: from `home`
  bool console = true;                             ///< serve `console_files`
  console::Files console_files = {};               ///< outlive the hub; none: no console
  std::vector<std::string> places = {};            ///< tables of places (docs/formats/places.md)
  std::string version = {};                        ///< of the program, for operators
  /// Where OIDC leads once it is done; empty: to the console, or without one to /api/v1/me.
  std::string landing = {};

  [[nodiscard]] bool has_console() const { return console && !console_files.empty(); }
};

/// What the operator reads; one line, English.
using Log = std::function<void(std::string_view line)>;

class Serving {
 public:
  /// The hub answers when this returns.
  static Result<std::unique_ptr<Serving>> start(const ServeOptions& options, Log log);
  /// Stops at once what has not ended.
  ~Serving();
  [[nodiscard]] std::uint16_t port() const;
  /// Of the zone; 0: there is none.
  [[nodiscard]] std::uint16_t zone_port() const;
  [[nodiscard]] Parts& parts();
  /// Takes no new requests, lets running ones end, closes streams: within `patience`.
  void stop(base::Micros patience);

 private:
  struct State;
  explicit Serving(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
