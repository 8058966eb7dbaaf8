// ZoneServer: the block list as a DNS zone (RPZ) that name servers take by AXFR (RFC 5936) and IXFR
// (RFC 1995), with TSIG (RFC 8945).
//
// It answers SOA, AXFR and IXFR for its one zone and refuses everything else: it is no resolver,
// and no answer to UDP is larger than its question allows.  Messages by ldns.  Owns its thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "act/share/entry.hpp"
#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::zone {

struct TsigKey {
  std::string name;       ///< "hub-to-resolver."
  std::string algorithm;  ///< "hmac-sha256"
  std::string secret;     ///< base64
};

struct Options {
  std::string origin = "rpz.noroshi.invalid.";
  std::string primary = "localhost.";
  std::string contact = "hostmaster.invalid.";
  std::uint32_t ttl = 300;      ///< s
  std::size_t remembered = 64;  ///< deltas kept for IXFR; older askers get all of it
  std::vector<TsigKey> keys;    ///< empty: only addresses of `allowed` may take it
  std::vector<std::string> allowed = {"127.0.0.1/32", "::1/128"};
};

class ZoneServer {
 public:
  static Result<std::unique_ptr<ZoneServer>> start(const net::Address& address, std::uint16_t port,
                                                   const Options& options);
  ~ZoneServer();
  /// The entries from now on: a new serial if anything changed.  Entries sorted.
  void publish(const std::vector<share::Entry>& entries);
  [[nodiscard]] std::uint32_t serial() const;
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  explicit ZoneServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::zone
