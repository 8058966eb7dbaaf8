#include "cli/whole_folder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "cli/out_file.hpp"
#include "cli/sealing.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

Status make_folders(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return {};
  return Error{Errc::Io, fmt::format("making {}: {}", path.string(), error.message())};
}

Status sync_all(const fs::path& path) {
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_directory()) NOROSHI_CHECK(io::sync_path(entry.path().string()));
  }
  return io::sync_path(path.string());
}

fs::path parent_of(const std::string& path) {
  const auto parent = fs::path(path).parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

// mkdtemp makes folders for the owner alone; the umask says what the user wants.
mode_t wanted_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0777U & ~mask;
}

}  // namespace

Result<WholeFolder> WholeFolder::create(const std::string& target) {
  const auto parent = parent_of(target);
  NOROSHI_CHECK(make_folders(parent));
  auto draft = (parent / ("." + fs::path(target).filename().string() + ".XXXXXX")).string();
  if (mkdtemp(draft.data()) == nullptr) return base::system_error("creating " + draft);
  return WholeFolder(target, std::move(draft));
}

WholeFolder::WholeFolder(WholeFolder&& other) noexcept
    : target_(std::move(other.target_)),
      draft_(std::exchange(other.draft_, "")),
      sealer_(other.sealer_) {}

WholeFolder::~WholeFolder() {
  std::error_code ignored;  // what cannot be removed stays, under a name that says what it is
  if (!draft_.empty()) fs::remove_all(draft_, ignored);
}

Status WholeFolder::write(const std::string& name, std::string_view bytes) {
  const auto path = fs::path(draft_) / name;
  NOROSHI_CHECK(make_folders(path.parent_path()));
  StringSink nowhere;
  auto out = NOROSHI_TRY(OutFile::create(path.string(), nowhere));
  NOROSHI_CHECK(out->write(bytes));
  NOROSHI_CHECK(out->commit());
  return sealer_ == nullptr ? Status{} : sealer_->seal_file(path.string());
}

Status WholeFolder::commit() {
  NOROSHI_CHECK(sync_all(draft_));
  if (chmod(draft_.c_str(), wanted_mode()) != 0) return base::system_error("writing " + draft_);
  if (std::rename(draft_.c_str(), target_.c_str()) == 0) {
    draft_.clear();
  } else if (errno == ENOTEMPTY || errno == EEXIST) {
    // What was there takes the draft's name, and is removed with it.
    if (renameat2(AT_FDCWD, draft_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) != 0) {
      return base::system_error("replacing " + target_);
    }
  } else {
    return base::system_error("writing " + target_);
  }
  return io::sync_folder_of(target_);
}

}  // namespace noroshi::cli
