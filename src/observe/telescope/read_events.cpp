#include "observe/telescope/read_events.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "io/input.hpp"
#include "io/line_reader.hpp"
#include "observe/telescope/event_folder.hpp"
#include "observe/telescope/packet_clock.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::size_t kMostComplaints = 10;

struct BeginsAt {
  base::Micros operator()(const model::ScanEvent& event) const { return event.first; }
  base::Micros operator()(const model::DosVictim& victim) const { return victim.first; }
  base::Micros operator()(const model::TelescopeHour& hour) const { return hour.begin; }
};

Result<std::vector<std::filesystem::path>> files_of(const std::filesystem::path& folder,
                                                    const EventRange& range) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error) {
    return Error{Errc::NotFound, fmt::format("reading {}: {}; is it the folder of `telescope run "
                                             "--out`?",
                                             folder.string(), error.message())};
  }
  const base::Micros first = PacketClock::floor_to(range.begin, base::kHour);
  for (const auto& entry : entries) {
    const auto hour = hour_of_file(entry.path().filename().string());
    if (hour && *hour >= first && *hour < range.end + range.lateness) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void complain(EventsRead& read, std::string complaint) {
  if (read.complaints.size() < kMostComplaints) read.complaints.push_back(std::move(complaint));
}

Status read_file(const std::filesystem::path& path, const EventRange& range,
                 const std::function<void(model::TelescopeRecord&&)>& visit, EventsRead& read) {
  const auto input = NOROSHI_TRY(io::Input::open(path.string()));
  io::Rejects rejects;
  io::LineReader lines(*input, rejects);
  for (;;) {
    const auto line = NOROSHI_TRY(lines.next());
    if (!line) break;
    if (line->empty()) continue;
    auto record = model::telescope_record_from_json(*line);
    if (!record) {
      ++read.refused;
      complain(read, fmt::format("{}:{}: {}", path.string(), lines.place().number,
                                 record.error().message));
      continue;
    }
    const base::Micros begin = std::visit(BeginsAt{}, *record);
    if (begin < range.begin || begin >= range.end) continue;
    ++read.records;
    visit(std::move(*record));
  }
  if (!input->damage().empty()) {
    complain(read,
             fmt::format("{}: {}: the end of it is not read", path.string(), input->damage()));
  }
  return {};
}

}  // namespace

Result<EventsRead> read_events(const std::filesystem::path& folder, const EventRange& range,
                               const std::function<void(model::TelescopeRecord&&)>& visit) {
  EventsRead read;
  const auto files = NOROSHI_TRY(files_of(folder / "events", range));
  for (const auto& file : files) {
    NOROSHI_CHECK(read_file(file, range, visit, read));
    ++read.files;
  }
  return read;
}

}  // namespace noroshi::telescope
