#include "hub/place_files.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace noroshi::hub {

Result<std::shared_ptr<PlaceFiles>> PlaceFiles::open(std::vector<std::string> files, Log log) {
  std::shared_ptr<PlaceFiles> made(new PlaceFiles(std::move(files), std::move(log)));
  made->read_stamps_ = made->stamps();
  made->table_ = {.places = NOROSHI_TRY(made->read()), .edition = 1};
  return made;
}

PlaceFiles::Table PlaceFiles::table() const {
  const std::lock_guard lock(mutex_);
  return table_;
}

/// Size and date of each file; a file that has gone is a change too.
std::string PlaceFiles::stamps() const {
  std::string all;
  for (const std::string& file : files_) {
    std::error_code gone;
    const auto size = std::filesystem::file_size(file, gone);
    const auto date = std::filesystem::last_write_time(file, gone);
    all += gone ? "- " : fmt::format("{}@{} ", size, date.time_since_epoch().count());
  }
  return all;
}

Result<std::shared_ptr<const places::Places>> PlaceFiles::read() const {
  std::vector<places::PlaceFile> read;
  for (const std::string& file : files_) {
    const auto input = NOROSHI_TRY(io::Input::open(file));
    read.push_back(NOROSHI_TRY(places::read_places(*input).within(file)));
    if (!input->damage().empty()) {
      return Error{Errc::InvalidInput, fmt::format("{}: {}", file, input->damage())};
    }
    const auto& one = read.back();
    log_(fmt::format("places: {} of {} records of {} ({}), {} unreadable", one.ranges.size(),
                     one.records, file, one.form, one.rejects.total_rejected()));
  }
  return std::make_shared<const places::Places>(read);
}

void PlaceFiles::look_again() {
  const std::lock_guard looking(looking_);
  const std::string now = stamps();
  if (now == read_stamps_) return;
  read_stamps_ = now;  // one that cannot be read is tried again when it changes once more
  auto places = read();
  if (!places) {
    log_(fmt::format("places: {}; the table stays as it was", places.error().message));
    return;
  }
  const std::lock_guard lock(mutex_);
  table_.places = std::move(*places);
  ++table_.edition;
}

}  // namespace noroshi::hub
