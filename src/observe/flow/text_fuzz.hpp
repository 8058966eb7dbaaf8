// What the fuzz targets of the text readers share: read an input to its end, and insist on what
// every reader promises about the records it gives.
#pragma once

#include "base/assert.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {

inline void check_record(const model::Flow& flow) {
  NOROSHI_ASSERT(flow.start >= 0 && flow.end >= flow.start);
  NOROSHI_ASSERT((flow.traits & model::kBiflow) != 0 ||
                 (flow.reverse_packets == 0 && flow.reverse_octets == 0));
  NOROSHI_ASSERT((flow.traits & model::kHasTcpFlags) != 0 ||
                 (flow.tcp_flags == 0 && flow.reverse_tcp_flags == 0));
}

inline void read_to_the_end(Result<ReaderPtr> reader) {
  if (!reader.has_value()) return;
  model::FlowBatch batch;
  while (true) {
    const auto more = (*reader)->read(batch, 7);
    if (!more.has_value() || !*more) break;
    NOROSHI_ASSERT(!batch.empty());
    for (std::size_t row = 0; row < batch.size(); ++row) check_record(batch.at(row));
    batch.clear();
  }
}

/// Once counting what is bad, once stopping at it.
template <class Make>
int fuzz(const std::uint8_t* data, std::size_t size, Make make) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool strict : {false, true}) {
    read_to_the_end(make(io::Input::over(bytes), ReaderOptions{.strict = strict}));
  }
  return 0;
}

}  // namespace noroshi::flow
