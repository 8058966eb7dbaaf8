// `noroshi flow import`: flow records of files into the store, the way a collector keeps them.
//
// Subscribers become tokens before anything is stored; records are summed up into panes by the same
// code.  What a file lacks stays away: no exporter, and no exposure, since nobody counted what was
// lost on the way into the file.
#include <algorithm>
#include <fmt/format.h>
#include <random>

#include "cli/exit_status.hpp"
#include "cli/import_record.hpp"
#include "cli/input_stage.hpp"
#include "cli/noun.hpp"
#include "cli/open_store.hpp"
#include "cli/progress.hpp"
#include "cli/sha256.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"
#include "observe/minimise/minimiser.hpp"
#include "observe/panes/panes.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kRows = 65'536;  // in one append

constexpr Noun kTokens{
    {"{} address of a subscriber became a token", "利用者のアドレス {} 件をトークンにしました"},
    {"{} addresses of subscribers became tokens", "利用者のアドレス {} 件をトークンにしました"}};

// Who is a subscriber, and how their tokens are made.
struct Minimisation {
  std::vector<net::Prefix> subscribers;
  bool off = false;
  std::unique_ptr<minimise::Epochs> epochs;
};

Result<Minimisation> minimisation_of(const Arguments& arguments, const OpenStore& open,
                                     const Context& context) {
  static constexpr Text kWho{
      "whose addresses are subscribers'? --subscribers PREFIX; they become tokens.  (With "
      "--config, "
      "[minimise] says it)",
      "利用者のアドレスはどれですか。--subscribers PREFIX で示せばトークンになります (--config "
      "では "
      "[minimise] に従います)"};
  static constexpr Text kTwice{"--config says who is a subscriber; --subscribers goes with --store",
                               "利用者は --config が示します。--subscribers は --store と使います"};
  Minimisation result;
  result.subscribers = arguments.prefixes("--subscribers");
  auto keep = minimise::Epochs::Keep::Memory;
  std::string folder;
  base::Micros epoch = 7 * base::kDay;
  if (open.settings) {
    if (!result.subscribers.empty()) {
      return Error{Errc::InvalidUsage, std::string(kTwice.in(context.language))};
    }
    const auto& settings = open.settings->minimise;
    result.subscribers = settings.subscribers;
    result.off = !settings.off.empty();
    epoch = settings.epoch;
    folder = settings.keys_folder;
    if (settings.keys_in_file) keep = minimise::Epochs::Keep::File;
  }
  if (result.off) return result;
  if (result.subscribers.empty()) {
    return Error{Errc::InvalidUsage, std::string(kWho.in(context.language))};
  }
  result.epochs = NOROSHI_TRY(minimise::Epochs::open(keep, folder, epoch, io::wall_clock()));
  return result;
}

// Records on their way into the store.
class Intake {
 public:
  Intake(store::Store& store, Minimisation minimisation, std::uint32_t sampling)
      : store_(store),
        minimisation_(std::move(minimisation)),
        sampling_(sampling),
        panes_({.seed = std::random_device{}()}) {
    if (minimisation_.epochs) {
      minimiser_.emplace(net::PrefixSet(minimisation_.subscribers), *minimisation_.epochs);
    }
  }

  Status take(const model::FlowBatch& batch) {
    const auto from = waiting_.size();
    for (std::size_t row = 0; row < batch.size(); ++row) waiting_.append(batch.at(row));
    for (auto row = from; row < waiting_.size(); ++row) {
      auto& sampling = waiting_.sampling_interval[row];
      if (sampling == 0) sampling = sampling_;
      newest_ = std::max(newest_, waiting_.start[row]);
    }
    if (minimiser_) NOROSHI_CHECK(minimiser_->apply(waiting_, from, io::wall_clock()));
    return waiting_.size() < kRows ? Status{} : store_waiting();
  }

  Status finish() {
    NOROSHI_CHECK(store_waiting());
    return panes_.finish(sink());
  }

  [[nodiscard]] std::uint64_t tokens() const { return minimiser_ ? minimiser_->tokens_made() : 0; }

 private:
  Status store_waiting() {
    if (waiting_.empty()) return {};
    NOROSHI_CHECK(store_.append(store::rows_of(waiting_)));
    panes_.add(waiting_);
    waiting_.clear();
    // Panes close by time of arrival; records of a file arrive when the newest one began.
    return panes_.hand_over(newest_, sink());
  }

  panes::Sink sink() {
    return [this](const model::PairBatch& pairs, const model::ServerBatch& servers) -> Status {
      if (pairs.size() > 0) NOROSHI_CHECK(store_.append(store::rows_of(pairs)));
      if (servers.size() > 0) NOROSHI_CHECK(store_.append(store::rows_of(servers)));
      return {};
    };
  }

  store::Store& store_;
  Minimisation minimisation_;
  std::optional<minimise::Minimiser> minimiser_;
  std::uint32_t sampling_;
  panes::Panes panes_;
  model::FlowBatch waiting_;
  base::Micros newest_ = 0;
};

// What of the files is new; the others are told about.
struct Selected {
  std::vector<std::string> files;
  std::vector<std::string> hashes;  // "" for standard input
};

Result<Selected> select_new(const std::vector<std::string>& files, const ImportRecord& record,
                            bool again, const Context& context) {
  static constexpr Text kKnown{
      "{}: is in the store already (imported {}); --again stores it once more",
      "{}: 取り込み済みです ({})。--again でもう一度取り込みます"};
  static constexpr Text kPartly{
      "{}: an import of {} was interrupted, so part of it is in the store; --again stores all of "
      "it, and that part is then there twice",
      "{}: {} の取り込みが中断され、一部だけが入っています。--again で全体を取り込むと、その一部は"
      "二重になります"};
  Selected selected;
  for (const auto& file : files) {
    const auto hash = file == "-" ? "" : NOROSHI_TRY(sha256_of_file(file));
    base::Micros when = 0;
    const auto state =
        file == "-" ? ImportRecord::State::New : NOROSHI_TRY(record.state_of(hash, when));
    if (state == ImportRecord::State::Begun && !again) {
      return Error{Errc::InvalidInput, kPartly.in(context.language, file, base::to_rfc3339(when))};
    }
    if (state == ImportRecord::State::Done && !again) {
      context.note(kKnown.in(context.language, file, base::to_rfc3339(when)));
      continue;
    }
    selected.files.push_back(file);
    selected.hashes.push_back(hash);
  }
  return selected;
}

Status tend(store::Store& store, const Context& context, bool quiet) {
  static constexpr Text kTending{"putting the store in order …", "保管庫を整理中 …"};
  Progress progress(context, quiet);
  progress.phase(kTending.in(context.language));
  while (NOROSHI_TRY(store.tend())) {
  }
  return {};
}

}  // namespace

Result<int> run_flow_import(const Arguments& arguments, Context& context) {
  static constexpr Text kStored{"{} stored in the {}", "{}を {} に取り込みました"};
  auto plan = NOROSHI_TRY(InputPlan::from(arguments, context));
  auto open = NOROSHI_TRY(open_store(arguments, context, Access::Write));
  auto minimisation = NOROSHI_TRY(minimisation_of(arguments, open, context));
  ImportRecord record(open.folder + "/imports.jsonl");
  const auto selected =
      NOROSHI_TRY(select_new(plan.files, record, arguments.given("--again"), context));
  Intake intake(*open.store, std::move(minimisation),
                static_cast<std::uint32_t>(arguments.count("--sampling").value_or(0)));
  std::uint64_t records = 0;
  for (std::size_t i = 0; i < selected.files.size(); ++i) {
    const auto& file = selected.files[i];
    const auto& hash = selected.hashes[i];
    plan.files = {file};
    if (!hash.empty()) NOROSHI_CHECK(record.begun(file, hash, io::wall_clock()));
    const auto totals =
        NOROSHI_TRY(read_flows(plan, context, [&](const model::FlowBatch& batch) -> Result<bool> {
          NOROSHI_CHECK(intake.take(batch));
          return true;
        }));
    NOROSHI_CHECK(intake.finish());
    if (!hash.empty()) NOROSHI_CHECK(record.done(file, hash, io::wall_clock(), totals.records));
    records += totals.records;
  }
  NOROSHI_CHECK(tend(*open.store, context, plan.quiet));
  if (plan.quiet) return kDone;
  context.note(
      kStored.in(context.language, kRecords.in(context.language, records), open.store->describe()));
  if (intake.tokens() > 0) context.note(kTokens.in(context.language, intake.tokens()));
  return kDone;
}

}  // namespace noroshi::cli
