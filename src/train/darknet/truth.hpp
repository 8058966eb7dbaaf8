// The truth about generated days, as docs/formats/darknet-truth.md has it.
#pragma once

#include <string>
#include <string_view>

#include "train/darknet/watch.hpp"

namespace noroshi::darknet {

class TruthBook {
 public:
  explicit TruthBook(const Cast& cast) : cast_(cast) {}

  /// Who stood behind each address that was heard in the day.
  void add(const Watched& watched);

  /// Pretty-printed JSON, with a line feed at its end.
  [[nodiscard]] std::string json(std::string_view version) const;

 private:
  const Cast& cast_;
  std::string days_;  ///< one JSON object a day, parted by commas
};

}  // namespace noroshi::darknet
