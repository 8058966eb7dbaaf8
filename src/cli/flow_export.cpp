// `noroshi flow export`: records out of the store, for other tools.
//
// The store is asked slice by slice of time, so that neither it nor we ever sort everything at
// once; slices do not overlap, so no record comes twice, also while a collector writes.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/flow_formats.hpp"
#include "cli/flow_question.hpp"
#include "cli/interrupt.hpp"
#include "cli/noun.hpp"
#include "cli/out_file.hpp"
#include "cli/pseudonyms.hpp"
#include "cli/store_notes.hpp"
#include "cli/subcommands.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSliceRows = 500'000;  // about 100 MB to sort
constexpr base::Micros kBucket = 5 * base::kMinute;

struct Slice {
  query::Window window;
  std::uint64_t rows = 0;
};

// The instants of a bucket: intDiv rounds towards zero, so bucket 0 reaches below the epoch too.
query::Window span_of(base::Micros bucket) {
  return {bucket > 0 ? bucket * kBucket : (bucket - 1) * kBucket + 1,
          bucket < 0 ? bucket * kBucket + 1 : (bucket + 1) * kBucket};
}

Status find_slices(const Question& question, std::vector<Slice>& slices) {
  query::Series series;
  series.window = question.window;
  series.filter = question.filter;
  return query::each_row(*question.open.store, query::sql_of(series), [&](const query::Row& row) {
    const auto span = span_of(row.instant("k_bucket"));
    const auto rows = row.whole("n_flows");
    if (slices.empty() || slices.back().rows + rows > kSliceRows) {
      slices.push_back({{std::max(span.from, question.window.from), 0}, 0});
    }
    slices.back().window.to = std::min(span.to, question.window.to);
    slices.back().rows += rows;
    return Result<bool>(true);
  });
}

struct Export {
  const Question& question;
  flow::FlowWriter& writer;
  std::unique_ptr<Pseudonyms> pseudonyms;  // none: addresses and tokens as they are
  Progress& progress;
  Standing standing;
  Clock::time_point begin = Clock::now();

  Status write_all() {
    std::vector<Slice> slices;
    NOROSHI_CHECK(find_slices(question, slices));
    for (const auto& slice : slices) standing.total += slice.rows;
    for (const auto& slice : slices) NOROSHI_CHECK(write_slice(slice));
    return {};
  }

  Status write(model::FlowBatch& batch) {
    if (interrupted()) return Error{Errc::Io, "interrupted"};
    if (pseudonyms) pseudonyms->apply(batch);
    NOROSHI_CHECK(writer.write(batch));
    standing.records += batch.size();
    standing.done = standing.records;
    standing.elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
    progress.update(standing);
    return {};
  }

  Status write_slice(const Slice& slice) {
    const auto answer = NOROSHI_TRY(question.open.store->select(
        query::sql_of(query::Records{0, slice.window, question.filter})));
    model::FlowBatch batch;
    while (true) {
      const auto chunk = NOROSHI_TRY(answer->next());
      if (!chunk) return {};
      batch.clear();
      NOROSHI_CHECK(query::append_records(*chunk, batch));
      NOROSHI_CHECK(write(batch));
    }
  }
};

}  // namespace

Result<int> run_flow_export(const Arguments& arguments, Context& context) {
  static constexpr Text kWritten{"{} written to {}", "{}を {} に書きました"};
  const auto path = arguments.word("--out").value();
  const auto to = arguments.word("--as").value();
  const bool quiet = arguments.given("--quiet");
  NOROSHI_CHECK(check_destination(path, to, context));
  std::unique_ptr<Pseudonyms> pseudonyms;
  if (const auto key = arguments.word("--anonymise")) {
    pseudonyms = NOROSHI_TRY(Pseudonyms::with_key_of(*key));
  }
  auto question = NOROSHI_TRY(read_question(arguments, context));
  NOROSHI_CHECK(query::fits(question.filter, store::TableId::Flows));
  NOROSHI_CHECK(admit(question, !pseudonyms,
                      fmt::format("records to {}{}", path, pseudonyms ? " under pseudonyms" : ""),
                      arguments, context));
  const auto file = NOROSHI_TRY(OutFile::create(path, context.out));
  const auto writer = make_writer(to, *file);
  Progress progress(context, quiet);
  Export out{question, *writer, std::move(pseudonyms), progress, {}};
  NOROSHI_CHECK(out.write_all());
  NOROSHI_CHECK(writer->finish());
  NOROSHI_CHECK(file->commit());
  progress.clear();
  if (path != "-" && !quiet) {
    context.note(
        kWritten.in(context.language, kRecords.in(context.language, out.standing.records), path));
  }
  return kDone;
}

}  // namespace noroshi::cli
