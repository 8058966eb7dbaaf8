// For each rule an object that keeps it and one that breaks it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "intel/stix/object.hpp"

namespace noroshi::stix {
namespace {

constexpr std::string_view kUuid = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";

bool is_observable(std::string_view type) {
  for (const std::string_view other :
       {"artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message",
        "file", "ipv4-addr", "ipv6-addr", "mac-addr", "mutex", "network-traffic", "process",
        "software", "url", "user-account", "windows-registry-key", "x509-certificate"}) {
    if (type == other) return true;
  }
  return false;
}

/// An object of the type with what all such objects have, and `rest`.
std::string object_of(std::string_view type, std::string_view rest) {
  std::string text = R"({"type":")" + std::string(type) + R"(","spec_version":"2.1","id":")" +
                     std::string(type) + "--" + std::string(kUuid) + '"';
  if (!is_observable(type)) {
    text += R"(,"created":"2026-01-02T03:04:05.678Z")";
    if (type != "marking-definition") text += R"(,"modified":"2026-01-02T03:04:05.678Z")";
  }
  return text + (rest.empty() ? "" : ",") + std::string(rest) + "}";
}

std::vector<Complaint> complaints_about(const std::string& json, const Policy& policy = {}) {
  std::vector<Complaint> complaints;
  read_object(json, "object", policy, complaints);
  return complaints;
}

std::string told(const std::vector<Complaint>& complaints) {
  std::string text;
  for (const auto& complaint : complaints) text += to_string(complaint) + '\n';
  return text;
}

bool has_errors(const std::vector<Complaint>& complaints) {
  for (const auto& complaint : complaints) {
    if (complaint.weight == Weight::Error) return true;
  }
  return false;
}

struct Sound {
  const char* type;
  const char* rest;
};

constexpr Sound kSound[] = {
    {"attack-pattern",
     R"("name":"n","aliases":["a"],"kill_chain_phases":[{"kill_chain_name":"k","phase_name":"p"}])"},
    {"campaign",
     R"("name":"n","first_seen":"2026-01-01T00:00:00Z","last_seen":"2026-01-01T00:00:00Z","objective":"o")"},
    {"course-of-action", R"("name":"n","description":"d")"},
    {"grouping",
     R"("context":"unspecified","object_refs":["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])"},
    {"identity",
     R"("name":"n","identity_class":"organization","sectors":["energy"],"roles":["r"],"contact_information":"c")"},
    {"incident", R"("name":"n")"},
    {"indicator",
     R"("pattern":"[file:name='x']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-01-01T00:00:00.000001Z","indicator_types":["benign"],"confidence":100,"lang":"ja","labels":["l"],"revoked":false)"},
    {"infrastructure", R"("name":"n","infrastructure_types":["botnet"])"},
    {"intrusion-set",
     R"("name":"n","goals":["g"],"resource_level":"team","primary_motivation":"revenge","secondary_motivations":["coercion"])"},
    {"location", R"("region":"eastern-asia")"},
    {"location", R"("latitude":35.68,"longitude":139.69,"precision":1000.5)"},
    {"location", R"("country":"JP","city":"Tokyo","postal_code":"100-0001")"},
    {"malware",
     R"("is_family":true,"name":"n","malware_types":["bot"],"capabilities":["evades-av"],"implementation_languages":["c++"],"architecture_execution_envs":["x86"],"sample_refs":["file--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])"},
    {"malware", R"("is_family":false)"},
    {"malware-analysis",
     R"("product":"p","result":"benign","host_vm_ref":"software--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f")"},
    {"note",
     R"("content":"c","object_refs":["identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"],"authors":["a"])"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"object_refs":["url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"objects":{"0":{"type":"ipv4-addr","value":"192.0.2.1"},"1":{"type":"network-traffic","src_ref":"0","protocols":["tcp"]}})"},
    {"opinion",
     R"("opinion":"agree","object_refs":["identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])"},
    {"report",
     R"("name":"n","published":"2026-01-01T00:00:00Z","report_types":["malware"],"object_refs":["identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])"},
    {"threat-actor",
     R"("name":"n","threat_actor_types":["spy"],"roles":["agent"],"sophistication":"expert")"},
    {"tool", R"("name":"n","tool_types":["exploitation"],"tool_version":"1")"},
    {"vulnerability",
     R"("name":"n","external_references":[{"source_name":"cve","external_id":"CVE-2024-12345"}])"},
    {"relationship",
     R"("relationship_type":"related-to","source_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","target_ref":"url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","start_time":"2026-01-01T00:00:00Z","stop_time":"2026-01-02T00:00:00Z")"},
    {"sighting",
     R"("sighting_of_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","count":0,"summary":true,"where_sighted_refs":["location--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])"},
    {"marking-definition", R"("definition_type":"statement","definition":{"statement":"s"})"},
    {"language-content",
     R"("object_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"ja":{"name":"道具","aliases":["甲",""]}})"},
    {"extension-definition",
     R"("created_by_ref":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","name":"n","schema":"s","version":"1.0.0","extension_types":["toplevel-property-extension"],"extension_properties":["rank"])"},
    {"artifact", R"("payload_bin":"AAAA","mime_type":"text/plain")"},
    {"artifact",
     R"("url":"https://example.com/a","hashes":{"MD5":"66e2ea40dc71d5ba701574ea215a81f1"},"encryption_algorithm":"mime-type-indicated","decryption_key":"infected")"},
    {"autonomous-system", R"("number":64496)"},
    {"directory",
     R"("path":"/tmp","path_enc":"utf-8","contains_refs":["file--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])"},
    {"domain-name", R"("value":"xn--exmple-cua.example")"},
    {"email-addr",
     R"("value":"a.b+c@example.com","belongs_to_ref":"user-account--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f")"},
    {"email-message",
     R"("is_multipart":false,"body":"b","additional_header_fields":{"X-Mailer":["a","b"],"Reply-To":"x"})"},
    {"email-message",
     R"("is_multipart":true,"body_multipart":[{"body":"b","content_type":"text/plain"}])"},
    {"file",
     R"("name":"n","size":0,"magic_number_hex":"ffd8","extensions":{"pdf-ext":{"version":"1.7","document_info_dict":{"Title":"t"}},"ntfs-ext":{"sid":"1"},"raster-image-ext":{"exif_tags":{"Make":"m","XResolution":4}},"archive-ext":{"contains_refs":["file--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"]},"windows-pebinary-ext":{"pe_type":"exe","time_date_stamp":"2016-01-22T12:31:12Z","sections":[{"name":"CODE","entropy":0.06}],"optional_header":{"magic_hex":"010b"}}})"},
    {"ipv4-addr", R"("value":"192.0.2.0/24")"},
    {"ipv6-addr", R"("value":"2001:0db8::/96")"},
    {"mac-addr", R"("value":"00:00:5e:00:53:af")"},
    {"mutex", R"("name":"m")"},
    {"network-traffic",
     R"("protocols":["ipv4","tcp"],"src_ref":"ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","dst_port":65535,"ipfix":{"minimumIpTotalLength":32},"extensions":{"http-request-ext":{"request_method":"get","request_value":"/","request_header":{"Host":["example.com"]}},"tcp-ext":{"src_flags_hex":"00000002"},"icmp-ext":{"icmp_type_hex":"08","icmp_code_hex":"00"},"socket-ext":{"address_family":"AF_INET","options":{"SO_KEEPALIVE":1}}})"},
    {"process",
     R"("pid":1,"environment_variables":{"PATH":"/bin"},"extensions":{"windows-service-ext":{"service_status":"SERVICE_RUNNING"},"windows-process-ext":{"integrity_level":"low"}})"},
    {"software",
     R"("name":"n","cpe":"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*","languages":["ja","en-GB"])"},
    {"url", R"("value":"https://example.com/?q=1#f")"},
    {"user-account",
     R"("user_id":"1","account_type":"unix","extensions":{"unix-account-ext":{"gid":1001}})"},
    {"windows-registry-key",
     R"("key":"hkey_local_machine\\system","values":[{"name":"","data":"d","data_type":"REG_SZ"}])"},
    {"x509-certificate",
     R"("issuer":"i","x509_v3_extensions":{"key_usage":"critical"},"hashes":{"SHA-1":"da39a3ee5e6b4b0d3255bfef95601890afd80709"})"},
    {"x-example-thing", R"("anything":{"at":["all"]})"},
    {"tool",
     R"("name":"n","external_references":[{"source_name":"s","description":"d"}],"granular_markings":[{"selectors":["external_references.[0].source_name","name"],"lang":"en"}])"},
    {"tool",
     R"("name":"n","rank":5,"extensions":{"extension-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f":{"extension_type":"toplevel-property-extension"}})"},
    {"tool",
     R"("name":"n","object_marking_refs":["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],"created_by_ref":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")"},
};

TEST(Check, SoundObjectsOfEveryTypeAreAccepted) {
  for (const auto& row : kSound) {
    const auto json = object_of(row.type, row.rest);
    const auto complaints = complaints_about(json);
    EXPECT_FALSE(has_errors(complaints)) << json << '\n' << told(complaints);
  }
}

struct Broken {
  const char* type;
  const char* rest;
  const char* property;
  const char* rule;
};

constexpr Broken kBroken[] = {
    {"tool", R"("description":"d")", "/name", "required"},
    {"tool", R"("name":7)", "/name", "type"},
    {"tool", R"("name":null)", "/name", "type"},
    {"tool", R"("name":"n","aliases":"a")", "/aliases", "type"},
    {"tool", R"("name":"n","aliases":[])", "/aliases", "empty"},
    {"tool", R"("name":"n","aliases":["a",7])", "/aliases/1", "type"},
    {"tool", R"("name":"n","labels":[])", "/labels", "empty"},
    {"tool", R"("name":"n","revoked":"true")", "/revoked", "type"},
    {"tool", R"("name":"n","confidence":101)", "/confidence", "range"},
    {"tool", R"("name":"n","confidence":-1)", "/confidence", "range"},
    {"tool", R"("name":"n","confidence":5.5)", "/confidence", "type"},
    {"tool", R"("name":"n","lang":"not a language")", "/lang", "language"},
    {"tool", R"("name":"n","defanged":true)", "/defanged", "reserved"},
    {"tool", R"("name":"n","severity":1)", "/severity", "reserved"},
    {"tool", R"("name":"n","username":"u")", "/username", "reserved"},
    {"tool", R"("name":"n","my_property!":1)", "/my_property!", "property-name"},
    {"tool", R"("name":"n","xy":1)", "/xy", "property-name"},
    {"tool", R"("name":"n","Custom":1)", "/Custom", "property-name"},
    {"tool", R"("name":"n","1abc":1)", "/1abc", "property-name"},
    {"tool", R"("name":"n","x_list":[])", "/x_list", "empty"},
    {"tool", R"("name":"n","x_nothing":null)", "/x_nothing", "null"},
    {"tool", R"("name":"n","x_some_hex":"abc")", "/x_some_hex", "hex"},
    {"tool", R"("name":"n","x_some_bin":"abc")", "/x_some_bin", "binary"},
    {"tool", R"("name":"n","name":"m")", "/name", "duplicate-key"},
    {"tool", R"("name":"n","x_deep":{"a":1,"a":2})", "/x_deep/a", "duplicate-key"},
    {"tool", R"("name":"\ud800")", "/name", "unicode"},
    {"tool", R"("name":"n","x_big":1e999)", "/x_big", "number"},
    {"tool", R"("name":"n","created_by_ref":"acme")", "/created_by_ref", "identifier"},
    {"tool",
     R"("name":"n","object_marking_refs":["identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])",
     "/object_marking_refs/0", "reference"},
    {"tool", R"("name":"n","external_references":[{"source_name":"s"}])", "/external_references/0",
     "at-least-one"},
    {"tool", R"("name":"n","external_references":[{"description":"d"}])",
     "/external_references/0/source_name", "required"},
    {"tool", R"("name":"n","external_references":[{"source_name":"cve","external_id":"2024-1"}])",
     "/external_references/0/external_id", "external-id"},
    {"tool", R"("name":"n","kill_chain_phases":[{"phase_name":"p"}])",
     "/kill_chain_phases/0/kill_chain_name", "required"},
    {"tool", R"("name":"n","granular_markings":[{"selectors":["description"],"lang":"en"}])",
     "/granular_markings/0/selectors/0", "selector"},
    {"tool", R"("name":"n","granular_markings":[{"selectors":["name.[0]"],"lang":"en"}])",
     "/granular_markings/0/selectors/0", "selector"},
    {"tool", R"("name":"n","granular_markings":[{"selectors":["name"]}])", "/granular_markings/0",
     "at-least-one"},
    {"tool",
     R"("name":"n","granular_markings":[{"selectors":["name"],"lang":"en","marking_ref":"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"}])",
     "/granular_markings/0/lang", "exclusive"},
    {"tool",
     R"("name":"n","granular_markings":[{"selectors":["name"],"marking_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}])",
     "/granular_markings/0/marking_ref", "reference"},
    {"tool", R"("name":"n","extensions":{})", "/extensions", "empty"},
    {"tool",
     R"("name":"n","extensions":{"extension-definition--1":{"extension_type":"property-extension"}})",
     "/extensions/extension-definition--1", "identifier"},
    {"tool",
     R"("name":"n","extensions":{"extension-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f":{"rank":1}})",
     "/extensions/extension-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f/extension_type",
     "required"},
    {"tool",
     R"("name":"n","extensions":{"extension-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f":{"extension_type":"other"}})",
     "/extensions/extension-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f/extension_type",
     "enum"},
    {"tool", R"("name":"n","extensions":{"x-ext":7})", "/extensions/x-ext", "type"},
    {"campaign",
     R"("name":"n","first_seen":"2026-01-02T00:00:00Z","last_seen":"2026-01-01T00:00:00Z")",
     "/last_seen", "order"},
    {"campaign", R"("name":"n","first_seen":"2026-02-30T00:00:00Z")", "/first_seen", "timestamp"},
    {"campaign", R"("name":"n","first_seen":"2026-01-01T00:00:00+00:00")", "/first_seen",
     "timestamp"},
    {"course-of-action", R"("name":"n","action":"a")", "/action", "reserved"},
    {"grouping", R"("context":"unspecified","object_refs":[])", "/object_refs", "empty"},
    {"indicator",
     R"("pattern":"p","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-01-01T00:00:00.000Z")",
     "/valid_until", "order"},
    {"indicator", R"("pattern":"p","valid_from":"2026-01-01T00:00:00Z")", "/pattern_type",
     "required"},
    {"location", R"("name":"n")", "", "at-least-one"},
    {"location", R"("country":"JP","latitude":1)", "/latitude", "depends"},
    {"location", R"("country":"JP","precision":1)", "/precision", "depends"},
    {"location", R"("latitude":91,"longitude":0)", "/latitude", "range"},
    {"malware", R"("is_family":true)", "", "depends"},
    {"malware", R"("name":"n")", "/is_family", "required"},
    {"malware", R"("is_family":false,"sample_refs":["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])",
     "/sample_refs/0", "reference"},
    {"malware-analysis", R"("product":"p")", "", "at-least-one"},
    {"malware-analysis",
     R"("product":"p","result":"benign","sample_ref":"url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f")",
     "/sample_ref", "reference"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":0,"object_refs":["url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])",
     "/number_observed", "range"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1)",
     "", "at-least-one"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"object_refs":["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])",
     "/object_refs/0", "reference"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"objects":{"0":{"type":"network-traffic","src_ref":"9","protocols":["tcp"]}})",
     "/objects/0/src_ref", "reference"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"objects":{"0":{"value":"x"}})",
     "/objects/0", "type"},
    {"observed-data",
     R"("first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z","number_observed":1,"objects":{"0":{"type":"url","value":"x:y"}},"object_refs":["url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])",
     "/object_refs", "exclusive"},
    {"opinion", R"("opinion":"maybe","object_refs":["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])",
     "/opinion", "enum"},
    {"relationship",
     R"("relationship_type":"Uses It","source_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","target_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")",
     "/relationship_type", "relationship-type"},
    {"relationship",
     R"("relationship_type":"uses","source_ref":"relationship--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","target_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")",
     "/source_ref", "reference"},
    {"relationship",
     R"("relationship_type":"uses","source_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","target_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","start_time":"2026-01-01T00:00:00Z","stop_time":"2026-01-01T00:00:00Z")",
     "/stop_time", "order"},
    {"sighting",
     R"("sighting_of_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","count":1000000000)",
     "/count", "range"},
    {"sighting",
     R"("sighting_of_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","where_sighted_refs":["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])",
     "/where_sighted_refs/0", "reference"},
    {"marking-definition", R"("name":"n")", "/definition_type", "required"},
    {"marking-definition", R"("definition_type":"statement","definition":{"text":"s"})",
     "/definition/statement", "required"},
    {"marking-definition", R"("definition_type":"tlp","definition":{"tlp":"green"})", "/id", "tlp"},
    {"marking-definition",
     R"("name":"TLP:RED","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"red"}})",
     "/id", "tlp"},
    {"marking-definition",
     R"("definition_type":"statement","definition":{"statement":"s"},"object_marking_refs":["marking-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"])",
     "/object_marking_refs/0", "circular"},
    {"marking-definition",
     R"("definition_type":"statement","definition":{"statement":"s"},"granular_markings":[{"selectors":["id"],"marking_ref":"marking-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}])",
     "/granular_markings/0/marking_ref", "circular"},
    {"language-content",
     R"("object_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"no-language-at-all-here":{"name":"x"}})",
     "", ""},
    {"language-content",
     R"("object_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"e":{"name":"x"}})",
     "/contents/e", "language"},
    {"language-content",
     R"("object_ref":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"en":{"name":"x"}})",
     "/object_ref", "reference"},
    {"language-content",
     R"("object_ref":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","contents":{"en":"x"})",
     "/contents/en", "type"},
    {"extension-definition",
     R"("name":"n","schema":"s","version":"1","extension_types":["new-sdo"])", "/created_by_ref",
     "required"},
    {"extension-definition",
     R"("created_by_ref":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","name":"n","schema":"s","version":"1","extension_types":["something"])",
     "/extension_types/0", "enum"},
    {"extension-definition",
     R"("created_by_ref":"identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","name":"n","schema":"s","version":"1","extension_types":["new-sdo"],"extension_properties":["rank"])",
     "/extension_properties", "depends"},
    {"artifact", R"("mime_type":"text/plain")", "", "at-least-one"},
    {"artifact",
     R"("payload_bin":"AAAA","url":"x:y","hashes":{"MD5":"66e2ea40dc71d5ba701574ea215a81f1"})",
     "/url", "exclusive"},
    {"artifact", R"("url":"x:y")", "/url", "depends"},
    {"artifact", R"("payload_bin":"AAAA","decryption_key":"k")", "/decryption_key", "depends"},
    {"artifact", R"("payload_bin":"AAA")", "/payload_bin", "binary"},
    {"artifact", R"("payload_bin":"AAAA","mime_type":"zip")", "/mime_type", "mime-type"},
    {"artifact", R"("payload_bin":"AAAA","encryption_algorithm":"rot13")", "/encryption_algorithm",
     "enum"},
    {"autonomous-system", R"("number":"64496")", "/number", "type"},
    {"autonomous-system", R"("number":9007199254740991)", "", ""},
    {"autonomous-system", R"("number":9007199254740993)", "/number", "range"},
    {"domain-name", R"("value":"no domain")", "/value", "domain-name"},
    {"domain-name", R"("value":"example..com")", "/value", "domain-name"},
    {"domain-name",
     R"("value":"example.com","resolves_to_refs":["url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])",
     "/resolves_to_refs/0", "reference"},
    {"email-addr", R"("value":"example.com")", "/value", "email-addr"},
    {"email-message", R"("is_multipart":true,"body":"b")", "/body", "exclusive"},
    {"email-message", R"("is_multipart":false,"body_multipart":[{"body":"b"}])", "/body_multipart",
     "exclusive"},
    {"email-message", R"("is_multipart":true,"body_multipart":[{"content_type":"text/plain"}])",
     "/body_multipart/0", "at-least-one"},
    {"file", R"("size":1)", "", "at-least-one"},
    {"file", R"("name":"n","size":-1)", "/size", "range"},
    {"file", R"("hashes":{"MD5":"66e2ea40dc71d5ba701574ea215a81f1"},"name_enc":"utf-8")",
     "/name_enc", "depends"},
    {"file", R"("hashes":{"MD5":"abc"})", "/hashes/MD5", "hash"},
    {"file", R"("hashes":{"M5":"abc"})", "/hashes/M5", "key"},
    {"file", R"("hashes":{"SHA-256":7})", "/hashes/SHA-256", "type"},
    {"file", R"("name":"n","magic_number_hex":"abc")", "/magic_number_hex", "hex"},
    {"file", R"("name":"n","extensions":{"archive-ext":{"comment":"c"}})",
     "/extensions/archive-ext/contains_refs", "required"},
    {"file", R"("name":"n","extensions":{"ntfs-ext":{"x_a":"b"}})", "/extensions/ntfs-ext",
     "at-least-one"},
    {"file",
     R"("name":"n","extensions":{"windows-pebinary-ext":{"pe_type":"exe","time_date_stamp":"2016-01-22T12:31:12.5Z"}})",
     "/extensions/windows-pebinary-ext/time_date_stamp", "precision"},
    {"file",
     R"("name":"n","extensions":{"windows-pebinary-ext":{"pe_type":"exe","optional_header":{}}})",
     "/extensions/windows-pebinary-ext/optional_header", "empty"},
    {"ipv4-addr", R"("value":"192.0.2.256")", "/value", "ipv4"},
    {"ipv4-addr", R"("value":"192.0.2.0/33")", "/value", "ipv4"},
    {"ipv4-addr", R"("value":"2001:db8::1")", "/value", "ipv4"},
    {"ipv6-addr", R"("value":"192.0.2.1")", "/value", "ipv6"},
    {"ipv6-addr", R"("value":"2001:db8::/129")", "/value", "ipv6"},
    {"mac-addr", R"("value":"00-00-5E-00-53-AF")", "/value", "mac-addr"},
    {"network-traffic", R"("protocols":["tcp"])", "", "at-least-one"},
    {"network-traffic", R"("protocols":["tcp"],"src_ref":"192.0.2.1")", "/src_ref", "identifier"},
    {"network-traffic", R"("protocols":["tcp"],"src_ref":"url--1")", "/src_ref", "identifier"},
    {"network-traffic",
     R"("protocols":["tcp"],"src_ref":"ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","dst_port":65536)",
     "/dst_port", "range"},
    {"network-traffic",
     R"("protocols":["tcp"],"src_ref":"ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","is_active":true,"end":"2026-01-01T00:00:00Z")",
     "/end", "exclusive"},
    {"network-traffic",
     R"("protocols":["tcp"],"src_ref":"url--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f")", "/src_ref",
     "reference"},
    {"network-traffic",
     R"("protocols":["tcp"],"src_ref":"ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","extensions":{"http-request-ext":{"request_method":"get","request_value":"/","request_header":{"Host":"h"}}})",
     "/extensions/http-request-ext/request_header/Host", "type"},
    {"network-traffic",
     R"("protocols":["tcp"],"src_ref":"ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","extensions":{"socket-ext":{"address_family":"INET"}})",
     "/extensions/socket-ext/address_family", "enum"},
    {"process", R"("x_only":"custom")", "", "at-least-one"},
    {"process", R"("environment_variables":{"a b":"c"})", "/environment_variables/a b", "key"},
    {"software", R"("name":"n","cpe":"cpe:/a:x")", "/cpe", "cpe"},
    {"software", R"("name":"n","languages":["日本語"])", "/languages/0", "language"},
    {"url", R"("value":"example.com/x")", "/value", "url"},
    {"windows-registry-key", R"("key":"HKLM\\Software")", "/key", "registry-hive"},
    {"windows-registry-key", R"("values":[{"data_type":"SZ"}])", "/values/0/data_type", "enum"},
    {"x509-certificate", R"("x509_v3_extensions":{"x_a":"b"})", "/x509_v3_extensions",
     "at-least-one"},
    {"action", R"("name":"n")", "/type", "reserved"},
};

TEST(Check, EachBrokenRuleIsNamedWithItsPlace) {
  for (const auto& row : kBroken) {
    const auto json = object_of(row.type, row.rest);
    const auto complaints = complaints_about(json);
    if (*row.rule == '\0') {  // looks broken and is not
      EXPECT_FALSE(has_errors(complaints)) << json << '\n' << told(complaints);
      continue;
    }
    EXPECT_THAT(complaints,
                testing::Contains(testing::AllOf(
                    testing::Field(&Complaint::property, row.property),
                    testing::Field(&Complaint::rule, row.rule),
                    testing::Field(&Complaint::weight, Weight::Error),
                    testing::Field(&Complaint::object, testing::Not(testing::IsEmpty())))))
        << json << '\n'
        << told(complaints);
  }
}

struct Warned {
  const char* type;
  const char* rest;
  const char* rule;
};

constexpr Warned kWarned[] = {
    {"network-traffic",
     R"("protocols":["tcp"],"src_ref":"ipv4-addr--e42c19c8-f9fe-5ae9-9fc8-22c398f78fb")",
     "identifier"},
    {"tool", R"("name":"n","tool_types":["hammer"])", "vocabulary"},
    {"tool", R"("name":"n","foo":"bar")", "custom-property"},
    {"tool", R"("name":"n","x_acme_foo":"bar")", "custom-property"},
    {"tool", R"("name":"n","created_by_ref":"source--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")",
     "reference"},
    {"tool", R"("name":"n","kill_chain_phases":[{"kill_chain_name":"My Chain","phase_name":"p"}])",
     "kill-chain"},
    {"tool",
     R"("name":"n","external_references":[{"source_name":"NVD","external_id":"CVE-2024-12345"}])",
     "external-id"},
    {"x-example-thing", R"("anything":1)", "custom-type"},
    {"file", R"("name":"n","hashes":{"ssdeep":"3:a:b"})", "vocabulary"},
    {"file", R"("name":"n","magic_number_hex":"FFD8")", "hex"},
    {"file", R"("name":"n","extensions":{"x-acme-ext":{"a":"b"}})", "custom-extension"},
    {"domain-name",
     R"("value":"example.com","resolves_to_refs":["ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"])",
     "deprecated"},
    {"domain-name", R"("value":"example.com")", "uuid-version"},
    {"marking-definition", R"("definition_type":"iep","definition":{"a":"b"})", "vocabulary"},
};

TEST(Check, RecommendationsAreWarnings) {
  for (const auto& row : kWarned) {
    const auto json = object_of(row.type, row.rest);
    const auto complaints = complaints_about(json);
    EXPECT_FALSE(has_errors(complaints)) << json << '\n' << told(complaints);
    EXPECT_THAT(complaints, testing::Contains(testing::Field(&Complaint::rule, row.rule))) << json;
  }
}

TEST(Check, WithoutTypeOrIdThereIsNothingToKeep) {
  const Policy lenient{.strict = false};
  for (const auto* json :
       {R"({"id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})", R"({"type":"tool"})",
        R"({"type":"tool","id":"tool--8e2e2d2b"})",
        R"({"type":7,"id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
        R"({"type":"tool","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
        R"({"type":"to","id":"to--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
        R"({"type":"corpo_ration","id":"corpo_ration--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})",
        R"({"type":"x--y","id":"x--y--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})", "[]", "7"}) {
    EXPECT_TRUE(has_errors(complaints_about(json, lenient))) << json;
  }
}

TEST(Check, LenientPolicyKeepsWhatBreaksContentRules) {
  std::vector<Complaint> complaints;
  const auto object = read_object(object_of("tool", R"("confidence":101)"), "object",
                                  {.strict = false}, complaints);
  ASSERT_TRUE(object);
  EXPECT_THAT(complaints, testing::SizeIs(2));
  EXPECT_FALSE(has_errors(complaints));
}

TEST(Check, CommunityMayRefuseCustomContent) {
  const Policy plain{.allow_custom = false};
  EXPECT_TRUE(has_errors(complaints_about(object_of("tool", R"("name":"n","x_a_b":1)"), plain)));
  EXPECT_TRUE(has_errors(complaints_about(object_of("x-thing", R"("name":"n")"), plain)));
  EXPECT_FALSE(has_errors(complaints_about(object_of("tool", R"("name":"n")"), plain)));
  // Content that an extension defines is of the standard (section 7.3).
  EXPECT_FALSE(has_errors(complaints_about(
      object_of(
          "my-thing",
          R"("name":"n","extensions":{"extension-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f":{"extension_type":"new-sdo"}})"),
      plain)));
}

TEST(Check, CustomObjectsNeedTheCommonProperties) {
  const std::string head =
      R"({"type":"x-a-b","spec_version":"2.1","id":"x-a-b--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")";
  EXPECT_TRUE(has_errors(complaints_about(head + R"(,"created":"2026-01-02T03:04:05.678Z"})")));
  EXPECT_TRUE(has_errors(complaints_about(head + R"(,"modified":"2026-01-02T03:04:05.678Z"})")));
  EXPECT_FALSE(has_errors(complaints_about(head + "}")));  // as an observable
}

TEST(Check, TimesOfVersionsNeedThreeDecimals) {
  const std::string head =
      R"({"type":"tool","spec_version":"2.1","name":"n","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f")";
  const auto with = [&](const std::string& created, const std::string& modified) {
    return complaints_about(head + R"(,"created":")" + created + R"(","modified":")" + modified +
                            "\"}");
  };
  EXPECT_FALSE(has_errors(with("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678901Z")));
  EXPECT_TRUE(has_errors(with("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678Z")));
  EXPECT_TRUE(has_errors(with("2026-01-02T03:04:05.67Z", "2026-01-02T03:04:05.678Z")));
  EXPECT_TRUE(has_errors(with("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.677Z")));
  EXPECT_TRUE(has_errors(with("2026-01-02T03:04:05.1234569Z", "2026-01-02T03:04:05.1234568Z")));
}

TEST(Check, FixedDefinitionsOfTlpAreAccepted) {
  for (
      const auto* json :
      {R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","name":"TLP:RED","definition":{"tlp":"red"}})",
       R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003","created":"2022-10-01T00:00:00.000Z","name":"TLP:AMBER+STRICT","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"amber+strict"}}})"}) {
    EXPECT_THAT(complaints_about(json), testing::IsEmpty()) << json;
  }
}

TEST(Check, FixedDefinitionsOfTlpCannotBeBent) {
  for (
      const auto* json :
      {R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","name":"TLP:RED","definition":{"tlp":"white"}})",
       R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","created":"2018-01-20T00:00:00.000Z","definition_type":"tlp","name":"TLP:RED","definition":{"tlp":"red"}})",
       R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","created":"2017-01-20T00:00:00.000Z","definition_type":"tlp","name":"TLP:GREEN","definition":{"tlp":"red"}})",
       R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed","created":"2017-01-20T00:00:00.000Z","definition_type":"statement","definition":{"statement":"red, I swear"}})",
       R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","created":"2022-10-01T00:00:00.000Z","definition_type":"statement","definition":{"statement":"red, I swear"}})",
       R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","created":"2022-10-01T00:00:00.000Z","name":"TLP:RED","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"clear"}}})"}) {
    EXPECT_THAT(complaints_about(json), testing::Contains(testing::Field(&Complaint::rule, "tlp")))
        << json;
    EXPECT_TRUE(has_errors(complaints_about(json))) << json;
  }
}

TEST(Check, ObservableIdThatItsPropertiesDoNotGiveIsWarnedAbout) {
  const auto sound = complaints_about(
      R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"198.51.100.3"})");
  EXPECT_THAT(sound, testing::IsEmpty());
  const auto other = complaints_about(
      R"({"type":"ipv4-addr","id":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4","value":"198.51.100.4"})");
  EXPECT_FALSE(has_errors(other));
  EXPECT_THAT(other, testing::ElementsAre(testing::Field(&Complaint::rule, "deterministic-id")));
}

TEST(Check, WithoutContributorsAnObservableIsOfVersionFour) {
  const std::string head = R"({"type":"process","pid":1,"id":"process--28bb3599-77cd-)";
  EXPECT_TRUE(has_errors(complaints_about(head + R"(5a82-a950-b5bc3caf07c4"})")));
  EXPECT_FALSE(has_errors(complaints_about(head + R"(4a82-a950-b5bc3caf07c4"})")));
}

TEST(Check, Stix20IsReadLeniently) {
  std::vector<Complaint> complaints;
  const auto object = read_object(
      R"({"type":"indicator","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
          "created":"2016-04-06T20:03:48Z","modified":"2016-04-06T20:03:48.000Z",
          "labels":["malicious-activity"],"pattern":"[file:name = 'x']","valid_from":"2016-01-01T00:00:00Z"})",
      "object", {}, complaints);
  ASSERT_TRUE(object) << told(complaints);
  EXPECT_EQ(object->spec_version, "2.0");
  EXPECT_EQ(object->pattern, "[file:name = 'x']");
  EXPECT_THAT(complaints, testing::IsEmpty());
  EXPECT_TRUE(has_errors(complaints_about(
      R"({"type":"indicator","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"})")));
}

TEST(Check, DepthIsBounded) {
  const auto deep = [](std::size_t levels) {
    return object_of("tool", R"("name":"n","x_deep":)" + std::string(levels, '[') + "1" +
                                 std::string(levels, ']'));
  };
  EXPECT_FALSE(has_errors(complaints_about(deep(60))));
  EXPECT_THAT(complaints_about(deep(70)),
              testing::Contains(testing::Field(&Complaint::rule, "depth")));
  EXPECT_THAT(complaints_about(deep(5'000'000)),
              testing::Contains(testing::Field(&Complaint::rule, "depth")));
}

TEST(Check, OneObjectCannotFillTheMemoryWithComplaints) {
  std::string many = R"("name":"n")";
  for (int i = 0; i < 10'000; ++i) many += ",\"X" + std::to_string(i) + "\":1";
  EXPECT_LE(complaints_about(object_of("tool", many)).size(), 64U);
}

}  // namespace
}  // namespace noroshi::stix
