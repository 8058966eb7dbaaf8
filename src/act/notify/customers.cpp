#include "act/notify/customers.hpp"

#include <map>

#include "intel/feeds/csv.hpp"

namespace noroshi::notify {
namespace {

using Columns = std::map<std::string, std::size_t, std::less<>>;

std::string field(const feeds::CsvRecords& records, const Columns& columns, std::string_view name) {
  const auto found = columns.find(name);
  if (found == columns.end() || found->second >= records.fields().size()) return {};
  return records.fields()[found->second];
}

}  // namespace

Result<Customers> Customers::read(io::Input& input, io::Rejects& rejects) {
  io::LineReader lines(input, rejects);
  feeds::CsvRecords records(lines, rejects);
  Columns columns;
  const bool header = NOROSHI_TRY(records.next());
  for (std::size_t i = 0; header && i < records.fields().size(); ++i) {
    columns.emplace(records.fields()[i], i);
  }
  if (!columns.contains("line")) {
    return Error{Errc::InvalidInput, input.name() + ": the first line names no column \"line\""};
  }
  Customers customers;
  while (NOROSHI_TRY(records.next())) {
    channel::Recipient one;
    one.line = field(records, columns, "line");
    one.name = field(records, columns, "name");
    one.mail = field(records, columns, "mail");
    one.postal_code = field(records, columns, "postal_code");
    one.address = field(records, columns, "address");
    const auto language = field(records, columns, "language");
    const auto known = base::parse_language(language.empty() ? "ja" : language);
    if (one.line.empty()) {
      NOROSHI_CHECK(rejects.add("no line", records.place()));
    } else if (!known) {
      NOROSHI_CHECK(rejects.add("language is neither ja nor en", records.place()));
    } else {
      one.language = *known;
      const auto line = one.line;
      if (!customers.all_.emplace(line, std::move(one)).second) {
        NOROSHI_CHECK(rejects.add("the line is there already", records.place()));
      }
    }
  }
  if (input.damage().empty()) return customers;
  return Error{Errc::InvalidInput, input.name() + ": " + input.damage()};
}

std::optional<channel::Recipient> Customers::find(std::string_view line) const {
  const auto found = all_.find(std::string(line));
  if (found == all_.end()) return std::nullopt;
  return found->second;
}

}  // namespace noroshi::notify
