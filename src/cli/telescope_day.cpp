#include "cli/telescope_day.hpp"

#include <filesystem>
#include <set>

#include "cli/input_stage.hpp"
#include "cli/noun.hpp"
#include "cli/progress.hpp"
#include "io/clock.hpp"
#include "io/line_reader.hpp"
#include "observe/telescope/read_events.hpp"

namespace noroshi::cli {
namespace {

base::Micros begin_of(const model::TelescopeRecord& record) {
  if (const auto* event = std::get_if<model::ScanEvent>(&record)) return event->first;
  if (const auto* victim = std::get_if<model::DosVictim>(&record)) return victim->first;
  return std::get<model::TelescopeHour>(record).begin;
}

class Reading {
 public:
  Reading(const Arguments& arguments, const CalendarDay& day, const Context& context)
      : day_(day),
        context_(context),
        progress_(context, arguments.given("--quiet")),
        lateness_(arguments.duration("--lateness").value()),
        strict_(arguments.given("--strict")),
        quiet_(arguments.given("--quiet")) {}

  Status read(const std::string& path) {
    return std::filesystem::is_directory(path) ? read_folder(path) : read_file(path);
  }

  TelescopeDay take() && {
    std::string names;
    for (const auto& sensor : sensors_) names.append(names.empty() ? "" : ", ").append(sensor);
    out_.sensor = std::move(names);
    return std::move(out_);
  }

 private:
  void add(model::TelescopeRecord&& record) {
    show_progress();
    const auto begin = begin_of(record);
    if (begin < day_.begin || begin >= day_.end) {
      ++out_.elsewhere;
    } else if (auto* event = std::get_if<model::ScanEvent>(&record)) {
      out_.events.push_back(std::move(*event));
    } else if (auto* victim = std::get_if<model::DosVictim>(&record)) {
      out_.victims.push_back(std::move(*victim));
    } else {
      auto& hour = std::get<model::TelescopeHour>(record);
      sensors_.insert(hour.sensor);
      out_.hours.push_back(std::move(hour));
    }
  }

  void show_progress() {
    constexpr std::uint64_t kOften = 4096;
    if (++records_ % kOften != 0) return;
    progress_.update({.records = records_, .elapsed = io::steady_clock() - began_});
  }

  Status read_folder(const std::string& path) {
    static constexpr Text kRefused{"{}: {} could not be used", "{}: {}は使えません"};
    const telescope::EventRange range{.begin = day_.begin, .end = day_.end, .lateness = lateness_};
    const auto read = NOROSHI_TRY(telescope::read_events(
        path, range, [this](model::TelescopeRecord&& record) { add(std::move(record)); }));
    progress_.clear();
    if (read.refused == 0) return {};
    if (strict_) return Error{Errc::InvalidInput, read.complaints.front()};
    if (quiet_) return {};
    for (const auto& complaint : read.complaints) context_.note(complaint);
    context_.note(
        kRefused.in(context_.language, path, kRecords.in(context_.language, read.refused)));
    return {};
  }

  Status read_file(const std::string& path) {
    const auto input = NOROSHI_TRY(io::Input::open(path));
    io::Rejects rejects(strict_);
    io::LineReader lines(*input, rejects);
    for (;;) {
      const auto line = NOROSHI_TRY(lines.next().within(path));
      if (!line) break;
      if (line->empty()) continue;
      auto record = model::telescope_record_from_json(*line);
      if (record) {
        add(std::move(*record));
      } else {
        NOROSHI_CHECK(rejects.add("no record of a telescope", lines.place()).within(path));
      }
    }
    progress_.clear();
    if (quiet_) return {};
    for (const auto& text : describe_rejects(path, rejects, input->damage(), context_.language)) {
      context_.note(text);
    }
    return {};
  }

  const CalendarDay& day_;
  const Context& context_;
  Progress progress_;
  base::Micros lateness_;
  bool strict_;
  bool quiet_;
  TelescopeDay out_;
  std::set<std::string> sensors_;
  std::uint64_t records_ = 0;
  base::Micros began_ = io::steady_clock();
};

}  // namespace

Result<TelescopeDay> read_telescope_day(const Arguments& arguments, const CalendarDay& day,
                                        const Context& context) {
  Reading reading(arguments, day, context);
  for (const auto& path : arguments.positionals()) NOROSHI_CHECK(reading.read(path));
  return std::move(reading).take();
}

}  // namespace noroshi::cli
