#include "cli/permit_files.hpp"

#include "cli/whole_file.hpp"

namespace noroshi::cli {

SignedText take_apart(std::string file) {
  if (const auto note = tlog::parse_note(file)) {
    return {note->text, file.substr(note->text.size() + 1)};
  }
  // A last line without its line feed would run into the signatures.
  if (!file.ends_with('\n')) file += '\n';
  return {std::move(file), {}};
}

Result<permit::Approvers> read_approvers(const std::string& path) {
  const auto text = NOROSHI_TRY(read_whole(path, kLargestPermitText));
  return permit::Approvers::parse(text, path);
}

}  // namespace noroshi::cli
