// Flow records as text: a table for people, CSV and JSON Lines for programs.
//
// The columns are those of model::FlowBatch, described in docs/formats/flow-records.md.
#pragma once

#include <string>

#include "base/language.hpp"
#include "cli/zone.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::cli {

std::string flow_csv_header();
std::string flow_csv_row(const model::Flow& flow);
std::string flow_json(const model::Flow& flow);  ///< one line, with its line feed

/// For people: fixed widths, so that rows can be printed as they come.
std::string flow_table_header(const Zone& zone, Language language);
std::string flow_table_row(const model::Flow& flow, const Zone& zone);

/// "SYN ACK" as nfdump writes it, one letter a flag, a dot where there is none: "...A..S.".
std::string flags_text(std::uint8_t flags);

}  // namespace noroshi::cli
