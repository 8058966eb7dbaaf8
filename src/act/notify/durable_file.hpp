// DurableFile: a file that is there whole, and on the disk, or not at all.
//
// Bytes go to a temporary file beside the target; `commit` waits for the disk and renames it.
// Without `commit` nothing is left behind.  Only its owner's group may read it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::notify {

class DurableFile {
 public:
  static Result<DurableFile> create(const std::string& path);
  ~DurableFile();
  DurableFile(DurableFile&& other) noexcept;
  DurableFile& operator=(DurableFile&&) = delete;

  Status write(std::string_view bytes);
  Status commit();

 private:
  DurableFile(std::string path, std::string temporary, int descriptor)
      : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}
  Status flush();

  std::string path_;
  std::string temporary_;
  std::string buffer_;
  int descriptor_ = -1;
};

}  // namespace noroshi::notify
