#include "model/client_class.hpp"

#include <cmath>
#include <initializer_list>

namespace noroshi::model {

std::uint64_t client_class(std::uint64_t clients) {
  std::uint64_t least = 1;
  for (;;) {
    for (const std::uint64_t step : {2U, 5U, 10U}) {
      if (clients < least * step) return least * (step == 2 ? 1 : step == 5 ? 2 : 5);
    }
    if (least > clients / 10) return least;
    least *= 10;
  }
}

bool has_moved(double told_probability, std::uint64_t told_clients, double probability,
               std::uint64_t clients) {
  return std::abs(probability - told_probability) >= kMoved ||
         client_class(clients) != client_class(told_clients);
}

}  // namespace noroshi::model
