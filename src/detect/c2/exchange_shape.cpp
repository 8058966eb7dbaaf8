#include "detect/c2/exchange_shape.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewest = 3;
constexpr double kSmall = 3'000;   // octets both ways: a question, an answer, a TLS-less handshake
constexpr double kLarge = 60'000;  // octets returned: content, not commands

constexpr base::Text kSmallStory{"short exchanges: {0} octets both ways in the middle of {1}",
                                 "短いやり取り: {1} 回の中央値は往復 {0} オクテット"};
constexpr base::Text kLargeStory{"downloads: {0} octets returned in the middle of {1} exchanges",
                                 "ダウンロード: {1} 回の中央値で {0} オクテットを受信"};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

Signal shape(Input input, double octets, std::size_t exchanges) {
  return {.value = octets,
          .unit = "octets",
          .input = input,
          .strength = 1,
          .counts = {{"exchanges", static_cast<double>(exchanges)}}};
}

}  // namespace

std::optional<Signal> exchange_shape(const Case& the_case) {
  // Of a sampled exchange only some packets were counted, so its size says nothing.
  if (the_case.surroundings.sampling() > 1) return std::nullopt;
  std::vector<double> both;
  std::vector<double> in;
  for (const Contact& contact : the_case.server.contacts) {
    if (contact.outcome != Outcome::Answered) continue;
    both.push_back(static_cast<double>(contact.octets_out + contact.octets_in));
    in.push_back(static_cast<double>(contact.octets_in));
  }
  if (in.empty()) return std::nullopt;
  const double returned = median(in);
  if (returned > kLarge) return shape(Input::BulkDownload, returned, in.size());
  if (in.size() < kFewest || median(both) > kSmall) return std::nullopt;
  return shape(Input::SmallExchange, median(both), in.size());
}

std::string tell_exchange_shape(const model::Evidence& evidence, base::Language language) {
  return (evidence.value > kLarge ? kLargeStory : kSmallStory)
      .in(language, std::llround(evidence.value), count(evidence, "exchanges"));
}

}  // namespace noroshi::c2
