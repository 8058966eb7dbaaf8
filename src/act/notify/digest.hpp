// SHA-256 (FIPS 180-4) of evidence, by OpenSSL.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace noroshi::notify {

/// 32 octets, as a string so that it can be stored and compared as it is.
std::string sha256(std::string_view bytes);

/// The same over what comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void add(std::string_view bytes);
  std::string finish();  ///< 32 octets; begins anew

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::notify
