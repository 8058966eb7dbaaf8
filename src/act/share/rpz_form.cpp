// Response policy zones: names and addresses that a resolver answers with NXDOMAIN.
//
// Triggers as "DNS Response Policy Zones" says them (draft-vixie-dnsop-dns-rpz-00, sections 4.1 and
// 4.3): a name, everything under it, and addresses in answers:
//
//   evil.example            CNAME .        32.7.2.0.192.rpz-ip       CNAME .   192.0.2.7/32
//   *.evil.example          CNAME .        48.zz.8.db8.2001.rpz-ip   CNAME .   2001:db8:8::/48
#include <array>
#include <fmt/format.h>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

std::string v4_trigger(std::uint32_t bits, int length) {
  return fmt::format("{}.{}.{}.{}.{}.rpz-ip", length, bits & 0xFF, bits >> 8 & 0xFF,
                     bits >> 16 & 0xFF, bits >> 24);
}

/// Words from the last to the first, the longest run of zeros (two at least, the first of equals in
/// the order of the address) as "zz".
std::string v6_trigger(const net::Address& address, int length) {
  std::array<unsigned, 8> words{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint64_t half = i < 4 ? address.high() : address.low();
    words.at(i) = static_cast<unsigned>(half >> (48 - 16 * (i % 4)) & 0xFFFF);
  }
  std::size_t begin = 8;
  std::size_t longest = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && words.at(end) == 0) ++end;
    if (end - i > longest) {
      begin = i;
      longest = end - i;
    }
  }
  std::string text = std::to_string(length);
  for (std::size_t i = 8; i-- > 0;) {
    if (i >= begin && i < begin + longest) {
      if (i == begin) text += ".zz";
    } else {
      text += fmt::format(".{:x}", words.at(i));
    }
  }
  return text + ".rpz-ip";
}

std::string trigger(const net::Prefix& prefix) {
  return prefix.address.is_v4() ? v4_trigger(prefix.address.v4_bits(), prefix.length)
                                : v6_trigger(prefix.address, prefix.length);
}

}  // namespace

std::optional<std::string> rpz_owner(const Entry& entry) {
  if (!carries(Form::Rpz, entry)) return {};
  if (entry.kind == EntryKind::Domain) return wire_name(entry.value);
  const auto prefix = net::Prefix::parse(entry.value);  // a lone address: its host prefix
  if (!prefix) return {};
  return trigger(*prefix);
}

std::string rpz_of(const Chosen& chosen, const Look& look) {
  const auto serial = static_cast<std::uint32_t>(look.serial);
  std::string text = fmt::format(
      "; {}\n$ORIGIN {}.\n$TTL 300\n@ SOA localhost. hostmaster.invalid. {} 60 30 86400 60\n"
      "@ NS localhost.\n",
      head_line(chosen.tally, look), look.name, serial);
  for (const Entry* entry : chosen.entries) {
    const auto owner = rpz_owner(*entry);
    if (!owner) continue;
    text.append(*owner).append(" CNAME .\n");
    if (entry->kind == EntryKind::Domain) text.append("*.").append(*owner).append(" CNAME .\n");
  }
  return text;
}

}  // namespace noroshi::share
