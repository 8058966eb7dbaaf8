// The words of TAXII 2.1 on the wire: media types, dates, errors, filters, cursors.
//
// Source: TAXII 2.1, OASIS Standard, 10 June 2021; sections are named where they decide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/query.hpp"
#include "intel/archive/archive.hpp"
#include "io/http/server.hpp"

namespace noroshi::hub {

inline constexpr std::string_view kTaxiiMedia = "application/taxii+json;version=2.1";

/// Whether an Accept field lets us answer with TAXII 2.1: the media type with version 2.1 or
/// without one, or a range that holds it.  No field at all accepts everything (RFC 9110,
/// section 12.5.1).
bool accepts_taxii(std::string_view accept);
/// Whether a Content-Type is TAXII's, with version 2.1 or without one.
bool is_taxii(std::string_view content_type);

/// Six decimals always, so that texts sort as instants do: "2026-01-02T03:04:05.000006Z".
std::string date_added_text(base::Micros instant);

/// An error message resource (section 3.6.1).
http::Response taxii_error(int status, std::string_view title, std::string_view description = {});
http::Response taxii_answer(int status, std::string body);

/// What a reader asks for (sections 3.4 and 3.5).
struct Asked {
  archive::Filter filter;
  std::size_t limit = 0;
  std::optional<std::string> next{};  ///< as it came; sealed (cursors.hpp)
  std::int64_t after = 0;             ///< sequence number to go on after: what `next` holds
  std::uint64_t print = 0;            ///< of the resource and its filters, sealed inside `next`
};

inline constexpr std::size_t kPageLimit = 10'000;   ///< objects in one page at most
inline constexpr std::size_t kPageDefault = 1'000;  ///< without `limit`

/// Reads added_after, limit, next and match[…].  An Error says which is wrong (status 400). `after`
/// is left to whoever can open `next`, which holds for the same filters only (section 3.5).
Result<Asked> asked_of(const Query& query, std::string_view resource);

}  // namespace noroshi::hub
