// The predefined extensions of observables (section 6), and how the tables are searched.

#include <algorithm>
#include <array>

#include "intel/stix/types.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

namespace words = vocabulary;

constexpr Property kArchive[] = {required(list(reference("contains_refs", "file directory"))),
                                 text("comment")};

constexpr Property kAlternateDataStreamProperties[] = {required(text("name")), hashes("hashes"),
                                                       integer("size", 0)};
constexpr Record kAlternateDataStream{"alternate-data-stream-type", kAlternateDataStreamProperties};
constexpr Property kNtfs[] = {text("sid"),
                              list(record("alternate_data_streams", kAlternateDataStream))};

constexpr Property kPdf[] = {text("version"), boolean("is_optimized"),
                             dictionary("document_info_dict"), text("pdfid0"), text("pdfid1")};

constexpr Property kRasterImage[] = {integer("image_height"), integer("image_width"),
                                     integer("bits_per_pixel"), dictionary("exif_tags")};

constexpr Property kPeOptionalHeaderProperties[] = {hex("magic_hex"),
                                                    integer("major_linker_version"),
                                                    integer("minor_linker_version"),
                                                    count_of("size_of_code"),
                                                    count_of("size_of_initialized_data"),
                                                    count_of("size_of_uninitialized_data"),
                                                    integer("address_of_entry_point"),
                                                    integer("base_of_code"),
                                                    integer("base_of_data"),
                                                    integer("image_base"),
                                                    integer("section_alignment"),
                                                    integer("file_alignment"),
                                                    integer("major_os_version"),
                                                    integer("minor_os_version"),
                                                    integer("major_image_version"),
                                                    integer("minor_image_version"),
                                                    integer("major_subsystem_version"),
                                                    integer("minor_subsystem_version"),
                                                    hex("win32_version_value_hex"),
                                                    count_of("size_of_image"),
                                                    count_of("size_of_headers"),
                                                    hex("checksum_hex"),
                                                    hex("subsystem_hex"),
                                                    hex("dll_characteristics_hex"),
                                                    count_of("size_of_stack_reserve"),
                                                    count_of("size_of_stack_commit"),
                                                    count_of("size_of_heap_reserve"),
                                                    count_of("size_of_heap_commit"),
                                                    hex("loader_flags_hex"),
                                                    integer("number_of_rva_and_sizes"),
                                                    hashes("hashes")};
constexpr Record kPeOptionalHeader{"windows-pe-optional-header-type", kPeOptionalHeaderProperties,
                                   true};

constexpr Property kPeSectionProperties[] = {required(text("name")), count_of("size"),
                                             shaped("entropy", Shape::Number), hashes("hashes")};
constexpr Record kPeSection{"windows-pe-section-type", kPeSectionProperties};

constexpr Property kPeBinary[] = {required(open("pe_type", words::kWindowsPeBinaryType)),
                                  text("imphash"),
                                  hex("machine_hex"),
                                  count_of("number_of_sections"),
                                  shaped("time_date_stamp", Shape::Seconds),
                                  hex("pointer_to_symbol_table_hex"),
                                  count_of("number_of_symbols"),
                                  count_of("size_of_optional_header"),
                                  hex("characteristics_hex"),
                                  hashes("file_header_hashes"),
                                  record("optional_header", kPeOptionalHeader),
                                  list(record("sections", kPeSection))};

constexpr Property kHttpRequest[] = {
    required(text("request_method")), required(text("request_value")),
    text("request_version"),          dictionary("request_header"),
    integer("message_body_length"),   reference("message_body_data_ref", "artifact")};

constexpr Property kIcmp[] = {required(hex("icmp_type_hex")), required(hex("icmp_code_hex"))};

constexpr Property kSocket[] = {required(closed("address_family", words::kSocketFamily)),
                                boolean("is_blocking"),
                                boolean("is_listening"),
                                dictionary("options"),
                                closed("socket_type", words::kSocketType),
                                integer("socket_descriptor", 0),
                                integer("socket_handle")};

constexpr Property kTcp[] = {hex("src_flags_hex"), hex("dst_flags_hex")};

constexpr Property kWindowsProcess[] = {boolean("aslr_enabled"),
                                        boolean("dep_enabled"),
                                        text("priority"),
                                        text("owner_sid"),
                                        text("window_title"),
                                        text("windows_title"),  // the errata's spelling
                                        shaped("startup_info", Shape::Any),
                                        closed("integrity_level", words::kIntegrityLevel)};

constexpr Property kWindowsService[] = {text("service_name"),
                                        list(text("descriptions")),
                                        text("display_name"),
                                        text("group_name"),
                                        closed("start_type", words::kServiceStart),
                                        list(reference("service_dll_refs", "file")),
                                        closed("service_type", words::kServiceType),
                                        closed("service_status", words::kServiceStatus)};

constexpr Property kUnixAccount[] = {integer("gid"), list(text("groups")), text("home_dir"),
                                     text("shell")};

constexpr bool kNeedsOne = true;

constexpr std::array<Extension, 12> kExtensions{{
    {"file", {"archive-ext", kArchive}},
    {"file", {"ntfs-ext", kNtfs, kNeedsOne}},
    {"file", {"pdf-ext", kPdf, kNeedsOne}},
    {"file", {"raster-image-ext", kRasterImage, kNeedsOne}},
    {"file", {"windows-pebinary-ext", kPeBinary}},
    {"network-traffic", {"http-request-ext", kHttpRequest}},
    {"network-traffic", {"icmp-ext", kIcmp}},
    {"network-traffic", {"socket-ext", kSocket}},
    {"network-traffic", {"tcp-ext", kTcp, kNeedsOne}},
    {"process", {"windows-process-ext", kWindowsProcess, kNeedsOne}},
    {"process", {"windows-service-ext", kWindowsService, kNeedsOne}},
    {"user-account", {"unix-account-ext", kUnixAccount, kNeedsOne}},
}};

}  // namespace

const Type* find_type(std::string_view name) {
  for (const auto types : {domain_types(), observable_types()}) {
    for (const Type& type : types) {
      if (type.name == name) return &type;
    }
  }
  return nullptr;
}

const Record* find_extension(std::string_view host, std::string_view name) {
  const auto* found =
      std::find_if(kExtensions.begin(), kExtensions.end(), [&](const Extension& extension) {
        return extension.host == host && extension.record.name == name;
      });
  return found == kExtensions.end() ? nullptr : &found->record;
}

}  // namespace noroshi::stix
