// What we write to, and what is known about it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "base/result.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::cli {

/// What is on the other side of our output.
struct Terminal {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  std::size_t columns = 80;
  bool colour = false;  ///< on standard output
  bool utf8 = true;     ///< what stands on standard output may be more than ASCII

  /// Asks the operating system and the environment (COLUMNS, NO_COLOR, TERM).
  static Terminal detect();
};

/// Where text goes that somebody may be waiting for.
class Output : public flow::ByteSink {
 public:
  virtual Status flush() = 0;

  /// A write failed because nobody reads any more (EPIPE): no error worth a message.
  [[nodiscard]] virtual bool broken_pipe() const { return false; }
};

/// A file descriptor that is written through 64 KiB of memory.  One thread uses it.
class FdSink : public Output {
 public:
  /// Does not own `descriptor`; `name` is for messages ("standard output").
  FdSink(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}

  Status write(std::string_view bytes) override;
  Status flush() override;

  [[nodiscard]] bool broken_pipe() const override { return broken_pipe_; }

 private:
  int descriptor_;
  std::string name_;
  std::string buffer_;
  bool broken_pipe_ = false;
};

/// Keeps what is written: for tests, and for text that must be complete before it is shown.
class StringSink : public Output {
 public:
  Status write(std::string_view bytes) override {
    text.append(bytes);
    return {};
  }
  Status flush() override { return {}; }

  std::string text;
};

/// What every command gets.
struct Context {
  Language language = Language::English;
  Terminal terminal;
  Output& out;  ///< results
  Output& err;  ///< everything else: progress, notes, errors

  /// A line for the user, on `err`.  That it could not be shown is no reason to fail.
  void note(std::string_view line) const;
};

/// `text` between the escape sequences of a style; plain where there is no colour.
enum class Style : unsigned char { Bold, Dim, Red, Yellow, Green };
std::string styled(std::string_view text, Style style, bool colour);

}  // namespace noroshi::cli
