#include "cli/input_stage.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <thread>
#include <unistd.h>

#include "cli/batch_queue.hpp"
#include "cli/interrupt.hpp"
#include "cli/noun.hpp"
#include "cli/progress.hpp"

namespace noroshi::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatchRows = 16'384;  // ≈ 1.7 MB: amortises the queue, stays near the cache
constexpr std::size_t kBatches = 8;
constexpr std::chrono::milliseconds kPatience{100};  // how late Ctrl-C may be noticed

// What the two threads share.  Owned by both: after Ctrl-C the reader may outlive the caller.
struct Shared {
  Shared(InputPlan the_plan, Language the_language)
      : plan(std::move(the_plan)), language(the_language) {}

  const InputPlan plan;
  const Language language;
  BatchQueue queue{kBatches};
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<bool> stop{false};

  // Written by the reader until `queue.ended()`, read by the caller from then on.
  Status status;
  std::vector<std::string> notes;
  std::uint64_t rejected = 0;
};

// Sum of the sizes of all files; 0 as soon as one of them has none (a pipe).
std::uint64_t total_size(const std::vector<std::string>& files) {
  std::uint64_t total = 0;
  for (const auto& file : files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error || size == 0) return 0;
    total += size;
  }
  return total;
}

Status read_batches(Shared& shared, flow::FlowReader& reader, std::uint64_t bytes_before) {
  while (!shared.stop.load(std::memory_order_relaxed)) {
    auto batch = shared.queue.blank();
    const bool more = NOROSHI_TRY(reader.read(batch, kBatchRows).within(reader.input().name()));
    shared.bytes_done.store(bytes_before + reader.input().source_offset(),
                            std::memory_order_relaxed);
    if (!batch.empty() && !shared.queue.put(std::move(batch))) return {};
    if (!more) return {};
  }
  return {};
}

Status read_file(Shared& shared, const std::string& file) {
  const auto bytes_before = shared.bytes_done.load(std::memory_order_relaxed);
  auto input = NOROSHI_TRY(io::Input::open(file));
  const auto name = input->name();
  const auto reader = NOROSHI_TRY(flow::open(std::move(input), shared.plan.reader));
  NOROSHI_CHECK(read_batches(shared, *reader, bytes_before));
  const auto notes =
      describe_rejects(name, reader->rejects(), reader->input().damage(), shared.language);
  shared.notes.insert(shared.notes.end(), notes.begin(), notes.end());
  shared.rejected += reader->rejects().total_rejected();
  return {};
}

void read_all(const std::shared_ptr<Shared>& shared) {
  for (const auto& file : shared->plan.files) {
    if (shared->stop.load(std::memory_order_relaxed)) break;
    shared->status = read_file(*shared, file);
    if (!shared->status.has_value()) break;
  }
  shared->queue.close();
}

// Ends the reader whatever way the caller leaves.  A reader that waits for a quiet pipe cannot be
// woken; it is left behind, and main ends the process without it.
class ReaderThread {
 public:
  explicit ReaderThread(std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)), thread_([reader = shared_] { read_all(reader); }) {}
  ~ReaderThread() {
    shared_->stop = true;
    shared_->queue.leave();
    if (interrupted()) {
      thread_.detach();
    } else {
      thread_.join();
    }
  }
  ReaderThread(const ReaderThread&) = delete;
  ReaderThread& operator=(const ReaderThread&) = delete;

 private:
  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

Error stopped() { return {Errc::Io, "interrupted"}; }

// Feeds `consume` until the input ends or it has enough.
Result<bool> consume_all(Shared& shared, const Consume& consume, InputTotals& totals,
                         Progress& progress) {
  const auto begin = Clock::now();
  const auto bytes_total = total_size(shared.plan.files);
  while (!shared.queue.ended()) {
    if (interrupted()) return stopped();
    auto batch = shared.queue.take(kPatience);
    totals.elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
    progress.update({totals.records, shared.bytes_done, bytes_total, totals.elapsed});
    if (!batch) continue;
    totals.records += batch->size();
    if (!NOROSHI_TRY(consume(*batch))) return false;
    shared.queue.give_back(std::move(*batch));
  }
  return true;
}

std::string tallies(const std::map<std::string, io::Rejects::Tally, std::less<>>& reasons,
                    Language language) {
  static constexpr Text kTally{"{} × {} (first at {})", "{} 件 {} (最初は {})"};
  std::string out;
  for (const auto& [reason, tally] : reasons) {
    out += out.empty() ? "" : "; ";
    out += kTally.in(language, grouped(tally.count), reason, to_string(tally.first));
  }
  return out;
}

}  // namespace

Result<InputPlan> InputPlan::from(const Arguments& arguments, const Context& context) {
  static constexpr Text kNoFile{"which FILE? Give flow logs or captures, or pipe one in",
                                "FILE を指定するか、パイプで入力してください"};
  InputPlan plan;
  plan.files = arguments.positionals();
  if (plan.files.empty()) {
    if (isatty(STDIN_FILENO) != 0) {
      return Error{Errc::InvalidUsage, std::string(kNoFile.in(context.language))};
    }
    plan.files.emplace_back("-");
  }
  plan.reader.strict = arguments.given("--strict");
  plan.reader.active_timeout = arguments.duration("--active-timeout").value();
  plan.reader.idle_timeout = arguments.duration("--idle-timeout").value();
  plan.quiet = arguments.given("--quiet");
  return plan;
}

Result<InputTotals> read_flows(const InputPlan& plan, const Context& context,
                               const Consume& consume) {
  InputTotals totals;
  totals.files = plan.files.size();
  const auto shared = std::make_shared<Shared>(plan, context.language);
  bool ended = false;
  {
    const ReaderThread reader(shared);
    Progress progress(context, plan.quiet);
    ended = NOROSHI_TRY(consume_all(*shared, consume, totals, progress));
  }
  for (const auto& note : shared->notes) context.note(note);
  if (ended) NOROSHI_CHECK(std::move(shared->status));
  totals.rejected = shared->rejected;
  return totals;
}

std::vector<std::string> describe_rejects(const std::string& name, const io::Rejects& rejects,
                                          const std::string& damage, Language language) {
  static constexpr Text kRejected{"{}: {} could not be used: {}", "{}: 使えない{}: {}"};
  static constexpr Text kSkipped{"{}: {} skipped: {}", "{}: 対象外 {} 件: {}"};
  static constexpr Text kDamaged{"{}: the file is damaged; what comes after is lost: {}",
                                 "{}: ファイルが壊れており、この先は失われました: {}"};
  std::vector<std::string> lines;
  if (const auto total = rejects.total_rejected(); total > 0) {
    lines.push_back(kRejected.in(language, name, kRecords.in(language, total),
                                 tallies(rejects.rejected(), language)));
  }
  std::uint64_t skipped = 0;
  for (const auto& [reason, tally] : rejects.skipped()) skipped += tally.count;
  if (skipped > 0) {
    lines.push_back(
        kSkipped.in(language, name, grouped(skipped), tallies(rejects.skipped(), language)));
  }
  if (!damage.empty()) lines.push_back(kDamaged.in(language, name, damage));
  return lines;
}

}  // namespace noroshi::cli
