// `noroshi c2 watch`: beside a collector, on its store; news of C&C servers within a pane.
//
// SIGTERM and Ctrl-C end it after the step at hand; the book (watch_book.hpp) lets the next run go
// on where it ended.  A store that is not there yet, or that does not answer, is waited for.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "base/duration.hpp"
#include "cli/collect_log.hpp"
#include "cli/exit_status.hpp"
#include "cli/flow_question.hpp"
#include "cli/hunt_request.hpp"
#include "cli/interrupt.hpp"
#include "cli/service_manager.hpp"
#include "cli/subcommands.hpp"
#include "cli/subscriber_tokens.hpp"
#include "cli/watch.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

using collect::Level;

constexpr auto kNap = std::chrono::milliseconds(200);
constexpr base::Micros kLook = 5 * base::kSecond;  // how often the store is asked for a new pane
constexpr base::Micros kGrace = base::kMinute;     // from the handing over of a pane to its rows
constexpr base::Micros kLongest = 31 * base::kDay;

// "24h,7d"
Result<std::vector<base::Micros>> windows_of(std::string_view words, const Context& context) {
  static constexpr Text kWrong{
      "--window {}: give lengths like 24h,7d, each 1 h to 31 d in whole hours",
      "--window {}: 24h,7d のように、それぞれ 1 時間から 31 日、1 時間単位で指定してください"};
  std::vector<base::Micros> windows;
  const std::string all(words);
  while (!words.empty()) {
    const auto comma = words.find(',');
    const auto length = base::parse_duration(words.substr(0, comma));
    words.remove_prefix(comma == std::string_view::npos ? words.size() : comma + 1);
    if (!length.has_value() || *length < base::kHour || *length > kLongest ||
        *length % base::kHour != 0) {
      return Error{Errc::InvalidUsage, kWrong.in(context.language, all)};
    }
    if (std::ranges::find(windows, *length) == windows.end()) windows.push_back(*length);
  }
  return windows;
}

std::string health_json(const std::vector<WatchStep>& steps, base::Micros now) {
  std::string json = fmt::format(R"({{"version":1,"time":"{}","windows":[)", base::to_rfc3339(now));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const WatchStep& step = steps[i];
    json += fmt::format(
        R"({}{{"window":"{}","pane":"{}","survey":{},"servers":{},"touched":{},"rescored":{},)"
        R"("reported":{},"news":{},"seconds":{:.3f},"lag_seconds":{:.0f}}})",
        i == 0 ? "" : ",", step.window, base::to_rfc3339(step.pane), step.survey, step.servers,
        step.touched, step.rescored, step.reported, step.news, base::seconds(step.took),
        base::seconds(step.lag));
  }
  return json + "]}\n";
}

class WatchService {
 public:
  WatchService(const Arguments& arguments, Context& context)
      : arguments_(arguments), context_(context), log_(make_collect_log()) {}

  Result<int> run();

 private:
  Status prepare();
  Result<bool> open();
  Status look();
  void note(const std::vector<WatchStep>& steps);
  void wait();

  const Arguments& arguments_;
  Context& context_;
  collect::Log log_;
  ServiceManager manager_;
  c2::HuntOptions options_;
  WatchSettings settings_;
  std::string folder_;  // of book and health
  std::optional<WatchOut> out_;
  std::optional<OpenStore> store_;
  std::unique_ptr<Watch> watch_;
  std::vector<WatchStep> latest_;  // one of each window
  std::string trouble_;            // as last logged
};

Status WatchService::prepare() {
  settings_.windows = NOROSHI_TRY(windows_of(arguments_.word("--window").value(), context_));
  settings_.threshold = arguments_.ratio("--threshold").value();
  options_ = NOROSHI_TRY(hunt_options(arguments_, context_));
  const auto state = NOROSHI_TRY(audit_folder(arguments_, context_));
  folder_ = arguments_.word("--state").value_or(state + "/watch");
  out_.emplace(arguments_.word("--out").value(), context_.out);
  NOROSHI_CHECK(io::make_folder(folder_));
  return {};
}

// False: the store is not there yet.
Result<bool> WatchService::open() {
  auto opened = open_store(arguments_, context_, Access::Read);
  if (!opened.has_value()) {
    const Error& problem = opened.error();
    if (problem.code == Errc::InvalidUsage || arguments_.given("--once")) return problem;
    if (trouble_ != problem.message) {
      log_(Level::Warning, "waiting for the store", {{"problem", problem.message}});
    }
    trouble_ = problem.message;
    return false;
  }
  Question question;
  question.open = std::move(*opened);
  question.now = io::wall_clock();
  NOROSHI_CHECK(admit(question, true, fmt::format("windows {}", *arguments_.word("--window")),
                      arguments_, context_));
  store_ = std::move(question.open);
  options_.inside = inside_of(*store_, options_);
  options_.infected = NOROSHI_TRY(
      as_stored(std::move(options_.infected), *store_, {question.now, question.now}, question.now));
  if (store_->settings) {
    settings_.closes_after = store_->settings->collect.panes_linger + kGrace;
  }
  watch_ = std::make_unique<Watch>(*store_->store, options_, settings_, folder_ + "/book", *out_);
  NOROSHI_CHECK(watch_->begin());
  log_(Level::Info, "watching",
       {{"store", store_->store->describe()}, {"windows", *arguments_.word("--window")}});
  manager_.ready();
  return true;
}

void WatchService::note(const std::vector<WatchStep>& steps) {
  for (const WatchStep& step : steps) {
    log_(Level::Info, step.survey ? "window surveyed" : "pane judged",
         {{"window", step.window},
          {"pane", base::to_rfc3339(step.pane)},
          {"servers", fmt::format("{}", step.servers)},
          {"touched", fmt::format("{}", step.touched)},
          {"rescored", fmt::format("{}", step.rescored)},
          {"reported", fmt::format("{}", step.reported)},
          {"news", fmt::format("{}", step.news)},
          {"seconds", fmt::format("{:.2f}", base::seconds(step.took))},
          {"lag", fmt::format("{:.0f}", base::seconds(step.lag))}});
    const auto known = std::ranges::find(latest_, step.window, &WatchStep::window);
    if (known == latest_.end()) {
      latest_.push_back(step);
    } else {
      *known = step;
    }
  }
  manager_.status(fmt::format("pane {}, {} reported", base::to_rfc3339(steps.back().pane),
                              steps.back().reported));
}

Status WatchService::look() {
  if (!store_ && !NOROSHI_TRY(open())) return {};
  const base::Micros now = io::wall_clock();
  const auto steps = watch_->step(now);
  if (!steps.has_value()) {
    if (arguments_.given("--once")) return steps.error();
    if (trouble_ != steps.error().message) {
      log_(Level::Error, "this pane could not be judged; trying again",
           {{"problem", steps.error().message}});
    }
    trouble_ = steps.error().message;
    return {};
  }
  trouble_.clear();
  if (steps->empty()) return {};
  note(*steps);
  return io::replace_file(folder_ + "/health.json", health_json(latest_, now), io::Durable::No);
}

void WatchService::wait() {
  const base::Micros until = io::steady_clock() + kLook;
  while (!interrupted() && io::steady_clock() < until) {
    if (manager_.watchdog_interval() > 0) manager_.watchdog();
    std::this_thread::sleep_for(kNap);
  }
}

Result<int> WatchService::run() {
  NOROSHI_CHECK(prepare());
  while (!interrupted()) {
    NOROSHI_CHECK(look());
    if (arguments_.given("--once")) return kDone;
    wait();
  }
  set_interrupted(false);  // asked for and done: no interruption
  manager_.stopping();
  log_(Level::Info, "stopped", {});
  return kDone;
}

}  // namespace

Result<int> run_c2_watch(const Arguments& arguments, Context& context) {
  return WatchService(arguments, context).run();
}

}  // namespace noroshi::cli
