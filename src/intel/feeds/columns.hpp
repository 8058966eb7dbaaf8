// The columns of a feed, found by the names in its header: order and company do not matter, so a
// column that the publisher inserts tomorrow does no harm.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/feeds/feed.hpp"

namespace noroshi::feeds {

enum class Column : std::uint8_t {
  Indicator,      ///< ThreatFox: address, URL, name or hash, as `IndicatorKind` says
  IndicatorKind,  ///< "ip:port", "url", "domain", "sha256_hash", …
  Url,
  Ip,
  Port,
  Proto,
  FirstSeen,
  LastSeen,
  Status,
  Malware,
  Role
};

class Columns {
 public:
  /// The columns that `header` names, whatever case and blanks it is written in.
  explicit Columns(const std::vector<std::string>& header);

  /// Which form has these columns; nothing: no feed that is known.
  [[nodiscard]] std::optional<Form> form() const;

  [[nodiscard]] bool has(Column column) const { return at(column).has_value(); }

  /// The field of a record; empty where there is none, and for abuse.ch's "None".
  [[nodiscard]] std::string_view field(const std::vector<std::string>& fields, Column column) const;

 private:
  static constexpr std::size_t kCount = 11;

  [[nodiscard]] const std::optional<std::size_t>& at(Column column) const {
    return indexes_[static_cast<std::size_t>(column)];
  }

  std::array<std::optional<std::size_t>, kCount> indexes_;
  bool feodo_ = false;  // names only Feodo Tracker uses
};

}  // namespace noroshi::feeds
