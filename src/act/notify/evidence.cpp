#include "act/notify/evidence.hpp"

#include "act/notify/digest.hpp"

namespace noroshi::notify {

std::string chain_after(std::string_view before, std::string_view hash, base::Micros time) {
  std::string text(before);
  text += hash;
  text += base::to_rfc3339(time);
  return sha256(text);
}

}  // namespace noroshi::notify
