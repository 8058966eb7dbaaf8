#include "cli/watch.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "io/clock.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSurveys = 24;             // in the length of a window
constexpr base::Micros kMostBehind = 6;  // panes; beyond, a survey is quicker

base::Micros floor_to_pane(base::Micros instant) { return model::pane_of(instant); }

}  // namespace

std::string window_name(base::Micros length) {
  if (length % base::kDay == 0 && length > base::kDay) {
    return fmt::format("{}d", length / base::kDay);
  }
  if (length % base::kHour == 0) return fmt::format("{}h", length / base::kHour);
  return fmt::format("{}min", length / base::kMinute);
}

Watch::Watch(store::Store& store, const c2::HuntOptions& options, WatchSettings settings,
             std::string book_path, WatchOut& out)
    : store_(store), settings_(std::move(settings)), path_(std::move(book_path)), out_(out) {
  c2::HuntOptions wanted = options;
  wanted.threshold = settings_.threshold;
  for (const base::Micros length : settings_.windows) {
    windows_.push_back({.name = window_name(length),
                        .length = length,
                        .lookback = std::make_unique<Lookback>(store, wanted)});
  }
}

Status Watch::begin() {
  NOROSHI_CHECK(io::make_folder(fs::path(path_).parent_path().string()));
  std::error_code error;
  if (!fs::exists(path_, error)) return {};
  const auto text = NOROSHI_TRY(io::read_file(path_));
  book_ = NOROSHI_TRY(WatchBook::parse(text).within(path_));
  return deliver();
}

Status Watch::save() const { return io::replace_file(path_, book_.to_text(), io::Durable::Yes); }

// News are in the book before they are in the output, and leave it when they are.
Status Watch::deliver() {
  if (book_.news().empty()) return {};
  NOROSHI_CHECK(out_.deliver(book_.news(), book_.news_at()));
  book_.delivered();
  return save();
}

Result<std::optional<base::Micros>> Watch::newest_closed(base::Micros now) {
  const auto health = NOROSHI_TRY(store_.health(store::TableId::Servers));
  if (health.rows == 0) return std::optional<base::Micros>();
  const base::Micros closed =
      floor_to_pane(now - settings_.closes_after - model::kPane);  // the last one that is over
  return std::optional(std::min(closed, floor_to_pane(health.newest)));
}

bool Watch::survey_due(const Window& window, base::Micros pane) const {
  const base::Micros every = std::max(model::kPane, floor_to_pane(window.length / kSurveys));
  return !window.surveyed || (pane + model::kPane) % every == 0;
}

Result<WatchStep> Watch::take(Window& window, base::Micros pane) {
  const base::Micros begun = io::steady_clock();
  Lookback& lookback = *window.lookback;
  WatchStep step{.window = window.name, .pane = pane, .survey = survey_due(window, pane)};
  const base::Micros end = pane + model::kPane;
  const auto told = book_.told(window.name);
  c2::HuntResult result;
  if (step.survey) {
    NOROSHI_CHECK(lookback.survey({end - window.length, end}));
    step.touched = lookback.figures().servers;
    result = NOROSHI_TRY(lookback.score_all(told));
    window.surveyed = true;
  } else {
    window.surveyed = false;  // an Error in the middle leaves it half followed
    NOROSHI_CHECK(lookback.follow(pane));
    step.touched = lookback.touched();
    result = NOROSHI_TRY(lookback.score_touched(told));
    window.surveyed = true;
  }
  book_.take(window.name, pane, result.findings, settings_.threshold);
  book_.leave(window.name, pane, end - window.length);
  book_.set_pane(window.name, pane);
  step.servers = lookback.figures().servers;
  step.rescored = lookback.figures().kept;
  step.reported = book_.reported(window.name).size();
  step.news = book_.news_count();
  if (!book_.news().empty()) book_.set_news_at(NOROSHI_TRY(out_.size()));
  NOROSHI_CHECK(save());
  NOROSHI_CHECK(deliver());
  step.took = io::steady_clock() - begun;
  return step;
}

Result<std::vector<WatchStep>> Watch::step(base::Micros now) {
  std::vector<WatchStep> steps;
  NOROSHI_CHECK(deliver());  // what a step before could not
  const auto newest = NOROSHI_TRY(newest_closed(now));
  if (!newest) return steps;
  for (Window& window : windows_) {
    const base::Micros last = book_.pane(window.name);
    if (last >= *newest) continue;
    const bool behind = (*newest - last) / model::kPane > kMostBehind;
    if (behind) window.surveyed = false;
    const base::Micros pane = window.surveyed ? last + model::kPane : *newest;
    steps.push_back(NOROSHI_TRY(take(window, pane)));
    steps.back().lag = now - (pane + model::kPane);
  }
  return steps;
}

}  // namespace noroshi::cli
