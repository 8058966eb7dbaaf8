#include "trust/permit/revocations.hpp"

#include "trust/permit/fields.hpp"

namespace noroshi::permit {

Result<Revocations> Revocations::parse(std::string_view text, std::string name) {
  auto file = NOROSHI_TRY(base::Config::parse(text, std::move(name)));
  auto top = file.section("revocations");
  expect_format(top, "noroshi-revocations-1");
  Revocations list;
  list.number = whole(top, "number", 0, INT64_MAX);
  list.issued = instant(top, "issued");
  list.valid_until = instant(top, "valid_until");
  if (list.issued >= list.valid_until) top.problem("valid_until", "must be after `issued`");
  for (auto& section : top.sections("revoked")) {
    list.revoked.push_back(
        {word(section, "permit"), instant(section, "since"), said(section, "reason")});
  }
  NOROSHI_CHECK(file.finish());
  return list;
}

std::optional<base::Micros> Revocations::end_of(std::string_view permit) const {
  std::optional<base::Micros> end;
  for (const auto& entry : revoked) {
    if (entry.permit == permit && (!end || entry.since < *end)) end = entry.since;
  }
  return end;
}

}  // namespace noroshi::permit
