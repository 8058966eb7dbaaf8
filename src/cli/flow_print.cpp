// `noroshi flow print`: what the readers make of a file.
#include "cli/exit_status.hpp"
#include "cli/flow_rows.hpp"
#include "cli/input_stage.hpp"
#include "cli/subcommands.hpp"
#include "cli/zone.hpp"
#include "io/clock.hpp"
#include "store/query/filter.hpp"

namespace noroshi::cli {
namespace {

Result<query::Filter> filter_of(const Arguments& arguments) {
  auto filter =
      NOROSHI_TRY(query::parse(arguments.word("--filter").value_or(""), {io::wall_clock(), {}}));
  NOROSHI_CHECK(query::fits(filter, store::TableId::Flows));
  return filter;
}

}  // namespace

Result<int> run_flow_print(const Arguments& arguments, Context& context) {
  const auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  const auto zone = NOROSHI_TRY(Zone::parse(arguments.word("--tz").value()));
  const auto format =
      arguments.word("--format").value_or(context.terminal.out_is_terminal ? "table" : "jsonl");
  const auto limit = arguments.count("--limit").value_or(~std::uint64_t{0});
  const auto filter = NOROSHI_TRY(filter_of(arguments));
  std::uint64_t printed = 0;

  if (format == "csv") NOROSHI_CHECK(context.out.write(flow_csv_header()));
  if (format == "table") {
    NOROSHI_CHECK(context.out.write(flow_table_header(zone, context.language)));
  }
  const auto print = [&](const model::FlowBatch& batch) -> Result<bool> {
    for (std::size_t row = 0; row < batch.size(); ++row) {
      const auto flow = batch.at(row);
      if (!query::matches(filter, flow)) continue;
      if (printed++ >= limit) return false;
      NOROSHI_CHECK(context.out.write(format == "csv"     ? flow_csv_row(flow)
                                      : format == "jsonl" ? flow_json(flow)
                                                          : flow_table_row(flow, zone)));
    }
    return printed < limit;
  };
  (void)NOROSHI_TRY(read_flows(plan, context, print));
  return kDone;
}

}  // namespace noroshi::cli
