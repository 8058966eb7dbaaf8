// `extensions` (sections 3.2, 3.10, 7.3 and 11.3): predefined ones by their tables, those that a
// definition explains by their kind, and custom ones of old.

#include <fmt/format.h>

#include "intel/stix/checker.hpp"
#include "intel/stix/formats.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

void check_defined(const Node& extension, Verdict& verdict) {
  if (!formats::is_identifier(extension.key)) {
    verdict.error(extension, "identifier", "the key must be the id of an extension definition");
  }
  const Node* kind = verdict.tree().find(extension, "extension_type");
  if (kind == nullptr) {
    return verdict.missing(extension, "extension_type", "required",
                           "\"extension_type\" must be there (section 3.2)");
  }
  if (kind->kind != Kind::String || !vocabulary::holds(vocabulary::kExtensionType, kind->value)) {
    verdict.error(*kind, "enum", fmt::format("it is none of: {}", vocabulary::kExtensionType));
  }
  for (const Node& member : verdict.tree().children(extension)) {
    check_custom(member, Unknown::Declared, verdict);
  }
}

void check_custom_extension(const Node& extension, Verdict& verdict) {
  constexpr std::string_view kEnd = "-ext";
  const bool named = extension.key.size() > kEnd.size() &&
                     extension.key.substr(extension.key.size() - kEnd.size()) == kEnd;
  verdict.custom(extension, "custom-extension",
                 named ? "the standard does not name this extension for this type"
                       : "a key is the id of an extension definition or the name of a predefined "
                         "extension; a custom one ends in \"-ext\" (section 11.3.1)");
}

}  // namespace

void check_extensions(const Node& extensions, std::string_view type, Verdict& verdict) {
  for (const Node& extension : verdict.tree().children(extensions)) {
    if (extension.kind != Kind::Object) {
      verdict.error(extension, "type", "an extension must be an object");
    } else if (extension.count == 0) {
      verdict.error(extension, "empty", "an empty dictionary is not allowed");
    } else if (const Record* record = find_extension(type, extension.key)) {
      check_members(extension, {record->properties, {}, record->needs_one, Unknown::Custom}, type,
                    verdict);
      check_record_rules(extension, record->name, verdict);
    } else if (formats::type_of_identifier(extension.key) == "extension-definition") {
      check_defined(extension, verdict);
    } else {
      check_custom_extension(extension, verdict);
    }
  }
}

}  // namespace noroshi::stix
