// Customers: how to reach the owner of a line, from the operator's own file.
//
// CSV with a header (docs/operations/notices.md): line, and any of name, mail, postal_code,
// address, language (ja, en).  Lines that cannot be used are counted by reason; the later of two
// for one line is refused, since nobody could say which is right.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "act/channel/channel.hpp"
#include "base/result.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"

namespace noroshi::notify {

class Customers {
 public:
  static Result<Customers> read(io::Input& input, io::Rejects& rejects);

  [[nodiscard]] std::optional<channel::Recipient> find(std::string_view line) const;
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  std::unordered_map<std::string, channel::Recipient> all_;
};

}  // namespace noroshi::notify
