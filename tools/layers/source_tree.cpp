#include "source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace noroshi::layers {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view skip(std::string_view text, std::string_view characters) {
  const std::size_t first = text.find_first_not_of(characters);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

std::optional<Include> parse_include(std::string_view line) {
  line = skip(line, kBlank);
  if (!line.starts_with('#')) return std::nullopt;
  line = skip(line.substr(1), kBlank);
  if (!line.starts_with("include")) return std::nullopt;
  line = skip(line.substr(std::string_view("include").size()), kBlank);
  if (!line.starts_with('"') && !line.starts_with('<')) return std::nullopt;
  const bool quoted = line.front() == '"';
  const std::size_t end = line.find(quoted ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{.path = std::string(line.substr(1, end - 1)), .quoted = quoted};
}

// Takes the next line off `text`, without its line feed.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

}  // namespace

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> includes;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto include = parse_include(take_line(text));
    if (!include) continue;
    include->line = number;
    includes.push_back(*std::move(include));
  }
  return includes;
}

std::vector<CmakeCall> cmake_calls_of(std::string_view text) {
  std::vector<CmakeCall> calls;
  CmakeWord pending;  // the word before an opening parenthesis names the command
  int depth = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = take_line(text);
    line = line.substr(0, line.find('#'));
    while (!(line = skip(line, " \t\r\";")).empty()) {
      if (line.front() == '(') {
        if (depth++ == 0) calls.push_back({.command = pending.text, .words = {}});
        line.remove_prefix(1);
      } else if (line.front() == ')') {
        --depth;
        line.remove_prefix(1);
      } else {
        const std::string_view word = line.substr(0, line.find_first_of(" \t\r\";()"));
        pending = {.text = std::string(word), .line = number};
        if (depth > 0 && !calls.empty()) calls.back().words.push_back(pending);
        line.remove_prefix(word.size());
      }
    }
  }
  return calls;
}

std::vector<std::string> files_under(const std::filesystem::path& folder,
                                     const std::vector<std::string_view>& endings) {
  std::vector<std::string> files;
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, unreadable)) {
    const std::string path = entry.path().lexically_relative(folder).generic_string();
    const auto ends = [&](std::string_view ending) { return path.ends_with(ending); };
    if (entry.is_regular_file() && std::ranges::any_of(endings, ends)) files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::system_error("opening " + path.string());
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace noroshi::layers
