#include "trust/permit/approvers.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/permit/fields.hpp"

namespace noroshi::permit {
namespace {

Result<tlog::PublicKey> approver_key(const std::string& text) {
  auto key = NOROSHI_TRY(tlog::PublicKey::parse(text));
  if (key.type() == tlog::KeyType::Ed25519) return key;
  return Error{Errc::InvalidInput,
               fmt::format("{} is a witness's key: make one with `noroshi log key` without "
                           "--witness",
                           key.name())};
}

/// The same secret under two names would sign twice.
bool has_twins(const std::vector<tlog::PublicKey>& keys) {
  for (auto one = keys.begin(); one != keys.end(); ++one) {
    const bool again = std::any_of(std::next(one), keys.end(), [&](const tlog::PublicKey& other) {
      return other.octets() == one->octets();
    });
    if (again) return true;
  }
  return false;
}

void read_keys(Section& section, Quorum& quorum) {
  quorum.keys = each<tlog::PublicKey>(section, "keys", approver_key);
  if (quorum.keys.empty()) section.problem("keys", "must be there and name at least one");
  if (has_twins(quorum.keys)) section.problem("keys", "the same key stands there twice");
}

void read_threshold(Section& section, Quorum& quorum) {
  const auto most = std::max<std::int64_t>(1, static_cast<std::int64_t>(quorum.keys.size()));
  quorum.threshold = static_cast<std::size_t>(whole(section, "threshold", 1, most));
}

}  // namespace

Result<std::string> Quorum::open(std::string_view note, std::string_view name) const {
  auto parsed = tlog::parse_note(note);
  if (!parsed) return std::move(parsed.error()).within(fmt::format("{}: not signed", name));
  for (const auto& signature : parsed->signatures) {
    const bool known = std::any_of(keys.begin(), keys.end(), [&](const tlog::PublicKey& key) {
      return key.id() == signature.key && key.name() == signature.name;
    });
    if (!known) {
      return Error{Errc::InvalidInput,
                   fmt::format("{}: signed by {}, whose key is not among the approvers'", name,
                               signature.name)};
    }
  }
  const auto verified = NOROSHI_TRY(tlog::verify(*parsed, keys).within(name));
  if (threshold == 0 || verified.size() < threshold) {
    return Error{Errc::InvalidInput, fmt::format("{}: signed by {} of the {} approvers it takes",
                                                 name, verified.size(), threshold)};
  }
  return std::move(parsed->text);
}

Result<Approvers> Approvers::parse(std::string_view text, std::string name) {
  auto file = NOROSHI_TRY(base::Config::parse(text, std::move(name)));
  auto top = file.section("approvers");
  expect_format(top, "noroshi-approvers-1");
  Approvers approvers;
  read_keys(top, approvers.permits);
  read_threshold(top, approvers.permits);
  auto stop = top.section("revocations");
  if (stop.has("keys")) {
    read_keys(stop, approvers.revocations);
  } else {
    approvers.revocations.keys = approvers.permits.keys;
  }
  read_threshold(stop, approvers.revocations);
  NOROSHI_CHECK(file.finish());
  return approvers;
}

}  // namespace noroshi::permit
