#include "cli/terminal.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace noroshi::cli {
namespace {

constexpr std::size_t kBufferSize = 64 * 1024;
constexpr std::size_t kNarrowest = 40;  // below, tables fall apart
constexpr std::size_t kWidest = 1'000;  // beyond, COLUMNS is a mistake

bool set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

// COLUMNS if it is set, else what the terminal says, else 80.
std::size_t detect_columns() {
  std::size_t columns = 80;
  winsize size{};
  if (const char* text = std::getenv("COLUMNS"); text != nullptr && *text != '\0') {
    std::from_chars(text, text + std::string_view(text).size(), columns);
  } else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) {
    columns = size.ws_col;
  }
  return columns < kNarrowest ? kNarrowest : columns > kWidest ? kWidest : columns;
}

// A pipe takes anything; a terminal what its locale says (POSIX: LC_ALL, LC_CTYPE, LANG).
bool detect_utf8(bool is_terminal) {
  if (!is_terminal) return true;
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (!set(variable)) continue;
    const std::string_view locale = std::getenv(variable);
    return locale.find("UTF-8") != std::string_view::npos ||
           locale.find("utf8") != std::string_view::npos;
  }
  return false;
}

}  // namespace

Terminal Terminal::detect() {
  Terminal terminal;
  terminal.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  terminal.err_is_terminal = isatty(STDERR_FILENO) != 0;
  terminal.columns = detect_columns();
  terminal.utf8 = detect_utf8(terminal.out_is_terminal);
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  terminal.colour = terminal.out_is_terminal && !dumb && !set("NO_COLOR");  // https://no-color.org
  return terminal;
}

Status FdSink::write(std::string_view bytes) {
  buffer_.append(bytes);
  return buffer_.size() < kBufferSize ? Status{} : flush();
}

Status FdSink::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const auto written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      broken_pipe_ = broken_pipe_ || errno == EPIPE;
      buffer_.clear();
      return base::system_error("writing " + name_);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
  return {};
}

void Context::note(std::string_view line) const {
  (void)out.flush();  // results first, then the note; a failure shows again at the end
  (void)err.write(std::string(line) + '\n');
  (void)err.flush();
}

std::string styled(std::string_view text, Style style, bool colour) {
  static constexpr std::array<std::string_view, 5> kCodes{"1", "2", "31", "33", "32"};
  if (!colour) return std::string(text);
  return fmt::format("\x1B[{}m{}\x1B[0m", kCodes[static_cast<std::size_t>(style)], text);
}

}  // namespace noroshi::cli
