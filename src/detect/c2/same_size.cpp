#include "detect/c2/same_size.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewest = 4;
constexpr double kTolerance = 0.02;  // of the median, and at least a few octets
constexpr double kSlack = 16;        // octets: a number in the request has a digit more

constexpr base::Text kStory{
    "{0} % of {1} exchanges send {2} octets, {3} % return {4} octets",
    "{1} 回のうち {0} % が {2} オクテットを送り、{3} % が {4} オクテットを受ける"};

struct Sameness {
  double share = 0;
  double median = 0;
};

Sameness sameness(std::vector<double> sizes) {
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::ranges::nth_element(sizes, middle);
  const double median = *middle;
  const double tolerance = std::max(kSlack, kTolerance * median);
  const auto close = std::ranges::count_if(
      sizes, [&](double size) { return std::abs(size - median) <= tolerance; });
  return {static_cast<double>(close) / static_cast<double>(sizes.size()), median};
}

}  // namespace

std::optional<Signal> same_size(const Case& the_case) {
  // Of a sampled exchange only some packets were counted, so its size says nothing.
  if (the_case.surroundings.sampling() > 1) return std::nullopt;
  std::vector<double> out;
  std::vector<double> in;
  for (const Contact& contact : the_case.server.contacts) {
    if (failed(contact.outcome)) continue;
    out.push_back(static_cast<double>(contact.octets_out));
    in.push_back(static_cast<double>(contact.octets_in));
  }
  if (out.size() < kFewest) return std::nullopt;
  const Sameness sent = sameness(out);
  const Sameness got = sameness(in);
  const double many = 1.0 - std::exp(-static_cast<double>(out.size() - 2) / 4.0);
  // Sizes gather by chance too: a third of the exchanges of a web server are alike.
  const double beyond = std::max(0.0, (sent.share - 0.35) / 0.65);
  return Signal{.value = sent.share,
                .unit = "1",
                .input = Input::SameSize,
                .strength = beyond * (0.5 + 0.5 * got.share) * many,
                .counts = {{"exchanges", static_cast<double>(out.size())},
                           {"octets_out", sent.median},
                           {"share_in", got.share},
                           {"octets_in", got.median}}};
}

std::string tell_same_size(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, std::lround(100 * evidence.value), count(evidence, "exchanges"),
                   count(evidence, "octets_out"), std::lround(100 * count(evidence, "share_in")),
                   count(evidence, "octets_in"));
}

}  // namespace noroshi::c2
