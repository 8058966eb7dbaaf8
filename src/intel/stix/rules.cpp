// Rules between properties of one object, type by type; each names its section of STIX 2.1.

#include <algorithm>
#include <fmt/format.h>

#include "intel/stix/checker.hpp"
#include "intel/stix/formats.hpp"
#include "intel/stix/subject.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

/// The later of two times; `apart` where they must not be equal.
struct Order {
  std::string_view type;  ///< empty: of every type
  std::string_view earlier;
  std::string_view later;
  bool apart = false;
};

constexpr Order kOrders[] = {
    {"", "created", "modified"},
    {"campaign", "first_seen", "last_seen"},
    {"indicator", "valid_from", "valid_until", true},
    {"infrastructure", "first_seen", "last_seen"},
    {"intrusion-set", "first_seen", "last_seen"},
    {"malware", "first_seen", "last_seen"},
    {"malware-analysis", "analysis_started", "analysis_ended"},
    {"network-traffic", "start", "end"},
    {"observed-data", "first_observed", "last_observed"},
    {"relationship", "start_time", "stop_time", true},
    {"sighting", "first_seen", "last_seen"},
    {"threat-actor", "first_seen", "last_seen"},
};

/// Nine digits and more tell instants apart that microseconds do not.
bool is_before(std::string_view left, std::string_view right) {
  const auto earlier = parse_timestamp(left);
  const auto later = parse_timestamp(right);
  if (!earlier || !later) return false;
  if (*earlier != *later) return *earlier < *later;
  constexpr std::size_t kDecimals = 20;  // where they begin
  const auto decimals = [](std::string_view text) {
    return text.size() > kDecimals ? text.substr(kDecimals, text.size() - kDecimals - 1)
                                   : std::string_view{};
  };
  const auto one = decimals(left);
  const auto other = decimals(right);
  for (std::size_t i = 0; i < std::max(one.size(), other.size()); ++i) {
    const char digit = i < one.size() ? one[i] : '0';
    const char against = i < other.size() ? other[i] : '0';
    if (digit != against) return digit < against;
  }
  return false;
}

void check_orders(const Subject& subject, std::string_view type) {
  for (const Order& order : kOrders) {
    if (!order.type.empty() && order.type != type) continue;
    const auto earlier = subject.text(order.earlier);
    const auto later = subject.text(order.later);
    if (!parse_timestamp(earlier) || !parse_timestamp(later)) continue;
    const bool wrong = order.apart ? !is_before(earlier, later) : is_before(later, earlier);
    if (!wrong) continue;
    subject.error_at(
        order.later, "order",
        fmt::format("it must {} \"{}\" ({})", order.apart ? "be later than" : "not be before",
                    order.earlier, earlier));
  }
}

/// Section 6.1: a payload or where it lies, never both.
void artifact(const Subject& subject) {
  subject.exactly_one("payload_bin", "url");
  subject.needs("url", "hashes");
  subject.needs("decryption_key", "encryption_algorithm");
}

/// Section 6.6.
void email_message(const Subject& subject) {
  if (subject.is_true("is_multipart") && subject.has("body")) {
    subject.error_at("body", "exclusive", "not in a multipart message");
  }
  if (subject.is_false("is_multipart") && subject.has("body_multipart")) {
    subject.error_at("body_multipart", "exclusive", "only in a multipart message");
  }
  values_of(subject, "additional_header_fields", "a string or a list of strings", is_text_or_list);
}

/// Section 6.7.
void file(const Subject& subject) {
  subject.at_least_one("hashes", "name");
  subject.needs("name_enc", "name");
}

/// Section 4.11.
void malware(const Subject& subject) {
  if (subject.is_true("is_family") && !subject.has("name")) {
    subject.error("depends", "the name of a family of malware must be there");
  }
}

/// Section 4.12.
void malware_analysis(const Subject& subject) {
  subject.at_least_one("result", "analysis_sco_refs");
}

/// Section 4.10.
void location(const Subject& subject) {
  const bool point = subject.has("latitude") && subject.has("longitude");
  if (!subject.has("region") && !subject.has("country") && !point) {
    subject.error("at-least-one", "a region, a country, or latitude and longitude must be there");
  }
  subject.needs("latitude", "longitude");
  subject.needs("longitude", "latitude");
  if (subject.has("precision") && !point) {
    subject.error_at("precision", "depends", "latitude and longitude must be there too");
  }
}

/// Section 6.12.
void network_traffic(const Subject& subject) {
  subject.at_least_one("src_ref", "dst_ref");
  if (subject.is_true("is_active") && subject.has("end")) {
    subject.error_at("end", "exclusive", "traffic that is active has not ended");
  }
  values_of(subject, "ipfix", "a string or an integer", is_text_or_number);
}

/// Section 6.17.1: hives in full.
void registry_key(const Subject& subject) {
  std::string hive(subject.text("key").substr(0, subject.text("key").find('\\')));
  std::transform(hive.begin(), hive.end(), hive.begin(), [](char octet) {
    return octet >= 'a' && octet <= 'z' ? static_cast<char>(octet - ('a' - 'A')) : octet;
  });
  if (vocabulary::holds("HKLM HKCC HKCR HKCU HKU", hive)) {
    subject.error_at("key", "registry-hive", "the hive must be in full: HKEY_LOCAL_MACHINE");
  }
}

/// Section 5.1.
void relationship(const Subject& subject) {
  const auto type = subject.text("relationship_type");
  if (!type.empty() && !formats::is_relationship_type(type)) {
    subject.error_at("relationship_type", "relationship-type",
                     "it must be of a-z, 0-9 and hyphens only");
  }
}

/// Section 7.1.1: language code → property → text.
void language_content(const Subject& subject) {
  const Node* contents = subject.find("contents");
  if (contents == nullptr || contents->kind != Kind::Object) return;
  const Tree& tree = subject.verdict().tree();
  for (const Node& language : tree.children(*contents)) {
    if (!formats::is_language(language.key)) {
      subject.verdict().error(language, "language", "the key must be a code of RFC 5646");
    }
    if (language.kind != Kind::Object || language.count == 0) {
      subject.verdict().error(language, "type", "it must be a dictionary of translations");
      continue;
    }
    for (const Node& property : tree.children(language)) {
      if (!formats::is_property_name(property.key)) {
        subject.verdict().error(property, "property-name", "the key must name a property");
      }
    }
  }
}

/// Section 7.3.1.
void extension_definition(const Subject& subject) {
  if (!subject.has("created_by_ref")) {
    subject.verdict().missing(subject.object(), "created_by_ref", "required",
                              "\"created_by_ref\" must be there");
  }
  const Tree& tree = subject.verdict().tree();
  bool top_level = false;
  if (const Node* types = subject.find("extension_types");
      types != nullptr && types->kind == Kind::Array) {
    for (const Node& type : tree.children(*types)) {
      top_level = top_level || type.value == "toplevel-property-extension";
    }
  }
  if (!top_level && subject.has("extension_properties")) {
    subject.error_at("extension_properties", "depends",
                     "only where extension_types holds toplevel-property-extension");
  }
  if (top_level && !subject.has("extension_properties")) {
    subject.warn_at("extension_types", "depends", "extension_properties should be there");
  }
}

void check_contained(const Node& container, const Node& object, Verdict& verdict);

/// Section 4.14: references to observables, or (deprecated) the observables themselves.
void observed_data(const Subject& subject) {
  subject.exactly_one("objects", "object_refs");
  const Tree& tree = subject.verdict().tree();
  if (const Node* refs = subject.find("object_refs");
      refs != nullptr && refs->kind == Kind::Array && refs->count > 0) {
    const auto elements = tree.children(*refs);
    bool observable = false;
    for (const Node& ref : elements) {
      const auto family = family_of(formats::type_of_identifier(ref.value));
      observable = observable || family == Family::Observable || family == Family::Custom;
    }
    if (!observable) {
      subject.error_at("object_refs", "reference", "one at least must lead to an observable");
    }
  }
  const Node* objects = subject.find("objects");
  if (objects == nullptr) return;
  if (objects->kind != Kind::Object || objects->count == 0) {
    return subject.error_at("objects", "type", "it must be a dictionary of observables");
  }
  for (const Node& object : tree.children(*objects)) {
    check_contained(*objects, object, subject.verdict());
  }
}

/// References that no neighbour answers to (section 2.13).
void check_local_references(const Node& container, const Node& node, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  if (node.kind != Kind::Object && node.kind != Kind::Array) return;
  const auto check = [&](const Node& ref) {
    if (ref.kind != Kind::String || ref.value.find("--") != std::string_view::npos) return;
    if (tree.find(container, ref.value) == nullptr) {
      verdict.error(
          ref, "reference",
          fmt::format("no object in this container has the key \"{}\"", ref.value.substr(0, 40)));
    }
  };
  for (const Node& child : tree.children(node)) {
    if (child.key.size() > 4 && child.key.substr(child.key.size() - 4) == "_ref") {
      check(child);
    } else if (child.key.size() > 5 && child.key.substr(child.key.size() - 5) == "_refs" &&
               child.kind == Kind::Array) {
      for (const Node& element : tree.children(child)) check(element);
    } else {
      check_local_references(container, child, verdict);
    }
  }
}

/// An observable in a container of old may be one of STIX 2.0, so that its content is only warned
/// about.
void check_contained(const Node& container, const Node& object, Verdict& verdict) {
  const auto name = text_of(verdict.tree(), object, "type");
  if (object.kind != Kind::Object || !formats::is_type_name(name)) {
    return verdict.error(object, "type", "it must be an observable, with its type");
  }
  check_local_references(container, object, verdict);
  const Type* type = find_type(name);
  if (type == nullptr || type->family != Family::Observable) return;
  verdict.set_lenient(true);
  check_members(object, {type->properties, common_properties(type, true), type->needs_one}, name,
                verdict);
  check_rules(object, name, verdict);
  verdict.set_lenient(false);
}

constexpr RuleOf kRules[] = {
    {"artifact", artifact},
    {"email-message", email_message},
    {"extension-definition", extension_definition},
    {"file", file},
    {"language-content", language_content},
    {"location", location},
    {"malware", malware},
    {"malware-analysis", malware_analysis},
    {"network-traffic", network_traffic},
    {"observed-data", observed_data},
    {"relationship", relationship},
    {"windows-registry-key", registry_key},
};

}  // namespace

void check_rules(const Node& object, std::string_view type, Verdict& verdict) {
  const Subject subject(object, verdict);
  check_orders(subject, type);
  for (const RuleOf& rule : kRules) {
    if (rule.type == type) rule.check(subject);
  }
  if (type == "marking-definition") check_marking_definition(object, verdict);
}

}  // namespace noroshi::stix
