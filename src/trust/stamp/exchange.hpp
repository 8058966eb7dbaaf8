// What goes to a time-stamping authority and comes back (RFC 3161 §2.4): TimeStampReq and
// TimeStampResp, read and written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::stamp {

inline constexpr std::string_view kQueryType = "application/timestamp-query";
inline constexpr std::string_view kReplyType = "application/timestamp-reply";

struct Request {
  std::int64_t version = 1;
  der::Oid algorithm{};                 ///< of the imprint, as it stands
  bool algorithm_parameters_ok = true;  ///< absent or NULL, as every digest has them
  std::optional<pki::Digest> digest{};  ///< none: an algorithm that is unknown here
  Bytes imprint{};
  der::Oid policy{};  ///< empty: any
  Bytes nonce{};      ///< two's complement, shortest; empty: none
  bool certificate_wanted = false;
  std::vector<pki::Extension> extensions{};

  /// BER or DER; octets behind it are an Error.
  static Result<Request> parse(View octets);
  /// DER; of `digest`, which must be there.
  [[nodiscard]] Bytes encode() const;
};

/// A request over an imprint, with a nonce of 64 random bits, that wants the certificate.
Request request_for(pki::Digest digest, View imprint);

/// PKIFailureInfo: the bits that RFC 3161 §2.4.2 lets an authority set.
enum class Failure : std::uint8_t {
  BadAlg = 0,
  BadRequest = 2,
  BadDataFormat = 5,
  TimeNotAvailable = 14,
  UnacceptedPolicy = 15,
  UnacceptedExtension = 16,
  AddInfoNotAvailable = 17,
  SystemFailure = 25,
};
std::string_view to_string(Failure failure);  ///< "badAlg"

/// PKIStatus.
enum class Answered : std::uint8_t {
  Granted = 0,
  GrantedWithMods = 1,
  Rejection = 2,
  Waiting = 3,
  RevocationWarning = 4,
  RevocationNotification = 5,
};
std::string_view to_string(Answered answered);  ///< "rejection"

struct Response {
  Answered status = Answered::Rejection;
  std::vector<std::string> texts{};
  std::vector<Failure> failures{};
  Bytes token{};  ///< ContentInfo, whole; empty: none

  static Result<Response> parse(View octets);
  [[nodiscard]] bool granted() const { return status <= Answered::GrantedWithMods; }
  /// "rejection: badAlg (…)", for people.
  [[nodiscard]] std::string text() const;
};

Bytes granted(View token);
Bytes refused(Failure failure, std::string_view why);

/// The token of a response, if it is an answer to this request: imprint, nonce, policy and, where
/// the certificate was wanted, signature and purpose.
Result<Token> answer_to(const Request& request, View response);

}  // namespace noroshi::stamp
