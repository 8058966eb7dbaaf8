#include "detect/scan/device.hpp"

#include <array>

namespace noroshi::scan {
namespace {

enum class Look : std::uint8_t {
  OldLinux,  ///< first window of kernels before 3.18, which live on in small devices
  Linux,
  RawSmall,     ///< headers built by hand on a machine whose TTL begins at 64, as Mirai's scanner
  RawSurveyor,  ///< headers built by hand with a TTL of 255, as ZMap and masscan do
  Windows,
};

struct About {
  double weight;
  base::Text story;
};

// Everybody's server is a Linux too, so a stack tells little; by hand and from 255 is what CAIDA's
// Corsaro takes for masscan (TTL of 200 and more, no options).
constexpr std::array kAbout{
    About{1,
          {"connects with the window of an old Linux kernel ({0}, TTL {1})",
           "古い Linux カーネルのウィンドウサイズで接続({0}、TTL {1})"}},
    About{0.5,
          {"connects like a Linux machine (window {0}, TTL {1})",
           "Linux 機器の形で接続(ウィンドウ {0}、TTL {1})"}},
    About{0.75,
          {"builds SYNs by hand without options on a machine with TTL {1} (window {0})",
           "TTL {1} の機器で、オプションのない SYN を自作(ウィンドウ {0})"}},
    About{-1.5,
          {"builds SYNs by hand with TTL {1}, as tools of surveyors do (window {0})",
           "調査用ツールのように TTL {1} の SYN を自作(ウィンドウ {0})"}},
    About{0.3,
          {"connects like a Windows machine (window {0}, TTL {1})",
           "Windows 機器の形で接続(ウィンドウ {0}、TTL {1})"}},
};

constexpr std::array<std::uint16_t, 3> kOldWindows{5720, 5840, 14600};

// Ways change by a hop or two within a day; who seems near and far at once forges his source.
constexpr int kFarApart = 20;
constexpr std::uint64_t kFewest = 5;
constexpr double kForged = -2;

constexpr base::Text kDistancesStory{
    "TTLs from {1} to {0}: packets come from different distances, so the source may be forged",
    "TTL が {1} から {0} に及び、距離が一定しないため、送信元の詐称が疑われる"};

std::optional<Look> look_of(const Case& the_case, const model::HeaderProfile& headers) {
  if (!the_case.tool) return std::nullopt;
  switch (the_case.tool->maker) {
    case Maker::Linux: {
      if (the_case.tool->ttl != 64) return std::nullopt;
      for (const std::uint16_t window : kOldWindows) {
        if (headers.window == window) return Look::OldLinux;
      }
      return Look::Linux;
    }
    case Maker::Windows:
      return Look::Windows;
    case Maker::Mirai:
      return Look::RawSmall;
    case Maker::Crafted: {
      const bool bare = headers.options.front() == 0;
      if (the_case.tool->ttl == 255) return Look::RawSurveyor;
      if (the_case.tool->ttl == 64 && bare) return Look::RawSmall;
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Signal> device(const Case& the_case) {
  if (the_case.source.syns == 0) return std::nullopt;
  const model::HeaderProfile& headers = the_case.sources.main_event(the_case.source).headers;
  const auto look = look_of(the_case, headers);
  if (!look) return std::nullopt;
  const auto index = static_cast<std::size_t>(*look);
  return Signal{.value = static_cast<double>(headers.window),
                .unit = "octets",
                .weight = kAbout[index].weight,
                .counts = {{"ttl", static_cast<double>(the_case.source.ttl_high)},
                           {"look", static_cast<double>(index)}}};
}

std::string tell_device(const model::Evidence& evidence, base::Language language) {
  const double look = count(evidence, "look");
  const std::size_t index = look > 0 && look < kAbout.size() ? static_cast<std::size_t>(look) : 0;
  return kAbout[index].story.in(language, evidence.value, count(evidence, "ttl"));
}

std::optional<Signal> distances(const Case& the_case) {
  const SourceProfile& source = the_case.source;
  // Machines of different kinds behind one address begin at different TTLs: no forgery.
  const bool one_kind = initial_ttl(source.ttl_low) == initial_ttl(source.ttl_high);
  if (!one_kind || source.packets < kFewest || source.ttl_high - source.ttl_low < kFarApart) {
    return std::nullopt;
  }
  return Signal{.value = static_cast<double>(source.ttl_high),
                .unit = "hops",
                .weight = kForged,
                .counts = {{"lowest", static_cast<double>(source.ttl_low)}}};
}

std::string tell_distances(const model::Evidence& evidence, base::Language language) {
  return kDistancesStory.in(language, evidence.value, count(evidence, "lowest"));
}

}  // namespace noroshi::scan
