// TSTInfo (RFC 3161 §2.4.2): what a time-stamp token says.
#include <fmt/format.h>

#include "trust/der/reader.hpp"
#include "trust/stamp/fields.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::stamp {
namespace {

using der::Element;
using der::Reader;

// Accuracy: seconds, [0] milliseconds, [1] microseconds, each of which may be missing.
Result<base::Micros> read_accuracy(Reader fields) {
  constexpr std::int64_t kMostSeconds = 1'000'000'000;  // beyond, nobody means it
  base::Micros accuracy = 0;
  if (const auto seconds = NOROSHI_TRY(fields.optional(der::kInteger))) {
    const std::int64_t count = NOROSHI_TRY(der::small_integer_of(*seconds));
    if (count < 0 || count > kMostSeconds) {
      return Error{Errc::InvalidInput, fmt::format("an accuracy of {} s", count)};
    }
    accuracy += count * base::kSecond;
  }
  for (const auto& [number, unit] :
       {std::pair{0U, base::kMillisecond}, std::pair{1U, base::Micros{1}}}) {
    const auto part = NOROSHI_TRY(fields.optional(der::context_primitive(number)));
    if (!part) continue;
    const std::int64_t count = NOROSHI_TRY(der::small_integer_of(*part));
    if (count < 0 || count > 999) {  // RFC 3161 says 1 to 999; zero says nothing and is met
      return Error{Errc::InvalidInput, fmt::format("a part of an accuracy is {}", count)};
    }
    accuracy += count * unit;
  }
  NOROSHI_CHECK(fields.end("Accuracy"));
  return accuracy;
}

// From accuracy on, each field may be missing.
Status read_optional(Reader& fields, TstInfo& info) {
  if (const auto accuracy = NOROSHI_TRY(fields.optional(der::kSequence))) {
    info.accuracy = NOROSHI_TRY(read_accuracy(fields.inside(*accuracy)));
  }
  if (const auto ordering = NOROSHI_TRY(fields.optional(der::kBoolean))) {
    info.ordering = NOROSHI_TRY(Reader(ordering->whole).boolean());
  }
  if (const auto nonce = NOROSHI_TRY(fields.optional(der::kInteger))) {
    info.nonce = NOROSHI_TRY(Reader(nonce->whole).integer());
  }
  if (const auto tsa = NOROSHI_TRY(fields.optional(der::context(0)))) {
    Reader name(tsa->contents);
    info.tsa = der::copy_of(NOROSHI_TRY(name.next()).whole);
    NOROSHI_CHECK(name.end("the name of the TSA"));
  }
  if (const auto extensions = NOROSHI_TRY(fields.optional(der::context(1)))) {
    info.extensions = NOROSHI_TRY(read_extensions(fields.inside(*extensions)));
  }
  return {};
}

}  // namespace

Result<TstInfo> TstInfo::parse(View octets) {
  Reader outer(octets);
  Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("TSTInfo"));
  TstInfo info;
  info.version = NOROSHI_TRY(fields.small_integer());
  if (info.version != 1) {
    return Error{Errc::InvalidInput,
                 fmt::format("version {}, where RFC 3161 knows 1", info.version)};
  }
  info.policy = NOROSHI_TRY(fields.oid());
  MessageImprint imprint = NOROSHI_TRY(read_imprint(fields));
  info.digest = imprint.digest;
  info.imprint = std::move(imprint.octets);
  info.serial = NOROSHI_TRY(fields.integer());
  info.time = NOROSHI_TRY(fields.time());
  NOROSHI_CHECK(read_optional(fields, info));
  NOROSHI_CHECK(fields.end("TSTInfo"));
  return info;
}

}  // namespace noroshi::stamp
