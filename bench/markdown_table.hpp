// A table in Markdown, padded so that the source reads as well as the page.
#pragma once

#include <string>
#include <vector>

namespace noroshi::bench {

class MarkdownTable {
 public:
  /// A heading that ends in ":" aligns its column right, without the colon.
  explicit MarkdownTable(std::vector<std::string> headings);

  /// As many cells as there are headings; a missing one is empty.
  void add(std::vector<std::string> cells);

  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> headings_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace noroshi::bench
