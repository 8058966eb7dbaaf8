// The TAXII 2.1 face of the hub: discovery, API roots, collections, manifests, objects, versions,
// statuses (sections 4 and 5 of the standard).
//
// The order of refusals: who (401, at the gate), media types (406, 415), existence (404), rights
// (403), the question itself (400), the content (413, 422).  What a caller may not see does not
// exist for it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "hub/hub.hpp"

namespace noroshi::hub {

/// What discovery says of this server.
struct Introduction {
  std::string title = "Noroshi";
  std::string description;
  std::string contact;
};

class TaxiiFace : public Face {
 public:
  static Result<std::unique_ptr<TaxiiFace>> open(Parts& parts, Introduction introduction);
  ~TaxiiFace() override;

  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) override;
  [[nodiscard]] std::optional<std::uint64_t> body_limit(const http::Request& header) const override;

  /// Whether the path is one of TAXII's: refusals there speak TAXII too.
  [[nodiscard]] bool holds(std::string_view path) const;

 private:
  struct State;
  explicit TaxiiFace(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
