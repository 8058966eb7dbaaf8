// Words of a command line → Arguments, checked against a Command of the table.
//
// After `parse` every value has the form its option asks for, so that commands read them without
// further ado; asking for an option that the command does not have is a bug and stops the program.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "model/finding.hpp"
#include "net/prefix.hpp"

namespace noroshi::cli {

class Arguments {
 public:
  /// What the options that `words` name are set to.  Error (wrong usage): unknown option or one
  /// argument too many, with the nearest valid word; a value of the wrong form; one missing.
  static Result<Arguments> parse(const Command& command, const std::vector<std::string>& words,
                                 Language language);

  [[nodiscard]] const Command& command() const { return *command_; }

  /// The option stands on the command line (its fallback does not count).
  [[nodiscard]] bool given(std::string_view option) const;

  /// All values, in order: those given, else the fallback, else none.
  [[nodiscard]] std::vector<std::string> all(std::string_view option) const;

  /// The value, or nothing when there is neither value nor fallback.
  [[nodiscard]] std::optional<std::string> word(std::string_view option) const;
  [[nodiscard]] std::optional<std::uint64_t> count(std::string_view option) const;
  [[nodiscard]] std::optional<double> ratio(std::string_view option) const;
  [[nodiscard]] std::optional<base::Micros> duration(std::string_view option) const;
  [[nodiscard]] std::optional<base::Micros> instant(std::string_view option) const;
  [[nodiscard]] std::optional<model::Endpoint> endpoint(std::string_view option) const;
  [[nodiscard]] std::vector<net::Prefix> prefixes(std::string_view option) const;

  [[nodiscard]] const std::vector<std::string>& positionals() const { return positionals_; }

 private:
  explicit Arguments(const Command& command) : command_(&command) {}

  const Option& declared(std::string_view option) const;

  const Command* command_;
  std::map<std::string_view, std::vector<std::string>> values_;  // keys: names in the table
  std::vector<std::string> positionals_;
};

/// What --color asks for, over what the terminal and NO_COLOR say.
void choose_colour(const Arguments& arguments, Context& context);

/// Does `text` have the form?  The Error says what is wrong with it.
Status check_value(Takes takes, std::string_view metavar, std::string_view text, Language language);

}  // namespace noroshi::cli
