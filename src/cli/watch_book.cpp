#include "cli/watch_book.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "model/client_class.hpp"

namespace noroshi::cli {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;

// Why a server that was told of is news again; empty: it is not.
std::string_view change(bool reported, const model::Finding& before, const model::Finding& now,
                        double threshold) {
  const bool above = now.probability >= threshold;
  if (reported != above) return above ? "above the threshold again" : "below the threshold";
  if (!above) return {};
  if (std::abs(now.probability - before.probability) >= model::kMoved) return "probability";
  if (model::client_class(now.clients) != model::client_class(before.clients)) return "clients";
  return {};
}

}  // namespace

void WatchBook::tell(std::string_view event, std::string_view why, const std::string& window,
                     base::Micros pane, const model::Finding& finding) {
  news_ += fmt::format(
      R"({{"sequence":{},"event":"{}","why":"{}","window":"{}","pane":"{}","finding":{}}})"
      "\n",
      ++sequence_, event, why, window, base::to_rfc3339(pane), model::to_json(finding));
  ++news_count_;
}

void WatchBook::take(const std::string& window, base::Micros pane,
                     const std::vector<model::Finding>& findings, double threshold) {
  for (const model::Finding& finding : findings) {
    const Key key{window, finding.subject};
    const auto known = told_.find(key);
    if (known == told_.end()) {
      if (finding.probability < threshold) continue;
      told_[key] = {.reported = true, .finding = finding, .last_seen = finding.last_seen};
      tell("new", "first report", window, pane, finding);
      continue;
    }
    Told& told = known->second;
    told.last_seen = std::max(told.last_seen, finding.last_seen);
    const auto why = change(told.reported, told.finding, finding, threshold);
    if (why.empty()) continue;
    told.reported = finding.probability >= threshold;
    told.finding = finding;
    tell("changed", why, window, pane, finding);
  }
}

void WatchBook::leave(const std::string& window, base::Micros pane, base::Micros from) {
  for (auto one = told_.begin(); one != told_.end();) {
    if (one->first.first != window || one->second.last_seen >= from) {
      ++one;
      continue;
    }
    // Who fell below the threshold was told to have; nobody waits for the end of that.
    if (one->second.reported) {
      tell("gone", "left the window", window, pane, one->second.finding);
    }
    one = told_.erase(one);
  }
}

std::vector<model::Endpoint> WatchBook::told(const std::string& window) const {
  std::vector<model::Endpoint> servers;
  for (const auto& [key, told] : told_) {
    if (key.first == window) servers.push_back(key.second);
  }
  return servers;
}

std::vector<model::Endpoint> WatchBook::reported(const std::string& window) const {
  std::vector<model::Endpoint> servers;
  for (const auto& [key, told] : told_) {
    if (key.first == window && told.reported) servers.push_back(key.second);
  }
  return servers;
}

base::Micros WatchBook::pane(const std::string& window) const {
  const auto found = panes_.find(window);
  return found == panes_.end() ? 0 : found->second;
}

void WatchBook::delivered() {
  news_.clear();
  news_count_ = 0;
}

std::string WatchBook::to_text() const {
  Json head{{"version", kVersion},
            {"sequence", sequence_},
            {"news_at", news_at_},
            {"news", news_},
            {"news_count", news_count_}};
  for (const auto& [window, pane] : panes_) head["panes"][window] = pane;
  std::string text = head.dump() + "\n";
  for (const auto& [key, told] : told_) {
    text += Json{{"window", key.first},
                 {"reported", told.reported},
                 {"last_seen", told.last_seen},
                 {"finding", model::to_json(told.finding)}}
                .dump() +
            "\n";
  }
  return text;
}

Result<WatchBook> WatchBook::parse(std::string_view text) {
  const auto line = [&text]() {
    const auto end = text.find('\n');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return one;
  };
  try {
    WatchBook book;
    const Json head = Json::parse(line());
    if (head.at("version").get<int>() != kVersion) {
      return Error{Errc::InvalidInput,
                   "is of another version of noroshi; move it away to begin "
                   "anew, and everything is news once more"};
    }
    book.sequence_ = head.at("sequence").get<std::uint64_t>();
    book.news_at_ = head.at("news_at").get<std::uint64_t>();
    book.news_ = head.at("news").get<std::string>();
    book.news_count_ = head.at("news_count").get<std::uint64_t>();
    const Json panes = head.value("panes", Json::object());
    for (const auto& [window, pane] : panes.items()) book.panes_[window] = pane.get<base::Micros>();
    while (!text.empty()) {
      const Json one = Json::parse(line());
      auto finding = NOROSHI_TRY(model::finding_from_json(one.at("finding").get<std::string>()));
      const Key key{one.at("window").get<std::string>(), finding.subject};
      book.told_[key] = {.reported = one.at("reported").get<bool>(),
                         .finding = std::move(finding),
                         .last_seen = one.at("last_seen").get<base::Micros>()};
    }
    return book;
  } catch (const Json::exception& problem) {
    return Error{Errc::InvalidInput,
                 fmt::format("is damaged ({}); move it away to begin anew, and everything is news "
                             "once more",
                             problem.what())};
  }
}

}  // namespace noroshi::cli
