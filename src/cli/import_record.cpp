#include "cli/import_record.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "cli/sheet.hpp"

namespace noroshi::cli {

Result<ImportRecord::State> ImportRecord::state_of(const std::string& sha256,
                                                   base::Micros& when) const {
  auto state = State::New;
  std::ifstream file(path_);
  std::string line;
  while (std::getline(file, line)) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    // Cut short by a crash: "begun" before anything was stored, or "done", and it counts as begun.
    if (!json.is_object()) continue;
    if (json.value("sha256", "") != sha256) continue;
    state = json.value("state", "") == "done" ? State::Done : State::Begun;
    when = base::parse_rfc3339(json.value("time", "")).value_or(0);
  }
  return state;
}

Status ImportRecord::append(std::string line) const {
  std::error_code error;
  const auto size = std::filesystem::file_size(path_, error);
  if (!error && size > 0) {
    std::ifstream before(path_, std::ios::binary);
    before.seekg(-1, std::ios::end);
    if (before.get() != '\n') line.insert(0, 1, '\n');
  }
  const int file = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (file < 0) return base::system_error("opening " + path_);
  const bool good = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                    fsync(file) == 0;
  auto status = good ? Status{} : Status(base::system_error("writing " + path_));
  close(file);
  return status;
}

Status ImportRecord::begun(const std::string& name, const std::string& sha256, base::Micros now) {
  return append(fmt::format(R"({{"time":"{}","state":"begun","file":{},"sha256":"{}"}})"
                            "\n",
                            base::to_rfc3339(now), json_string(name), sha256));
}

Status ImportRecord::done(const std::string& name, const std::string& sha256, base::Micros now,
                          std::uint64_t records) {
  return append(fmt::format(R"({{"time":"{}","state":"done","file":{},"sha256":"{}","records":{}}})"
                            "\n",
                            base::to_rfc3339(now), json_string(name), sha256, records));
}

}  // namespace noroshi::cli
