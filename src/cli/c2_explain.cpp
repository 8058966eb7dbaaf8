// `noroshi c2 explain`: why one server is suspected, or is not.
#include "cli/exit_status.hpp"
#include "cli/hunt_request.hpp"
#include "cli/interrupt.hpp"
#include "cli/story_text.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

Result<int> run_c2_explain(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto options = NOROSHI_TRY(hunt_options(arguments, context));
  const auto server = arguments.endpoint("--server").value();
  auto loaded = NOROSHI_TRY(load_table(plan, context));
  const auto story = NOROSHI_TRY(c2::explain(std::move(loaded.table), options, server));
  if (interrupted()) return kInterruptedStatus;
  const bool json = arguments.word("--format") == "json";
  NOROSHI_CHECK(context.out.write(json ? model::to_json(story.finding) + "\n"
                                       : story_text(story, context, zone)));
  return kDone;
}

}  // namespace noroshi::cli
