// Columns that several answers of a store have in common: one name in JSON and CSV, and the same
// words in a table, whatever was asked.
#pragma once

#include <vector>

#include "cli/sheet.hpp"

namespace noroshi::cli {

using Columns = std::vector<Sheet::Column>;

Sheet::Column source_column();
Sheet::Column destination_column();
Sheet::Column port_column();
Sheet::Column protocol_column();

/// Flows, packets and octets.
Columns count_columns();

/// Packets and octets of the other direction.
Columns reverse_columns();

/// What was probably sent; with `reverse`, the other way too.  The last says of how many flows the
/// sampling is not known.
Columns estimate_columns(bool reverse);

/// `more` at the end of `columns`.
void append(Columns& columns, Columns more);

}  // namespace noroshi::cli
