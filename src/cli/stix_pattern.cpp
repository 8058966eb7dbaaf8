// `noroshi stix pattern`: what is wrong with patterns, and what they point at.
#include <charconv>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"
#include "cli/text_width.hpp"
#include "cli/whole_file.hpp"
#include "intel/pattern/pattern.hpp"

namespace noroshi::cli {
namespace {

using pattern::Pattern;

constexpr std::string_view kColumn = "column ";

// The patterns given as words, then those of --file, one a line.
Result<std::vector<std::string>> patterns_of(const Arguments& arguments, Language language) {
  auto patterns = arguments.positionals();
  if (const auto file = arguments.word("--file")) {
    const auto text = NOROSHI_TRY(read_whole(*file));
    for (std::size_t begin = 0; begin < text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      auto line = text.substr(begin, end - begin);
      if (line.ends_with('\r')) line.pop_back();
      if (!line.empty()) patterns.push_back(std::move(line));
      begin = end + 1;
    }
  }
  static constexpr Text kNone{"which pattern? Give one in quotes, or --file FILE",
                              "パターンを引用符で囲んで指定するか、--file FILE を指定してください"};
  if (patterns.empty()) return Error{Errc::InvalidUsage, std::string(kNone.in(language))};
  return patterns;
}

// Octets before the character at the column that `message` begins with; nothing if it names none.
std::optional<std::size_t> place_in(std::string_view text, std::string_view message) {
  if (!message.starts_with(kColumn)) return std::nullopt;
  message.remove_prefix(kColumn.size());
  std::size_t column = 0;
  if (std::from_chars(message.data(), message.data() + message.size(), column).ec != std::errc{})
    return std::nullopt;
  std::size_t place = 0;
  for (; column > 1 && place < text.size(); --column) {
    ++place;
    while (place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80)
      ++place;
  }
  return place;
}

// The line of the pattern where the mistake is, and a mark under it.
std::string marked(std::string_view text, std::string_view message, bool colour) {
  const auto place = place_in(text, message);
  constexpr std::size_t kWidest = 200;
  if (!place) return {};
  const auto begin = text.substr(0, *place).rfind('\n') + 1;  // npos + 1 is 0
  const auto line = text.substr(begin, text.find('\n', begin) - begin);
  if (display_width(line) > kWidest) return {};
  const auto indent = display_width(text.substr(begin, *place - begin));
  return fmt::format("  {}\n  {}{}\n", line, std::string(indent, ' '),
                     styled("^", Style::Red, colour));
}

std::string for_people(const std::string& text, const Result<Pattern>& parsed,
                       const Context& context) {
  static constexpr Text kValid{"valid", "正しい"};
  static constexpr Text kPlain{"valid, a plain list", "正しい。単純な一覧"};
  static constexpr Text kInvalid{"invalid: {}", "誤り: {}"};
  static constexpr Text kWarning{"warning: {}", "警告: {}"};
  const auto language = context.language;
  if (!parsed.has_value()) {
    const auto& message = parsed.error().message;
    return kInvalid.in(language, message) + "\n" + marked(text, message, context.terminal.colour);
  }
  auto made = std::string((parsed->is_plain_list() ? kPlain : kValid).in(language)) + "\n";
  for (const auto& warning : parsed->warnings()) made += kWarning.in(language, warning) + "\n";
  for (const auto& value : parsed->values())
    made += fmt::format("  {}  {}\n", pad_right(value.kind, 12), value.value);
  return made;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string made;
  for (const auto& text : texts) made += (made.empty() ? "" : ",") + json_string(text);
  return "[" + made + "]";
}

std::string json(const std::string& text, const Result<Pattern>& parsed) {
  if (!parsed.has_value()) {
    return fmt::format(R"({{"pattern":{},"valid":false,"error":{}}})", json_string(text),
                       json_string(parsed.error().message));
  }
  std::string values;
  for (const auto& value : parsed->values()) {
    values += fmt::format(R"({}{{"kind":{},"value":{}}})", values.empty() ? "" : ",",
                          json_string(value.kind), json_string(value.value));
  }
  return fmt::format(R"({{"pattern":{},"valid":true,"plain_list":{},"values":[{}],"warnings":{}}})",
                     json_string(text), parsed->is_plain_list(), values,
                     json_list(parsed->warnings()));
}

}  // namespace

Result<int> run_stix_pattern(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto format = arguments.word("--format").value();
  const auto patterns = NOROSHI_TRY(patterns_of(arguments, context.language));
  bool sound = true;
  std::string out;
  for (const auto& text : patterns) {
    const auto parsed = Pattern::parse(text);
    sound = sound && parsed.has_value();
    if (format == "table") {
      // Of several it must be clear which one is meant.
      if (patterns.size() > 1) out += styled(text, Style::Bold, context.terminal.colour) + "\n";
      out += for_people(text, parsed, context);
    } else if (format == "jsonl") {
      out += json(text, parsed) + "\n";
    } else {
      out += (out.empty() ? "[\n" : ",\n") + json(text, parsed);
    }
  }
  if (format == "json") out += "\n]\n";
  NOROSHI_CHECK(context.out.write(out));
  return sound ? kDone : kCouldNot;
}

}  // namespace noroshi::cli
