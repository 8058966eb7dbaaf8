// Any bytes as a configuration: it is refused with words, or its rules and plans hold what they
// promise.
#include "act/subscriber/settings.hpp"
#include "base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto config = base::Config::parse(bytes, "fuzz.toml");
  if (!config.has_value()) return 0;
  const auto settings = subscriber::read_settings(config->section("subscriber"), "/nowhere");
  const auto status = config->finish();
  NOROSHI_ASSERT(status.has_value() || !status.error().message.empty());
  for (const auto& rule : settings.map_rules) {
    for (std::uint32_t port = 0; port < 65536; port += 257) {
      const auto psid = rule.psid_of(static_cast<std::uint16_t>(port));
      if (!psid) continue;
      const auto prefix = rule.end_user_prefix(rule.v4.address, *psid);
      NOROSHI_ASSERT(!prefix || subscriber::map_customer(rule, *prefix).has_value());
    }
  }
  for (const auto& nat : settings.deterministic_nats) {
    const auto outside = nat.plan().outside.front().first;
    const auto answer = nat.find(outside, 40000);
    if (answer.kind != subscriber::DeterministicNat::Kind::Line) continue;
    NOROSHI_ASSERT(nat.block_of(answer.inside)->outside == outside);
  }
  return 0;
}
