// Observations with their observables parsed: what a Test is asked of.
//
// An observable that is no JSON object, or has no type, is not there.  References lead to other
// observables of the same observation and nowhere else.  Built once a match; one thread uses it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "intel/pattern/pattern.hpp"
#include "intel/pattern/syntax.hpp"

namespace noroshi::pattern {

class Scene {
 public:
  explicit Scene(const std::vector<Observation>& observations);
  ~Scene();
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  [[nodiscard]] std::size_t size() const;

  /// Some observable of this observation satisfies the whole of `test`.
  [[nodiscard]] bool satisfies(std::size_t observation, const Syntax& syntax,
                               std::uint32_t test) const;

 private:
  struct Observable;
  struct Sight;
  std::vector<Sight> sights_;
};

}  // namespace noroshi::pattern
