// Rules between properties of one object, type by type; each names its section of STIX 2.1.

#include <algorithm>
#include <fmt/format.h>

#include "intel/stix/checker.hpp"
#include "intel/stix/formats.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

/// One object with the means to say what is wrong with it.
class Subject {
 public:
  Subject(const Node& object, Verdict& verdict) : object_(object), verdict_(verdict) {}

  [[nodiscard]] const Node* find(std::string_view key) const {
    return verdict_.tree().find(object_, key);
  }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] bool is_true(std::string_view key) const {
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::True;
  }
  [[nodiscard]] bool is_false(std::string_view key) const {
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::False;
  }
  [[nodiscard]] std::string_view text(std::string_view key) const {
    return text_of(verdict_.tree(), object_, key);
  }

  void at_least_one(std::string_view first, std::string_view second) const {
    if (has(first) || has(second)) return;
    error("at-least-one", fmt::format("\"{}\" or \"{}\" must be there", first, second));
  }
  void exactly_one(std::string_view first, std::string_view second) const {
    at_least_one(first, second);
    not_both(first, second);
  }
  void not_both(std::string_view first, std::string_view second) const {
    if (has(first) && has(second)) {
      error_at(second, "exclusive", fmt::format("not together with \"{}\"", first));
    }
  }
  void needs(std::string_view dependent, std::string_view other) const {
    if (!has(dependent) || has(other)) return;
    error_at(dependent, "depends", fmt::format("\"{}\" must be there too", other));
  }
  void error(std::string_view rule, std::string message) const {
    verdict_.error(object_, rule, std::move(message));
  }
  void error_at(std::string_view key, std::string_view rule, std::string message) const {
    verdict_.error(at(key), rule, std::move(message));
  }
  void warn_at(std::string_view key, std::string_view rule, std::string message) const {
    verdict_.warning(at(key), rule, std::move(message));
  }

  [[nodiscard]] const Node& object() const { return object_; }
  [[nodiscard]] Verdict& verdict() const { return verdict_; }

 private:
  /// Where to point: the property, or the object where it is missing.
  [[nodiscard]] const Node& at(std::string_view key) const {
    const Node* node = find(key);
    return node == nullptr ? object_ : *node;
  }

  const Node& object_;
  Verdict& verdict_;
};

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

/// A dictionary whose values are of some kinds only.
void values_of(const Subject& subject, std::string_view key, std::string_view wanted,
               bool (*sound)(const Tree&, const Node&)) {
  const Node* dictionary = subject.find(key);
  if (dictionary == nullptr || dictionary->kind != Kind::Object) return;
  const Tree& tree = subject.verdict().tree();
  for (const Node& value : tree.children(*dictionary)) {
    if (!sound(tree, value)) {
      subject.verdict().error(value, "type", fmt::format("it must be {}", wanted));
    }
  }
}

bool is_text(const Tree& /*tree*/, const Node& node) { return node.kind == Kind::String; }
bool is_text_or_number(const Tree& /*tree*/, const Node& node) {
  return node.kind == Kind::String || node.kind == Kind::Number;
}
bool is_number(const Tree& /*tree*/, const Node& node) { return node.kind == Kind::Number; }
bool is_list_of_text(const Tree& tree, const Node& node) {
  if (node.kind != Kind::Array || node.count == 0) return false;
  const auto elements = tree.children(node);
  for (const Node& element : elements) {
    if (element.kind != Kind::String) return false;
  }
  return true;
}
bool is_text_or_list(const Tree& tree, const Node& node) {
  return is_text(tree, node) || is_list_of_text(tree, node);
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

struct RuleOf {
  std::string_view type;
  void (*check)(const Subject&);
};

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

/// Section 2.5: at least one more property, and how CVE and CAPEC ids are written (4.1, 4.19).
void external_reference(const Subject& subject) {
  if (!subject.has("description") && !subject.has("url") && !subject.has("external_id")) {
    subject.error("at-least-one", "\"description\", \"url\" or \"external_id\" must be there");
  }
  const auto id = subject.text("external_id");
  if (id.empty()) return;
  const auto digits = [](std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char octet) { return octet >= '0' && octet <= '9'; });
  };
  const bool cve = id.size() >= 13 && id.substr(0, 4) == "CVE-" && digits(id.substr(4, 4)) &&
                   id[8] == '-' && digits(id.substr(9));
  const bool capec = id.substr(0, 6) == "CAPEC-" && digits(id.substr(6));
  const auto source = subject.text("source_name");
  if (source == "cve" && !cve) {
    subject.error_at("external_id", "external-id", "a CVE id is written CVE-2024-12345");
  } else if (source == "capec" && !capec) {
    subject.error_at("external_id", "external-id", "a CAPEC id is written CAPEC-163");
  } else if ((cve && source != "cve") || (capec && source != "capec")) {
    subject.warn_at("source_name", "external-id",
                    fmt::format("the source of this id is named \"{}\"", cve ? "cve" : "capec"));
  }
}

void kill_chain_phase(const Subject& subject) {
  for (const std::string_view key : {"kill_chain_name", "phase_name"}) {
    if (!formats::is_plain_word(subject.text(key))) {
      subject.warn_at(key, "kill-chain", "lower case with hyphens is recommended (section 2.11)");
    }
  }
}

void http_request(const Subject& subject) {
  values_of(subject, "request_header", "a list of strings", is_list_of_text);
}
void socket(const Subject& subject) { values_of(subject, "options", "an integer", is_number); }
void pdf(const Subject& subject) { values_of(subject, "document_info_dict", "a string", is_text); }
void raster_image(const Subject& subject) {
  values_of(subject, "exif_tags", "a string or an integer", is_text_or_number);
}
void granular_marking(const Subject& subject) { subject.exactly_one("marking_ref", "lang"); }
void mime_part(const Subject& subject) { subject.exactly_one("body", "body_raw_ref"); }

constexpr RuleOf kRecordRules[] = {
    {"email-mime-part-type", mime_part},    {"external-reference", external_reference},
    {"granular-marking", granular_marking}, {"http-request-ext", http_request},
    {"kill-chain-phase", kill_chain_phase}, {"pdf-ext", pdf},
    {"raster-image-ext", raster_image},     {"socket-ext", socket},
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

void check_record_rules(const Node& record, std::string_view name, Verdict& verdict) {
  const Subject subject(record, verdict);
  for (const RuleOf& rule : kRecordRules) {
    if (rule.type == name) rule.check(subject);
  }
}

}  // namespace noroshi::stix
