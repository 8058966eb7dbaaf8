#include "trust/permit/permit.hpp"

#include <fmt/format.h>

#include "base/hex.hpp"
#include "trust/permit/fields.hpp"
#include "trust/permit/reserved.hpp"

namespace noroshi::permit {
namespace {

constexpr std::size_t kLongestText = std::size_t{1} << 20;
constexpr double kFastest = 1e8;  // packets/s; 100 GbE carries 1.5 × 10⁸ of the shortest
constexpr std::int64_t kLargestBurst = 1'000'000;

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Digest digest(Section& section, std::string_view key) {
  const auto read = parse_digest(section.text(key, ""));
  if (!read) section.problem(key, read.error().message);
  return read.value_or(Digest{});
}

void read_people(Section& top, Permit& permit) {
  auto authority = top.section("authority");
  permit.organisation = said(authority, "organisation");
  permit.legal_basis = said(authority, "legal_basis");
  permit.approved_by = said(authority, "approved_by");
  for (auto& section : top.sections("operators")) {
    permit.operators.push_back(
        {said(section, "name"), said(section, "department"), said(section, "contact")});
  }
  if (permit.operators.empty()) {
    top.problem("operators", "nobody is named; name at least one in [[permit.operators]]");
  }
  for (auto& section : top.sections("outsourcing")) {
    permit.outsourcing.push_back(
        {said(section, "organisation"), said(section, "task"), said(section, "contact")});
  }
}

void need_some(Section& section, std::string_view key, bool some) {
  if (!some) section.problem(key, "must be there and name at least one");
}

void read_scope(Section& top, Permit& permit) {
  auto scope = top.section("scope");
  permit.ranges = prefixes(scope, "ranges");
  permit.excluded = prefixes(scope, "excluded");
  permit.test_networks = prefixes(scope, "test_networks");
  permit.sources = prefixes(scope, "sources");
  permit.services = each<Service>(scope, "services",
                                  [](const std::string& text) { return Service::parse(text); });
  need_some(scope, "ranges", !permit.ranges.empty());
  need_some(scope, "sources", !permit.sources.empty());
  need_some(scope, "services", !permit.services.empty());
  for (const auto& network : permit.test_networks) {
    if (!may_be_test_network(network)) {
      scope.problem(
          "test_networks",
          fmt::format("{} is not one network of special or private hosts", network.to_string()));
    }
  }
}

double rate(Section& section, std::string_view key) {
  // Down to one packet in some eleven days.
  constexpr double kSlowest = 1e-6;
  if (!section.has(key)) section.problem(key, "must be there: packets per second");
  return section.number(key, kSlowest, kSlowest, kFastest);
}

void read_pace(Section& top, Permit& permit) {
  auto pace = top.section("pace");
  permit.pace.total = rate(pace, "packets_per_second");
  permit.pace.per_prefix = rate(pace, "per_prefix_per_second");
  permit.pace.burst = pace.whole("burst", 1, 1, kLargestBurst);
  permit.pace.prefix_burst = pace.whole("prefix_burst", 1, 1, kLargestBurst);
}

Window read_window(Section& section) {
  Window window;
  window.from = instant(section, "from");
  window.until = instant(section, "until");
  window.hours =
      each<Hours>(section, "hours", [](const std::string& text) { return Hours::parse(text); });
  if (section.has("hours") && window.hours.empty()) {
    section.problem("hours", "names none; leave it out for all day");
  }
  const auto offset = parse_offset(section.text("offset", "Z"));
  if (!offset) section.problem("offset", offset.error().message);
  window.offset = offset.value_or(0);
  if (window.from >= window.until) section.problem("until", "must be after `from`");
  return window;
}

void read_lists(Section& top, Permit& permit) {
  auto credentials = top.section("credentials");
  if (credentials.text("sha256", "") != "none") permit.credentials = digest(credentials, "sha256");
  auto opt_outs = top.section("opt_outs");
  permit.opt_outs.revision = whole(opt_outs, "revision", 0, INT64_MAX);
  permit.opt_outs.digest = digest(opt_outs, "sha256");
  auto revocations = top.section("revocations");
  permit.least_revocations = whole(revocations, "least", 0, INT64_MAX);
  permit.most_revocations_age =
      revocations.duration("max_age", base::kDay, base::kMinute, 31 * base::kDay);
}

}  // namespace

Result<Digest> parse_digest(std::string_view text) {
  Digest digest{};
  bool sound = text.size() == 2 * digest.size();
  for (std::size_t i = 0; sound && i < digest.size(); ++i) {
    const int high = hex(text[2 * i]);
    const int low = hex(text[2 * i + 1]);
    sound = high >= 0 && low >= 0;
    if (sound) digest[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  if (sound) return digest;
  return Error{Errc::InvalidInput,
               "must be a SHA-256 as sixty-four hexadecimal digits in small letters, as sha256sum "
               "prints it"};
}

std::string to_string(const Digest& digest) { return base::to_hex(digest); }

Result<Permit> Permit::parse(std::string_view text, std::string name) {
  if (text.size() > kLongestText) {
    return Error{Errc::Limit, fmt::format("{}: a permit has at most 1 MiB", name)};
  }
  auto file = NOROSHI_TRY(base::Config::parse(text, std::move(name)));
  auto top = file.section("permit");
  expect_format(top, "noroshi-permit-1");
  Permit permit;
  permit.id = word(top, "id");
  permit.purpose = said(top, "purpose");
  permit.issued = instant(top, "issued");
  read_people(top, permit);
  read_scope(top, permit);
  read_pace(top, permit);
  for (auto& section : top.sections("windows")) permit.windows.push_back(read_window(section));
  if (permit.windows.empty()) {
    top.problem("windows", "none is open; write at least one [[permit.windows]]");
  }
  read_lists(top, permit);
  NOROSHI_CHECK(file.finish());
  return permit;
}

}  // namespace noroshi::permit
