// The hub's desk for traffic, over a flow store that is opened read-only beside whoever writes it.
//
// Every question is bound to the rule of flow_question.hpp, without the way out: nobody at the hub
// has a purpose that shows single subscribers.  The store is opened when it is first asked; until
// it is there, questions are answered with what is missing.  Threads: all verbs from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "cli/open_store.hpp"
#include "hub/flow_desk.hpp"
#include "store/query/answer_rows.hpp"
#include "store/query/request.hpp"

namespace noroshi::cli {

/// A question, checked: what the store is asked.
struct FlowAsked {
  OpenStore& open;
  query::Filter filter;
  query::Window window;
  hub::FlowSpan span;
};

class HubFlowDesk : public hub::FlowDesk {
 public:
  /// An Error: the collector's configuration cannot be read.
  static Result<std::shared_ptr<HubFlowDesk>> open(const hub::FlowSettings& settings);

  Result<hub::TopAnswer> top(const hub::TopQuestion& question) override;
  Result<hub::SeriesAnswer> series(const hub::SeriesQuestion& question) override;
  Result<hub::StoryAnswer> story(const hub::StoryQuestion& question) override;
  Result<hub::LifeTold> life(const hub::LifeAsked& question) override;
  hub::FlowCompletion complete(std::string_view text, std::size_t caret,
                               std::string_view table) override;
  std::vector<hub::Sensor> sensors() override;
  Result<std::vector<hub::FlowTable>> tables() override;

 private:
  explicit HubFlowDesk(hub::FlowSettings settings) : settings_(std::move(settings)) {}

  Result<OpenStore*> store();
  Result<query::Filter> filter_of(const std::string& text);
  Result<FlowAsked> asked(const std::string& filter, const hub::FlowWindow& window,
                          store::TableId table);
  [[nodiscard]] std::vector<std::pair<std::string, std::uint32_t>> exporters() const;

  struct KeptLife {
    base::Micros until = 0;  ///< on the steady clock
    hub::LifeTold told;
  };

  hub::FlowSettings settings_;
  std::optional<Settings> collector_;  // with `config`
  std::mutex mutex_;
  std::optional<OpenStore> open_;
  std::map<std::string, KeptLife> lives_;  // answers of the last minute, by question
};

/// The hub asks without a purpose; `why` says what would have needed one.
Error needs_purpose(std::string_view why);

/// The key of a row of `by`, and the filter that shows it alone.
hub::FlowKey flow_key(const query::Row& row, query::By by,
                      const std::vector<std::pair<std::string, std::uint32_t>>& exporters);
/// Both directions together.
hub::FlowSums flow_sums(const query::Row& row);

/// How well each bucket of a span was heard.
struct Heard {
  std::vector<bool> heard;                      ///< by bucket
  std::vector<std::optional<double>> exposure;  ///< share that arrived; nothing: nobody counted
};
Result<Heard> heard_in(store::Store& store, const query::Window& window, base::Micros bucket);

/// Whole buckets of about `buckets` in number: at least five minutes long where panes are asked.
struct Buckets {
  base::Micros from = 0;
  base::Micros length = base::kSecond;
  std::size_t count = 0;

  static Buckets over(const query::Window& window, std::uint32_t buckets, store::TableId table);
  [[nodiscard]] query::Window window() const { return {from, at(count)}; }
  [[nodiscard]] base::Micros at(std::size_t index) const {
    return from + length * static_cast<base::Micros>(index);
  }
  /// Of a row's k_bucket; nothing: outside.
  [[nodiscard]] std::optional<std::size_t> index_of(base::Micros k_bucket) const;
  /// Something of it lies in what is kept.
  [[nodiscard]] bool kept(std::size_t index, const hub::FlowSpan& span) const;
};

/// What a collector and a watch say of themselves, from the files in their folders.
std::vector<hub::Sensor> sensors_of_collector(const std::string& state, base::Micros now);
std::vector<hub::Sensor> sensors_of_watch(const std::string& folder, base::Micros now);

}  // namespace noroshi::cli
