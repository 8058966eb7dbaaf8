// JsonObjects: the JSON objects of an input, one after the other, as text.
//
// JSON Lines, an array, one object over many lines, or objects back to back: all pass.  In JSON
// Lines a broken line costs that line only.  Memory is bounded by the longest object that is taken,
// 1 MiB.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"

namespace noroshi::notify {

class JsonObjects {
 public:
  static constexpr std::size_t kLongest = std::size_t{1} << 20;

  /// Both must outlive it.
  JsonObjects(io::Input& input, io::Rejects& rejects) : input_(input), rejects_(rejects) {}

  /// The next object; nothing at the end.  The view holds until the following call.
  Result<std::optional<std::string_view>> next();

  /// The line on which the object given last begins.
  [[nodiscard]] io::Place place() const { return {io::Place::Unit::Line, begins_}; }

 private:
  Result<bool> skip_between();
  Result<std::optional<std::string_view>> take_object();
  Status pass_line(std::string_view reason);
  void consume(std::size_t count, std::string_view window);

  io::Input& input_;
  io::Rejects& rejects_;
  std::size_t given_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t begins_ = 1;
};

}  // namespace noroshi::notify
