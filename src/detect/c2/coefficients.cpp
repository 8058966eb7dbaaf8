#include "detect/c2/coefficients.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/config.hpp"
#include "detect/c2/coefficients_file.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kMost = 50;  // log-odds; beyond, a number is a slip
constexpr std::int64_t kMostSampling = 1'000'000;

Band band_of(base::Config::Section section) {
  Band band;
  band.sampling = static_cast<std::uint32_t>(section.whole("sampling", 1, 1, kMostSampling));
  band.bias = section.number("bias", 0, -kMost, kMost);
  base::Config::Section worth = section.section("worth");
  for (const InputEntry& entry : inputs()) {
    const double least = entry.speaks_for ? 0 : -kMost;
    const double most = entry.speaks_for ? kMost : 0;
    band.worth[static_cast<std::size_t>(entry.input)] = worth.number(entry.name, 0, least, most);
  }
  return band;
}

bool same(const Band& a, const Band& b) {
  return a.sampling == b.sampling && a.bias == b.bias && a.worth == b.worth;
}

}  // namespace

Coefficients::Coefficients(std::string version, std::vector<Band> bands)
    : version_(std::move(version)), bands_(std::move(bands)) {
  NOROSHI_ASSERT(!bands_.empty());
  std::ranges::sort(bands_, {}, &Band::sampling);
}

Result<Coefficients> Coefficients::parse(std::string_view toml, const std::string& name) {
  auto file = NOROSHI_TRY(base::Config::parse(toml, name));
  base::Config::Section model = file.section("model");
  const std::string version = model.text("version", "");
  std::vector<Band> bands;
  for (base::Config::Section section : file.section("model").sections("band")) {
    const Band band = band_of(section);
    if (std::ranges::any_of(bands, [&](const Band& b) { return b.sampling == band.sampling; })) {
      section.problem("sampling", "stands twice; give each sampling interval once");
    }
    bands.push_back(band);
  }
  if (version.empty()) model.problem("version", "is missing; it tells two fits apart");
  NOROSHI_CHECK(file.finish());
  if (bands.empty()) {
    return Error{Errc::InvalidInput, name + ": has no [[model.band]], so nothing to weigh with"};
  }
  return Coefficients(version, std::move(bands));
}

const Band& Coefficients::band(std::uint32_t sampling) const {
  const double wanted = std::log(static_cast<double>(std::max(1U, sampling)));
  return *std::ranges::min_element(bands_, {}, [wanted](const Band& band) {
    return std::abs(std::log(static_cast<double>(band.sampling)) - wanted);
  });
}

std::string Coefficients::to_toml() const {
  std::string text = fmt::format("[model]\nversion = \"{}\"\n", version_);
  for (const Band& band : bands_) {
    text += fmt::format("\n[[model.band]]\nsampling = {}\nbias = {}\n\n[model.band.worth]\n",
                        band.sampling, band.bias);
    for (const InputEntry& entry : inputs()) {
      text += fmt::format("{} = {}\n", entry.name, band.of(entry.input));
    }
  }
  return text;
}

bool operator==(const Coefficients& a, const Coefficients& b) {
  return a.version_ == b.version_ && std::ranges::equal(a.bands_, b.bands_, same);
}

const Coefficients& built_in_coefficients() {
  static const Coefficients built_in = [] {
    auto parsed = Coefficients::parse(kCoefficientsFile, "built-in coefficients");
    NOROSHI_ASSERT(parsed.has_value());
    return std::move(*parsed);
  }();
  return built_in;
}

}  // namespace noroshi::c2
