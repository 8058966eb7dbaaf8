#include "intel/mapping/misp_context.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "intel/mapping/term.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::mapping {
namespace {

struct Galaxy {
  std::string_view name;
  std::string_view type;  // of STIX
};

constexpr std::array kGalaxies{
    Galaxy{"threat-actor", "threat-actor"},
    Galaxy{"360net-threat-actor", "threat-actor"},
    Galaxy{"mitre-intrusion-set", "intrusion-set"},
    Galaxy{"mitre-enterprise-attack-intrusion-set", "intrusion-set"},
    Galaxy{"microsoft-activity-group", "intrusion-set"},
    Galaxy{"mitre-attack-pattern", "attack-pattern"},
    Galaxy{"mitre-enterprise-attack-attack-pattern", "attack-pattern"},
    Galaxy{"mitre-mobile-attack-attack-pattern", "attack-pattern"},
    Galaxy{"mitre-malware", "malware"},
    Galaxy{"mitre-enterprise-attack-malware", "malware"},
    Galaxy{"malpedia", "malware"},
    Galaxy{"ransomware", "malware"},
    Galaxy{"rat", "malware"},
    Galaxy{"banker", "malware"},
    Galaxy{"stealer", "malware"},
    Galaxy{"backdoor", "malware"},
    Galaxy{"botnet", "malware"},
    Galaxy{"cryptominers", "malware"},
    Galaxy{"android", "malware"},
    Galaxy{"mitre-tool", "tool"},
    Galaxy{"mitre-enterprise-attack-tool", "tool"},
    Galaxy{"tool", "tool"},
    Galaxy{"mitre-course-of-action", "course-of-action"},
    Galaxy{"mitre-enterprise-attack-course-of-action", "course-of-action"}};

// "Keylogging - T1056.001" → the name, and the number that ATT&CK gives it.
std::pair<std::string_view, std::string_view> split_technique(std::string_view value) {
  const auto dash = value.rfind(" - ");
  if (dash == std::string_view::npos || dash == 0) return {value, {}};
  const std::string_view number = value.substr(dash + 3);
  const bool is_number = number.size() >= 4 && number.find(' ') == std::string_view::npos &&
                         number.find_first_of("0123456789") != std::string_view::npos;
  return is_number ? std::pair(value.substr(0, dash), number)
                   : std::pair(value, std::string_view{});
}

// Names out of galaxies are the same whoever tags with them; their descriptions stay where they
// are, in the event that carries them.
Json named_object(std::string_view type, std::string_view galaxy, std::string_view value) {
  const Frame frame{
      .author = text_of(own_identity(), "id"), .created = kStanding, .modified = kStanding};
  const std::string id = stix::own_id(type, fmt::format("misp-galaxy/{}/{}", galaxy, lower(value)));
  const auto [name, number] = split_technique(value);
  Json object = begin_object(type, id, frame);
  if (!number.empty()) {
    object["external_references"] =
        Json::array({{{"source_name", "mitre-attack"}, {"external_id", number}}});
  }
  object["name"] = name;
  if (type == "malware") object["is_family"] = true;
  revise(object, frame);
  return object;
}

void take_tag(std::string_view tag, MispContext& context) {
  if (tag.empty()) return;
  constexpr std::string_view kTlp = "tlp:";
  if (lower(tag.substr(0, kTlp.size())) == kTlp) {
    if (const auto tlp = sharing::parse_tlp(tag); tlp.has_value()) {
      context.tlp = narrower(context.tlp, *tlp);
      return;
    }
  }
  if (std::find(context.labels.begin(), context.labels.end(), tag) != context.labels.end()) return;
  context.labels.emplace_back(tag);
  if (auto named = named_by(tag)) context.named.push_back(std::move(*named));
}

}  // namespace

std::optional<sharing::Tlp> narrower(const std::optional<sharing::Tlp>& one,
                                     const std::optional<sharing::Tlp>& other) {
  if (!one || !other) return one ? one : other;
  return std::max(*one, *other);
}

std::optional<Json> named_by(std::string_view tag) {
  constexpr std::string_view kPrefix = "misp-galaxy:";
  if (!tag.starts_with(kPrefix)) return std::nullopt;
  tag.remove_prefix(kPrefix.size());
  const auto equals = tag.find("=\"");
  if (equals == std::string_view::npos || !tag.ends_with('"')) return std::nullopt;
  const std::string_view galaxy = tag.substr(0, equals);
  if (tag.size() <= equals + 3) return std::nullopt;
  const std::string_view value = tag.substr(equals + 2, tag.size() - equals - 3);
  const auto* const found = std::find_if(kGalaxies.begin(), kGalaxies.end(),
                                         [&](const auto& one) { return one.name == galaxy; });
  if (found == kGalaxies.end()) return std::nullopt;
  return named_object(found->type, galaxy, value);
}

MispContext misp_context(const Json& carrier) {
  MispContext context;
  for (const Json& tag : part_of(carrier, "Tag")) take_tag(text_of(tag, "name"), context);
  for (const Json& galaxy : part_of(carrier, "Galaxy")) {
    for (const Json& cluster : part_of(galaxy, "GalaxyCluster")) {
      take_tag(text_of(cluster, "tag_name"), context);
    }
  }
  return context;
}

}  // namespace noroshi::mapping
