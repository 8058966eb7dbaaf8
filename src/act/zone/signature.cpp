#include "act/zone/signature.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>

namespace noroshi::zone {

namespace {

// Fields of a TSIG record: RFC 8945, section 4.2.
constexpr std::size_t kAlgorithm = 0;
constexpr std::size_t kTime = 1;
constexpr std::size_t kFudge = 2;
constexpr std::size_t kMac = 3;
constexpr std::size_t kOriginalId = 4;
constexpr std::size_t kFields = 7;
constexpr std::uint16_t kOurFudge = 300;  // s, as RFC 8945, section 10 recommends

bool is_name(const ldns_rdf* field, const std::string& text) {
  const Field name(ldns_dname_new_frm_str(text.c_str()));
  return name != nullptr && field != nullptr && ldns_rdf_get_type(field) == LDNS_RDF_TYPE_DNAME &&
         ldns_dname_compare(field, name.get()) == 0;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::int64_t number(const ldns_rdf* field) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < ldns_rdf_size(field); ++i) {
    value = value << 8 | ldns_rdf_data(field)[i];
  }
  return value;
}

bool is_in_time(const ldns_rr* tsig, std::int64_t now) {
  const std::int64_t apart = number(ldns_rr_rdf(tsig, kTime)) - now;
  return std::abs(apart) <= number(ldns_rr_rdf(tsig, kFudge));
}

bool is_whole(const ldns_rr* tsig) {
  // ldns computes with these as they should be, whatever they are.
  if (ldns_rr_get_class(tsig) != LDNS_RR_CLASS_ANY || ldns_rr_ttl(tsig) != 0) return false;
  if (ldns_rr_rd_count(tsig) != kFields) return false;
  for (std::size_t i = 0; i < kFields; ++i) {
    if (ldns_rr_rdf(tsig, i) == nullptr) return false;
  }
  return ldns_rdf_size(ldns_rr_rdf(tsig, kTime)) == 6 &&
         ldns_rdf_size(ldns_rr_rdf(tsig, kFudge)) == 2;
}

ldns_rdf* field_of(ldns_rdf_type type, std::span<const std::uint8_t> octets) {
  return ldns_rdf_new_frm_data(type, octets.size(), octets.data());
}

}  // namespace

Result<TsigKey> checked(TsigKey key) {
  for (std::string* name : {&key.name, &key.algorithm}) {
    *name = lower(*name);
    if (!name->ends_with('.')) *name += '.';
  }
  if (key.algorithm != "hmac-sha256." && key.algorithm != "hmac-sha512.") {
    return Error{Errc::InvalidUsage,
                 fmt::format("key {}: '{}' is not taken; hmac-sha256 and hmac-sha512 are", key.name,
                             key.algorithm)};
  }
  const Field name(ldns_dname_new_frm_str(key.name.c_str()));
  if (name == nullptr) {
    return Error{Errc::InvalidUsage, fmt::format("'{}' is no name for a key", key.name)};
  }
  ldns_rdf* secret = nullptr;
  const bool decoded = ldns_str2rdf_b64(&secret, key.secret.c_str()) == LDNS_STATUS_OK;
  const Field owned(secret);
  constexpr std::size_t kLeast = 16;  // octets
  if (decoded && ldns_rdf_size(secret) >= kLeast) return key;
  return Error{Errc::InvalidUsage,
               fmt::format("key {}: its secret must be base64 of 16 octets at least; "
                           "`tsig-keygen -a hmac-sha256` makes one",
                           key.name)};
}

Signed check_signature(ldns_pkt* packet, std::span<const std::uint8_t> wire,
                       const std::vector<TsigKey>& keys, std::int64_t now) {
  const ldns_rr* tsig = ldns_pkt_tsig(packet);
  if (tsig == nullptr) return {};
  Signed result{true, nullptr, TsigError::BadKey};
  if (!is_whole(tsig)) return result;
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const TsigKey& each) {
    return is_name(ldns_rr_owner(tsig), each.name) &&
           is_name(ldns_rr_rdf(tsig, kAlgorithm), each.algorithm);
  });
  if (key == keys.end()) return result;
  const bool in_time = is_in_time(tsig, now);
  const bool same_id = number(ldns_rr_rdf(tsig, kOriginalId)) == ldns_pkt_id(packet);
  if (!same_id || !ldns_pkt_tsig_verify(packet, wire.data(), wire.size(), key->name.c_str(),
                                        key->secret.c_str(), nullptr)) {
    result.error = TsigError::BadSignature;
  } else if (!in_time) {
    result.error = TsigError::BadTime;
  } else {
    result = {true, &*key, TsigError::None};
  }
  return result;
}

void refuse_signature(ldns_pkt* answer, const ldns_rr* request, TsigError error, std::int64_t now) {
  if (request == nullptr || !is_whole(request)) return;
  Record tsig(ldns_rr_new());
  if (tsig == nullptr) return;
  ldns_rr_set_owner(tsig.get(), ldns_rdf_clone(ldns_rr_owner(request)));
  ldns_rr_set_type(tsig.get(), LDNS_RR_TYPE_TSIG);
  ldns_rr_set_class(tsig.get(), LDNS_RR_CLASS_ANY);
  ldns_rr_set_ttl(tsig.get(), 0);
  std::array<std::uint8_t, 6> time{};
  for (std::size_t i = 0; i < time.size(); ++i) {
    time.at(i) = static_cast<std::uint8_t>(now >> (40 - 8 * i));
  }
  const std::array<std::uint8_t, 2> nothing{};
  ldns_rr_push_rdf(tsig.get(), ldns_rdf_clone(ldns_rr_rdf(request, kAlgorithm)));
  ldns_rr_push_rdf(tsig.get(), field_of(LDNS_RDF_TYPE_TSIGTIME, time));
  ldns_rr_push_rdf(tsig.get(), ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, kOurFudge));
  ldns_rr_push_rdf(tsig.get(), field_of(LDNS_RDF_TYPE_INT16_DATA, nothing));
  ldns_rr_push_rdf(tsig.get(), ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, ldns_pkt_id(answer)));
  ldns_rr_push_rdf(tsig.get(),
                   ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16, static_cast<std::uint16_t>(error)));
  ldns_rr_push_rdf(tsig.get(), field_of(LDNS_RDF_TYPE_INT16_DATA, nothing));
  ldns_pkt_set_tsig(answer, tsig.release());
}

Signer::Signer(const TsigKey& key, const ldns_rr* request)
    : key_(&key), mac_(ldns_rdf_clone(ldns_rr_rdf(request, kMac))) {}

bool Signer::sign(ldns_pkt* answer) {
  if (key_ == nullptr) return true;
  const auto status =
      ldns_pkt_tsig_sign_next(answer, key_->name.c_str(), key_->secret.c_str(), kOurFudge,
                              key_->algorithm.c_str(), mac_.get(), first_ ? 0 : 1);
  const ldns_rr* tsig = ldns_pkt_tsig(answer);
  if (status != LDNS_STATUS_OK || tsig == nullptr) return false;
  mac_.reset(ldns_rdf_clone(ldns_rr_rdf(tsig, kMac)));
  first_ = false;
  return true;
}

}  // namespace noroshi::zone
