// Responder: what a message is answered, without any socket.  Private to act/zone.
//
// SOA, AXFR and IXFR of the one zone, from those who may; REFUSED for everything else, nothing at
// all for what is no question.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "act/zone/journal.hpp"
#include "act/zone/transfer.hpp"
#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::zone {

/// One message, or those of a transfer.
struct Reply {
  std::string message;                 ///< empty: none
  std::unique_ptr<Transfer> transfer;  ///< instead, over TCP
};

class Responder {
 public:
  /// An Error says what in the options is not usable.
  static Result<Responder> make(const Options& options);

  enum class Over : std::uint8_t { Udp, Tcp };
  /// `now` in seconds of Unix time.  The Responder must outlive the reply.
  [[nodiscard]] Reply answer(std::span<const std::uint8_t> wire, const net::Address& from,
                             Over over, const Journal& journal, std::int64_t now) const;

  /// The zone's names for these entries, sorted.
  [[nodiscard]] std::vector<std::string> names_of(const std::vector<share::Entry>& entries) const;

 private:
  struct Question;
  Responder() = default;

  [[nodiscard]] bool is_ours(const ldns_rr* question) const;
  [[nodiscard]] Reply answer_question(const Question& question, const Journal& journal) const;
  [[nodiscard]] Reply transferred(const Question& question, View view) const;
  static Reply refused(const ldns_pkt* request, ldns_pkt_rcode rcode);

  Frame frame_;
  std::vector<TsigKey> keys_;
  net::PrefixSet allowed_;
};

}  // namespace noroshi::zone
