// Arbitrary text as a filter of servers: read or refused with a place inside the text, in both
// languages; what is read can be asked; completion never fails and stays inside the text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "hub/servers/filter.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const servers::Vocabulary vocabulary{
      .now = base::kDay, .countries = {"JP"}, .evidence = {"retries"}};
  const auto completion = servers::complete(text, size / 2, vocabulary);
  NOROSHI_ASSERT(completion.from <= completion.to && completion.to <= size);
  const auto reading = servers::read_filter(text, vocabulary);
  NOROSHI_ASSERT(reading.mistake.has_value() == completion.mistake.has_value());
  if (reading.mistake) {
    NOROSHI_ASSERT(reading.mistake->at <= size);
    NOROSHI_ASSERT(!reading.mistake->english.empty() && !reading.mistake->japanese.empty());
    return 0;
  }
  const servers::Facts facts;
  servers::Server server;
  server.facts = &facts;
  (void)servers::matches(reading.root, server);
  return 0;
}
