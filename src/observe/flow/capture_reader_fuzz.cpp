// Any bytes as a capture file: no crash, no hang, and records that make sense.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "io/input.hpp"
#include "observe/flow/reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  if (size < 1) return 0;
  // The first octet chooses small limits, so that few packets reach every way to end a flow.
  const flow::ReaderOptions options{
      .strict = (data[0] & 1) != 0,
      .active_timeout = (data[0] & 2) != 0 ? 2 * base::kSecond : 30 * base::kMinute,
      .idle_timeout = (data[0] & 4) != 0 ? base::kMillisecond : base::kMinute,
      .most_flows = (data[0] & 8) != 0 ? std::size_t{2} : std::size_t{1000},
  };
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  flow::recognise_capture(bytes);
  auto reader = flow::make_capture_reader(io::Input::over(bytes), options);
  if (!reader) return 0;
  model::FlowBatch batch;
  while (true) {
    const auto more = (*reader)->read(batch, 7);
    if (!more || !*more) return 0;
    NOROSHI_ASSERT(!batch.empty() && batch.size() <= 7);
    for (std::size_t row = 0; row < batch.size(); ++row) {
      NOROSHI_ASSERT(batch.start[row] <= batch.end[row]);
      NOROSHI_ASSERT(batch.packets[row] + batch.reverse_packets[row] > 0);
      NOROSHI_ASSERT(batch.octets[row] >= 20 * batch.packets[row]);
      NOROSHI_ASSERT(batch.reverse_octets[row] >= 20 * batch.reverse_packets[row]);
      NOROSHI_ASSERT(batch.end_reason[row] != model::kUnknownEnd);
    }
    batch.clear();
  }
}
