// Cyber-observable objects (section 6).

#include <array>

#include "intel/stix/types.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

namespace words = vocabulary;

constexpr Property kMimePartProperties[] = {text("body"),
                                            reference("body_raw_ref", "artifact file"),
                                            text("content_type"), text("content_disposition")};
constexpr Record kMimePart{"email-mime-part-type", kMimePartProperties};

constexpr Property kRegistryValueProperties[] = {text("name"), text("data"),
                                                 closed("data_type", words::kRegistryDataType)};
constexpr Record kRegistryValue{"windows-registry-value-type", kRegistryValueProperties, true};

constexpr Property kX509ExtensionProperties[] = {
    text("basic_constraints"),
    text("name_constraints"),
    text("policy_constraints"),
    text("key_usage"),
    text("extended_key_usage"),
    text("subject_key_identifier"),
    text("authority_key_identifier"),
    text("subject_alternative_name"),
    text("issuer_alternative_name"),
    text("subject_directory_attributes"),
    text("crl_distribution_points"),
    text("inhibit_any_policy"),
    timestamp_of("private_key_usage_period_not_before"),
    timestamp_of("private_key_usage_period_not_after"),
    text("certificate_policies"),
    text("policy_mappings")};
constexpr Record kX509Extensions{"x509-v3-extensions-type", kX509ExtensionProperties, true};

constexpr Property kArtifact[] = {shaped("mime_type", Shape::Mime),
                                  shaped("payload_bin", Shape::Binary),
                                  shaped("url", Shape::Url),
                                  hashes("hashes"),
                                  closed("encryption_algorithm", words::kEncryptionAlgorithm),
                                  text("decryption_key")};

constexpr Property kAutonomousSystem[] = {required(integer("number", 0)), text("name"),
                                          text("rir")};

constexpr Property kDirectory[] = {
    required(text("path")), shaped("path_enc", Shape::Charset),
    timestamp_of("ctime"),  timestamp_of("mtime"),
    timestamp_of("atime"),  list(reference("contains_refs", "file directory"))};

constexpr Property kDomainName[] = {
    required(shaped("value", Shape::Domain)),
    deprecated(list(reference("resolves_to_refs", "ipv4-addr ipv6-addr domain-name")))};

constexpr Property kEmailAddr[] = {required(shaped("value", Shape::Email)), text("display_name"),
                                   reference("belongs_to_ref", "user-account")};

constexpr Property kEmailMessage[] = {required(boolean("is_multipart")),
                                      timestamp_of("date"),
                                      text("content_type"),
                                      reference("from_ref", "email-addr"),
                                      reference("sender_ref", "email-addr"),
                                      list(reference("to_refs", "email-addr")),
                                      list(reference("cc_refs", "email-addr")),
                                      list(reference("bcc_refs", "email-addr")),
                                      text("message_id"),
                                      text("subject"),
                                      list(text("received_lines")),
                                      dictionary("additional_header_fields"),
                                      text("body"),
                                      list(record("body_multipart", kMimePart)),
                                      reference("raw_email_ref", "artifact")};

constexpr Property kFile[] = {hashes("hashes"),
                              integer("size", 0),
                              text("name"),
                              shaped("name_enc", Shape::Charset),
                              hex("magic_number_hex"),
                              text("mime_type"),
                              timestamp_of("ctime"),
                              timestamp_of("mtime"),
                              timestamp_of("atime"),
                              reference("parent_directory_ref", "directory"),
                              list(reference("contains_refs", "!bundle")),
                              reference("content_ref", "artifact")};

constexpr Property kResolvesToMac = deprecated(list(reference("resolves_to_refs", "mac-addr")));
constexpr Property kBelongsToSystem =
    deprecated(list(reference("belongs_to_refs", "autonomous-system")));

constexpr Property kIpv4Addr[] = {required(shaped("value", Shape::Ipv4)), kResolvesToMac,
                                  kBelongsToSystem};
constexpr Property kIpv6Addr[] = {required(shaped("value", Shape::Ipv6)), kResolvesToMac,
                                  kBelongsToSystem};
constexpr Property kMacAddr[] = {required(shaped("value", Shape::Mac))};
constexpr Property kMutex[] = {required(text("name"))};

constexpr std::string_view kNetworkEnds = "ipv4-addr ipv6-addr mac-addr domain-name";

constexpr Property kNetworkTraffic[] = {timestamp_of("start"),
                                        timestamp_of("end"),
                                        boolean("is_active"),
                                        reference("src_ref", kNetworkEnds),
                                        reference("dst_ref", kNetworkEnds),
                                        integer("src_port", 0, 65535),
                                        integer("dst_port", 0, 65535),
                                        required(list(text("protocols"))),
                                        count_of("src_byte_count"),
                                        count_of("dst_byte_count"),
                                        count_of("src_packets"),
                                        count_of("dst_packets"),
                                        dictionary("ipfix"),
                                        reference("src_payload_ref", "artifact"),
                                        reference("dst_payload_ref", "artifact"),
                                        list(reference("encapsulates_refs", "network-traffic")),
                                        reference("encapsulated_by_ref", "network-traffic")};

constexpr Property kProcess[] = {
    boolean("is_hidden"),
    integer("pid"),
    timestamp_of("created_time"),
    deprecated(timestamp_of("created")),  // STIX 2.0, and still in the published schemas
    text("cwd"),
    text("command_line"),
    dictionary("environment_variables"),
    list(reference("opened_connection_refs", "network-traffic")),
    reference("creator_user_ref", "user-account"),
    reference("image_ref", "file"),
    reference("parent_ref", "process"),
    list(reference("child_refs", "process"))};

constexpr Property kSoftware[] = {
    required(text("name")), shaped("cpe", Shape::Cpe),
    text("swid"),           list(shaped("languages", Shape::Language)),
    text("vendor"),         text("version")};

constexpr Property kUrl[] = {required(shaped("value", Shape::Url))};

constexpr Property kUserAccount[] = {text("user_id"),
                                     text("credential"),
                                     text("account_login"),
                                     open("account_type", words::kAccountType),
                                     text("display_name"),
                                     boolean("is_service_account"),
                                     boolean("is_privileged"),
                                     boolean("can_escalate_privs"),
                                     boolean("is_disabled"),
                                     timestamp_of("account_created"),
                                     timestamp_of("account_expires"),
                                     timestamp_of("credential_last_changed"),
                                     timestamp_of("account_first_login"),
                                     timestamp_of("account_last_login")};

constexpr Property kRegistryKey[] = {
    text("key"), list(record("values", kRegistryValue)), timestamp_of("modified_time"),
    reference("creator_user_ref", "user-account"), integer("number_of_subkeys", 0)};

constexpr Property kX509Certificate[] = {boolean("is_self_signed"),
                                         hashes("hashes"),
                                         text("version"),
                                         text("serial_number"),
                                         text("signature_algorithm"),
                                         text("issuer"),
                                         timestamp_of("validity_not_before"),
                                         timestamp_of("validity_not_after"),
                                         text("subject"),
                                         text("subject_public_key_algorithm"),
                                         text("subject_public_key_modulus"),
                                         integer("subject_public_key_exponent"),
                                         record("x509_v3_extensions", kX509Extensions)};

constexpr bool kNeedsOne = true;

constexpr std::array<Type, 18> kTypes{{
    {"artifact", Family::Observable, kArtifact},
    {"autonomous-system", Family::Observable, kAutonomousSystem},
    {"directory", Family::Observable, kDirectory},
    {"domain-name", Family::Observable, kDomainName},
    {"email-addr", Family::Observable, kEmailAddr},
    {"email-message", Family::Observable, kEmailMessage},
    {"file", Family::Observable, kFile},
    {"ipv4-addr", Family::Observable, kIpv4Addr},
    {"ipv6-addr", Family::Observable, kIpv6Addr},
    {"mac-addr", Family::Observable, kMacAddr},
    {"mutex", Family::Observable, kMutex},
    {"network-traffic", Family::Observable, kNetworkTraffic},
    {"process", Family::Observable, kProcess, kNeedsOne},
    {"software", Family::Observable, kSoftware},
    {"url", Family::Observable, kUrl},
    {"user-account", Family::Observable, kUserAccount, kNeedsOne},
    {"windows-registry-key", Family::Observable, kRegistryKey, kNeedsOne},
    {"x509-certificate", Family::Observable, kX509Certificate, kNeedsOne},
}};

}  // namespace

std::span<const Type> observable_types() { return kTypes; }

}  // namespace noroshi::stix
