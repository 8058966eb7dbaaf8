// Rules between properties of the records that objects embed, and of predefined extensions.

#include <algorithm>

#include "intel/stix/checker.hpp"
#include "intel/stix/formats.hpp"
#include "intel/stix/subject.hpp"

namespace noroshi::stix {

namespace {

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

void check_record_rules(const Node& record, std::string_view name, Verdict& verdict) {
  const Subject subject(record, verdict);
  for (const RuleOf& rule : kRecordRules) {
    if (rule.type == name) rule.check(subject);
  }
}

}  // namespace noroshi::stix
