#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/stamp/exchange.hpp"

namespace noroshi::stamp {
namespace {

using der::Reader;

constexpr std::array<std::pair<Failure, std::string_view>, 8> kFailures{{
    {Failure::BadAlg, "badAlg"},
    {Failure::BadRequest, "badRequest"},
    {Failure::BadDataFormat, "badDataFormat"},
    {Failure::TimeNotAvailable, "timeNotAvailable"},
    {Failure::UnacceptedPolicy, "unacceptedPolicy"},
    {Failure::UnacceptedExtension, "unacceptedExtension"},
    {Failure::AddInfoNotAvailable, "addInfoNotAvailable"},
    {Failure::SystemFailure, "systemFailure"},
}};

constexpr std::array<std::string_view, 6> kAnswers{"granted",           "grantedWithMods",
                                                   "rejection",         "waiting",
                                                   "revocationWarning", "revocationNotification"};

// A named bit list without trailing zero bits (X.690 §11.2.2).
Bytes failure_bit(Failure failure) {
  const auto bit = static_cast<unsigned>(failure);
  Bytes contents(2 + bit / 8);
  contents[0] = static_cast<std::uint8_t>(7 - bit % 8);
  contents.back() = static_cast<std::uint8_t>(0x80U >> bit % 8);
  return der::element(der::kBitString, contents);
}

std::vector<Failure> failures_in(View bit_string) {
  std::vector<Failure> found;
  for (const auto& [failure, name] : kFailures) {
    const auto bit = static_cast<std::size_t>(failure);
    const std::size_t octet = 1 + bit / 8;
    if (octet < bit_string.size() && (bit_string[octet] & (0x80U >> bit % 8)) != 0) {
      found.push_back(failure);
    }
  }
  return found;
}

Status read_status(Reader fields, Response& response) {
  const std::int64_t status = NOROSHI_TRY(fields.small_integer());
  if (status < 0 || status >= static_cast<std::int64_t>(kAnswers.size())) {
    return Error{Errc::InvalidInput,
                 fmt::format("PKIStatus {}, which RFC 3161 does not have", status)};
  }
  response.status = static_cast<Answered>(status);
  if (const auto texts = NOROSHI_TRY(fields.optional(der::kSequence))) {
    Reader each(texts->contents);
    while (!each.done()) {
      const auto element = NOROSHI_TRY(each.next());
      response.texts.push_back(NOROSHI_TRY(der::text_of(element)));
    }
  }
  if (const auto bits = NOROSHI_TRY(fields.optional(der::kBitString))) {
    response.failures = failures_in(bits->contents);
  }
  return fields.end("PKIStatusInfo");
}

Status check_answer(const Request& request, const Token& token) {
  const auto refuse = [](std::string_view why) {
    return Error{Errc::InvalidInput, fmt::format("the authority's token is no answer: {}", why)};
  };
  if (token.info.digest != request.digest || token.info.imprint != request.imprint) {
    return refuse("it stamps other octets than were asked");
  }
  if (token.info.nonce != request.nonce) return refuse("its nonce is another");
  if (!request.policy.empty() && token.info.policy != request.policy) {
    return refuse(fmt::format("its policy is {}", token.info.policy.dotted));
  }
  if (!request.certificate_wanted) return {};
  const TokenCheck found =
      check(token, [&](pki::Digest) -> Result<Bytes> { return request.imprint; }, {});
  if (!found.signature_intact || !found.purpose_ok) return refuse(found.why);
  return {};
}

}  // namespace

std::string_view to_string(Failure failure) {
  const auto* const named = std::find_if(kFailures.begin(), kFailures.end(),
                                         [&](const auto& each) { return each.first == failure; });
  return named->second;
}

std::string_view to_string(Answered answered) {
  return kAnswers.at(static_cast<std::size_t>(answered));
}

Result<Response> Response::parse(View octets) {
  Reader outer(octets);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence).within("time-stamp response"));
  NOROSHI_CHECK(outer.end("the time-stamp response"));
  Response response;
  Reader status = NOROSHI_TRY(fields.enter(der::kSequence).within("time-stamp response"));
  NOROSHI_CHECK(read_status(status, response).within("time-stamp response"));
  if (const auto token = NOROSHI_TRY(fields.optional(der::kSequence))) {
    response.token = der::copy_of(token->whole);
  }
  NOROSHI_CHECK(fields.end("the time-stamp response"));
  return response;
}

std::string Response::text() const {
  std::string text(to_string(status));
  for (const Failure failure : failures) text += fmt::format(": {}", to_string(failure));
  if (!texts.empty()) text += fmt::format(" ({})", fmt::join(texts, "; "));
  return text;
}

Bytes granted(View token) {
  const Bytes status = der::sequence({der::integer(std::int64_t{0})});
  return der::sequence({status, token});
}

Bytes refused(Failure failure, std::string_view why) {
  const Bytes texts = der::sequence({der::utf8_string(why)});
  const Bytes status = der::sequence({der::integer(std::int64_t{2}), texts, failure_bit(failure)});
  return der::sequence({status});
}

Result<Token> answer_to(const Request& request, View response) {
  const Response read = NOROSHI_TRY(Response::parse(response));
  if (!read.granted()) {
    return Error{Errc::InvalidInput, "the time-stamping authority says " + read.text()};
  }
  if (read.token.empty()) {
    return Error{Errc::InvalidInput, "the time-stamping authority granted a token and sent none"};
  }
  Token token = NOROSHI_TRY(Token::parse(read.token));
  NOROSHI_CHECK(check_answer(request, token));
  return token;
}

}  // namespace noroshi::stamp
