// noroshi_layers: keeps the architecture.
//
//   noroshi_layers [ROOT]             checks the project under ROOT (default: here)
//   noroshi_layers --diagram [ROOT]   prints the diagram
//   noroshi_layers --write [ROOT]     puts the diagram into ARCHITECTURE.md
//
// Exit status: 0 all is well, 1 it is not, 2 wrong usage.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "check.hpp"
#include "diagram.hpp"
#include "rules.hpp"
#include "source_tree.hpp"

namespace noroshi::layers {
namespace {

namespace fs = std::filesystem;

Status print_diagram(const Rules& rules) {
  std::fputs(draw(rules).c_str(), stdout);
  return {};
}

Status write_diagram(const Rules& rules, const fs::path& page) {
  const std::string old = NOROSHI_TRY(read_text(page));
  const std::string text = NOROSHI_TRY(with_diagram(old, draw(rules)));
  if (text == old) return {};
  std::ofstream file(page, std::ios::binary);
  if (!(file << text).flush()) return base::system_error("writing " + page.string());
  return {};
}

Status check(const Rules& rules, const fs::path& root) {
  std::vector<Violation> violations = check_rules(rules);
  const auto in_tree = NOROSHI_TRY(check_tree(rules, root));
  violations.insert(violations.end(), in_tree.begin(), in_tree.end());
  const std::string page = NOROSHI_TRY(read_text(root / "ARCHITECTURE.md"));
  if (page != NOROSHI_TRY(with_diagram(page, draw(rules)).within("ARCHITECTURE.md"))) {
    violations.push_back({"ARCHITECTURE.md", "the diagram is out of date: run `make docs`"});
  }
  for (const Violation& violation : violations) {
    std::fprintf(stderr, "%s: %s\n", violation.place.c_str(), violation.text.c_str());
  }
  if (violations.empty()) return {};
  return Error{Errc::InvalidInput, std::to_string(violations.size()) +
                                       " violations; layers.toml says who may use whom"};
}

Status run(std::string_view mode, const fs::path& root) {
  const std::string toml = NOROSHI_TRY(read_text(root / "layers.toml"));
  const Rules rules = NOROSHI_TRY(parse_rules(toml));
  if (mode == "--diagram") return print_diagram(rules);
  if (mode == "--write") return write_diagram(rules, root / "ARCHITECTURE.md");
  return check(rules, root);
}

}  // namespace
}  // namespace noroshi::layers

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::string mode;
  if (!words.empty() && (words[0] == "--diagram" || words[0] == "--write")) {
    mode = words[0];
    words.erase(words.begin());
  }
  if (words.size() > 1 || (!words.empty() && words[0].starts_with('-'))) {
    std::fputs("usage: noroshi_layers [--diagram | --write] [ROOT]\n", stderr);
    return 2;
  }
  const noroshi::Status status = noroshi::layers::run(mode, words.empty() ? "." : words[0]);
  if (status.has_value()) return 0;
  std::fprintf(stderr, "layers: %s\n", status.error().message.c_str());
  return 1;
}
