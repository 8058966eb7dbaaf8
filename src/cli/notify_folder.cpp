#include "cli/notify_folder.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "cli/audit.hpp"
#include "cli/whole_file.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {

Result<notify::Side> side_of_folder(const std::string& path) {
  const auto file = (std::filesystem::path(path) / "side").string();
  if (!std::filesystem::exists(file)) {
    return Error{Errc::NotFound,
                 fmt::format("{}: no folder of notices; make one with: noroshi notify init "
                             "--folder {} --side …",
                             path, path)};
  }
  const auto text = NOROSHI_TRY(read_whole(file, 64));
  return text.starts_with("institute") ? notify::Side::Institute : notify::Side::Operator;
}

Result<NotifyFolder> NotifyFolder::open(const Arguments& arguments) {
  NotifyFolder folder;
  folder.path_ = arguments.word("--folder").value();
  const auto side = NOROSHI_TRY(side_of_folder(folder.path_));
  folder.settings_ = NOROSHI_TRY(notify::load_settings(folder.file("notify.toml"), side));
  folder.database_ = NOROSHI_TRY(sql::Database::open(folder.settings_.base, notify::kBaseOptions));
  folder.book_ = NOROSHI_TRY(notify::Book::open(*folder.database_));
  return folder;
}

std::string NotifyFolder::file(std::string_view name) const {
  return (std::filesystem::path(path_) / name).string();
}

Status NotifyFolder::admit(const Arguments& arguments, const Context& context,
                           std::string_view what, const std::string& otherwise) const {
  static constexpr Text kSayWhy{
      "this looks at personal data: say why with --purpose \"…\"; who asked, what and why is "
      "written down first",
      "個人情報を扱います。--purpose \"…\" "
      "で目的を示してください。誰が何をなぜ尋ねたかを先に記録します"};
  const auto purpose = arguments.word("--purpose").value_or(otherwise);
  if (purpose.empty()) return Error{Errc::InvalidUsage, std::string(kSayWhy.in(context.language))};
  NOROSHI_CHECK(check_purpose(purpose));
  AuditEntry entry;
  entry.time = io::wall_clock();
  entry.asker = Asker::detect();
  entry.command = arguments.command().path;
  entry.filter = what;
  entry.purpose = purpose;
  return append_audit(file("audit.jsonl"), entry);
}

Result<FolderLock> FolderLock::take(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0) return base::system_error("opening " + path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FolderLock(descriptor);
  const bool taken = errno == EWOULDBLOCK;
  const auto failed = base::system_error("locking " + path);
  ::close(descriptor);
  if (!taken) return failed;
  return Error{Errc::Limit, path + ": another `noroshi notify` works on these cases; let it end"};
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace noroshi::cli
