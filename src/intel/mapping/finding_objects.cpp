#include "intel/mapping/finding_objects.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "intel/mapping/finding_text.hpp"
#include "intel/mapping/stix_json.hpp"
#include "intel/mapping/term.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

using model::Finding;

constexpr std::string_view kAbout = "finding";
constexpr std::string_view kSchema =
    R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":)"
    R"({"extension_type":{"const":"property-extension"},"finding":{"type":"object","description":)"
    R"("the Finding as Noroshi prints it: kind, subject, probability, evidence, method, …"},)"
    R"("clients":{"type":"integer","minimum":0,"description":"distinct hosts behind a sighting"}}})";

// The most that sightings and observations may count (STIX 2.1, sections 5.2 and 4.14).
constexpr std::uint64_t kMostCounted = 999'999'999;

std::uint64_t counted(std::uint64_t number) {
  return std::clamp<std::uint64_t>(number, 1, kMostCounted);
}

// Makes the objects of one Finding; all are dated alike, and named after what the Finding is about.
class Drawing {
 public:
  Drawing(const Finding& finding, const Author& author)
      : finding_(finding),
        author_(author.identity.empty() ? text_of(own_identity(), "id") : author.identity),
        name_(fmt::format("{}/{}/{}/{}", finding.kind, model::to_string(finding.subject),
                          finding.method, author_)),
        frame_{.author = author_,
               .marking = author.marking,
               .created = finding.first_seen,
               .modified = std::max(finding.first_seen, finding.last_seen),
               .grain = base::kMillisecond},
        term_(term_of(finding.subject)) {}

  void draw(const Author& author, Objects& into) {
    if (!author.identity.empty()) {
      into.add(identity(author.identity, author.name.empty() ? author.identity : author.name,
                        "organization"));
    }
    into.add(own_identity());
    add_marking(into);
    into.add(extension_definition(kAbout, kSchema));
    for (Json& one : term_.observables) {
      if (!frame_.marking.empty()) one["object_marking_refs"] = Json::array({frame_.marking});
      into.add(one);
    }
    const Json observed = observed_data();
    const Json infrastructure = this->infrastructure();
    const Json indicator = this->indicator();
    for (const Json& one : {observed, infrastructure, indicator, sighting(observed, indicator),
                            note(indicator, infrastructure), in_japanese(indicator)}) {
      into.add(one);
    }
    add_relationships(observed, infrastructure, indicator, into);
  }

 private:
  static Term term_of(const model::Endpoint& subject) {
    // Protocols without ports are written with port 0.
    const auto port = subject.port == 0 ? std::nullopt : std::optional(subject.port);
    return service_term(subject.ip, port, subject.proto);
  }

  [[nodiscard]] Json begin(std::string_view type) const {
    return begin_object(type, stix::own_id(type, name_), frame_);
  }

  [[nodiscard]] Json revised(Json object) const {
    revise(object, frame_);
    return object;
  }

  // The definition travels along where it is one of the TLP; others are known to the hub.
  void add_marking(Objects& into) const {
    const auto tlp = sharing::tlp_of(frame_.marking);
    if (!tlp) return;
    const auto definition = Json::parse(sharing::marking_json(*tlp), nullptr, false);
    if (text_of(definition, "id") == frame_.marking) into.add(definition);
  }

  [[nodiscard]] Json observed_data() const {
    Json object = begin("observed-data");
    object["first_observed"] = stix::timestamp(finding_.first_seen);
    object["last_observed"] = stix::timestamp(last_seen());
    object["number_observed"] = counted(finding_.contacts);
    Json refs = Json::array();
    for (const Json& one : term_.observables) refs.push_back(one.at("id"));
    object["object_refs"] = std::move(refs);
    return revised(std::move(object));
  }

  [[nodiscard]] Json infrastructure() const {
    const bool c2 = finding_.kind == "c2-server";
    Json object = begin("infrastructure");
    object["name"] = finding_title(finding_);
    object["infrastructure_types"] = Json::array({c2 ? "command-and-control" : "unknown"});
    object["first_seen"] = stix::timestamp(finding_.first_seen);
    object["last_seen"] = stix::timestamp(last_seen());
    return revised(std::move(object));
  }

  [[nodiscard]] Json indicator() const {
    const bool suppressed = !finding_.suppressed_by.empty();
    Json object = begin("indicator");
    object["lang"] = "en";
    object["confidence"] = std::clamp(std::lround(finding_.probability * 100), 0L, 100L);
    object["labels"] = Json::array({finding_.kind});
    if (suppressed) object["labels"].push_back("suppressed");
    object["name"] = finding_title(finding_);
    object["description"] = finding_summary(finding_);
    object["indicator_types"] =
        Json::array({suppressed ? "anomalous-activity" : "malicious-activity"});
    object["pattern"] = fmt::format("[{}]", term_.comparison);
    object["pattern_type"] = "stix";
    object["pattern_version"] = "2.1";
    object["valid_from"] = stix::timestamp(finding_.first_seen);
    extend(object, kAbout, {{"finding", Json::parse(model::to_json(finding_))}});
    return revised(std::move(object));
  }

  [[nodiscard]] Json sighting(const Json& observed, const Json& indicator) const {
    Json object = begin("sighting");
    object["first_seen"] = stix::timestamp(finding_.first_seen);
    object["last_seen"] = stix::timestamp(last_seen());
    object["count"] = counted(finding_.contacts);
    object["sighting_of_ref"] = indicator.at("id");
    object["observed_data_refs"] = Json::array({observed.at("id")});
    object["where_sighted_refs"] = Json::array({author_});
    extend(object, kAbout, {{"clients", finding_.clients}});
    return revised(std::move(object));
  }

  [[nodiscard]] Json note(const Json& indicator, const Json& infrastructure) const {
    Json object = begin("note");
    object["lang"] = "en";
    object["abstract"] = "Evidence: " + finding_title(finding_);
    object["content"] = finding_reasons(finding_);
    object["object_refs"] = Json::array({indicator.at("id"), infrastructure.at("id")});
    return revised(std::move(object));
  }

  // What the indicator says, in Japanese (STIX 2.1, section 7.1).
  [[nodiscard]] Json in_japanese(const Json& indicator) const {
    Json object = begin("language-content");
    object["object_ref"] = indicator.at("id");
    object["object_modified"] = indicator.at("modified");
    object["contents"]["ja"] = {{"name", finding_title_ja(finding_)},
                                {"description", finding_summary_ja(finding_)}};
    return revised(std::move(object));
  }

  void add_relationships(const Json& observed, const Json& infrastructure, const Json& indicator,
                         Objects& into) const {
    const auto id = [](const Json& object) { return text_of(object, "id"); };
    into.add(relationship("indicates", id(indicator), id(infrastructure), frame_));
    into.add(relationship("based-on", id(indicator), id(observed), frame_));
    for (const Json& one : term_.observables) {
      into.add(relationship("consists-of", id(infrastructure), id(one), frame_));
    }
  }

  [[nodiscard]] base::Micros last_seen() const { return frame_.modified; }

  const Finding& finding_;
  std::string author_;
  std::string name_;
  Frame frame_;
  Term term_;
};

}  // namespace

std::vector<std::string> stix_of(const Finding& finding, const Author& author) {
  Objects objects;
  Drawing(finding, author).draw(author, objects);
  return objects.take();
}

std::string bundle_of(const std::vector<Finding>& findings, const Author& author) {
  Objects objects;
  for (const Finding& finding : findings) Drawing(finding, author).draw(author, objects);
  std::string list;
  for (const std::string& one : objects.take()) list.append(list.empty() ? "" : ",\n").append(one);
  const std::string id = stix::own_id("bundle", list);
  // A bundle without objects has no such member (STIX 2.1, section 8).
  if (list.empty()) return fmt::format(R"({{"type":"bundle","id":"{}"}})", id);
  return fmt::format("{{\"type\":\"bundle\",\"id\":\"{}\",\"objects\":[\n{}\n]}}", id, list);
}

std::string finding_extension_id() { return extension_id(kAbout); }

Result<Finding> finding_of(std::string_view indicator_json) {
  const Json indicator = NOROSHI_TRY(parse_document(indicator_json).within("an indicator"));
  Json finding = part_of(extension_of(indicator, kAbout), "finding");
  if (!finding.is_object()) {
    return Error{Errc::NotFound,
                 fmt::format("{}: it carries no Finding: only indicators that Noroshi made of "
                             "Findings do",
                             text_of(indicator, "id"))};
  }
  // STIX knows no empty lists.
  if (!finding.contains("evidence")) finding["evidence"] = Json::array();
  return model::finding_from_json(dump(finding)).within(text_of(indicator, "id"));
}

}  // namespace noroshi::mapping
