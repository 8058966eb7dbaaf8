// The REST face of the hub, /api/v1/, as api/openapi.yaml describes it: objects, search, look-up,
// events, sharing, outputs, accounts, inputs, the trail.
//
// It holds no rule about who sees what: it passes the caller's Viewer to the archive.  Rights to do
// things (release, operate) are asked where they are exercised.
#pragma once

#include <memory>
#include <optional>

#include "base/result.hpp"
#include "hub/health_face.hpp"
#include "hub/hub.hpp"

namespace noroshi::hub {

class ApiFace : public Face {
 public:
  static Result<std::unique_ptr<ApiFace>> open(Parts& parts, Counters& counters,
                                               access::Gate& gate);
  ~ApiFace() override;

  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) override;
  [[nodiscard]] std::optional<std::uint64_t> body_limit(const http::Request& header) const override;

 private:
  struct State;
  explicit ApiFace(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
