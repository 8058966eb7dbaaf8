// Pseudonyms: Crypto-PAn over the addresses of an export.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "base/result.hpp"
#include "model/flow_batch.hpp"
#include "observe/minimise/crypto_pan.hpp"

namespace noroshi::cli {

class Pseudonyms {
 public:
  /// The file holds 32 octets, or 64 hexadecimal digits: `openssl rand -hex 32`.  An Error if
  /// others than its owner may read it.
  static Result<std::unique_ptr<Pseudonyms>> with_key_of(const std::string& path);

  explicit Pseudonyms(const minimise::CryptoPan::Key& key) : pan_(key) {}

  void apply(model::FlowBatch& batch);

 private:
  net::Address of(const net::Address& address);

  minimise::CryptoPan pan_;
  // 128 encryptions an IPv6 address: most come again.  Emptied when it is full.
  std::unordered_map<net::Address, net::Address> known_;
};

}  // namespace noroshi::cli
