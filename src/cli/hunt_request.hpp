// What `c2 hunt` and `c2 explain` share: options, and input into a FlowTable.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/input_stage.hpp"
#include "detect/c2/hunt.hpp"

namespace noroshi::cli {

/// From --threads, --sampling, --inside, --popular, --infected, --model and --suppress.
Result<c2::HuntOptions> hunt_options(const Arguments& arguments, const Context& context);

struct LoadedTable {
  c2::FlowTable table;
  InputTotals totals;
};
Result<LoadedTable> load_table(const InputPlan& plan, const Context& context);

/// The words that name the input again in a hint: quoted for the shell, "FILE…" when there are
/// too many or they came through a pipe.
std::string files_for_hint(const std::vector<std::string>& files);

/// One word for a shell: in single quotes where it must be.
std::string shell_word(const std::string& word);

}  // namespace noroshi::cli
