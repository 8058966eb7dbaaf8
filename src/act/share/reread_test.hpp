// Reads what the forms wrote, by nothing that the forms have: how many records are in a text, or −1
// if it is not of the form.  A value that broke out of its place would change the count.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "act/share/entry.hpp"

namespace noroshi::share {

inline std::vector<std::string_view> lines_in(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

inline bool only_of(std::string_view text, std::string_view allowed) {
  for (const char c : text) {
    const bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!alnum && allowed.find(c) == std::string_view::npos) return false;
  }
  return true;
}

inline long records_in_list(std::string_view text) {
  for (const char c : text) {
    if (c != '\n' && (static_cast<unsigned char>(c) < 0x21 || c == 0x7F)) return -1;
  }
  for (const std::string_view line : lines_in(text)) {
    if (line.empty() || line.front() == '#') return -1;
  }
  return static_cast<long>(lines_in(text).size());
}

/// Rows under the head line; every one must have as many fields.
inline long records_in_csv(std::string_view text) {
  std::vector<std::size_t> fields = {1};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') continue;
      if (i + 1 < text.size() && text[i + 1] == '"') {
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      ++fields.back();
    } else if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') return -1;
    } else if (c == '\n') {
      fields.push_back(1);
    }
  }
  if (quoted || fields.size() < 2) return -1;
  fields.pop_back();  // after the last line end
  for (const std::size_t count : fields) {
    if (count != fields.front()) return -1;
  }
  return static_cast<long>(fields.size()) - 1;
}

inline long records_in_zone(std::string_view text) {
  long records = 0;
  for (const std::string_view line : lines_in(text)) {
    if (line.empty()) return -1;
    if (line[0] == ';' || line[0] == '$' || line[0] == '@') continue;
    if (!line.ends_with(" CNAME .")) return -1;
    const std::string_view owner = line.substr(0, line.size() - 8);
    if (!only_of(owner, "*._-") || owner.size() > 250) return -1;
    records += owner.starts_with("*.") ? 0 : 1;
  }
  return records;
}

inline long records_in_nft(std::string_view text) {
  long records = 0;
  for (std::string_view line : lines_in(text)) {
    if (line.empty() || line[0] == '#') continue;
    if (!only_of(line, " ._:/{},;")) return -1;
    if (!line.starts_with("add ") && !line.starts_with("flush set ") &&
        !line.starts_with("delete element ")) {
      return -1;
    }
    if (!line.starts_with("add element ")) continue;
    const auto open = line.find('{');
    if (open == std::string_view::npos || line.find('{', open + 1) != std::string_view::npos ||
        line.find(';') != std::string_view::npos || !line.ends_with(" }")) {
      return -1;
    }
    ++records;
    for (const char c : line.substr(open)) records += c == ',' ? 1 : 0;
  }
  return records;
}

/// Rules and members of datasets, but for the rules that look into a dataset.
inline long records_in_suricata(std::string_view text) {
  long records = 0;
  std::set<std::string_view> sids;
  for (const std::string_view line : lines_in(text)) {
    if (line.starts_with("#dataset ")) {
      if (!only_of(line.substr(1), " +/=._-")) return -1;
      ++records;
    }
    if (line.empty() || line[0] == '#') continue;
    if (!line.starts_with("alert ") || !line.ends_with(";)")) return -1;
    std::string_view options = line.substr(line.find('('));
    std::string outside;
    bool quoted = false;
    for (const char c : options) {
      if (c == '"') quoted = !quoted;
      if (c == '\\') return -1;
      if (quoted && (c == ';' || c == ':')) return -1;
      if (!quoted) outside += c;
    }
    if (quoted || outside.find('(', 1) != std::string::npos) return -1;
    const auto sid = line.find(" sid:");
    if (sid == std::string_view::npos || line.find(" sid:", sid + 1) != std::string_view::npos) {
      return -1;
    }
    if (!sids.insert(line.substr(sid, line.find(';', sid) - sid)).second) return -1;
    const bool of_set = line.find(" dataset:") != std::string_view::npos ||
                        line.find(".lst;") != std::string_view::npos;
    records += of_set ? 0 : 1;
  }
  return records;
}

inline long records_in_flowspec(std::string_view text) {
  long records = 0;
  for (const std::string_view line : lines_in(text)) {
    if (line.empty()) return -1;
    if (line[0] == '#') continue;
    const bool route = line.starts_with("announce route ") &&
                       line.ends_with(" next-hop self community [65535:666]");
    const bool flow = line.starts_with("announce flow route { match { destination ") &&
                      line.ends_with("; } then { discard; } }");
    if (route == flow || !only_of(line, " ./:-[]{}=;")) return -1;
    ++records;
  }
  return records;
}

/// −1 too where prefixes are not ascending, or the size is not what the head says.
inline long records_in_prefixes(std::string_view text) {
  if (text.size() < 60 || text.substr(0, 9) != std::string_view("NRSHASH1\0", 9)) return -1;
  std::size_t added = 0;
  for (std::size_t i = 24; i < 28; ++i) added = added << 8 | static_cast<unsigned char>(text[i]);
  if (text.size() != 28 + added * 4 + 32) return -1;
  for (std::size_t i = 1; i < added; ++i) {
    if (text.substr(28 + 4 * i, 4) <= text.substr(24 + 4 * i, 4)) return -1;
  }
  return static_cast<long>(added);
}

inline long records_in(Form form, std::string_view text) {
  switch (form) {
    case Form::List:
      return records_in_list(text);
    case Form::Csv:
      return records_in_csv(text);
    case Form::Rpz:
      return records_in_zone(text);
    case Form::Nftables:
      return records_in_nft(text);
    case Form::Suricata:
      return records_in_suricata(text);
    case Form::Flowspec:
      return records_in_flowspec(text);
    case Form::Prefixes:
      return records_in_prefixes(text);
  }
  return -1;
}

}  // namespace noroshi::share
