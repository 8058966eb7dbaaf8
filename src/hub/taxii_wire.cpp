#include "hub/taxii_wire.hpp"

#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Cuts the piece before `mark` off the front of `rest`.
std::string_view cut(std::string_view& rest, char mark) {
  const auto end = rest.find(mark);
  const auto piece = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return trimmed(piece);
}

struct MediaRange {
  std::string type;      ///< in lower case
  std::string version;   ///< empty: not said
  bool refused = false;  ///< "q=0"
};

MediaRange range_of(std::string_view text) {
  MediaRange range;
  range.type = lower(cut(text, ';'));
  while (!text.empty()) {
    std::string_view parameter = cut(text, ';');
    const std::string name = lower(cut(parameter, '='));
    std::string_view value = trimmed(parameter);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    if (name == "version") range.version = value;
    if (name == "q")
      range.refused = value == "0" || value == "0.0" || value == "0.00" || value == "0.000";
  }
  return range;
}

std::uint64_t print_of(std::string_view text) {  // FNV-1a: tells filters apart, hides nothing
  std::uint64_t print = 14'695'981'039'346'656'037ULL;
  for (const char c : text) print = (print ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  return print;
}

Error wrong(std::string message) { return Error{Errc::InvalidInput, std::move(message)}; }

Result<std::size_t> limit_of(const Query& query) {
  const auto text = query.value("limit");
  if (!text) return kPageDefault;
  std::uint64_t limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc{} || end != text->data() + text->size() || limit == 0) {
    return wrong(fmt::format("limit: a whole number from 1 is asked for, not \"{}\"", *text));
  }
  return static_cast<std::size_t>(std::min<std::uint64_t>(limit, kPageLimit));
}

Status read_filter(const Query& query, archive::Filter& filter) {
  if (const auto text = query.value("added_after")) {
    filter.added_after = stix::parse_timestamp(*text);
    if (!filter.added_after) {
      return wrong(
          fmt::format("added_after: \"{}\" is no timestamp (RFC 3339, UTC, with Z)", *text));
    }
  }
  filter.ids = query.list("match[id]");
  filter.types = query.list("match[type]");
  filter.spec_versions = query.list("match[spec_version]");
  filter.versions = query.list("match[version]");
  for (const std::string& version : filter.versions) {
    if (version == "all" || version == "first" || version == "last") continue;
    if (!stix::parse_timestamp(version)) {
      return wrong(fmt::format(
          "match[version]: all, first, last or timestamps are asked for, not \"{}\"", version));
    }
  }
  return {};
}

std::string filter_text(const archive::Filter& filter, std::string_view resource) {
  return fmt::format("{}|{}|{}|{}|{}|{}", resource,
                     filter.added_after ? std::to_string(*filter.added_after) : "",
                     fmt::join(filter.ids, ","), fmt::join(filter.types, ","),
                     fmt::join(filter.spec_versions, ","), fmt::join(filter.versions, ","));
}

}  // namespace

bool is_taxii(std::string_view content_type) {
  const MediaRange range = range_of(content_type);
  return range.type == "application/taxii+json" &&
         (range.version.empty() || range.version == "2.1");
}

bool accepts_taxii(std::string_view accept) {
  if (trimmed(accept).empty()) return true;
  while (!accept.empty()) {
    const MediaRange range = range_of(cut(accept, ','));
    if (range.refused) continue;
    if (range.type == "*/*" || range.type == "application/*") return true;
    if (range.type != "application/taxii+json") continue;
    if (range.version.empty() || range.version == "2.1") return true;
  }
  return false;
}

std::string date_added_text(base::Micros instant) {
  std::string text = stix::timestamp(instant);  // three decimals, or six
  if (const auto point = text.find('.'); point != std::string::npos) {
    while (text.size() - point < 8) text.insert(text.size() - 1, "0");
  }
  return text;
}

http::Response taxii_answer(int status, std::string body) {
  return {.status = status, .content_type = std::string(kTaxiiMedia), .body = std::move(body)};
}

http::Response taxii_error(int status, std::string_view title, std::string_view description) {
  nlohmann::ordered_json error{{"title", title}};
  if (!description.empty()) error["description"] = description;
  error["http_status"] = std::to_string(status);
  return taxii_answer(status, error.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<Asked> asked_of(const Query& query, std::string_view resource) {
  Asked asked;
  asked.limit = NOROSHI_TRY(limit_of(query));
  NOROSHI_CHECK(read_filter(query, asked.filter));
  asked.print = print_of(filter_text(asked.filter, resource));
  asked.next = query.value("next");
  return asked;
}

}  // namespace noroshi::hub
