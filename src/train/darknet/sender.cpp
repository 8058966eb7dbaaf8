#include "train/darknet/sender.hpp"

#include <algorithm>

namespace noroshi::darknet {
namespace {

using Options = std::array<std::uint8_t, 8>;

std::uint16_t word(traffic::Stream& random) {
  return static_cast<std::uint16_t>(random.below(65536));
}

std::uint16_t high_port(traffic::Stream& random) {
  return static_cast<std::uint16_t>(1024 + random.below(64512));
}

// What a stack on a home line announces: 1460 less PPPoE's eight, tunnels and odd routers.
std::uint16_t stack_mss(traffic::Stream& random) {
  constexpr std::array<std::uint16_t, 6> kMss{1460, 1460, 1452, 1440, 1414, 1400};
  return kMss[random.below(kMss.size())];
}

Sender linux_stack(traffic::Stream& random) {
  constexpr std::array<std::uint16_t, 5> kWindows{5840, 14600, 29200, 64240, 65535};
  Sender sender;
  sender.window = kWindows[random.below(kWindows.size())];
  sender.mss = stack_mss(random);
  sender.options = Options{2, 4, 8, 1, 3};
  sender.dont_fragment = true;
  sender.repeats = static_cast<std::uint8_t>(random.below(4));  // until the program gives up
  return sender;
}

Sender windows_stack(traffic::Stream& random) {
  constexpr std::array<std::uint16_t, 3> kWindows{8192, 64240, 65535};
  Sender sender;
  sender.window = kWindows[random.below(kWindows.size())];
  sender.mss = stack_mss(random);
  sender.options = Options{2, 1, 3, 1, 1, 4};
  sender.dont_fragment = true;
  sender.repeats = static_cast<std::uint8_t>(1 + random.below(2));
  return sender;
}

Sender raw_socket(traffic::Stream& random) {
  Sender sender;
  sender.window = random.chance(0.5) ? word(random) : static_cast<std::uint16_t>(5840);
  sender.port_fixed = random.chance(0.6);
  sender.sequence_fixed = random.chance(0.4);
  sender.id_fixed = random.chance(0.2);
  return sender;
}

Sender own_scanner(traffic::Stream& random) {
  Sender sender;
  sender.window = random.chance(0.3) ? static_cast<std::uint16_t>(65535) : word(random);
  if (random.chance(0.5)) {
    sender.options[0] = 2;
    sender.mss = static_cast<std::uint16_t>(536 + random.below(925));
  }
  sender.port_fixed = random.chance(0.4);
  sender.id_fixed = random.chance(0.5);
  sender.sequence_fixed = random.chance(0.2);
  return sender;
}

Sender tool(Craft craft, traffic::Stream& random) {
  Sender sender;
  switch (craft) {
    case Craft::Mirai:
      sender.window = word(random);
      sender.port_fixed = true;
      break;
    case Craft::ZmapMarked:
      sender.window = 65535;
      sender.id_fixed = true;
      break;
    case Craft::Zmap:
      sender.window = 65535;
      sender.mss = 1460;
      sender.options[0] = 2;
      break;
    case Craft::Masscan:
      sender.window = 1024;
      sender.port_fixed = random.chance(0.7);
      break;
    case Craft::Nmap:
      sender.window = static_cast<std::uint16_t>(1024 * (1 + random.below(4)));
      sender.mss = 1460;
      sender.options[0] = 2;
      sender.port_fixed = sender.sequence_fixed = true;
      break;
    default:
      break;
  }
  return sender;
}

std::uint8_t first_ttl(Craft craft, traffic::Stream& random) {
  switch (craft) {
    case Craft::Windows:
      return 128;
    case Craft::ZmapMarked:
    case Craft::Zmap:
    case Craft::Masscan:
      return 255;
    case Craft::Nmap:
      return static_cast<std::uint8_t>(37 + random.below(23));  // drawn by the tool
    case Craft::Own:
      return random.chance(0.5) ? 64 : 255;
    default:
      return 64;
  }
}

Sender of_craft(Craft craft, traffic::Stream& random) {
  switch (craft) {
    case Craft::Linux:
      return linux_stack(random);
    case Craft::Windows:
      return windows_stack(random);
    case Craft::Raw:
      return raw_socket(random);
    case Craft::Own:
      return own_scanner(random);
    default:
      return tool(craft, random);
  }
}

}  // namespace

Sender draw_tool(Craft craft, traffic::Stream& random) {
  Sender sender = of_craft(craft, random);
  sender.craft = craft;
  sender.ttl = first_ttl(craft, random);
  return sender;
}

Sender at_source(const Sender& tool, traffic::Stream& random) {
  Sender sender = tool;
  if (tool.craft == Craft::Linux || tool.craft == Craft::Windows) {
    sender = of_craft(tool.craft, random);  // the device's stack, not the bot's
    sender.repeats = tool.repeats;
  }
  if (tool.craft == Craft::Mirai) sender.window = word(random);
  sender.craft = tool.craft;
  sender.ttl = static_cast<std::uint8_t>(tool.ttl - 6 - random.below(18));
  sender.source_port = high_port(random);
  sender.ip_id = tool.craft == Craft::ZmapMarked ? std::uint16_t{54321} : word(random);
  sender.sequence = static_cast<std::uint32_t>(random.next());
  return sender;
}

std::size_t option_octets(const Sender& sender) {
  constexpr std::array<std::size_t, 9> kOctets{0, 1, 4, 3, 2, 0, 0, 0, 10};
  std::size_t octets = 0;
  for (const std::uint8_t kind : sender.options) octets += kOctets[std::min<std::size_t>(kind, 8)];
  return (octets + 3) / 4 * 4;
}

Header header_of(const Sender& sender, std::uint32_t target, std::uint16_t port,
                 traffic::Stream& random) {
  Header header{sender.source_port, sender.ip_id, sender.sequence};
  if (!sender.port_fixed) header.source_port = high_port(random);
  if (!sender.id_fixed) header.ip_id = word(random);
  if (!sender.sequence_fixed) header.sequence = static_cast<std::uint32_t>(random.next());
  if (sender.craft == Craft::Mirai) header.sequence = target;
  if (sender.craft == Craft::Masscan) {
    header.ip_id = static_cast<std::uint16_t>(target ^ port ^ header.sequence);
  }
  return header;
}

}  // namespace noroshi::darknet
