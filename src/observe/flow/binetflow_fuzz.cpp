#include "observe/flow/text_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return noroshi::flow::fuzz(data, size, noroshi::flow::make_binetflow_reader);
}
