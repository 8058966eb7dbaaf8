// Domain objects (section 4), relationship objects (5) and meta objects (7).

#include <array>

#include "intel/stix/types.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

namespace words = vocabulary;

constexpr Property kExternalReferenceProperties[] = {
    required(text("source_name")), text("description"), shaped("url", Shape::Url), hashes("hashes"),
    text("external_id"),
};
constexpr Record kExternalReference{"external-reference", kExternalReferenceProperties};

constexpr Property kGranularMarkingProperties[] = {
    shaped("lang", Shape::Language),
    reference("marking_ref", "marking-definition"),
    required(list(text("selectors"))),
};
constexpr Record kGranularMarking{"granular-marking", kGranularMarkingProperties};

constexpr Property kKillChainPhaseProperties[] = {
    required(text("kill_chain_name")),
    required(text("phase_name")),
};
constexpr Record kKillChainPhase{"kill-chain-phase", kKillChainPhaseProperties};
constexpr Property kKillChainPhases = list(record("kill_chain_phases", kKillChainPhase));

constexpr std::string_view kNoBundle = "!bundle";
constexpr std::string_view kEnds =
    "!relationship sighting bundle marking-definition language-content extension-definition";

constexpr Property kAttackPattern[] = {required(text("name")), text("description"),
                                       list(text("aliases")), kKillChainPhases};

constexpr Property kCampaign[] = {required(text("name")),    text("description"),
                                  list(text("aliases")),     timestamp_of("first_seen"),
                                  timestamp_of("last_seen"), text("objective")};

constexpr Property kCourseOfAction[] = {required(text("name")), text("description"),
                                        shaped("action", Shape::Reserved)};

constexpr Property kGrouping[] = {text("name"), text("description"),
                                  required(open("context", words::kGroupingContext)),
                                  required(list(reference("object_refs", kNoBundle)))};

constexpr Property kIdentity[] = {required(text("name")),
                                  text("description"),
                                  list(text("roles")),
                                  open("identity_class", words::kIdentityClass),
                                  list(open("sectors", words::kIndustrySector)),
                                  text("contact_information")};

constexpr Property kIncident[] = {required(text("name")), text("description")};

constexpr Property kIndicator[] = {text("name"),
                                   text("description"),
                                   list(open("indicator_types", words::kIndicatorType)),
                                   required(text("pattern")),
                                   required(open("pattern_type", words::kPatternType)),
                                   text("pattern_version"),
                                   required(timestamp_of("valid_from")),
                                   timestamp_of("valid_until"),
                                   kKillChainPhases};

constexpr Property kInfrastructure[] = {
    required(text("name")),
    text("description"),
    list(open("infrastructure_types", words::kInfrastructureType)),
    list(text("aliases")),
    kKillChainPhases,
    timestamp_of("first_seen"),
    timestamp_of("last_seen")};

constexpr Property kIntrusionSet[] = {
    required(text("name")),
    text("description"),
    list(text("aliases")),
    timestamp_of("first_seen"),
    timestamp_of("last_seen"),
    list(text("goals")),
    open("resource_level", words::kAttackResourceLevel),
    open("primary_motivation", words::kAttackMotivation),
    list(open("secondary_motivations", words::kAttackMotivation))};

constexpr Property kLocation[] = {text("name"),
                                  text("description"),
                                  numeric("latitude", Shape::Number, -90, 90),
                                  numeric("longitude", Shape::Number, -180, 180),
                                  shaped("precision", Shape::Number),
                                  open("region", words::kRegion),
                                  text("country"),
                                  text("administrative_area"),
                                  text("city"),
                                  text("street_address"),
                                  text("postal_code")};

constexpr Property kMalware[] = {
    text("name"),
    text("description"),
    list(open("malware_types", words::kMalwareType)),
    required(boolean("is_family")),
    list(text("aliases")),
    kKillChainPhases,
    timestamp_of("first_seen"),
    timestamp_of("last_seen"),
    list(reference("operating_system_refs", "software")),
    list(open("architecture_execution_envs", words::kProcessorArchitecture)),
    list(open("implementation_languages", words::kImplementationLanguage)),
    list(open("capabilities", words::kMalwareCapabilities)),
    list(reference("sample_refs", "artifact file"))};

constexpr Property kMalwareAnalysis[] = {required(text("product")),
                                         text("version"),
                                         reference("host_vm_ref", "software"),
                                         reference("operating_system_ref", "software"),
                                         list(reference("installed_software_refs", "software")),
                                         text("configuration_version"),
                                         list(text("modules")),
                                         text("analysis_engine_version"),
                                         text("analysis_definition_version"),
                                         timestamp_of("submitted"),
                                         timestamp_of("analysis_started"),
                                         timestamp_of("analysis_ended"),
                                         text("result_name"),
                                         open("result", words::kMalwareResult),
                                         list(reference("analysis_sco_refs", kNoBundle)),
                                         reference("sample_ref", "artifact file network-traffic")};

constexpr Property kNote[] = {text("abstract"), required(text("content")), list(text("authors")),
                              required(list(reference("object_refs", kNoBundle)))};

constexpr Property kObservedData[] = {
    required(timestamp_of("first_observed")), required(timestamp_of("last_observed")),
    required(integer("number_observed", 1, 999'999'999)), deprecated(shaped("objects", Shape::Any)),
    // Section 4.14: observables and relationship objects.
    list(reference("object_refs",
                   "!attack-pattern campaign course-of-action grouping identity incident indicator "
                   "infrastructure intrusion-set location malware-analysis malware note "
                   "observed-data opinion report threat-actor tool vulnerability bundle "
                   "marking-definition language-content extension-definition"))};

constexpr Property kOpinion[] = {text("explanation"), list(text("authors")),
                                 required(closed("opinion", words::kOpinion)),
                                 required(list(reference("object_refs", kNoBundle)))};

constexpr Property kReport[] = {
    required(text("name")), text("description"), list(open("report_types", words::kReportType)),
    required(timestamp_of("published")), required(list(reference("object_refs", kNoBundle)))};

constexpr Property kThreatActor[] = {required(text("name")),
                                     text("description"),
                                     list(open("threat_actor_types", words::kThreatActorType)),
                                     list(text("aliases")),
                                     timestamp_of("first_seen"),
                                     timestamp_of("last_seen"),
                                     list(open("roles", words::kThreatActorRole)),
                                     list(text("goals")),
                                     open("sophistication", words::kThreatActorSophistication),
                                     open("resource_level", words::kAttackResourceLevel),
                                     open("primary_motivation", words::kAttackMotivation),
                                     list(open("secondary_motivations", words::kAttackMotivation)),
                                     list(open("personal_motivations", words::kAttackMotivation))};

constexpr Property kTool[] = {
    required(text("name")), text("description"), list(open("tool_types", words::kToolType)),
    list(text("aliases")),  kKillChainPhases,    text("tool_version")};

constexpr Property kVulnerability[] = {required(text("name")), text("description")};

constexpr Property kRelationship[] = {required(text("relationship_type")),
                                      text("description"),
                                      required(reference("source_ref", kEnds)),
                                      required(reference("target_ref", kEnds)),
                                      timestamp_of("start_time"),
                                      timestamp_of("stop_time")};

constexpr Property kSighting[] = {text("description"),
                                  timestamp_of("first_seen"),
                                  timestamp_of("last_seen"),
                                  integer("count", 0, 999'999'999),
                                  required(reference("sighting_of_ref", kEnds)),
                                  list(reference("observed_data_refs", "observed-data")),
                                  list(reference("where_sighted_refs", "identity location")),
                                  boolean("summary")};

constexpr Property kMarkingDefinition[] = {text("name"), text("definition_type"),
                                           shaped("definition", Shape::Any)};

constexpr Property kLanguageContent[] = {
    required(reference("object_ref", "!bundle language-content")), timestamp_of("object_modified"),
    required(dictionary("contents"))};

constexpr Property kExtensionDefinition[] = {
    required(text("name")),
    text("description"),
    required(text("schema")),
    required(text("version")),
    required(list(closed("extension_types", words::kExtensionType))),
    list(text("extension_properties"))};

constexpr std::array<Type, 24> kTypes{{
    {"attack-pattern", Family::Domain, kAttackPattern},
    {"campaign", Family::Domain, kCampaign},
    {"course-of-action", Family::Domain, kCourseOfAction},
    {"grouping", Family::Domain, kGrouping},
    {"identity", Family::Domain, kIdentity},
    {"incident", Family::Domain, kIncident},
    {"indicator", Family::Domain, kIndicator},
    {"infrastructure", Family::Domain, kInfrastructure},
    {"intrusion-set", Family::Domain, kIntrusionSet},
    {"location", Family::Domain, kLocation},
    {"malware", Family::Domain, kMalware},
    {"malware-analysis", Family::Domain, kMalwareAnalysis},
    {"note", Family::Domain, kNote},
    {"observed-data", Family::Domain, kObservedData},
    {"opinion", Family::Domain, kOpinion},
    {"report", Family::Domain, kReport},
    {"threat-actor", Family::Domain, kThreatActor},
    {"tool", Family::Domain, kTool},
    {"vulnerability", Family::Domain, kVulnerability},
    {"relationship", Family::Relationship, kRelationship},
    {"sighting", Family::Relationship, kSighting},
    {"marking-definition", Family::Meta, kMarkingDefinition},
    {"language-content", Family::Meta, kLanguageContent},
    {"extension-definition", Family::Meta, kExtensionDefinition},
}};

// Section 3.2.  created_by_ref leads to an identity; the checker warns of others, since the
// standard's own test files lead elsewhere.
constexpr Property kCore[] = {required(text("type")),
                              required(closed("spec_version", "2.0 2.1")),
                              required(reference("id")),
                              reference("created_by_ref"),
                              required(shaped("created", Shape::Millis)),
                              required(shaped("modified", Shape::Millis)),
                              boolean("revoked"),
                              list(text("labels")),
                              integer("confidence", 0, 100),
                              shaped("lang", Shape::Language),
                              list(record("external_references", kExternalReference)),
                              list(reference("object_marking_refs", "marking-definition")),
                              list(record("granular_markings", kGranularMarking)),
                              shaped("extensions", Shape::Extensions),
                              shaped("defanged", Shape::Reserved)};

constexpr Property kObservableCore[] = {
    required(text("type")),
    required(reference("id")),
    closed("spec_version", "2.0 2.1"),
    list(reference("object_marking_refs", "marking-definition")),
    list(record("granular_markings", kGranularMarking)),
    shaped("extensions", Shape::Extensions),
    boolean("defanged")};

constexpr Property kMarkingCore[] = {required(text("type")),
                                     required(closed("spec_version", "2.0 2.1")),
                                     required(reference("id")),
                                     reference("created_by_ref"),
                                     required(timestamp_of("created")),
                                     list(record("external_references", kExternalReference)),
                                     list(reference("object_marking_refs", "marking-definition")),
                                     list(record("granular_markings", kGranularMarking)),
                                     shaped("extensions", Shape::Extensions),
                                     shaped("defanged", Shape::Reserved)};

}  // namespace

std::span<const Type> domain_types() { return kTypes; }

Properties common_properties(const Type* type, bool like_observable) {
  if (like_observable) return kObservableCore;
  if (type != nullptr && type->name == "marking-definition") return kMarkingCore;
  return kCore;
}

}  // namespace noroshi::stix
