#include "cli/out_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace noroshi::cli {
namespace {

bool exists_and_is_no_file(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

// mkstemp makes files for the owner alone; the umask says what the user wants.
mode_t wanted_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666U & ~mask;
}

}  // namespace

Result<std::unique_ptr<OutFile>> OutFile::create(const std::string& path, Output& standard_output) {
  std::unique_ptr<OutFile> out(new OutFile);
  out->path_ = path;
  if (path == "-") {
    out->sink_ = &standard_output;
    return out;
  }
  if (exists_and_is_no_file(path)) {
    out->descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    auto name = path + ".XXXXXX";
    out->descriptor_ = mkostemp(name.data(), O_CLOEXEC);
    if (out->descriptor_ >= 0) out->temporary_ = std::move(name);
  }
  if (out->descriptor_ < 0) return base::system_error("creating " + path);
  out->file_ = std::make_unique<FdSink>(out->descriptor_, path);
  out->sink_ = out->file_.get();
  return out;
}

OutFile::~OutFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Status OutFile::commit() {
  NOROSHI_CHECK(sink_->flush());
  if (temporary_.empty()) return {};
  const auto failed = [&] { return base::system_error("writing " + path_); };
  if (fchmod(descriptor_, wanted_mode()) != 0 || fsync(descriptor_) != 0) return failed();
  if (close(std::exchange(descriptor_, -1)) != 0) return failed();
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return failed();
  temporary_.clear();
  return {};
}

}  // namespace noroshi::cli
