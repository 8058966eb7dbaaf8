// IPFIX files (RFC 5655): messages back to back, as an exporter would send them over TCP.
//
// The length in each message header leads to the next one, so damage inside a message costs that
// message at most.  A header that is none ends the file: there is nothing to find the next by.

#include <algorithm>
#include <utility>

#include "observe/flow/ipfix_decoder.hpp"
#include "observe/flow/ipfix_wire.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {
namespace {

class IpfixReader final : public FlowReader {
 public:
  IpfixReader(std::unique_ptr<io::Input> input, const ReaderOptions& options)
      : FlowReader(std::move(input), options), decoder_(rejects_) {}

  Result<bool> read(model::FlowBatch& batch, std::size_t limit) override {
    const std::size_t before = batch.size();
    while (batch.size() - before < limit) {
      if (message_size_ == 0 && !NOROSHI_TRY(next_message())) return batch.size() > before;
      const bool drained = NOROSHI_TRY(decoder_.drain(batch, limit - (batch.size() - before)));
      if (drained) input_->consume(std::exchange(message_size_, 0));
    }
    return true;
  }

  [[nodiscard]] std::string_view format() const override { return "IPFIX file"; }

 private:
  Result<bool> next_message();

  ipfix::Decoder decoder_;
  std::size_t message_size_ = 0;  // of the message under way
  bool ended_ = false;
};

// Hands the next message to the decoder; false at the end of the input.  A broken header leaves
// `ended_` behind, so that it is counted once.
Result<bool> IpfixReader::next_message() {
  if (ended_) return false;
  std::string_view bytes = NOROSHI_TRY(input_->window(ipfix::kMessageHeader));
  if (bytes.empty()) return false;
  const Place here{Place::Unit::Byte, input_->offset()};
  ended_ = true;
  if (bytes.size() < ipfix::kMessageHeader) {
    NOROSHI_CHECK(rejects_.add("message cut short", here));
    return false;
  }
  const std::size_t length = ipfix::load<std::uint16_t>(bytes.data() + 2);
  if (ipfix::load<std::uint16_t>(bytes.data()) != ipfix::kVersion ||
      length < ipfix::kMessageHeader) {
    NOROSHI_CHECK(rejects_.add("not a message header; the rest was not read", here));
    return false;
  }
  bytes = NOROSHI_TRY(input_->window(length));
  if (bytes.size() < length) NOROSHI_CHECK(rejects_.add("message cut short", here));
  ended_ = bytes.size() < length;
  message_size_ = std::min(bytes.size(), length);
  decoder_.begin(bytes.substr(0, message_size_), here.number);
  return true;
}

bool plausible_first_set(std::string_view message, std::size_t message_length) {
  if (message_length == ipfix::kMessageHeader) return true;  // a message may be empty
  if (message.size() < ipfix::kMessageHeader + ipfix::kSetHeader) return true;  // cut short
  const char* set = message.data() + ipfix::kMessageHeader;
  const auto id = ipfix::load<std::uint16_t>(set);
  const std::size_t length = ipfix::load<std::uint16_t>(set + 2);
  const bool known =
      id == ipfix::kTemplateSet || id == ipfix::kOptionsTemplateSet || id >= ipfix::kFirstDataSet;
  return known && length >= ipfix::kSetHeader && length <= message_length - ipfix::kMessageHeader;
}

}  // namespace

bool recognise_ipfix(std::string_view head) {
  if (head.size() < ipfix::kMessageHeader) return false;
  const std::size_t length = ipfix::load<std::uint16_t>(head.data() + 2);
  return ipfix::load<std::uint16_t>(head.data()) == ipfix::kVersion &&
         length >= ipfix::kMessageHeader && plausible_first_set(head, length);
}

Result<ReaderPtr> make_ipfix_reader(std::unique_ptr<io::Input> input,
                                    const ReaderOptions& options) {
  return ReaderPtr(std::make_unique<IpfixReader>(std::move(input), options));
}

}  // namespace noroshi::flow
