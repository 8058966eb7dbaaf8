#include "hub/sealed_batches.hpp"

#include <fmt/format.h>

#include "trust/log/merkle.hpp"

namespace noroshi::hub {
namespace {

std::string line_about(const seal::Arrival& said) {
  std::string line = said.sealer.empty() ? "somebody without a name" : said.sealer;
  const std::string number = said.organization.value_or("");
  if (!number.empty() && line.find(number) == std::string::npos) line += " (" + number + ")";
  const auto since = base::to_rfc3339(said.since / base::kSecond * base::kSecond);
  line += fmt::format(", {}", to_string(said.level));
  if (said.stamped) line += fmt::format(", time-stamped {}", since);
  return line;
}

Error refused(std::string_view name, std::string_view why) {
  return Error{Errc::InvalidInput,
               fmt::format("{}: its seal does not pass, nothing of it was taken: {}", name, why)};
}

}  // namespace

Result<SealedBatches> SealedBatches::open(const ArrivalDemands& demands) {
  std::optional<seal::Inspector> inspector;
  if (!demands.believed.anchors.empty()) {
    inspector = NOROSHI_TRY(seal::Inspector::open(demands.believed).within("its seals' anchors"));
  }
  return SealedBatches(demands, std::move(inspector));
}

Result<std::optional<Sealed>> SealedBatches::check(const Batch& batch, base::Micros now) {
  if (!inspector_) return std::optional<Sealed>();
  if (batch.seal.empty()) {
    ++without_;
    if (!required_) return std::optional<Sealed>();
    return Error{Errc::InvalidInput,
                 fmt::format("{}: came without a seal, and this input takes sealed batches only; "
                             "nothing of it was taken",
                             batch.name)};
  }
  auto sealed = judge(*inspector_, batch.text, batch.seal, now);
  if (!sealed) return refused(batch.name, sealed.error().message);
  const std::string by = sealed->said.organization.value_or("");
  if (!by.starts_with(sealed_by_)) {
    return refused(batch.name,
                   fmt::format("sealed by {} ({}), and not by {}", sealed->said.sealer,
                               by.empty() ? "without organizationIdentifier" : by, sealed_by_));
  }
  last_ = line_about(sealed->said);
  return std::optional(*std::move(sealed));
}

Result<std::string> seal_in(std::string_view header) {
  if (header.empty()) return std::string();
  auto octets = tlog::from_base64(header);
  if (octets && !octets->empty()) return *std::move(octets);
  return Error{Errc::InvalidInput, fmt::format("{}: no Base 64", kSealHeader)};
}

}  // namespace noroshi::hub
