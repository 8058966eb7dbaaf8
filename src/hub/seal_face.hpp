// SealFace: the CSC API of hub/seals as a face of the hub.
#pragma once

#include "hub/hub.hpp"
#include "hub/seals/csc_face.hpp"

namespace noroshi::hub {

class SealFace final : public Face {
 public:
  SealFace(seals::Desk& desk, directory::Directory& directory, access::Gate& gate,
           seals::Service service)
      : csc_(desk, directory, gate, std::move(service)) {}

  std::optional<http::Response> answer(const http::Request& request,
                                       const access::Caller& caller) override {
    return csc_.answer(request, caller);
  }
  [[nodiscard]] std::optional<std::uint64_t> body_limit(
      const http::Request& header) const override {
    return seals::CscFace::body_limit(header);
  }

 private:
  seals::CscFace csc_;
};

}  // namespace noroshi::hub
