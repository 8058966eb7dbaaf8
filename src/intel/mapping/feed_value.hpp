// Values as feeds write them (defanged or not) → an item's name and term, or why there is none.
#pragma once

#include <optional>
#include <string_view>

#include "intel/mapping/feed_item.hpp"

namespace noroshi::mapping {

/// What came of one record: skipped where it is sound but of no use, rejected where it cannot be
/// read.
struct RowVerdict {
  enum class Kind : std::uint8_t { Use, Skip, Reject };
  Kind kind = Kind::Use;
  std::string_view reason{};  ///< constant
};

/// "192.0.2.7", "192.0.2.7:443", "[2001:db8::1]:443"
RowVerdict read_service(std::string_view text, std::optional<std::uint8_t> protocol,
                        FeedItem& item);
RowVerdict read_name(std::string_view text, FeedItem& item);
RowVerdict read_url(std::string_view url, FeedItem& item);
/// MD5, SHA-1, SHA-256 or SHA-512, told by the number of digits.
RowVerdict read_digest(std::string_view text, FeedItem& item);

/// A line of a plain list, without its comment: any of these, a network, "192.0.2.7:443/tcp",
/// "192.0.2.7,443,tcp", or "0.0.0.0 name" as hosts files have it.
RowVerdict read_line(std::string_view line, FeedItem& item);

}  // namespace noroshi::mapping
