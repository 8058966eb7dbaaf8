// `noroshi flow convert`: any format that Noroshi reads → one that others read too.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/flow_formats.hpp"
#include "cli/input_stage.hpp"
#include "cli/out_file.hpp"
#include "cli/progress.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

Result<int> run_flow_convert(const Arguments& arguments, Context& context) {
  static constexpr Text kWritten{"{} records written to {}", "{} 件のレコードを {} に書きました"};
  const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  const auto path = arguments.word("--out").value();
  const auto file = NOROSHI_TRY(OutFile::create(path, context.out));
  const auto writer = make_writer(arguments.word("--to").value(), *file);
  const auto totals =
      NOROSHI_TRY(read_flows(plan, context, [&](const model::FlowBatch& batch) -> Result<bool> {
        NOROSHI_CHECK(writer->write(batch));
        return true;
      }));
  NOROSHI_CHECK(writer->finish());
  NOROSHI_CHECK(file->commit());
  if (path != "-" && !plan.quiet) {
    context.note(kWritten.in(context.language, grouped(totals.records), path));
  }
  return kDone;
}

}  // namespace noroshi::cli
