// Hub: one process that keeps, correlates and shares.  What a request meets, in order: size and
// time limits (io/http), who it is (hub/access), then one of the faces, and behind all of them the
// archive, whose every read takes the caller's Viewer.
//
//   /taxii2/ and API roots   taxii_face.hpp    TAXII 2.1
//   /api/v1/                 api_face.hpp      REST, described in api/openapi.yaml; events
//   /metrics, /health        health_face.hpp
//   /, /servers, /assets/ …  console/console_face.hpp   the console, to anybody, before the door
//
// A Hub owns its threads.  Handlers may run at the same time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/access/access.hpp"
#include "hub/directory/directory.hpp"
#include "hub/directory/trail.hpp"
#include "hub/flow_desk.hpp"
#include "intel/archive/archive.hpp"
#include "io/http/server.hpp"
#include "io/sql/database.hpp"

namespace noroshi::hub {

class SealedArrivals;

/// What every face works with.  All parts are safe from several threads, and outlive the faces.
struct Parts {
  sql::Database& database;
  archive::Archive& archive;
  directory::Directory& directory;
  directory::Trail& trail;
  std::function<base::Micros()> clock;
  std::string home;                    ///< "https://hub.example:8443", for absolute addresses
  FlowAccess flows{};                  ///< without a desk: the hub knows of no traffic
  SealedArrivals* arrivals = nullptr;  ///< null: seals of contributions are not looked at
};

/// A face answers the requests under its paths.
class Face {
 public:
  virtual ~Face() = default;
  /// Nothing: the path is not one of this face.
  virtual std::optional<http::Response> answer(const http::Request& request,
                                               const access::Caller& caller) = 0;
  /// How large a body it takes there, in octets, before anybody is known; nothing: not its path.
  [[nodiscard]] virtual std::optional<std::uint64_t> body_limit(
      const http::Request& header) const = 0;
};

}  // namespace noroshi::hub
