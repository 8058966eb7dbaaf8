// Files of this leaf that must be the old or the new one, whatever happens.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace noroshi::tlog {

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

/// Full when the disk is.
Status write_all(int descriptor, std::string_view bytes, const std::string& name);

/// A file, or a folder.
Status sync_file(const std::string& path);

/// With `sync` it holds after a power cut, too.
Status replace_file(const std::string& path, std::string_view bytes, bool sync);

/// NotFound where there is none.
Result<std::string> read_file(const std::string& path);

/// Takes FOLDER/lock, which stays taken as long as what is returned lives.  An Error that says so
/// when another process has it.
Result<Descriptor> lock_folder(const std::string& folder, std::string_view what);

}  // namespace noroshi::tlog
