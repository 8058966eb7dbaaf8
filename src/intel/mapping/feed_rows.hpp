// Records of feeds that name more than addresses, by their columns: ThreatFox, URLhaus, the list of
// phishing URLs of JPCERT/CC.  A row of CSV and an object of JSON are read alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intel/feeds/columns.hpp"
#include "intel/mapping/feed_item.hpp"
#include "intel/mapping/feed_value.hpp"

namespace noroshi::mapping {

enum class RowForm : std::uint8_t { ThreatFox, Urlhaus, Phishurl };

/// The names of the columns, and which form they are.
class RowReader {
 public:
  explicit RowReader(const std::vector<std::string>& header);

  /// Nothing: the header belongs to none of the forms that are read here.
  [[nodiscard]] std::optional<RowForm> form() const { return form_; }

  RowVerdict read(const std::vector<std::string>& fields, FeedItem& item) const;

 private:
  [[nodiscard]] std::string_view field(const std::vector<std::string>& fields,
                                       std::string_view name) const;
  RowVerdict read_value(const std::vector<std::string>& fields, FeedItem& item) const;
  void read_context(const std::vector<std::string>& fields, FeedItem& item) const;

  std::vector<std::string> names_;  // in lower case
  feeds::Columns columns_;
  std::optional<RowForm> form_;
};

/// The members of a JSON object as header and fields; lists become text with commas.
void split_object(const Json& object, std::vector<std::string>& names,
                  std::vector<std::string>& fields);

}  // namespace noroshi::mapping
