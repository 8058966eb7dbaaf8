#include "cli/hunt_request.hpp"

#include <algorithm>
#include <iterator>

#include "cli/suppressions.hpp"
#include "cli/whole_file.hpp"

namespace noroshi::cli {

Result<c2::HuntOptions> hunt_options(const Arguments& arguments, const Context& context) {
  c2::HuntOptions options;
  options.sampling = static_cast<std::uint32_t>(arguments.count("--sampling").value_or(0));
  options.threads = static_cast<unsigned>(arguments.count("--threads").value_or(0));
  options.inside = arguments.prefixes("--inside");
  if (const auto path = arguments.word("--popular")) {
    const auto text = NOROSHI_TRY(read_whole(*path));
    options.platforms = NOROSHI_TRY(c2::parse_platforms(text).within(*path));
  }
  for (const std::string& path : arguments.all("--infected")) {
    std::ranges::move(NOROSHI_TRY(load_infected(path)), std::back_inserter(options.infected));
  }
  if (const auto path = arguments.word("--model")) {
    const auto text = NOROSHI_TRY(read_whole(*path));
    options.coefficients = NOROSHI_TRY(c2::Coefficients::parse(text, *path));
  }
  options.suppressions = NOROSHI_TRY(load_suppressions(arguments.all("--suppress"), context));
  return options;
}

Result<LoadedTable> load_table(const InputPlan& plan, const Context& context) {
  LoadedTable loaded;
  const auto add = [&](const model::FlowBatch& batch) -> Result<bool> {
    loaded.table.add(batch);
    return true;
  };
  loaded.totals = NOROSHI_TRY(read_flows(plan, context, add));
  return loaded;
}

std::string shell_word(const std::string& word) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string files_for_hint(const std::vector<std::string>& files) {
  constexpr std::size_t kMost = 3;
  std::string words;
  for (const auto& file : files) {
    if (file == "-" || files.size() > kMost) return "FILE…";
    words += (words.empty() ? "" : " ") + shell_word(file);
  }
  return words;
}

}  // namespace noroshi::cli
