#include "detect/c2/platform.hpp"

#include <algorithm>
#include <array>

namespace noroshi::c2 {
namespace {

struct Kind {
  PlatformKind kind;
  double strength;  // a cloud is rented to anybody, a company's own services are its own
  base::Text story;
};

// `value` of the evidence is the index of its kind; the name of the platform goes with the text.
constexpr std::array<Kind, 3> kKinds{
    {{PlatformKind::Vendor,
      1.0,
      {"the address belongs to a company's own services", "アドレスは事業者自身のサービスの範囲"}},
     {PlatformKind::Cdn,
      0.7,
      {"the address belongs to a content network shared by many",
       "アドレスは多数が共有する配信網の範囲"}},
     {PlatformKind::Cloud,
      0.45,
      {"the address belongs to a cloud that anybody can rent",
       "アドレスは誰でも借りられるクラウドの範囲"}}}};

}  // namespace

double platform_strength(PlatformKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].strength;
}

std::optional<Signal> platform(const Case& the_case) {
  const Platform* found = the_case.surroundings.platform_of(the_case.server.endpoint.ip);
  if (found == nullptr) return std::nullopt;
  const auto index = static_cast<std::size_t>(found->kind);
  return Signal{.value = static_cast<double>(index),
                .unit = "kind",
                .input = Input::Platform,
                .strength = kKinds[index].strength,
                .counts = {}};
}

std::string tell_platform(const model::Evidence& evidence, base::Language language) {
  const auto index = static_cast<std::size_t>(std::clamp(evidence.value, 0.0, 2.0));
  return std::string(kKinds[index].story.in(language));
}

}  // namespace noroshi::c2
