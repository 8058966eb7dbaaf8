#include "trust/stamp/authority.hpp"

#include <fmt/format.h>

namespace noroshi::stamp {
namespace {

struct Refusal {
  Failure failure;
  std::string why;
};

Outcome refusal(Refusal why) {
  Outcome outcome;
  outcome.response.octets = refused(why.failure, why.why);
  outcome.response.token_at = outcome.response.octets.size();
  outcome.failure = why.failure;
  outcome.why = std::move(why.why);
  return outcome;
}

std::optional<Refusal> imprint_flaw(const Request& request, const Profile& profile) {
  if (!request.digest || !profile.takes(*request.digest)) {
    return Refusal{Failure::BadAlg,
                   fmt::format("imprints by {} are not stamped here",
                               request.digest ? std::string(pki::to_string(*request.digest))
                                              : request.algorithm.dotted)};
  }
  if (!request.algorithm_parameters_ok) {
    return Refusal{Failure::BadAlg, "the imprint's algorithm has parameters, which it must not"};
  }
  if (request.imprint.size() != pki::size_of(*request.digest)) {
    return Refusal{
        Failure::BadDataFormat,
        fmt::format("an imprint by {} has {} octets, this one {}", pki::to_string(*request.digest),
                    pki::size_of(*request.digest), request.imprint.size())};
  }
  return std::nullopt;
}

std::optional<Refusal> flaw_of(const Request& request, const Profile& profile) {
  if (request.version != 1) {
    return Refusal{Failure::BadRequest,
                   fmt::format("version {} of requests is not known here", request.version)};
  }
  if (auto flaw = imprint_flaw(request, profile)) return flaw;
  if (!profile.takes(request.policy)) {
    return Refusal{Failure::UnacceptedPolicy,
                   fmt::format("policy {} is not offered", request.policy.dotted)};
  }
  if (!request.extensions.empty()) {
    return Refusal{
        Failure::UnacceptedExtension,
        fmt::format("extension {} is not known here", request.extensions.front().type.dotted)};
  }
  return std::nullopt;
}

}  // namespace

Result<Authority> Authority::open(std::shared_ptr<const key::Signer> signer, Profile profile,
                                  TimeSource time, SerialSource serial) {
  NOROSHI_CHECK(check_profile(profile, signer->certificate()));
  TokenTemplate made = NOROSHI_TRY(TokenTemplate::make(signer, profile));
  return Authority(std::move(signer), std::move(profile), std::move(made), std::move(time),
                   std::move(serial));
}

Outcome Authority::answer(View request) const {
  const auto read = Request::parse(request);
  if (!read) return refusal({Failure::BadDataFormat, read.error().message});
  if (auto flaw = flaw_of(*read, profile_)) return refusal(*std::move(flaw));
  return grant(*read);
}

Outcome Authority::grant(const Request& request) const {
  const auto now = time_();
  if (!now) return refusal({Failure::TimeNotAvailable, now.error().message});
  if (*now < certificate().not_before() || *now > certificate().not_after()) {
    return refusal({Failure::SystemFailure, "the authority's certificate is not valid now"});
  }
  const auto serial = serial_();
  if (!serial) return refusal({Failure::SystemFailure, "no serial number can be had"});
  Stamp stamp;
  stamp.digest = *request.digest;
  stamp.imprint = request.imprint;
  stamp.policy = request.policy.empty() ? nullptr : &request.policy;
  stamp.serial = *serial;
  stamp.time = *now - *now % base::kMillisecond;
  stamp.nonce = request.nonce;
  stamp.with_certificates = request.certificate_wanted;
  auto made = template_.respond(stamp);
  if (!made) return refusal({Failure::SystemFailure, "the key did not sign"});
  return {std::move(*made), std::nullopt, {}, stamp.serial, stamp.time};
}

}  // namespace noroshi::stamp
