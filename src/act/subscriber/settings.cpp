#include "act/subscriber/settings.hpp"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <limits>

namespace noroshi::subscriber {
namespace {

using Section = base::Config::Section;

std::string path_in(const std::string& folder, const std::string& path) {
  if (path.empty()) return path;
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

std::vector<std::string> paths(Section& section, std::string_view key, const std::string& folder) {
  auto files = section.texts(key);
  for (auto& file : files) file = path_in(folder, file);
  return files;
}

std::vector<net::Prefix> prefixes(Section& section, std::string_view key) {
  std::vector<net::Prefix> read;
  for (const auto& text : section.texts(key)) {
    const auto prefix = net::Prefix::parse(text);
    if (prefix.has_value()) {
      read.push_back(*prefix);
    } else {
      section.problem(key, prefix.error().message);
    }
  }
  return read;
}

std::vector<Span> spans(Section& section, std::string_view key) {
  std::vector<Span> read;
  for (const auto& text : section.texts(key)) {
    const auto span = parse_span(text);
    if (span.has_value()) {
      read.push_back(*span);
    } else {
      section.problem(key, span.error().message);
    }
  }
  if (read.empty()) section.problem(key, "needed: addresses, such as \"192.0.2.0/24\"");
  return read;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, port);
  if (fault != std::errc() || stop != end) return std::nullopt;
  return port;
}

std::vector<std::pair<std::uint16_t, std::uint16_t>> port_ranges(Section& section,
                                                                 std::string_view key) {
  std::vector<std::pair<std::uint16_t, std::uint16_t>> read;
  for (const auto& text : section.texts(key, {"0-1023"})) {
    const std::string_view all = text;
    const auto dash = all.find('-');
    const auto first = parse_port(all.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_port(all.substr(dash + 1));
    if (first && last && *first <= *last) {
      read.emplace_back(*first, *last);
    } else {
      section.problem(key, fmt::format("\"{}\" is no range of ports, such as \"0-1023\"", text));
    }
  }
  return read;
}

LogBound bound(Section& section, std::string_view key, std::string_view fallback,
               bool may_be_file) {
  const auto text = section.text(key, fallback);
  if (text == fallback) return {};
  if (may_be_file && text == "file") return {LogBound::By::File, 0};
  const auto instant = base::parse_rfc3339(text);
  if (!instant) {
    section.problem(key, fmt::format("\"{}\" is neither \"{}\"{} nor an instant, such as "
                                     "\"2026-01-14T00:00:00Z\"",
                                     text, fallback, may_be_file ? ", \"file\"" : ""));
  }
  return {LogBound::By::Instant, instant.value_or(0)};
}

LogSettings read_log(Section section, std::string_view covers_key, const std::string& folder) {
  LogSettings log;
  if (!section.present()) return log;
  log.files = paths(section, "files", folder);
  if (log.files.empty()) section.problem("files", "needed: one file or more");
  log.covers = prefixes(section, covers_key);
  log.clock_error = section.duration("clock_error", base::kSecond, 0, base::kDay);
  log.kept_from = bound(section, "kept_from", "oldest", false);
  log.complete_until = bound(section, "complete_until", "newest", true);
  return log;
}

std::optional<DeterministicNat> read_nat(Section& section) {
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  DeterministicNat::Plan plan;
  plan.inside = spans(section, "inside");
  plan.outside = spans(section, "outside");
  plan.lines_per_address =
      static_cast<std::uint32_t>(section.whole("lines_per_address", 0, 0, 65536));
  plan.dynamic_shares = static_cast<std::uint32_t>(section.whole("dynamic_shares", 0, 0, kMost));
  plan.block = static_cast<std::uint32_t>(section.whole("block", 0, 0, 65536));
  plan.reserved = port_ranges(section, "reserved_ports");
  if (plan.inside.empty() || plan.outside.empty()) return std::nullopt;
  auto nat = DeterministicNat::make(std::move(plan));
  if (nat.has_value()) return std::move(*nat);
  section.problem("inside", nat.error().message);
  return std::nullopt;
}

std::optional<net::Prefix> rule_prefix(Section& section, std::string_view key,
                                       std::string_view example) {
  const auto text = section.text(key, "");
  const auto prefix = net::Prefix::parse(text);
  if (prefix.has_value()) return *prefix;
  section.problem(key, text.empty() ? fmt::format("needed: a prefix, such as \"{}\"", example)
                                    : prefix.error().message);
  return std::nullopt;
}

std::optional<MapRule> read_rule(Section& section) {
  const auto v6 = rule_prefix(section, "ipv6", "2001:db8::/40");
  const auto v4 = rule_prefix(section, "ipv4", "192.0.2.0/24");
  if (!section.has("ea_bits")) section.problem("ea_bits", "needed: 0 to 48");
  const auto ea_bits = static_cast<int>(section.whole("ea_bits", 0, 0, 48));
  const auto offset = static_cast<int>(section.whole("psid_offset", 6, 0, 16));
  std::optional<int> psid_bits;
  if (section.has("psid_bits")) {
    psid_bits = static_cast<int>(section.whole("psid_bits", 0, 0, 16));
  }
  std::optional<std::uint16_t> psid;
  if (section.has("psid")) {
    psid = static_cast<std::uint16_t>(section.whole("psid", 0, 0, 65535));
  }
  if (!v6 || !v4) return std::nullopt;
  const auto rule = MapRule::make(*v6, *v4, ea_bits, offset, psid_bits, psid);
  if (rule.has_value()) return *rule;
  section.problem("ea_bits", rule.error().message);
  return std::nullopt;
}

}  // namespace

Settings read_settings(Section section, const std::string& folder) {
  Settings settings;
  settings.ranges = prefixes(section, "ranges");
  if (settings.ranges.empty()) {
    section.problem("ranges", "needed: the addresses of the operator, such as \"192.0.2.0/24\"");
  }
  settings.device_key_file = path_in(folder, section.text("device_key", ""));
  settings.audit_file = path_in(folder, section.text("audit", "audit.jsonl"));
  settings.static_files = paths(section, "static", folder);
  settings.leases = read_log(section.section("leases"), "covers", folder);
  settings.cgn_log = read_log(section.section("cgn_log"), "outside", folder);
  for (auto& nat : section.sections("deterministic_nat")) {
    if (auto read = read_nat(nat)) settings.deterministic_nats.push_back(std::move(*read));
  }
  for (auto& rule : section.sections("map_e")) {
    if (const auto read = read_rule(rule)) settings.map_rules.push_back(*read);
  }
  return settings;
}

Result<Settings> load_settings(const std::string& path) {
  auto config = NOROSHI_TRY(base::Config::load(path));
  const auto folder = std::filesystem::path(path).parent_path().string();
  auto settings = read_settings(config.section("subscriber"), folder.empty() ? "." : folder);
  NOROSHI_CHECK(config.finish());
  return settings;
}

}  // namespace noroshi::subscriber
