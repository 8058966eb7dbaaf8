#include "store/duck/manifest.hpp"

#include <charconv>
#include <fmt/format.h>
#include <iterator>
#include <optional>

namespace noroshi::duck {
namespace {

constexpr std::string_view kTitle = "noroshi flow store 1";

// The words of one line, taken from the front.
class Words {
 public:
  explicit Words(std::string_view line) : rest_(line) {}

  std::string_view next() {
    const std::string_view word = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(std::min(rest_.size(), word.size() + 1));
    return word;
  }

  template <class Number>
  bool take(Number& number) {
    const std::string_view word = next();
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc{} && end == word.data() + word.size();
  }

  bool take(store::TableId& id) {
    const store::Table* table = store::find_table(next());
    if (table != nullptr) id = table->id;
    return table != nullptr;
  }

  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool read_line(Words words, Manifest& manifest) {
  const std::string_view what = words.next();
  if (what == "generation") return words.take(manifest.generation) && words.empty();
  if (what == "next") return words.take(manifest.next_number) && words.empty();
  if (what == "journal") {
    Journal& journal = manifest.journals.emplace_back();
    return words.take(journal.table) && words.take(journal.number) && words.empty();
  }
  if (what == "segment") {
    Segment& s = manifest.segments.emplace_back();
    return words.take(s.table) && words.take(s.number) && words.take(s.partition) &&
           words.take(s.first) && words.take(s.last) && words.take(s.rows) &&
           words.take(s.octets) && words.empty();
  }
  return false;
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

// "20260114T150000Z": sorts by time, and is a file name everywhere.
std::string compact_time(base::Micros instant) {
  std::string text = base::to_rfc3339(instant);
  std::erase_if(text, [](char c) { return c == ':' || c == '-'; });
  return text;
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  std::string text = fmt::format("{}\ngeneration {}\nnext {}\n", kTitle, manifest.generation,
                                 manifest.next_number);
  auto out = std::back_inserter(text);
  for (const Journal& j : manifest.journals) {
    fmt::format_to(out, "journal {} {}\n", store::table(j.table).name, j.number);
  }
  for (const Segment& s : manifest.segments) {
    fmt::format_to(out, "segment {} {} {} {} {} {} {}\n", store::table(s.table).name, s.number,
                   s.partition, s.first, s.last, s.rows, s.octets);
  }
  text += "end\n";
  return text;
}

Result<Manifest> parse_manifest(std::string_view text) {
  if (take_line(text) != kTitle) {
    return Error{Errc::InvalidInput, fmt::format("its first line is not \"{}\": it was damaged, or "
                                                 "written by a later version",
                                                 kTitle)};
  }
  Manifest manifest;
  for (int number = 2; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line == "end" && text.empty()) return manifest;
    if (!read_line(Words(line), manifest)) {
      return Error{Errc::InvalidInput,
                   fmt::format("line {}: \"{}\" is not understood", number, line)};
    }
  }
  return Error{Errc::InvalidInput, "it ends too early"};
}

std::string file_name(const Journal& journal) {
  return fmt::format("journal/{}-{:06}.blocks", store::table(journal.table).name, journal.number);
}

std::string file_name(const Segment& segment) {
  return fmt::format("segments/{}/{}-{:06}.parquet", store::table(segment.table).name,
                     compact_time(segment.partition), segment.number);
}

}  // namespace noroshi::duck
