// `noroshi complete`: what completion scripts ask; in no help.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/subcommands.hpp"
#include "store/query/filter.hpp"

namespace noroshi::cli {

Result<int> run_complete(const Arguments& arguments, Context& context) {
  const auto text = fmt::format("{}", fmt::join(arguments.positionals(), " "));
  for (const auto& candidate : query::complete(text, {})) {
    NOROSHI_CHECK(context.out.write(candidate + "\n"));
  }
  return kDone;
}

}  // namespace noroshi::cli
