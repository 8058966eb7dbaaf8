#include "io/socket/framer.hpp"

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"

namespace noroshi::socket {
namespace {

constexpr std::size_t kHeader = 16;  // RFC 7011, section 3.1
constexpr std::size_t kVersion = 10;

std::size_t big_endian16(const char* octets) {
  return static_cast<std::size_t>(static_cast<unsigned char>(octets[0])) << 8 |
         static_cast<unsigned char>(octets[1]);
}

}  // namespace

std::span<char> Framer::space() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    buffer_.resize(std::min(kMost, std::max(kFirst, buffer_.size() * 2)));
  }
  return std::span(buffer_).subspan(end_);
}

void Framer::commit(std::size_t octets) {
  NOROSHI_ASSERT(octets <= buffer_.size() - end_);
  end_ += octets;
}

Framer::Next Framer::next(std::string_view& message) {
  const std::size_t there = end_ - begin_;
  const char* octets = buffer_.data() + begin_;
  if (there >= 2 && big_endian16(octets) != kVersion) return Next::Broken;
  if (there < 4) return Next::More;
  const std::size_t length = big_endian16(octets + 2);
  if (length < kHeader) return Next::Broken;
  if (there < length) return Next::More;
  message = {octets, length};
  begin_ += length;
  return Next::Message;
}

}  // namespace noroshi::socket
