// The REST face of the hub, /api/v1/, as api/openapi.yaml describes it: objects, search, look-up,
// events, sharing, outputs, accounts, inputs, the trail.
//
// It holds no rule about who sees what: it passes the caller's Viewer to the archive.  Rights to do
// things (release, operate) are asked where they are exercised.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/access/oidc.hpp"
#include "hub/health_face.hpp"
#include "hub/hub.hpp"
#include "hub/storage.hpp"

namespace noroshi::seals {
class Desk;
}

namespace noroshi::hub {

class Inputs;
class PlaceFiles;
class TrailLog;

/// What single routes work with beyond the parts.  What is missing: its routes are not there.
struct Further {
  Inputs* inputs = nullptr;
  std::function<void(std::string name)> run_soon = {};  ///< an input, whether it is due or not
  access::Oidc* oidc = nullptr;
  std::string title = "Noroshi";            ///< of the hub, as people know it
  std::string version = {};                 ///< of the program, for those who operate the hub
  std::shared_ptr<PlaceFiles> places = {};  ///< null: no place is known
  std::string landing = "/api/v1/me";       ///< where a browser goes once somebody has signed in
  TrailLog* trail_log = nullptr;            ///< null: the trail is in no log
  seals::Desk* seals = nullptr;             ///< null: the hub keeps no seal keys
  OwnFiles files = {};                      ///< what is looked at by /doctor and /storage
  /// Why something failed, which strangers are not told.
  std::function<void(std::string_view line)> log = {};
};

class ApiFace : public Face {
 public:
  static Result<std::unique_ptr<ApiFace>> open(Parts& parts, Counters& counters, access::Gate& gate,
                                               const Further& further = {});
  ~ApiFace() override;

  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) override;
  [[nodiscard]] std::optional<std::uint64_t> body_limit(const http::Request& header) const override;
  /// Whether the path is below /api/v1: refusals there are problems (RFC 9457).
  [[nodiscard]] static bool holds(std::string_view path);
  /// All that it answers, as "GET /objects/{id}": its description is held against this.
  [[nodiscard]] std::vector<std::string> routes() const;

 private:
  struct State;
  explicit ApiFace(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
