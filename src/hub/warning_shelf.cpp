#include "hub/warning_shelf.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

#include "io/input.hpp"

namespace noroshi::hub {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> files_in(const std::string& path) {
  std::error_code failure;
  if (!fs::is_directory(path, failure)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (const auto& file : fs::recursive_directory_iterator(path, failure)) {
    if (file.is_regular_file() && file.path().extension() == ".json") {
      files.push_back(file.path().string());
    }
  }
  if (failure) {
    return Error{Errc::Io, fmt::format("warning lists in {}: {}", path, failure.message())};
  }
  std::sort(files.begin(), files.end());  // which list is named first must not depend on the disk
  return files;
}

}  // namespace

void WarningShelf::put(const std::string& source, std::vector<feeds::WarningList> lists) {
  const std::lock_guard lock(mutex_);
  lists_[source] = std::move(lists);
  auto all = std::make_shared<std::vector<feeds::WarningList>>();
  for (const auto& [name, some] : lists_) all->insert(all->end(), some.begin(), some.end());
  archive_.use_warning_lists(std::move(all));
}

bool WarningShelf::has(const std::string& source) {
  const std::lock_guard lock(mutex_);
  return lists_.contains(source);
}

Result<std::vector<feeds::WarningList>> warning_lists_in(const std::string& path,
                                                         const ReadFile& read) {
  std::vector<feeds::WarningList> lists;
  for (const std::string& file : NOROSHI_TRY(files_in(path))) {
    std::string octets;  // outlive the input over them
    if (read) octets = NOROSHI_TRY(read(file));
    auto input = read ? io::Input::over(octets, file) : NOROSHI_TRY(io::Input::open(file));
    lists.push_back(NOROSHI_TRY(feeds::read_warning_list(*input).within(file)));
  }
  return lists;
}

}  // namespace noroshi::hub
