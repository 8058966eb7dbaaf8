#include "detect/c2/platform.hpp"

#include <algorithm>
#include <array>

#include "detect/c2/weights.hpp"

namespace noroshi::c2 {
namespace {

struct Kind {
  PlatformKind kind;
  double weight;
  base::Text story;
};

// `value` of the evidence is the index of its kind; the name of the platform goes with the text.
constexpr std::array<Kind, 3> kKinds{
    {{PlatformKind::Vendor,
      weights::kVendor,
      {"the address belongs to a company's own services", "アドレスは事業者自身のサービスの範囲"}},
     {PlatformKind::Cdn,
      weights::kCdn,
      {"the address belongs to a content network shared by many",
       "アドレスは多数が共有する配信網の範囲"}},
     {PlatformKind::Cloud,
      weights::kCloud,
      {"the address belongs to a cloud that anybody can rent",
       "アドレスは誰でも借りられるクラウドの範囲"}}}};

}  // namespace

std::optional<model::Evidence> platform(const Case& the_case) {
  const Platform* found = the_case.surroundings.platform_of(the_case.server.endpoint.ip);
  if (found == nullptr) return std::nullopt;
  const auto index = static_cast<std::size_t>(found->kind);
  return model::Evidence{.name = "platform",
                         .value = static_cast<double>(index),
                         .unit = "kind",
                         .weight = kKinds[index].weight,
                         .text = {},
                         .counts = {}};
}

std::string tell_platform(const model::Evidence& evidence, base::Language language) {
  const auto index = static_cast<std::size_t>(std::clamp(evidence.value, 0.0, 2.0));
  return std::string(kKinds[index].story.in(language));
}

}  // namespace noroshi::c2
