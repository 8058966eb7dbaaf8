// The file that goes from an institute to one operator: events in an envelope, signed by hash.
//
//   {"format":"noroshi.routed/1","operator":"…","batch":7,"until":"…","events":2}
//   {"number":41,"hash":"<64 digits>","event":{…}}
//   {"number":43,"hash":"…","event":{…}}
//   {"sha256":"<64 digits>","lines":3}
//
// Each hash is over the octets of its event; the last line's is over all lines before it, line
// feeds included.  So a file that was cut or changed is known for what it is, and every event that
// was read up to then has still been checked by itself.
#pragma once

#include <string>
#include <string_view>

#include "act/notify/digest.hpp"
#include "act/notify/events.hpp"

namespace noroshi::notify {

inline constexpr std::string_view kRoutedFormat = "noroshi.routed/1";

/// Makes the text, line by line, in memory the size of one line.
class RoutedWriter {
 public:
  /// The first line, with its line feed.
  std::string head(const Envelope& envelope);
  std::string event(std::uint64_t number, std::string_view hash, std::string_view body);
  std::string foot();

 private:
  std::string counted(std::string line);

  Sha256 digest_;
  std::uint64_t lines_ = 0;
};

}  // namespace noroshi::notify
