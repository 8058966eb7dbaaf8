#include "train/darknet/services.hpp"

#include <algorithm>
#include <array>

namespace noroshi::darknet {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::size_t kServices = 240;

// Ports that the public reports on telescopes name again and again; the order is ours.
constexpr std::array<Asked, 60> kKnown{{
    {23, kTcp},    {22, kTcp},    {8080, kTcp},  {80, kTcp},    {443, kTcp},   {445, kTcp},
    {3389, kTcp},  {2323, kTcp},  {6379, kTcp},  {5555, kTcp},  {81, kTcp},    {8443, kTcp},
    {1433, kTcp},  {5060, kUdp},  {123, kUdp},   {53, kUdp},    {2375, kTcp},  {25, kTcp},
    {8088, kTcp},  {8888, kTcp},  {161, kUdp},   {1900, kUdp},  {21, kTcp},    {5900, kTcp},
    {3306, kTcp},  {5432, kTcp},  {27017, kTcp}, {9200, kTcp},  {8000, kTcp},  {7547, kTcp},
    {11211, kUdp}, {389, kUdp},   {9000, kTcp},  {37215, kTcp}, {52869, kTcp}, {60001, kTcp},
    {110, kTcp},   {143, kTcp},   {993, kTcp},   {995, kTcp},   {135, kTcp},   {139, kTcp},
    {3702, kUdp},  {500, kUdp},   {1723, kTcp},  {5985, kTcp},  {8081, kTcp},  {82, kTcp},
    {88, kTcp},    {9530, kTcp},  {34567, kTcp}, {49152, kTcp}, {502, kTcp},   {102, kTcp},
    {47808, kUdp}, {20000, kTcp}, {1883, kTcp},  {5683, kUdp},  {19, kUdp},    {10001, kUdp},
}};

std::string draw_payload(traffic::Stream& random) {
  std::string payload(12 + random.below(40), '\0');
  for (char& octet : payload) octet = static_cast<char>(random.below(256));
  return payload;
}

}  // namespace

Services::Services(const Scenario& scenario) : services_(kKnown.begin(), kKnown.end()) {
  auto random = stream(scenario.seed, Part::Service, 0);
  while (services_.size() < kServices) {
    const Asked asked{static_cast<std::uint16_t>(1 + random.below(65535)),
                      random.chance(0.85) ? kTcp : kUdp};
    if (std::find(services_.begin(), services_.end(), asked) == services_.end()) {
      services_.push_back(asked);
    }
  }
  for (std::size_t i = 0; i < services_.size(); ++i) {
    weights_.push_back(1.0 / (static_cast<double>(i) + 1.5));
    total_ += weights_.back();
    payloads_.push_back(services_[i].protocol == kUdp ? draw_payload(random) : std::string());
  }
  std::vector<double> mood(services_.size());
  for (double& value : mood) value = 0.3 * random.normal();
  for (std::uint32_t day = 0; day < scenario.days; ++day) {
    std::vector<double> sums;
    double sum = 0;
    for (std::size_t i = 0; i < services_.size(); ++i) {
      sums.push_back(sum += weights_[i] * traffic::exp(mood[i]));
      mood[i] = 0.8 * mood[i] + 0.18 * random.normal();  // standard deviation 0.3 in the long run
    }
    until_.push_back(std::move(sums));
  }
}

std::size_t Services::draw(std::uint32_t day, traffic::Stream& random) const {
  const auto& sums = until_[day];
  const double at = random.unit() * sums.back();
  const auto found = std::upper_bound(sums.begin(), sums.end(), at) - sums.begin();
  return std::min(static_cast<std::size_t>(found), services_.size() - 1);
}

const std::string& Services::payload(const Asked& asked) const {
  const auto at = std::find(services_.begin(), services_.end(), asked);
  return at == services_.end() ? none_
                               : payloads_[static_cast<std::size_t>(at - services_.begin())];
}

}  // namespace noroshi::darknet
