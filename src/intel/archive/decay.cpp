#include "intel/archive/decay.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace noroshi::archive {
namespace {

constexpr std::array kModels = {
    DecayModel{.name = "never", .lifetime = 0, .speed = 1, .cutoff = 0, .base = 80},
    DecayModel{
        .name = "network", .lifetime = 120 * base::kDay, .speed = 2, .cutoff = 30, .base = 80},
    DecayModel{
        .name = "phishing", .lifetime = 3 * base::kDay, .speed = 2.3, .cutoff = 30, .base = 80},
};

constexpr std::array<std::string_view, 5> kNetwork = {"ipv4-addr", "ipv6-addr", "domain-name",
                                                      "email-addr", "network-traffic"};

// 1 (or A) is 90, 5 (or E) is 10: STIX 2.1, appendix A, "Admiralty Credibility".
double step(int place) { return 90.0 - 20.0 * place; }

}  // namespace

const DecayModel& model_of(Decay decay) { return kModels.at(static_cast<std::size_t>(decay)); }

Decay decay_of_type(std::string_view stix_type) {
  if (stix_type == "url") return Decay::Phishing;
  const bool network = std::find(kNetwork.begin(), kNetwork.end(), stix_type) != kNetwork.end();
  return network || stix_type == "indicator" ? Decay::Network : Decay::Never;
}

double decayed(const DecayModel& model, double base, base::Micros age) {
  if (model.lifetime == 0 || age <= 0) return base;
  if (age >= model.lifetime) return 0;
  const double part = static_cast<double>(age) / static_cast<double>(model.lifetime);
  return base * (1 - std::pow(part, 1 / model.speed));
}

std::optional<double> admiralty_score(char reliability, int credibility) {
  const bool source = reliability >= 'A' && reliability <= 'E';
  const bool said = credibility >= 1 && credibility <= 5;
  if (source && said) return (step(reliability - 'A') + step(credibility - 1)) / 2;
  if (source) return step(reliability - 'A');
  if (said) return step(credibility - 1);
  return std::nullopt;
}

}  // namespace noroshi::archive
