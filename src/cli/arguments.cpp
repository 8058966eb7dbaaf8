#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/duration.hpp"
#include "base/nearest.hpp"

namespace noroshi::cli {
namespace {

Error wrong(std::string message) { return {Errc::InvalidUsage, std::move(message)}; }

// CLI11 takes an argument "[a,b]" for a list and splits it, which no command here means: a mark
// after the bracket, taken off again, keeps the word whole (patterns of STIX begin and end so).
constexpr char kGuard = '\x1F';

void guard_brackets(std::string& word) {
  if (word.starts_with('[') && word.ends_with(']')) word += kGuard;
}

void unguard_brackets(std::string& word) {
  if (word.starts_with('[') && word.size() > 2 && word.ends_with(kGuard)) word.pop_back();
}

// What CLI11 fills: one slot for each option of the command, in the order of the table.
struct Slots {
  std::vector<std::vector<std::string>> values;
  std::vector<std::string> positionals;
  std::vector<std::string> unknown;
};

Slots sort_words(const Command& command, std::vector<std::string> words) {
  Slots slots;
  slots.values.resize(command.options.size());
  CLI::App app;
  app.set_help_flag();  // --help is an option of the table like any other
  app.allow_extras();
  for (std::size_t i = 0; i < command.options.size(); ++i) {
    const auto& option = command.options[i];
    const std::string name(option.name);
    auto& values = slots.values[i];
    if (option.takes == Takes::Nothing) {
      app.add_flag(name, [&values](std::int64_t times) {
        values.assign(static_cast<std::size_t>(times), "");
      });
    } else {
      app.add_option(name, values)->allow_extra_args(false);
    }
  }
  if (!command.positional.metavar.empty()) {
    app.add_option(std::string(command.positional.metavar), slots.positionals)->expected(0, -1);
  }
  for (auto& word : words) guard_brackets(word);
  std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
  app.parse(std::move(words));
  for (auto& word : slots.positionals) unguard_brackets(word);
  for (auto& values : slots.values) {
    for (auto& word : values) unguard_brackets(word);
  }
  slots.unknown = app.remaining();
  for (auto& word : slots.unknown) unguard_brackets(word);
  std::erase(slots.unknown, "--");  // it has done its work; CLI11 keeps it among the unknown
  return slots;
}

Error unknown_word(const Command& command, const std::string& word, Language language) {
  static constexpr Text kOption{"there is no option {}; see: {} --help",
                                "{} という指定はありません。参照: {} --help"};
  static constexpr Text kMeant{"there is no option {}; did you mean {}?",
                               "{} という指定はありません。{} ですか?"};
  static constexpr Text kArgument{"it takes no argument \"{}\"; see: {} --help",
                                  "引数「{}」は取りません。参照: {} --help"};
  if (!word.starts_with('-')) return wrong(kArgument.in(language, word, full_name(command)));
  std::vector<std::string_view> names;
  for (const auto& option : command.options) names.push_back(option.name);
  const auto name = std::string_view(word).substr(0, word.find('='));
  const auto meant = base::nearest(name, names);
  if (meant.empty()) return wrong(kOption.in(language, name, full_name(command)));
  return wrong(kMeant.in(language, name, meant));
}

Status check_option(const Option& option, const std::vector<std::string>& values,
                    Language language) {
  static constexpr Text kTwice{"{} is given {} times; it can be given once",
                               "{} が {} 回指定されています。一度だけ指定できます"};
  static constexpr Text kMissing{"{} {} must be given", "{} {} の指定が必要です"};
  if (option.required && values.empty()) {
    return wrong(kMissing.in(language, option.name, option.metavar));
  }
  if (option.takes == Takes::Nothing) return {};
  if (values.size() > 1 && !option.repeatable) {
    return wrong(kTwice.in(language, option.name, values.size()));
  }
  for (const auto& value : values) {
    NOROSHI_CHECK(check_value(option.takes, option.metavar, value, language).within(option.name));
  }
  return {};
}

Status check_positionals(const Positional& positional, const std::vector<std::string>& words,
                         Language language) {
  static constexpr Text kMissing{"{} is missing", "{} がありません"};
  static constexpr Text kMany{"one {} is enough; \"{}\" is too many",
                              "{} は一つだけです。「{}」は余分です"};
  if (positional.required && words.empty()) {
    return wrong(kMissing.in(language, positional.metavar));
  }
  if (words.size() > 1 && !positional.repeatable) {
    return wrong(kMany.in(language, positional.metavar, words[1]));
  }
  for (const auto& word : words) {
    NOROSHI_CHECK(check_value(positional.takes, positional.metavar, word, language));
  }
  return {};
}

// Its own words about the same things; they name the option and are good enough in any language.
Error from_cli11(const CLI::ParseError& error, Language language) {
  static constexpr Text kValue{"an option without its value, or a value too many: {}",
                               "値のない指定、または余分な値があります: {}"};
  return wrong(kValue.in(language, error.what()));
}

template <class Number>
std::optional<Number> number_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  Number number{};
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

Result<Arguments> Arguments::parse(const Command& command, const std::vector<std::string>& words,
                                   Language language) {
  Slots slots;
  try {
    slots = sort_words(command, words);
  } catch (const CLI::ParseError& error) {
    return from_cli11(error, language);
  }
  Arguments arguments(command);
  for (std::size_t i = 0; i < command.options.size(); ++i) {
    if (slots.values[i].empty()) continue;
    arguments.values_.emplace(command.options[i].name, std::move(slots.values[i]));
  }
  arguments.positionals_ = std::move(slots.positionals);
  if (arguments.given("--help")) return arguments;  // whatever else is wrong, help comes first
  if (!slots.unknown.empty()) return unknown_word(command, slots.unknown.front(), language);
  for (const auto& option : command.options) {
    const auto values = arguments.values_.find(option.name);
    NOROSHI_CHECK(check_option(
        option, values == arguments.values_.end() ? std::vector<std::string>{} : values->second,
        language));
  }
  NOROSHI_CHECK(check_positionals(command.positional, arguments.positionals_, language));
  return arguments;
}

const Option& Arguments::declared(std::string_view option) const {
  const auto found = std::find_if(command_->options.begin(), command_->options.end(),
                                  [&](const Option& one) { return one.name == option; });
  NOROSHI_ASSERT(found != command_->options.end());
  return *found;
}

bool Arguments::given(std::string_view option) const {
  return values_.contains(declared(option).name);
}

std::vector<std::string> Arguments::all(std::string_view option) const {
  const auto& declaration = declared(option);
  const auto found = values_.find(option);
  if (found != values_.end()) return found->second;
  if (declaration.fallback.empty()) return {};
  return {std::string(declaration.fallback)};
}

std::optional<std::string> Arguments::word(std::string_view option) const {
  auto values = all(option);
  if (values.empty()) return std::nullopt;
  return std::move(values.front());
}

std::optional<std::uint64_t> Arguments::count(std::string_view option) const {
  return number_of<std::uint64_t>(word(option));
}

std::optional<double> Arguments::ratio(std::string_view option) const {
  return number_of<double>(word(option));
}

std::optional<base::Micros> Arguments::duration(std::string_view option) const {
  const auto text = word(option);
  if (!text) return std::nullopt;
  return base::parse_duration(*text).value();
}

std::optional<base::Micros> Arguments::instant(std::string_view option) const {
  const auto text = word(option);
  return text ? base::parse_rfc3339(*text) : std::nullopt;
}

std::optional<model::Endpoint> Arguments::endpoint(std::string_view option) const {
  const auto text = word(option);
  if (!text) return std::nullopt;
  return model::parse_endpoint(*text).value();
}

std::vector<net::Prefix> Arguments::prefixes(std::string_view option) const {
  std::vector<net::Prefix> prefixes;
  for (const auto& text : all(option)) prefixes.push_back(net::Prefix::parse(text).value());
  return prefixes;
}

void choose_colour(const Arguments& arguments, Context& context) {
  const auto when = arguments.word("--color").value_or("auto");
  if (when == "always") context.terminal.colour = true;
  if (when == "never") context.terminal.colour = false;
}

}  // namespace noroshi::cli
