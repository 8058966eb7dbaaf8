#include "observe/collect/rules.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::collect {
namespace {

// IPv4 prefixes count from 96, so that lengths of both families compare.
int depth(const net::Prefix& prefix) {
  return prefix.address.is_v4() ? prefix.length + 96 : prefix.length;
}

std::vector<net::Prefix> prefixes_of(const std::vector<ExporterRule>& rules) {
  std::vector<net::Prefix> prefixes;
  for (const auto& rule : rules) prefixes.push_back(rule.address);
  return prefixes;
}

}  // namespace

Rules::Rules(const Options& options)
    : exporters(options.exporters),
      allowed(prefixes_of(options.exporters)),
      subscribers(options.subscribers),
      limits(options.limits),
      idle(options.idle),
      most_exporters(options.most_exporters) {
  std::stable_sort(exporters.begin(), exporters.end(), [](const auto& one, const auto& other) {
    return depth(one.address) > depth(other.address);
  });
}

const ExporterRule* Rules::rule_of(const net::Address& address) const {
  if (!allowed.contains(address)) return nullptr;
  const auto rule = std::find_if(exporters.begin(), exporters.end(), [&](const auto& candidate) {
    return candidate.address.contains(address);
  });
  return rule == exporters.end() ? nullptr : &*rule;
}

netflow::SessionLimits Rules::limits_of(const ExporterRule& rule) const {
  auto made = limits;
  made.templates = rule.templates;
  made.domains = rule.domains;
  made.configured_sampling = rule.sampling;
  return made;
}

std::string Rules::name_of(const ExporterRule& rule, const net::Address& address) {
  if (depth(rule.address) == 128) return rule.name;
  return fmt::format("{}/{}", rule.name, address.to_string());
}

}  // namespace noroshi::collect
