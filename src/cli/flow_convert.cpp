// `noroshi flow convert`: any format that Noroshi reads → one that others read too.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/flow_formats.hpp"
#include "cli/input_stage.hpp"
#include "cli/noun.hpp"
#include "cli/out_file.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

Result<int> run_flow_convert(const Arguments& arguments, Context& context) {
  static constexpr Text kWritten{"{} written to {}", "{}を {} に書きました"};
  const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  const auto path = arguments.word("--out").value();
  const auto to = arguments.word("--to").value();
  NOROSHI_CHECK(check_destination(path, to, context));
  const auto file = NOROSHI_TRY(OutFile::create(path, context.out));
  const auto writer = make_writer(to, *file);
  const auto totals =
      NOROSHI_TRY(read_flows(plan, context, [&](const model::FlowBatch& batch) -> Result<bool> {
        NOROSHI_CHECK(writer->write(batch));
        return true;
      }));
  NOROSHI_CHECK(writer->finish());
  NOROSHI_CHECK(file->commit());
  if (path != "-" && !plan.quiet) {
    context.note(
        kWritten.in(context.language, kRecords.in(context.language, totals.records), path));
  }
  return kDone;
}

}  // namespace noroshi::cli
