#include "act/zone/transfer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::zone {

namespace {

// Names compress only within the first 16 KiB of a message (RFC 1035, section 4.1.4).
constexpr std::size_t kFull = 16 * 1024 - 512;

// s; a secondary that misses a change asks this often (RFC 1035, section 3.3.13).
constexpr unsigned kRefresh = 60;
constexpr unsigned kRetry = 30;
constexpr unsigned kExpire = 86'400;
constexpr unsigned kNegative = 60;

Record record_of(const std::string& text) {
  ldns_rr* record = nullptr;
  const auto status = ldns_rr_new_frm_str(&record, text.c_str(), 0, nullptr, nullptr);
  if (status != LDNS_STATUS_OK) return nullptr;
  return Record(record);
}

Record cname(const Frame& frame, const std::string& name) {
  Record record(ldns_rr_new());
  Field owner(ldns_dname_new_frm_str((name + "." + frame.origin).c_str()));
  Field target(ldns_dname_new_frm_str("."));
  if (record == nullptr || owner == nullptr || target == nullptr) return nullptr;
  ldns_rr_set_owner(record.get(), owner.release());
  ldns_rr_set_type(record.get(), LDNS_RR_TYPE_CNAME);
  ldns_rr_set_class(record.get(), LDNS_RR_CLASS_IN);
  ldns_rr_set_ttl(record.get(), frame.ttl);
  if (!ldns_rr_push_rdf(record.get(), target.get())) return nullptr;
  (void)target.release();  // the record has it now
  return record;
}

}  // namespace

Record soa_record(const Frame& frame, std::uint32_t serial) {
  return record_of(fmt::format("{} {} IN SOA {} {} {} {} {} {} {}", frame.origin, frame.ttl,
                               frame.primary, frame.contact, serial, kRefresh, kRetry, kExpire,
                               kNegative));
}

Packet answer_to(const ldns_pkt* request, ldns_pkt_rcode rcode) {
  Packet answer(ldns_pkt_new());
  ldns_pkt_set_id(answer.get(), ldns_pkt_id(request));
  ldns_pkt_set_qr(answer.get(), true);
  ldns_pkt_set_opcode(answer.get(), ldns_pkt_get_opcode(request));
  ldns_pkt_set_aa(answer.get(), rcode == LDNS_RCODE_NOERROR);
  ldns_pkt_set_rd(answer.get(), ldns_pkt_rd(request));
  ldns_pkt_set_rcode(answer.get(), static_cast<std::uint8_t>(rcode));
  if (const ldns_rr* question = ldns_rr_list_rr(ldns_pkt_question(request), 0)) {
    ldns_pkt_push_rr(answer.get(), LDNS_SECTION_QUESTION, ldns_rr_clone(question));
  }
  if (ldns_pkt_edns(request)) {
    constexpr std::uint16_t kUdpOctets = 1232;  // DNS flag day 2020
    ldns_pkt_set_edns_udp_size(answer.get(), kUdpOctets);
  }
  return answer;
}

std::string wire_of(const ldns_pkt* packet) {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  const auto status = ldns_pkt2wire(&octets, packet, &size);
  const Octets owned(octets);
  if (status != LDNS_STATUS_OK || octets == nullptr) return {};
  return {reinterpret_cast<const char*>(octets), size};
}

Transfer::Transfer(const ldns_pkt* request, View view, const Frame& frame, Signer signer)
    : request_(ldns_pkt_clone(request)),
      view_(std::move(view)),
      frame_(frame),
      signer_(std::move(signer)) {
  const std::uint32_t serial = view_.zone->serial;
  add_soa(serial);
  for (const auto& step : view_.steps) {
    add_soa(step->from);
    add_names(step->removed);
    add_soa(step->to);
    add_names(step->added);
  }
  if (view_.whole) {
    pieces_.push_back({Piece::What::Ns, 0, nullptr});
    add_names(view_.zone->names);
  }
  if (pieces_.size() > 1) add_soa(serial);
}

Record Transfer::take() {
  const Piece& piece = pieces_[piece_];
  if (piece.what == Piece::What::Names && name_ < piece.names->size()) {
    const std::string& name = (*piece.names)[name_++];
    estimate_ += name.size() + 16;  // two for the origin, ten fixed, the root, its first length
    return cname(frame_, name);
  }
  ++piece_;
  name_ = 0;
  if (piece.what == Piece::What::Names) return nullptr;
  estimate_ += 128;
  if (piece.what == Piece::What::Soa) return soa_record(frame_, piece.serial);
  return record_of(fmt::format("{} {} IN NS {}", frame_.origin, frame_.ttl, frame_.primary));
}

bool Transfer::fill(ldns_pkt* message) {
  estimate_ = 0;
  while (!done() && estimate_ < kFull) {
    const bool names_end =
        pieces_[piece_].what == Piece::What::Names && name_ == pieces_[piece_].names->size();
    Record record = take();
    if (names_end) continue;
    if (record == nullptr) return false;
    if (!ldns_pkt_push_rr(message, LDNS_SECTION_ANSWER, record.get())) return false;
    (void)record.release();  // the message has it now
  }
  return true;
}

std::optional<std::string> Transfer::next() {
  if (done()) return {};
  Packet message = answer_to(request_.get(), LDNS_RCODE_NOERROR);
  if (!first_) {
    // Question and EDNS stand in the first message only (RFC 5936, section 2.2).
    message = Packet(ldns_pkt_new());
    ldns_pkt_set_id(message.get(), ldns_pkt_id(request_.get()));
    ldns_pkt_set_qr(message.get(), true);
    ldns_pkt_set_aa(message.get(), true);
  }
  first_ = false;
  if (!fill(message.get()) || !signer_.sign(message.get())) return std::string();
  return wire_of(message.get());
}

std::optional<std::string> Transfer::in_one(std::size_t octets) {
  auto message = next();
  if (!message || message->empty() || !done() || message->size() > octets) return {};
  return message;
}

}  // namespace noroshi::zone
