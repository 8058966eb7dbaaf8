// `noroshi telescope run`: packets from files, a folder or an interface; records to a folder or to
// standard output.
//
// Everything that is kept is kept by the checkpoint: a run that is asked to stop, or killed, is
// gone on with by the next one on the same folder.
#include <fmt/format.h>
#include <sys/random.h>

#include "base/config.hpp"
#include "cli/collect_log.hpp"
#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/known_scanners.hpp"
#include "cli/progress.hpp"
#include "cli/service_manager.hpp"
#include "cli/subcommands.hpp"
#include "cli/telescope_health.hpp"
#include "cli/telescope_summary.hpp"
#include "io/clock.hpp"
#include "observe/telescope/checkpoint.hpp"
#include "observe/telescope/classifier.hpp"
#include "observe/telescope/live_source.hpp"

namespace noroshi::cli {
namespace {

using telescope::Telescope;

constexpr base::Micros kCheckpoint = 5 * base::kMinute;
constexpr base::Micros kTell = base::kMinute;

/// Records as JSON Lines on standard output.
class LineSink : public telescope::RecordSink {
 public:
  explicit LineSink(Output& out) : out_(out) {}
  void take(model::TelescopeRecord&& record) override {
    if (!status_) return;
    status_ =
        out_.write(std::visit([](const auto& one) { return model::to_json(one) + '\n'; }, record));
  }
  void begin_hour(base::Micros) override {}
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  Output& out_;
  Status status_;
};

/// What is written is noted for the summary on its way.
class NotingSink : public telescope::RecordSink {
 public:
  NotingSink(telescope::RecordSink& to, TelescopeSummary* summary) : to_(to), summary_(summary) {}
  void take(model::TelescopeRecord&& record) override {
    if (summary_ != nullptr) summary_->note(record);
    to_.take(std::move(record));
  }
  void begin_hour(base::Micros hour) override { to_.begin_hour(hour); }

 private:
  telescope::RecordSink& to_;
  TelescopeSummary* summary_;
};

Result<telescope::HashKey> secret_key() {
  telescope::HashKey key{};
  if (::getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    return base::system_error("asking the kernel for random bits");
  }
  return key;
}

Result<std::size_t> octets_of(const Arguments& arguments, const char* option, std::uint64_t least) {
  const auto word = arguments.word(option).value();
  auto octets = base::parse_octets(word);
  if (!octets) {
    return Error{Errc::InvalidUsage, fmt::format("{}: {}", option, octets.error().message)};
  }
  if (*octets < least) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} {}: give at least {}MiB", option, word, least >> 20)};
  }
  return static_cast<std::size_t>(*octets);
}

/// Records are JSON: a name that is no UTF-8 would make them unreadable.
Status check_name(const std::string& name) {
  model::TelescopeHour hour;
  hour.sensor = name;
  if (model::telescope_record_from_json(model::to_json(hour))) return {};
  return Error{Errc::InvalidUsage, "--sensor, or a name in a list of --known, is no UTF-8"};
}

class TelescopeRun {
 public:
  TelescopeRun(const Arguments& arguments, Context& context)
      : arguments_(arguments),
        context_(context),
        lines_(context.out),
        progress_(context, arguments.given("--quiet")),
        log_(make_collect_log()) {}

  Result<int> run();

 private:
  Status check_usage() const;
  Status prepare();
  Status open_source(const telescope::Place& place);
  Status turn();
  Status checkpoint();
  void say_failures();
  void tell();
  Status finish();
  Status summarise();

  [[nodiscard]] bool live() const { return arguments_.given("--interface"); }
  /// Runs until it is asked to stop, beside a service manager.
  [[nodiscard]] bool service() const {
    return live() || (arguments_.given("--follow") && !arguments_.given("--once"));
  }
  [[nodiscard]] telescope::Place place() const {
    return files_ == nullptr ? telescope::Place{} : files_->place();
  }

  const Arguments& arguments_;
  Context& context_;
  std::optional<telescope::Classifier> classifier_;
  std::unique_ptr<Telescope> telescope_;
  std::unique_ptr<telescope::PacketSource> source_;
  telescope::FileSource* files_ = nullptr;  // source_, where it reads files
  std::unique_ptr<telescope::EventFolder> folder_;
  LineSink lines_;
  TelescopeSummary summary_;
  std::optional<NotingSink> sink_;
  std::vector<telescope::Verdict> verdicts_;
  std::stop_source stop_;
  Progress progress_;
  collect::Log log_;
  ServiceManager manager_;
  base::Micros begin_ = io::steady_clock();
  base::Micros kept_ = begin_;  // the last checkpoint
  base::Micros told_ = begin_;
  base::Micros moved_ = begin_;  // when the service manager heard that it moves
  std::uint64_t packets_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t failures_ = 0;
  bool ended_ = false;
};

Status TelescopeRun::check_usage() const {
  static constexpr Text kOneSource{
      "give captures to read, --follow DIR or --interface NAME, one of the three",
      "読むキャプチャ、--follow DIR、--interface NAME のいずれか一つを指定してください"};
  static constexpr Text kNeedsOut{"--keep-open keeps what is open in the folder of --out: give one",
                                  "--keep-open は --out のフォルダーに残します。--out も必要です"};
  const int sources = static_cast<int>(!arguments_.positionals().empty()) +
                      static_cast<int>(arguments_.given("--follow")) + static_cast<int>(live());
  if (sources != 1) {
    return Error{Errc::InvalidUsage, std::string(kOneSource.in(context_.language))};
  }
  if (arguments_.given("--keep-open") && !arguments_.given("--out")) {
    return Error{Errc::InvalidUsage, std::string(kNeedsOut.in(context_.language))};
  }
  return {};
}

Status TelescopeRun::prepare() {
  auto known = NOROSHI_TRY(load_known_scanners(arguments_.all("--known"), context_));
  telescope::TelescopeOptions options;
  options.sensor = arguments_.word("--sensor").value();
  NOROSHI_CHECK(check_name(options.sensor));
  options.idle = arguments_.duration("--idle").value();
  options.memory = NOROSHI_TRY(octets_of(arguments_, "--memory", Telescope::kLeastMemory));
  options.key = NOROSHI_TRY(secret_key());
  for (std::size_t i = 1; i <= known.size(); ++i) {
    options.scanners.emplace_back(known.name(static_cast<std::uint16_t>(i)));
    NOROSHI_CHECK(check_name(options.scanners.back()));
  }
  classifier_.emplace(telescope::DarkSpace(arguments_.prefixes("--dark")), std::move(known));
  options.dark_addresses = classifier_->dark().v4_addresses();
  telescope_ = std::make_unique<Telescope>(std::move(options));
  if (live()) NOROSHI_CHECK(open_source({}));  // before its privileges are given up
  telescope::Place place;
  if (const auto out = arguments_.word("--out")) {
    folder_ = NOROSHI_TRY(telescope::EventFolder::open(*out));
    place = NOROSHI_TRY(telescope::resume(*folder_, *telescope_));
  }
  telescope::RecordSink& to = folder_ ? static_cast<telescope::RecordSink&>(*folder_) : lines_;
  sink_.emplace(to, service() ? nullptr : &summary_);
  return live() ? Status{} : open_source(place);
}

Status TelescopeRun::open_source(const telescope::Place& place) {
  if (live()) {
    telescope::LiveOptions options;
    options.interface = arguments_.word("--interface").value();
    options.ring_octets = static_cast<std::uint32_t>(std::min<std::size_t>(
        NOROSHI_TRY(octets_of(arguments_, "--ring", std::uint64_t{1} << 20)), 1U << 31));
    source_ = NOROSHI_TRY(telescope::listen_live(options, classifier_->dark()));
    return telescope::drop_privileges(arguments_.word("--user").value());
  }
  std::unique_ptr<telescope::FileSource> files;
  if (const auto folder = arguments_.word("--follow")) {
    telescope::FollowOptions options;
    options.end_when_done = arguments_.given("--once");
    files = NOROSHI_TRY(telescope::follow_folder(*folder, options, place));
  } else {
    files = telescope::read_files(arguments_.positionals(), place);
  }
  files_ = files.get();
  source_ = std::move(files);
  return {};
}

Status TelescopeRun::checkpoint() {
  if (!folder_) return {};
  kept_ = io::steady_clock();
  return telescope::write_checkpoint(*folder_, *telescope_, place());
}

void TelescopeRun::say_failures() {
  if (files_ == nullptr) return;
  for (const Error& failure : files_->failures()) {
    ++failures_;
    if (service()) {
      log_(collect::Level::Warning, "a capture could not be read", {{"why", failure.message}});
      continue;
    }
    progress_.clear();
    context_.note(failure.message);
  }
}

// One batch.
Status TelescopeRun::turn() {
  const auto batch = NOROSHI_TRY(source_->next(stop_.get_token()));
  verdicts_.resize(batch.packets.size());
  classifier_->judge(batch.packets, verdicts_);
  telescope_->feed(batch.packets, verdicts_, *sink_);
  packets_ += batch.packets.size();
  const std::uint64_t lost = source_->lost();
  telescope_->note_lost(lost - lost_);
  lost_ = lost;
  if (batch.now != 0) telescope_->advance(batch.now, *sink_);
  say_failures();
  ended_ = batch.ended;
  NOROSHI_CHECK(lines_.status());
  if (folder_ && folder_->failure()) return *folder_->failure();
  const base::Micros now = io::steady_clock();
  if (folder_ && (folder_->wants_checkpoint() || now - kept_ >= kCheckpoint)) {
    NOROSHI_CHECK(checkpoint());
  }
  if (service() && now - moved_ >= base::kSecond) {
    moved_ = now;
    if (manager_.watchdog_interval() > 0) manager_.watchdog();
  }
  if (service() && now - told_ >= kTell) tell();
  if (files_ != nullptr && !service()) {
    progress_.update({packets_, files_->octets_read(), files_->octets_known(), now - begin_});
  }
  return service() && batch.packets.empty() ? context_.out.flush() : Status{};
}

void TelescopeRun::tell() {
  told_ = io::steady_clock();
  const auto standing = telescope_->standing();
  log_(collect::Level::Info, "state", health_fields(standing, lost_));
  manager_.status(fmt::format("{} packets, {} open events", packets_, standing.events));
  if (!folder_) return;
  const auto status = write_metrics(folder_->folder() / "metrics.prom", standing, lost_);
  if (!status) {
    log_(collect::Level::Warning, "metrics not written", {{"why", status.error().message}});
  }
}

// A service, and a run that was stopped, leave what is open for the next one, where there is a
// folder to leave it in.
Status TelescopeRun::finish() {
  const bool goes_on = folder_ && (service() || interrupted() || arguments_.given("--keep-open"));
  if (!goes_on) telescope_->stop(*sink_);
  NOROSHI_CHECK(lines_.status());
  if (folder_ && folder_->failure()) return *folder_->failure();
  return checkpoint();
}

Status TelescopeRun::summarise() {
  progress_.clear();
  if (arguments_.given("--quiet") || service()) return {};
  const std::string text =
      arguments_.word("--format").value() == "json"
          ? summary_.json()
          : summary_.table(context_.language, context_.terminal.colour && folder_ != nullptr);
  // Standard output is for the events where they have no folder.
  return folder_ ? context_.out.write(text) : context_.err.write(text);
}

Result<int> TelescopeRun::run() {
  choose_colour(arguments_, context_);
  NOROSHI_CHECK(check_usage());
  NOROSHI_CHECK(prepare());
  if (service()) {
    manager_.ready();
    log_(collect::Level::Info, "watching",
         {{"addresses", std::to_string(classifier_->dark().v4_addresses())},
          {"events", std::to_string(telescope_->standing().event_room)},
          {"victims", std::to_string(telescope_->standing().victim_room)}});
  }
  while (!ended_) {
    if (interrupted()) stop_.request_stop();
    NOROSHI_CHECK(turn());
  }
  if (service()) manager_.stopping();
  NOROSHI_CHECK(finish());
  if (service()) {
    tell();
    set_interrupted(false);  // asked for and done: no interruption
  }
  NOROSHI_CHECK(summarise());
  if (interrupted()) return kInterruptedStatus;
  return failures_ > 0 ? kCouldNot : kDone;
}

}  // namespace

Result<int> run_telescope_run(const Arguments& arguments, Context& context) {
  return TelescopeRun(arguments, context).run();
}

}  // namespace noroshi::cli
