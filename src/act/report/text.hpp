// Text that others chose, made harmless for the place where it is put.
//
// Names of networks, words of a registry and octets of payloads end up in pages, tables and JSON.
// Each form has its own way of being broken out of, and all of them share two: octets that are no
// UTF-8, and control characters.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "net/address.hpp"

namespace noroshi::report {

/// UTF-8 without control characters: what is none becomes U+FFFD, each control character a blank.
std::string clean(std::string_view text);

/// For content and quoted attributes of HTML and SVG.
std::string html(std::string_view text);

/// A JSON string in its quotes, clean.
std::string json(std::string_view text);

/// A quoted field of CSV (RFC 4180), clean.  What a spreadsheet would take for a formula (= + - @
/// first) gets an apostrophe before it.
std::string csv(std::string_view text);

/// Octets as people can read them: printable ASCII as it is, the rest as \xNN; always ASCII.
std::string printable(std::string_view octets);

/// Replaces every IP address in `text` that `may_stand` refuses by "[address]".  Written addresses
/// only: four numbers with dots between them, and any text form of RFC 4291.
std::string without_addresses(std::string_view text,
                              const std::function<bool(const net::Address&)>& may_stand);

/// 1234567 → "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace noroshi::report
