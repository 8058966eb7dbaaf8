// NamePool: names of lines as small numbers.  Ten million leases name three million lines; each
// name is kept once, without a node or a pointer of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace noroshi::subscriber {

class NamePool {
 public:
  /// The number of `name`, the same for the same name.
  std::uint32_t number(std::string_view name);

  [[nodiscard]] std::string_view name(std::uint32_t number) const;
  [[nodiscard]] std::size_t size() const { return ends_.size(); }

  /// Octets of memory that it takes.
  [[nodiscard]] std::uint64_t octets() const;

 private:
  void grow();
  [[nodiscard]] std::size_t slot_of(std::string_view name) const;

  std::string text_;                  // all names, one behind the other
  std::vector<std::uint64_t> ends_;   // where each ends
  std::vector<std::uint32_t> slots_;  // open addressing; kEmpty, or a number
};

}  // namespace noroshi::subscriber
