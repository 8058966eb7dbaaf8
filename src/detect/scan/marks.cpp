#include "detect/scan/marks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace noroshi::scan {
namespace {

// A sequence number that equals the destination by chance: once in 2³² packets, a likelihood ratio
// of e²² from a single one.  It counts e⁹, because others have copied the scanner, and because the
// source of a lone packet may be forged.  A part of the packets only: somebody else behind the same
// shared address.
constexpr double kMirai = 9;
constexpr double kMiraiInPart = 7;

// ZMap, masscan and nmap are run by people at rented servers; some bots carry them along.
constexpr double kTool = -3;

constexpr double kExploit = 4;

constexpr base::Text kMiraiStory{
    "{0} of {1} SYNs bear the mark of Mirai: the sequence number is the destination",
    "SYN {1} 件中 {0} 件に Mirai の特徴がある(シーケンス番号が宛先アドレスと一致)"};
constexpr base::Text kToolStory{"{0} of {1} SYNs bear the mark of {2}, a tool of surveyors",
                                "SYN {1} 件中 {0} 件に、調査用ツール {2} の特徴がある"};
constexpr base::Text kExploitStory{"{0} payloads hold what a bot sends to take over a device ({1})",
                                   "機器の乗っ取りに使われる内容をもつペイロードが {0} 件({1})"};

struct ToolName {
  Maker maker;
  std::string_view name;
};
constexpr std::array kTools{ToolName{Maker::Zmap, "ZMap"}, ToolName{Maker::Masscan, "masscan"},
                            ToolName{Maker::Nmap, "nmap"}};

// What public descriptions of these attacks quote; of a payload its first 64 octets are known.
constexpr std::array<std::string_view, 14> kExploits{"/bin/busybox",
                                                     "wget http",
                                                     "wget+http",
                                                     "curl http",
                                                     "/bin/sh",
                                                     "chmod 777",
                                                     "chmod+777",
                                                     "/GponForm/diag_Form",
                                                     "/ctrlt/DeviceUpgrade",
                                                     "/picsdesc.xml",
                                                     "/setup.cgi?",
                                                     "/shell?",
                                                     "${jndi:",
                                                     "Mozi.m"};

std::size_t exploit_in(std::string_view payload) {
  const auto* found = std::find_if(
      kExploits.begin(), kExploits.end(),
      [payload](std::string_view one) { return payload.find(one) != std::string_view::npos; });
  return static_cast<std::size_t>(found - kExploits.begin());
}

std::uint64_t marked_by(const SourceProfile& source, Maker maker) {
  switch (maker) {
    case Maker::Zmap:
      return source.marks.zmap;
    case Maker::Masscan:
      return source.marks.masscan;
    default:
      return source.marks.nmap;
  }
}

}  // namespace

std::optional<Signal> mirai_mark(const Case& the_case) {
  const std::uint64_t marked = the_case.source.marks.mirai;
  if (marked == 0) return std::nullopt;
  const std::uint64_t syns = std::max(the_case.source.syns, marked);
  return Signal{.value = static_cast<double>(marked),
                .unit = "packets",
                .weight = marked >= syns / 2 ? kMirai : kMiraiInPart,
                .counts = {{"syns", static_cast<double>(syns)}}};
}

std::string tell_mirai_mark(const model::Evidence& evidence, base::Language language) {
  return kMiraiStory.in(language, evidence.value, count(evidence, "syns"));
}

std::optional<Signal> surveyors_tool(const Case& the_case) {
  if (!the_case.tool) return std::nullopt;
  const auto* tool = std::find_if(kTools.begin(), kTools.end(), [&](const ToolName& one) {
    return one.maker == the_case.tool->maker;
  });
  if (tool == kTools.end()) return std::nullopt;
  const std::uint64_t marked = marked_by(the_case.source, tool->maker);
  return Signal{.value = static_cast<double>(marked),
                .unit = "packets",
                .weight = kTool,
                .counts = {{"syns", static_cast<double>(the_case.source.syns)},
                           {"tool", static_cast<double>(tool - kTools.begin())}}};
}

std::string tell_surveyors_tool(const model::Evidence& evidence, base::Language language) {
  const double tool = count(evidence, "tool");
  const std::size_t index = tool > 0 && tool < kTools.size() ? static_cast<std::size_t>(tool) : 0;
  return kToolStory.in(language, evidence.value, count(evidence, "syns"), kTools[index].name);
}

std::optional<Signal> exploit_payload(const Case& the_case) {
  double payloads = 0;
  std::size_t which = kExploits.size();
  for (const std::uint32_t index : the_case.sources.event_indices(the_case.source)) {
    const std::size_t found = exploit_in(the_case.sources.event(index).payload);
    if (found == kExploits.size()) continue;
    ++payloads;
    which = std::min(which, found);
  }
  if (payloads <= 0) return std::nullopt;
  return Signal{.value = payloads,
                .unit = "events",
                .weight = kExploit,
                .counts = {{"pattern", static_cast<double>(which)}}};
}

std::string tell_exploit_payload(const model::Evidence& evidence, base::Language language) {
  const double which = count(evidence, "pattern");
  const std::size_t index =
      which > 0 && which < kExploits.size() ? static_cast<std::size_t>(which) : 0;
  return kExploitStory.in(language, evidence.value, kExploits[index]);
}

}  // namespace noroshi::scan
