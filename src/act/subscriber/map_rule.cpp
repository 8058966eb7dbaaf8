#include "act/subscriber/map_rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::subscriber {
namespace {

constexpr int kPortBits = 16;
constexpr int kMostEaBits = 48;  // RFC 7598, section 4.1: 32 of the address and 16 of the port

// An IPv6 address as one number; GCC and Clang have it on every 64-bit machine.
__extension__ using Bits = unsigned __int128;

Bits bits_of(const net::Address& address) { return Bits{address.high()} << 64 | address.low(); }

net::Address address_of(Bits bits) {
  return net::Address::v6(static_cast<std::uint64_t>(bits >> 64), static_cast<std::uint64_t>(bits));
}

// The lowest `count` bits set; count may be 0 and 64.
std::uint64_t ones(int count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

Status check_lengths(const net::Prefix& v6, const net::Prefix& v4, int ea_bits, int offset) {
  if (v6.address.is_v4()) return Error{Errc::InvalidInput, "the IPv6 prefix is one of IPv4"};
  if (!v4.address.is_v4()) return Error{Errc::InvalidInput, "the IPv4 prefix is one of IPv6"};
  if (ea_bits < 0 || ea_bits > kMostEaBits) {
    return Error{Errc::InvalidInput, fmt::format("{} EA bits; there are 0 to 48", ea_bits)};
  }
  if (v6.length + ea_bits > 128) {
    return Error{Errc::InvalidInput,
                 fmt::format("prefix length {} and {} EA bits exceed 128", v6.length, ea_bits)};
  }
  if (offset < 0 || offset > kPortBits) {
    return Error{Errc::InvalidInput, fmt::format("PSID offset {}; there is 0 to 16", offset)};
  }
  return {};
}

// The ports with that PSID: one block for each A.
std::vector<std::pair<std::uint16_t, std::uint16_t>> ports_of(const MapRule& rule,
                                                              std::uint16_t psid) {
  const auto low = kPortBits - rule.psid_offset - rule.psid_bits;
  std::vector<std::pair<std::uint16_t, std::uint16_t>> blocks;
  const auto from = rule.psid_offset > 0 ? 1U : 0U;
  for (auto first = from; first < 1U << rule.psid_offset; ++first) {
    const auto begin = (first << rule.psid_bits | psid) << low;
    blocks.emplace_back(static_cast<std::uint16_t>(begin),
                        static_cast<std::uint16_t>(begin + (1U << low) - 1));
  }
  return blocks;
}

// Section 6: | 16 bits of 0 | IPv4 address | PSID |, under the end-user prefix; what of it lies
// within the prefix is overwritten by the prefix.
net::Address tunnel_end(const net::Prefix& end_user, const MapCustomer& customer) {
  const auto identifier =
      std::uint64_t{customer.v4.address.v4_bits()} << 16 | customer.psid.value_or(0);
  const auto length = end_user.length;
  const auto kept = length >= 128 ? Bits{0} : ~Bits{0} >> length;
  return address_of(bits_of(end_user.address) | (Bits{identifier} & kept));
}

// The PSID is what of the EA bits the IPv4 suffix leaves (section 5.2).
Status take_embedded(MapRule& rule, std::optional<int> psid_bits,
                     std::optional<std::uint16_t> psid) {
  const auto suffix = 32 - rule.v4.length;
  rule.psid_bits = std::max(0, rule.ea_bits - suffix);
  if (psid_bits.value_or(rule.psid_bits) != rule.psid_bits) {
    return Error{Errc::InvalidInput,
                 fmt::format("PSID length {}, but {} EA bits less {} bits of IPv4 suffix make {}",
                             *psid_bits, rule.ea_bits, suffix, rule.psid_bits)};
  }
  if (psid) return Error{Errc::InvalidInput, "a PSID of its own needs a rule without EA bits"};
  return {};
}

// Without EA bits the one customer's PSID is provisioned beside the rule (appendix A, example 5).
Status take_provisioned(MapRule& rule, std::optional<int> psid_bits,
                        std::optional<std::uint16_t> psid) {
  rule.psid_bits = psid_bits.value_or(0);
  rule.psid = psid.value_or(0);
  const bool shares = rule.psid_bits > 0;
  if (shares != psid.has_value()) {
    return Error{Errc::InvalidInput, "without EA bits, PSID and PSID length go together"};
  }
  if (shares && rule.v4.length != 32) {
    return Error{Errc::InvalidInput, "a PSID without EA bits needs a whole IPv4 address (/32)"};
  }
  return {};
}

}  // namespace

Result<MapRule> MapRule::make(const net::Prefix& v6, const net::Prefix& v4, int ea_bits,
                              int psid_offset, std::optional<int> psid_bits,
                              std::optional<std::uint16_t> psid) {
  NOROSHI_CHECK(check_lengths(v6, v4, ea_bits, psid_offset));
  MapRule rule{v6, v4, ea_bits, psid_offset, 0, 0};
  if (ea_bits > 0) {
    NOROSHI_CHECK(take_embedded(rule, psid_bits, psid));
  } else {
    NOROSHI_CHECK(take_provisioned(rule, psid_bits, psid));
  }
  if (rule.psid_bits < 0 || rule.psid_offset + rule.psid_bits > kPortBits) {
    return Error{Errc::InvalidInput,
                 fmt::format("PSID offset {} and length {} exceed the 16 bits of a port",
                             rule.psid_offset, rule.psid_bits)};
  }
  if ((rule.psid & ~ones(rule.psid_bits)) != 0) {
    return Error{Errc::InvalidInput,
                 fmt::format("PSID {} has more than {} bits", rule.psid, rule.psid_bits)};
  }
  return rule;
}

std::optional<std::uint16_t> MapRule::psid_of(std::uint16_t port) const {
  const auto low = kPortBits - psid_offset - psid_bits;                              // m
  const auto first = static_cast<std::uint64_t>(port) >> (kPortBits - psid_offset);  // A
  if (shared() && psid_offset > 0 && first == 0) return std::nullopt;
  return static_cast<std::uint16_t>((static_cast<std::uint64_t>(port) >> low) & ones(psid_bits));
}

std::optional<net::Prefix> MapRule::end_user_prefix(const net::Address& address,
                                                    std::uint16_t of_psid) const {
  if (ea_bits == 0) {
    if (of_psid != psid) return std::nullopt;
    return v6;
  }
  const auto suffix = 32 - v4.length;
  const auto low = std::uint64_t{address.v4_bits()} & ones(suffix);
  const auto ea = shared() ? low << psid_bits | of_psid : low >> (suffix - ea_bits);
  const auto length = end_user_length();
  return net::Prefix{address_of(bits_of(v6.address) | Bits{ea} << (128 - length)), length};
}

Result<MapCustomer> map_customer(const MapRule& rule, const net::Prefix& end_user) {
  if (end_user.address.is_v4() || end_user.length != rule.end_user_length() ||
      !rule.v6.contains(end_user.address)) {
    return Error{Errc::NotFound, fmt::format("{} is no /{} within {}", end_user.to_string(),
                                             rule.end_user_length(), rule.v6.to_string())};
  }
  const auto ea = rule.end_user_length() == 0
                      ? 0
                      : static_cast<std::uint64_t>(bits_of(end_user.address) >>
                                                   (128 - rule.end_user_length())) &
                            ones(rule.ea_bits);
  const auto suffix = 32 - rule.v4.length;
  MapCustomer customer;
  if (rule.shared()) {
    customer.psid =
        rule.ea_bits == 0 ? rule.psid : static_cast<std::uint16_t>(ea & ones(rule.psid_bits));
    customer.ports = ports_of(rule, *customer.psid);
  } else {
    customer.ports = {{0, 65535}};
  }
  const bool whole = rule.ea_bits == 0 || rule.ea_bits >= suffix;
  const auto low = rule.ea_bits == 0 ? 0
                   : whole           ? ea >> rule.psid_bits
                                     : ea << (suffix - rule.ea_bits);
  const auto v4 = rule.v4.address.v4_bits() | static_cast<std::uint32_t>(low);
  customer.v4 = {net::Address::v4(v4),
                 rule.ea_bits == 0 ? rule.v4.length : (whole ? 32 : rule.v4.length + rule.ea_bits)};
  customer.tunnel_end = tunnel_end(end_user, customer);
  return customer;
}

}  // namespace noroshi::subscriber
