// Traffic: top talkers, courses over time, a server's story and life, and help with the filter.
//
// What is asked is taken apart here and answered by the FlowDesk; who may ask is decided here, the
// same for every route.  Costly questions pass a turnstile.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/utf16.hpp"
#include "hub/api_call.hpp"
#include "hub/flow_json.hpp"
#include "hub/flow_subject.hpp"
#include "hub/turnstile.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr base::Micros kWait = 5 * base::kSecond;  // before the turnstile
constexpr std::size_t kLongestFilter = 2'000;

Error bad(std::string message) { return {Errc::InvalidInput, std::move(message)}; }

// ---- What is asked ----

Result<std::optional<base::Micros>> instant_in(const Call& call, std::string_view name) {
  const auto text = call.query.value(name);
  if (!text) return std::optional<base::Micros>{};
  const auto instant = stix::parse_timestamp(*text);
  if (instant) return std::optional(*instant);
  return bad(fmt::format("{}: this is no timestamp (RFC 3339)", name));
}

Result<FlowWindow> window_in(const Call& call) {
  FlowWindow window;
  window.from = NOROSHI_TRY(instant_in(call, "from"));
  window.to = NOROSHI_TRY(instant_in(call, "to"));
  if (window.from && window.to && *window.from >= *window.to) {
    return bad("from: an instant before `to` is asked for");
  }
  return window;
}

Result<std::uint32_t> number_in(const Call& call, std::string_view name, std::int64_t least,
                                std::int64_t most, std::uint32_t unsaid) {
  const auto text = call.query.value(name);
  if (!text) return unsaid;
  const auto number = whole_number(*text);
  if (number && *number >= least && *number <= most) return static_cast<std::uint32_t>(*number);
  return bad(fmt::format("{}: a whole number from {} to {} is asked for", name, least, most));
}

Result<std::string> word_in(const Call& call, std::string_view name,
                            std::initializer_list<std::string_view> words,
                            std::string_view unsaid) {
  const auto word = call.query.value(name).value_or(unsaid);
  for (const auto one : words) {
    if (one == word) return std::string(word);
  }
  if (word == unsaid) return std::string(word);
  return bad(fmt::format("{}: one of {} is asked for", name, fmt::join(words, ", ")));
}

Result<std::string> filter_in(const Call& call, std::string_view name = "filter") {
  const auto text = call.query.value(name).value_or("");
  if (text.size() <= kLongestFilter) return std::string(text);
  return bad(fmt::format("{}: at most {} octets are asked for", name, kLongestFilter));
}

// ---- Who asks, and how ----

/// What the desk objected to: the filter and the like are the caller's, time is everybody's.
Error told(Error error) {
  const bool of_caller = error.code == Errc::InvalidUsage && !is_refusal(error);
  if (of_caller) return bad(std::move(error).message.substr(0, error.message.find('\n')));
  if (error.code == Errc::Limit) return refusal(503, std::move(error).message);
  return error;
}

template <class Answer>
Result<Answer> told(Result<Answer> answer) {
  if (!answer) return told(std::move(answer).error());
  return answer;
}

/// Every route of traffic begins so.
class Counter {
 public:
  Counter(const FlowAccess& access, std::shared_ptr<PlaceFiles> places)
      : desk_(access.desk),
        places_(std::move(places)),
        turnstile_(access.concurrent, access.waiting, kWait) {}

  [[nodiscard]] FlowDesk& desk() const { return *desk_; }
  [[nodiscard]] const PlaceFiles* places() const { return places_.get(); }

  /// Calls `ask` when it is its turn.
  template <class Ask>
  auto in_turn(Ask ask) -> decltype(ask(std::declval<FlowDesk&>())) {
    const auto pass = turnstile_.enter();
    if (!pass) {
      return refusal(429, "other questions to the flow store are being answered: ask again soon");
    }
    return told(ask(*desk_));
  }

 private:
  std::shared_ptr<FlowDesk> desk_;
  std::shared_ptr<PlaceFiles> places_;
  Turnstile turnstile_;
};

// ---- The routes ----

Result<http::Response> top(const Call& call, Counter& counter) {
  TopQuestion question;
  question.filter = NOROSHI_TRY(filter_in(call));
  question.by = NOROSHI_TRY(word_in(
      call, "by",
      {"service", "server", "port", "proto", "exporter", "src", "dst", "src-port", "dst-port"},
      "service"));
  question.order =
      NOROSHI_TRY(word_in(call, "order", {"octets", "packets", "flows", "clients"}, "octets"));
  question.window = NOROSHI_TRY(window_in(call));
  question.limit = NOROSHI_TRY(number_in(call, "limit", 1, 1'000, question.limit));
  const auto answer =
      NOROSHI_TRY(counter.in_turn([&](FlowDesk& desk) { return desk.top(question); }));
  return json_answer(top_json(answer, question, known_to(call, counter.places())));
}

Result<http::Response> series(const Call& call, Counter& counter) {
  SeriesQuestion question;
  question.filter = NOROSHI_TRY(filter_in(call));
  question.table = NOROSHI_TRY(word_in(call, "table", {"flows", "pairs"}, ""));
  question.split = NOROSHI_TRY(
      word_in(call, "split", {"none", "service", "server", "port", "proto", "exporter"}, "none"));
  if (question.split == "none") question.split.clear();
  question.window = NOROSHI_TRY(window_in(call));
  question.buckets = NOROSHI_TRY(number_in(call, "buckets", 2, 2'000, question.buckets));
  question.lines = NOROSHI_TRY(number_in(call, "lines", 1, 10, question.lines));
  const auto answer =
      NOROSHI_TRY(counter.in_turn([&](FlowDesk& desk) { return desk.series(question); }));
  return json_answer(series_json(answer, known_to(call, counter.places())));
}

Result<http::Response> story(const Call& call, Counter& counter) {
  const auto finding = NOROSHI_TRY(finding_at(call, call.named[0]));
  StoryQuestion question;
  question.server = finding.subject;
  question.period_s = period_of(finding);
  question.window = NOROSHI_TRY(window_in(call));
  const auto answer =
      NOROSHI_TRY(counter.in_turn([&](FlowDesk& desk) { return desk.story(question); }));
  return json_answer(story_json(answer, question.period_s));
}

Result<http::Response> life(const Call& call, Counter& counter) {
  LifeAsked question;
  question.finding = NOROSHI_TRY(finding_at(call, call.named[0]));
  question.window = NOROSHI_TRY(window_in(call));
  question.purpose = call.query.value("purpose").value_or("");
  question.account = call.caller.name();
  const auto answer =
      NOROSHI_TRY(counter.in_turn([&](FlowDesk& desk) { return desk.life(question); }));
  if (!question.purpose.empty()) {
    NOROSHI_CHECK(call.record("flows.compare", call.named[0], "done"));
  }
  return json_answer(life_json(answer, question.finding.subject));
}

Result<http::Response> completion(const Call& call, const Counter& counter) {
  const auto text = NOROSHI_TRY(filter_in(call, "text"));
  const auto units = NOROSHI_TRY(number_in(call, "caret", 0, std::int64_t{1} << 31,
                                           static_cast<std::uint32_t>(base::utf16_units(text))));
  const auto table = NOROSHI_TRY(word_in(call, "table", {"flows", "pairs"}, "flows"));
  const auto answer = counter.desk().complete(text, base::octets_before(text, units), table);
  return json_answer(completion_json(answer, text));
}

}  // namespace

std::vector<Route> flow_routes(const Parts& parts, const Further& further) {
  using Answer = Result<http::Response> (*)(const Call&, Counter&);
  const auto counter = std::make_shared<Counter>(parts.flows, further.places);
  const auto route = [&](std::string_view path, Answer answer) {
    return Route{"GET", path, [counter, answer](const Call& call) -> Result<http::Response> {
                   NOROSHI_CHECK(call.may_ask_flows());
                   return answer(call, *counter);
                 }};
  };
  return {route("/servers/{id}/story", story), route("/servers/{id}/life", life),
          route("/flows/top", top), route("/flows/series", series),
          route("/flows/completion",
                [](const Call& call, Counter& one) { return completion(call, one); })};
}

}  // namespace noroshi::hub
