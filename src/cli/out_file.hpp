// A file that appears complete or not at all.
//
// Bytes go to a temporary file beside the target; `commit` makes them durable and renames it.
// Without `commit` (an error, Ctrl-C) the target is what it was before.
#pragma once

#include <memory>
#include <string>

#include "cli/terminal.hpp"

namespace noroshi::cli {

class OutFile : public Output {
 public:
  /// "-" is `standard_output`, which must outlive the OutFile; what exists and is no regular file
  /// (/dev/null, a named pipe) is written straight.
  static Result<std::unique_ptr<OutFile>> create(const std::string& path, Output& standard_output);

  ~OutFile() override;
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;

  Status write(std::string_view bytes) override { return sink_->write(bytes); }
  Status flush() override { return sink_->flush(); }
  [[nodiscard]] bool broken_pipe() const override { return sink_->broken_pipe(); }

  /// Call once, after the last write.
  Status commit();

 private:
  OutFile() = default;

  Output* sink_ = nullptr;
  std::unique_ptr<FdSink> file_;  // what sink_ points to, unless it is standard output
  int descriptor_ = -1;
  std::string path_;
  std::string temporary_;  // empty: written straight
};

}  // namespace noroshi::cli
