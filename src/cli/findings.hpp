// Findings as text: a ranked table for people; JSON, JSON Lines, CSV and STIX for programs.
#pragma once

#include <span>
#include <string>

#include "cli/terminal.hpp"
#include "cli/zone.hpp"
#include "model/finding.hpp"

namespace noroshi::cli {

/// `format` is table, json, jsonl, csv or stix.  Forms for programs are in docs/formats/finding.md
/// and docs/formats/finding-stix.md.
std::string findings_text(std::span<const model::Finding> findings, std::string_view format,
                          const Context& context, const Zone& zone);

/// "99.8 %"; never 0 or 100, which no estimate can be.
std::string percent(double probability);

/// One CSV field (RFC 4180): quoted where it must be.
std::string csv_field(std::string_view text);

}  // namespace noroshi::cli
