// Whatever the bytes, the IPFIX reader neither crashes nor loops, keeps the FlowBatch contract,
// and what it read survives the writer.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.hpp"
#include "observe/flow/ipfix_wire.hpp"
#include "observe/flow/reader.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::flow {
namespace {

class Text final : public ByteSink {
 public:
  Status write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

model::FlowBatch read_all(std::string_view bytes) {
  const ReaderPtr reader = make_ipfix_reader(io::Input::over(bytes), {}).value();
  model::FlowBatch batch;
  while (true) {
    const std::size_t before = batch.size();
    const auto more = reader->read(batch, 100);
    NOROSHI_ASSERT(more.has_value());
    NOROSHI_ASSERT(batch.size() - before <= 100);
    if (!*more) return batch;
  }
}

bool writable(const model::FlowBatch& batch, std::size_t row) {
  return batch.start[row] >= ipfix::kFirstNtp && batch.end[row] <= ipfix::kLastNtp;
}

void check(std::string_view bytes) {
  recognise_ipfix(bytes);
  const model::FlowBatch flows = read_all(bytes);
  model::FlowBatch kept;
  for (std::size_t row = 0; row < flows.size(); ++row) {
    NOROSHI_ASSERT(flows.end[row] >= flows.start[row]);
    if (writable(flows, row)) kept.append(flows.at(row));
  }
  Text sink;
  const WriterPtr writer = make_ipfix_writer(sink);
  NOROSHI_ASSERT(writer->write(kept).has_value());
  NOROSHI_ASSERT(writer->finish().has_value());
  const model::FlowBatch back = read_all(sink.text);
  NOROSHI_ASSERT(back.size() == kept.size());
  for (std::size_t row = 0; row < kept.size(); ++row) NOROSHI_ASSERT(back.at(row) == kept.at(row));
}

}  // namespace
}  // namespace noroshi::flow

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  noroshi::flow::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
