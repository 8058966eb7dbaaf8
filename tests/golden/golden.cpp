// Runs golden scripts (script.hpp) and shows where the program and the page part ways.
//
//   golden --noroshi build/release/noroshi --root . [--update] FILE.cli|FILE.md …
//
// Commands run in bash, in a folder of their own in which `tests` and `docs` are those of the
// project, with the built noroshi first in PATH and a fixed environment: the result depends on
// the program alone.  All commands of a file share the folder.  --update writes what was printed
// into the file, wherever the two do not match.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "base/temporary_folder.hpp"
#include "script.hpp"

namespace noroshi::golden {
namespace {

namespace fs = std::filesystem;

struct Settings {
  fs::path noroshi;
  fs::path root;
  bool update = false;
  std::vector<fs::path> scripts;
};

struct Ran {
  std::vector<std::string> lines;
  int status = 0;
};

std::string content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Where commands of a script run.
void prepare(const base::TemporaryFolder& folder, const Settings& settings) {
  fs::create_directory(folder.path() / "work");
  for (const auto* shared : {"tests", "docs"}) {
    fs::create_directory_symlink(settings.root / shared, folder.path() / "work" / shared);
  }
}

std::string in_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

Ran run_command(const std::string& command, const base::TemporaryFolder& folder,
                const Settings& settings) {
  const auto script = folder.path() / "command";
  std::ofstream(script) << command << '\n';
  const auto work = folder.path() / "work";
  const auto line = "cd " + in_quotes(work) + " && exec env -i HOME=" + in_quotes(work) +
                    " TMPDIR=" + in_quotes(work) + " LANG=C.UTF-8 COLUMNS=100 PATH=" +
                    in_quotes(settings.noroshi.parent_path().string() + ":/usr/bin:/bin") +
                    " bash " + in_quotes(script) + " 2>&1 </dev/null";
  Ran ran;
  std::FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return {{"popen failed"}, -1};
  std::string text;
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) != 0;) {
    text.append(buffer, size);
  }
  const int status = pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.lines = split_lines(text);
  while (!ran.lines.empty() && ran.lines.back().empty()) ran.lines.pop_back();
  return ran;
}

void show(const char* sign, const std::vector<std::string>& lines, int status) {
  for (const auto& line : lines) std::printf("  %s %s\n", sign, line.c_str());
  if (status != 0) std::printf("  %s [exit %d]\n", sign, status);
}

void complain(const fs::path& file, const Step& step, const Ran& ran) {
  std::printf("%s:%zu: $ %s\n", file.c_str(), step.line, step.command.c_str());
  std::printf(" expected:\n");
  show("-", step.expected, step.status);
  std::printf(" printed:\n");
  show("+", ran.lines, ran.status);
}

// Puts what was printed where the step expected something else.
void replace(std::vector<std::string>& lines, const Step& step, const Ran& ran) {
  auto fresh = ran.lines;
  if (ran.status != 0) fresh.push_back("[exit " + std::to_string(ran.status) + "]");
  const auto begin = lines.begin();
  lines.erase(begin + static_cast<std::ptrdiff_t>(step.first),
              begin + static_cast<std::ptrdiff_t>(step.last));
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(step.first), fresh.begin(), fresh.end());
}

// True if all steps fit, or now do.
bool run_script(const fs::path& file, const Settings& settings) {
  auto lines = split_lines(content(file));
  const auto steps = read_steps(lines, file.extension() == ".md");
  const base::TemporaryFolder folder;
  prepare(folder, settings);
  std::vector<std::pair<Step, Ran>> changes;
  for (const auto& step : steps) {
    auto ran = run_command(step.command, folder, settings);
    if (ran.status == step.status && matches(step.expected, ran.lines)) continue;
    if (!settings.update) complain(file, step, ran);
    changes.emplace_back(step, std::move(ran));
  }
  if (steps.empty() && file.extension() != ".md") {
    std::printf("%s: no command; a script that asks nothing proves nothing\n", file.c_str());
    return false;
  }
  if (changes.empty() || !settings.update) return changes.empty();
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    replace(lines, change->first, change->second);
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  for (const auto& line : lines) out << line << '\n';
  std::printf("%s: %zu updated\n", file.c_str(), changes.size());
  return true;
}

Settings settings_of(const std::vector<std::string>& words) {
  Settings settings;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--update") {
      settings.update = true;
    } else if (words[i] == "--noroshi" && i + 1 < words.size()) {
      settings.noroshi = fs::absolute(words[++i]);
    } else if (words[i] == "--root" && i + 1 < words.size()) {
      settings.root = fs::canonical(words[++i]);
    } else {
      settings.scripts.emplace_back(words[i]);
    }
  }
  return settings;
}

int run_all(const Settings& settings) {
  if (settings.noroshi.empty() || settings.root.empty() || settings.scripts.empty()) {
    std::printf("usage: golden --noroshi PROGRAM --root FOLDER [--update] FILE.cli|FILE.md …\n");
    return 2;
  }
  bool good = true;
  for (const auto& script : settings.scripts) good = run_script(script, settings) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace noroshi::golden

int main(int argc, char** argv) try {
  return noroshi::golden::run_all(noroshi::golden::settings_of({argv + 1, argv + argc}));
} catch (const std::exception& error) {  // no temporary folder
  std::fprintf(stderr, "golden: %s\n", error.what());
  return 1;
}
