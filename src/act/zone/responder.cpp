#include "act/zone/responder.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::zone {

namespace {

constexpr std::size_t kHeader = 12;     // octets
constexpr std::size_t kPlainUdp = 512;  // RFC 1035, section 4.2.1
constexpr std::size_t kMostUdp = 1232;  // DNS flag day 2020: never fragmented

Result<std::string> complete(std::string_view what, std::string name) {
  if (!name.ends_with('.')) name += '.';
  const Field field(ldns_dname_new_frm_str(name.c_str()));
  if (field != nullptr && name.find_first_of(" \t\r\n\\\"();") == std::string::npos) return name;
  return Error{Errc::InvalidUsage, fmt::format("{}: '{}' is no name", what, name)};
}

/// The serial of the SOA in an IXFR question's authority section.
std::optional<std::uint32_t> serial_in(const ldns_pkt* request) {
  const ldns_rr* soa = ldns_rr_list_rr(ldns_pkt_authority(request), 0);
  constexpr std::size_t kSerial = 2;
  if (soa == nullptr || ldns_rr_get_type(soa) != LDNS_RR_TYPE_SOA) return {};
  const ldns_rdf* field = ldns_rr_rdf(soa, kSerial);
  if (field == nullptr || ldns_rdf_size(field) != 4) return {};
  return ldns_rdf2native_int32(field);
}

std::size_t udp_limit(const ldns_pkt* request) {
  if (!ldns_pkt_edns(request)) return kPlainUdp;
  return std::clamp<std::size_t>(ldns_pkt_edns_udp_size(request), kPlainUdp, kMostUdp);
}

}  // namespace

struct Responder::Question {
  const ldns_pkt* request;
  Over over;
  const TsigKey* key;  // null: not signed

  [[nodiscard]] Signer signer() const {
    return key == nullptr ? Signer() : Signer(*key, ldns_pkt_tsig(request));
  }
};

Result<Responder> Responder::make(const Options& options) {
  Responder responder;
  responder.frame_.origin = NOROSHI_TRY(complete("origin", options.origin));
  responder.frame_.primary = NOROSHI_TRY(complete("primary", options.primary));
  responder.frame_.contact = NOROSHI_TRY(complete("contact", options.contact));
  responder.frame_.ttl = options.ttl;
  for (const TsigKey& key : options.keys) responder.keys_.push_back(NOROSHI_TRY(checked(key)));
  std::vector<net::Prefix> allowed;
  for (const std::string& text : options.allowed) {
    allowed.push_back(NOROSHI_TRY(net::Prefix::parse(text).within("who may take the zone")));
  }
  responder.allowed_ = net::PrefixSet(allowed);
  return responder;
}

std::vector<std::string> Responder::names_of(const std::vector<share::Entry>& entries) const {
  share::Look look;
  look.name = frame_.origin.substr(0, frame_.origin.size() - 1);
  std::vector<std::string> names;
  for (const share::Entry& entry : entries) {
    if (!share::carries(share::Form::Rpz, entry, look)) continue;
    const auto owner = share::rpz_owner(entry);
    if (!owner) continue;
    names.push_back(*owner);
    if (entry.kind == share::EntryKind::Domain) names.push_back("*." + *owner);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool Responder::is_ours(const ldns_rr* question) const {
  const Field origin(ldns_dname_new_frm_str(frame_.origin.c_str()));
  return ldns_rr_get_class(question) == LDNS_RR_CLASS_IN &&
         ldns_dname_compare(ldns_rr_owner(question), origin.get()) == 0;
}

Reply Responder::refused(const ldns_pkt* request, ldns_pkt_rcode rcode) {
  return {wire_of(answer_to(request, rcode).get()), nullptr};
}

Reply Responder::answer(std::span<const std::uint8_t> wire, const net::Address& from, Over over,
                        const Journal& journal, std::int64_t now) const {
  constexpr std::uint8_t kIsAnswer = 0x80;
  // An answer to an answer would make two servers talk for ever.
  if (wire.size() < kHeader || (wire[2] & kIsAnswer) != 0) return {};
  ldns_pkt* read = nullptr;
  const auto status = ldns_wire2pkt(&read, wire.data(), wire.size());
  const Packet request(read);
  if (status != LDNS_STATUS_OK || request == nullptr) {
    Packet answer(ldns_pkt_new());
    ldns_pkt_set_id(answer.get(), static_cast<std::uint16_t>(wire[0] << 8 | wire[1]));
    ldns_pkt_set_qr(answer.get(), true);
    ldns_pkt_set_rcode(answer.get(), LDNS_RCODE_FORMERR);
    return {wire_of(answer.get()), nullptr};
  }
  if (ldns_pkt_get_opcode(request.get()) != LDNS_PACKET_QUERY) {
    return refused(request.get(), LDNS_RCODE_NOTIMPL);
  }
  if (ldns_rr_list_rr_count(ldns_pkt_question(request.get())) != 1) {
    return refused(request.get(), LDNS_RCODE_FORMERR);
  }
  const Signed signature = check_signature(request.get(), wire, keys_, now);
  if (signature.error != TsigError::None) {
    const Packet answer = answer_to(request.get(), LDNS_RCODE_NOTAUTH);
    refuse_signature(answer.get(), ldns_pkt_tsig(request.get()), signature.error, now);
    return {wire_of(answer.get()), nullptr};
  }
  const bool may = keys_.empty() ? allowed_.contains(from) : signature.key != nullptr;
  if (!may) return refused(request.get(), LDNS_RCODE_REFUSED);
  return answer_question({request.get(), over, signature.key}, journal);
}

Reply Responder::answer_question(const Question& question, const Journal& journal) const {
  const ldns_rr* asked = ldns_rr_list_rr(ldns_pkt_question(question.request), 0);
  const auto type = ldns_rr_get_type(asked);
  if (is_ours(asked) && type == LDNS_RR_TYPE_SOA) {
    return transferred(question, {journal.zone(), {}, false});
  }
  if (is_ours(asked) && type == LDNS_RR_TYPE_AXFR && question.over == Over::Tcp) {
    return transferred(question, {journal.zone(), {}, true});
  }
  if (is_ours(asked) && type == LDNS_RR_TYPE_IXFR) {
    const auto serial = serial_in(question.request);
    if (serial) return transferred(question, journal.since(*serial));
    return refused(question.request, LDNS_RCODE_FORMERR);
  }
  Packet answer = answer_to(question.request, LDNS_RCODE_REFUSED);
  Signer signer = question.signer();
  if (!signer.sign(answer.get())) return {};
  return {wire_of(answer.get()), nullptr};
}

/// Over UDP what fits, or the SOA alone: who asked then comes by TCP (RFC 1995, section 2).
Reply Responder::transferred(const Question& question, View view) const {
  const auto zone = view.zone;
  auto transfer =
      std::make_unique<Transfer>(question.request, std::move(view), frame_, question.signer());
  if (question.over == Over::Tcp) return {{}, std::move(transfer)};
  const std::size_t limit = udp_limit(question.request);
  if (auto message = transfer->in_one(limit)) return {std::move(*message), nullptr};
  Transfer soa(question.request, {zone, {}, false}, frame_, question.signer());
  return {soa.in_one(limit).value_or(""), nullptr};
}

}  // namespace noroshi::zone
