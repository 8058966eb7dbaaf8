// Whether a text follows the format that STIX 2.1 asks of it.  Pure functions of the text.
#pragma once

#include <string_view>

namespace noroshi::stix::formats {

bool is_type_name(std::string_view text);                             ///< sections 3.1 and 11.2.1
bool is_property_name(std::string_view text);                         ///< sections 3.1 and 11.1.1
bool is_dictionary_key(std::string_view text, std::size_t shortest);  ///< sections 2.3 and 2.7
bool is_identifier(std::string_view text);  ///< section 2.9: <type>--<UUID of RFC 4122>
std::string_view type_of_identifier(std::string_view identifier);
char uuid_version(std::string_view identifier);  ///< its digit, '\0' where there is none

bool is_hex(std::string_view text);  ///< pairs of digits, either case; not empty
bool is_lower_hex(std::string_view text);
bool is_base64(std::string_view text);    ///< RFC 4648, section 4; not empty
bool is_language(std::string_view text);  ///< RFC 5646, by its grammar
bool is_uri(std::string_view text);       ///< RFC 3986: a scheme, and nothing that no URI holds
bool is_mime_type(std::string_view text);
bool is_cpe(std::string_view text);  ///< CPE 2.3 formatted string: 11 parts
bool is_charset(std::string_view text);
bool is_ipv4(std::string_view text);  ///< an address or a network
bool is_ipv6(std::string_view text);
bool is_domain(std::string_view text);
bool is_email(std::string_view text);
bool is_mac(std::string_view text);         ///< lower case, colons
bool is_plain_word(std::string_view text);  ///< lower case, hyphens: how new terms should look
bool is_relationship_type(std::string_view text);

/// Whether `digest` can be one of the algorithm; true for algorithms that are not known.
bool fits_algorithm(std::string_view algorithm, std::string_view digest);

}  // namespace noroshi::stix::formats
