// TemporaryFolder: a folder of one test or benchmark, which goes away with its owner.
//
// It lies where TMPDIR says, or in /tmp.  What a process that is still ending writes into it while
// it is removed may stay; that is no reason for a test to fail.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace noroshi::base {

class TemporaryFolder {
 public:
  /// Throws std::filesystem::filesystem_error, which names the path and the reason: nothing can be
  /// tested without the folder, and GoogleTest shows it.
  TemporaryFolder() {
    const char* where = std::getenv("TMPDIR");
    std::string name = std::string(where == nullptr ? "/tmp" : where) + "/noroshi-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      const std::error_code why(errno, std::generic_category());
      throw std::filesystem::filesystem_error("cannot make a temporary folder", name, why);
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// The path of `name` in it: "/tmp/noroshi-Ab12Cd/flows.csv".  Makes nothing.
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace noroshi::base
