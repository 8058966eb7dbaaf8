// Transfer: the messages of one AXFR (RFC 5936) or IXFR (RFC 1995) answer, made one at a time.
// Private to act/zone.
//
//   whole   SOA(new)  NS  all  SOA(new)
//   steps   SOA(new)  { SOA(from)  removed  SOA(to)  added }…  SOA(new)
//   none    SOA(new)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "act/zone/journal.hpp"
#include "act/zone/ldns_handles.hpp"
#include "act/zone/signature.hpp"
#include "act/zone/zone_server.hpp"

namespace noroshi::zone {

/// What answers are made of, but for the names; options with every name complete.
struct Frame {
  std::string origin, primary, contact;  ///< with their last dot
  std::uint32_t ttl = 300;               ///< s
};

Record soa_record(const Frame& frame, std::uint32_t serial);

/// An answer to `request`: its id and question, authoritative.
Packet answer_to(const ldns_pkt* request, ldns_pkt_rcode rcode);

/// The message's octets; empty if ldns could not.
std::string wire_of(const ldns_pkt* packet);

class Transfer {
 public:
  /// `request` is copied; `frame` must outlive it.
  Transfer(const ldns_pkt* request, View view, const Frame& frame, Signer signer);

  /// The next message, without its length; nothing after the last.  An empty one: it cannot go on.
  std::optional<std::string> next();

  /// Whether all of it fits into one message of so many octets, and if so that message.
  std::optional<std::string> in_one(std::size_t octets);

 private:
  /// An SOA of `serial`, an NS, or these names.
  struct Piece {
    enum class What : std::uint8_t { Soa, Ns, Names } what = What::Soa;
    std::uint32_t serial = 0;
    const std::vector<std::string>* names = nullptr;
  };

  void add_soa(std::uint32_t serial) { pieces_.push_back({Piece::What::Soa, serial, nullptr}); }
  void add_names(const std::vector<std::string>& names) {
    pieces_.push_back({Piece::What::Names, 0, &names});
  }
  bool fill(ldns_pkt* message);
  Record take();
  [[nodiscard]] bool done() const { return piece_ == pieces_.size(); }

  Packet request_;
  View view_;
  const Frame& frame_;
  Signer signer_;
  std::vector<Piece> pieces_;
  std::size_t piece_ = 0;
  std::size_t name_ = 0;
  std::size_t estimate_ = 0;  // octets in the message that is being filled
  bool first_ = true;
};

}  // namespace noroshi::zone
