#include "hub/console/encodings.hpp"

#include <algorithm>
#include <optional>

namespace noroshi::console {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kBlank)));
  const auto last = text.find_last_not_of(kBlank);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool same(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(), [](char one, char other) {
    return (one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one) == other;
  });
}

/// Cuts off what stands before the next `mark`.
std::string_view next(std::string_view& rest, char mark) {
  const auto end = std::min(rest.find(mark), rest.size());
  const auto piece = trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

/// A weight is "0", "0.7", "1.000"; it is above nothing if a digit of it is.
bool is_wanted(std::string_view parameters) {
  while (!parameters.empty()) {
    auto weight = next(parameters, ';');
    if (!same(next(weight, '='), "q")) continue;
    return weight.find_first_of("123456789") != std::string_view::npos;
  }
  return true;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  std::optional<bool> named;
  bool any = false;
  while (!accept_encoding.empty()) {
    auto parameters = next(accept_encoding, ',');
    const auto coding = next(parameters, ';');
    if (same(coding, "gzip") || same(coding, "x-gzip")) named = is_wanted(parameters);
    if (coding == "*") any = is_wanted(parameters);
  }
  return named.value_or(any);
}

}  // namespace noroshi::console
