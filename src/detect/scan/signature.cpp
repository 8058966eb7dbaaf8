#include "detect/scan/signature.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "detect/scan/stable_hash.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::scan {
namespace {

using Options = std::array<std::uint8_t, 8>;

// Kinds of TCP options (IANA "TCP Parameters"): 2 MSS, 4 SACK permitted, 8 timestamps, 1 NOP,
// 3 window scale.  Linux since 2.4; devices without window scaling or timestamps leave them out.
constexpr std::array kLinux{Options{2, 4, 8, 1, 3}, Options{2, 4, 8}, Options{2, 1, 1, 4, 1, 3},
                            Options{2, 1, 1, 8, 1, 3}};
// Windows Vista and later; XP, which worms still live on, does not scale.
constexpr std::array kWindows{Options{2, 1, 3, 1, 1, 4}, Options{2, 1, 1, 4}};

bool mostly(std::uint64_t marked, std::uint64_t packets) {
  return marked > 0 && marked >= packets / 2;
}

std::optional<Maker> marked_maker(const SourceProfile& source) {
  if (source.syns == 0) return std::nullopt;
  if (mostly(source.marks.mirai, source.syns)) return Maker::Mirai;
  // One IP ID in 65,536 is ZMap's by chance, and one folds to masscan's: a lone packet does not
  // tell.
  if (source.syns < 2) return std::nullopt;
  if (mostly(source.marks.zmap, source.syns)) return Maker::Zmap;
  if (mostly(source.marks.masscan, source.syns)) return Maker::Masscan;
  if (mostly(source.marks.nmap, source.syns)) return Maker::Nmap;
  return std::nullopt;
}

std::uint8_t ttl_of(const SourceProfile& source) {
  const std::uint8_t highest = initial_ttl(source.ttl_high);
  return initial_ttl(source.ttl_low) == highest ? highest : std::uint8_t{0};
}

std::optional<Maker> stack_of(const SourceProfile& source, const model::HeaderProfile& headers) {
  // No stack of these begins at 255: a tool that borrows their options, as ZMap does since 4.1.
  if (source.varies.options || ttl_of(source) == 255) return std::nullopt;
  const auto is = [&](const Options& options) { return options == headers.options; };
  if (std::any_of(kLinux.begin(), kLinux.end(), is)) return Maker::Linux;
  if (std::any_of(kWindows.begin(), kWindows.end(), is)) return Maker::Windows;
  return std::nullopt;
}

Signature crafted(const SourceProfile& source, const model::HeaderProfile& headers) {
  Signature signature{.maker = Maker::Crafted, .ttl = ttl_of(source)};
  signature.window_varies = source.varies.window;
  if (!source.varies.window) signature.window = headers.window;
  if (!source.varies.options) signature.options = headers.options;
  if (!source.varies.length) signature.length = headers.length;
  signature.ip_id_varies = source.varies.ip_id;
  signature.sequence_varies = source.varies.sequence;
  signature.source_port_varies = source.varies.source_port;
  return signature;
}

Signature datagram(const SourceProfile& source, const model::ScanEvent& main) {
  Signature signature{.maker = Maker::Datagram, .ttl = ttl_of(source)};
  if (!source.varies.length) {
    signature.length = main.headers.length;
    signature.payload_hash = main.payload_hash;
  }
  return signature;
}

Maker maker_without_ports(const model::ScanEvent& main) {
  return main.kind == model::ProbeKind::Ping || main.kind == model::ProbeKind::Icmp ? Maker::Echo
                                                                                    : Maker::Other;
}

std::uint64_t hash(const Signature& signature) {
  StableHash hash;
  hash.add(static_cast<std::uint64_t>(signature.maker));
  hash.add(signature.window);
  hash.add(std::uint64_t{signature.window_varies});
  for (const std::uint8_t option : signature.options) hash.add(option);
  hash.add(signature.length);
  hash.add(signature.ttl);
  hash.add((signature.ip_id_varies ? 1U : 0U) | (signature.sequence_varies ? 2U : 0U) |
           (signature.source_port_varies ? 4U : 0U));
  hash.add(signature.payload_hash);
  return hash.value();
}

std::string ttl_in_words(std::uint8_t ttl) {
  switch (ttl) {
    case 0:
      return "TTL varies";
    case 32:
      return "TTL to 32";
    case 64:
      return "TTL 33–64";
    case 128:
      return "TTL 65–128";
    default:
      return "TTL 129–255";
  }
}

std::string options_in_words(const Options& options) {
  std::string words;
  for (const std::uint8_t kind : options) {
    if (kind == 0) break;
    words += (words.empty() ? "options " : ",") + std::to_string(kind);
  }
  return words.empty() ? "no options" : words;
}

std::string crafted_in_words(const Signature& signature) {
  std::string words =
      signature.window_varies ? "window changes" : fmt::format("window {}", signature.window);
  words += ", " + ttl_in_words(signature.ttl) + ", " + options_in_words(signature.options);
  if (signature.length > 0) words += fmt::format(", {} octets", signature.length);
  words += signature.ip_id_varies ? ", IP ID changes" : ", IP ID fixed";
  words += signature.sequence_varies ? ", sequence changes" : ", sequence fixed";
  words += signature.source_port_varies ? ", source port changes" : ", source port fixed";
  return words;
}

}  // namespace

std::uint8_t initial_ttl(std::uint8_t ttl) {
  constexpr std::array<std::uint8_t, 4> kInitial{32, 64, 128, 255};
  return *std::find_if(kInitial.begin(), kInitial.end(),
                       [ttl](std::uint8_t one) { return ttl <= one; });
}

std::optional<Signature> signature_of(const SourceProfile& source, const model::ScanEvent& main) {
  if (const auto maker = marked_maker(source)) return Signature{.maker = *maker};
  if (main.headers.length == 0) return std::nullopt;  // nobody looked at the headers
  if (main.protocol == model::kTcp) {
    const auto stack = stack_of(source, main.headers);
    if (stack) return Signature{.maker = *stack, .ttl = ttl_of(source)};
    if (source.packets < 2) return std::nullopt;
    return crafted(source, main.headers);
  }
  if (main.protocol == model::kUdp) return datagram(source, main);
  return Signature{.maker = maker_without_ports(main), .ttl = ttl_of(source)};
}

std::string tool_name(const Signature& signature) {
  switch (signature.maker) {
    case Maker::Mirai:
      return "mirai";
    case Maker::Zmap:
      return "zmap";
    case Maker::Masscan:
      return "masscan";
    case Maker::Nmap:
      return "nmap";
    default:
      return fmt::format("unknown-{:08x}", hash(signature) >> 32);
  }
}

std::string profile_in_words(const Signature& signature) {
  switch (signature.maker) {
    case Maker::Mirai:
      return "TCP sequence number is the destination";
    case Maker::Zmap:
      return "IP ID 54321";
    case Maker::Masscan:
      return "IP ID folded from destination, port and sequence number";
    case Maker::Nmap:
      return "window and options of nmap";
    case Maker::Linux:
      return "SYN of a Linux stack, " + ttl_in_words(signature.ttl);
    case Maker::Windows:
      return "SYN of a Windows stack, " + ttl_in_words(signature.ttl);
    case Maker::Crafted:
      return crafted_in_words(signature);
    case Maker::Datagram:
      return (signature.length > 0 ? fmt::format("datagrams of {} octets", signature.length)
                                   : std::string("datagrams of several lengths")) +
             ", " + ttl_in_words(signature.ttl);
    case Maker::Echo:
      return "ICMP, " + ttl_in_words(signature.ttl);
    case Maker::Other:
      return ttl_in_words(signature.ttl);
  }
  return {};
}

}  // namespace noroshi::scan
