// CryptoPan: prefix-preserving pseudonyms of addresses, for exports only.
//
// Crypto-PAn (Xu, Fan, Ammar, Moon: Prefix-preserving IP address anonymization, ICNP 2002) with
// AES-128.  Two addresses that share exactly k leading bits share exactly k leading bits
// afterwards, so a colleague can still see networks.  That very property lets whoever knows some
// of the traffic recognise some of the addresses: records inside Noroshi carry tokens instead
// (token.hpp), and what is exported under Crypto-PAn is pseudonymous, not anonymous.
//
// IPv4 addresses stay IPv4 and IPv6 stay IPv6.  One thread uses a CryptoPan.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "net/address.hpp"

namespace noroshi::minimise {

class CryptoPan {
 public:
  /// 16 octets of AES key, then 16 of pad, as in the reference implementation.
  using Key = std::array<std::uint8_t, 32>;

  explicit CryptoPan(const Key& key);
  ~CryptoPan();
  CryptoPan(CryptoPan&&) noexcept;
  CryptoPan& operator=(CryptoPan&&) noexcept;

  [[nodiscard]] net::Address apply(const net::Address& address) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::minimise
