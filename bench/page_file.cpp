#include "page_file.hpp"

#include <fstream>
#include <sstream>

#include "evaluation_page.hpp"

namespace noroshi::bench {

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Status write_page(const std::string& path, std::string generated) {
  const std::string text = with_hand_written_part(std::move(generated), text_of(path));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return base::system_error("writing " + path);
  return {};
}

}  // namespace noroshi::bench
