#include "cli/stix_files.hpp"

#include <fmt/format.h>

#include "cli/whole_file.hpp"
#include "intel/pattern/pattern.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargest = std::uint64_t{1} << 30;

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Calls `visit` with each line that is not blank, and its number.
template <class Visit>
void each_line(std::string_view text, Visit visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!is_blank(line) && !visit(line, number)) return;
  }
}

// Several lines of which the first is a whole document.
bool is_json_lines(std::string_view text, const stix::Policy& policy) {
  std::size_t lines = 0;
  bool first_is_whole = false;
  each_line(text, [&](std::string_view line, std::size_t) {
    if (++lines == 1) first_is_whole = stix::read_objects(line, policy).has_value();
    return first_is_whole && lines < 2;
  });
  return first_is_whole && lines == 2;
}

stix::Complaint no_stix(std::string place, const Error& error) {
  return {stix::Weight::Error, std::move(place), "", "json", error.message};
}

void add(stix::Reading reading, const std::string& line, stix::Reading& all) {
  for (auto& object : reading.objects) all.objects.push_back(std::move(object));
  for (auto& complaint : reading.complaints) {
    // An id says enough; a place within the line does not.
    if (complaint.object.find("--") == std::string::npos)
      complaint.object = fmt::format("{}, {}", line, complaint.object);
    all.complaints.push_back(std::move(complaint));
  }
  for (auto& refused : reading.refused) all.refused.push_back(std::move(refused));
  all.seen += reading.seen;
}

stix::Reading read_lines(std::string_view text, const stix::Policy& policy) {
  stix::Reading all;
  each_line(text, [&](std::string_view line, std::size_t number) {
    const auto place = fmt::format("line {}", number);
    auto reading = stix::read_objects(line, policy);
    if (reading.has_value()) {
      add(*std::move(reading), place, all);
      return true;
    }
    all.complaints.push_back(no_stix(place, reading.error()));
    all.refused.push_back(place);
    ++all.seen;
    return true;
  });
  return all;
}

}  // namespace

std::vector<std::string> stix_files(const Arguments& arguments) {
  return arguments.positionals().empty() ? std::vector<std::string>{"-"} : arguments.positionals();
}

Result<stix::Reading> read_stix_file(const std::string& path, const stix::Policy& policy) {
  const auto text = NOROSHI_TRY(read_whole(path, kLargest));
  auto reading = stix::read_objects(text, policy);
  if (reading.has_value()) return reading;
  if (is_json_lines(text, policy)) return read_lines(text, policy);
  stix::Reading none;
  none.complaints.push_back(no_stix("", reading.error()));
  return none;
}

std::vector<stix::Complaint> pattern_complaints(const std::vector<stix::Object>& objects) {
  std::vector<stix::Complaint> made;
  for (const auto& object : objects) {
    if (object.pattern.empty()) continue;
    const auto add = [&](stix::Weight weight, const std::string& message) {
      made.push_back({weight, object.id, "/pattern", "pattern", message});
    };
    const auto pattern = pattern::Pattern::parse(object.pattern);
    // Names with hyphens needed no quotes in STIX 2.0.
    const bool old = object.spec_version == "2.0";
    if (!pattern.has_value())
      add(old ? stix::Weight::Warning : stix::Weight::Error, pattern.error().message);
    if (!pattern.has_value()) continue;
    for (const auto& warning : pattern->warnings()) add(stix::Weight::Warning, warning);
  }
  return made;
}

}  // namespace noroshi::cli
