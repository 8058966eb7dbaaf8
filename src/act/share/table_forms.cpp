// Lists and CSV (RFC 4180): for people, spreadsheets and whatever reads lines.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

std::string value_of(const Entry& entry) {
  return entry.kind == EntryKind::Domain ? *wire_name(entry.value) : entry.value;
}

std::string_view name_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::Address:
      return "address";
    case EntryKind::Prefix:
      return "prefix";
    case EntryKind::Endpoint:
      return "endpoint";
    case EntryKind::Domain:
      return "domain";
    case EntryKind::Url:
      return "url";
    case EntryKind::Hash:
      break;
  }
  return "hash";
}

/// A field that no reader takes for something else: quoted where RFC 4180 says so, on one line, and
/// never a formula (a spreadsheet runs what begins with = + - @).
std::string field(std::string_view text) {
  std::string plain;
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) {
    plain += '\'';
  }
  for (const char c : text) {
    plain += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  if (plain.find_first_of(",\"") == std::string::npos) return plain;
  std::string quoted = "\"";
  for (const char c : plain) quoted.append(c == '"' ? 2 : 1, c);
  return quoted += '"';
}

std::string row(const Entry& entry) {
  const double score = std::isfinite(entry.score) ? std::clamp(entry.score, 0.0, 100.0) : 0.0;
  return fmt::format("{},{},{:.1f},{},{},{}\r\n", name_of(entry.kind), field(value_of(entry)),
                     score, entry.until ? base::to_rfc3339(*entry.until) : "", field(entry.label),
                     field(entry.id));
}

constexpr std::string_view kColumns = "kind,value,score,until,label,id\r\n";

}  // namespace

std::string list_of(const Chosen& chosen, const Look& /*look*/) {
  std::string text;
  for (const Entry* entry : chosen.entries) text.append(value_of(*entry)).append("\n");
  return text;
}

std::string list_change(const Change& change, const Look& /*look*/) {
  std::string text;
  for (const Entry* entry : change.removed) text.append("-").append(value_of(*entry)).append("\n");
  for (const Entry* entry : change.added) text.append("+").append(value_of(*entry)).append("\n");
  return text;
}

std::string csv_of(const Chosen& chosen, const Look& /*look*/) {
  std::string text(kColumns);
  for (const Entry* entry : chosen.entries) text += row(*entry);
  return text;
}

std::string csv_change(const Change& change, const Look& /*look*/) {
  std::string text = "change,";
  text += kColumns;
  for (const Entry* entry : change.removed) text.append("removed,").append(row(*entry));
  for (const Entry* entry : change.added) text.append("added,").append(row(*entry));
  return text;
}

}  // namespace noroshi::share
