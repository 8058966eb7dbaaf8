#include "observe/flow/text_buffer.hpp"

namespace noroshi::flow {

void TextBuffer::put_padded(std::uint64_t number, std::size_t width) {
  const fmt::format_int digits(number);
  if (digits.size() < width) text_.append(width - digits.size(), '0');
  text_.append(digits.data(), digits.size());
}

void TextBuffer::put_address(const net::Address& address) {
  if (!address.is_v4()) {
    text_ += address.to_string();
    return;
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    put_number(address.v4_bits() >> shift & 0xFF);
    if (shift > 0) put('.');
  }
}

void TextBuffer::put_seconds(base::Micros micros) {
  if (micros < 0) put('-');
  const auto size = static_cast<std::uint64_t>(micros < 0 ? -micros : micros);
  put_number(size / 1'000'000);
  put('.');
  put_padded(size % 1'000'000, 6);
}

Status TextBuffer::flush() {
  NOROSHI_CHECK(sink_.write(text_));
  text_.clear();
  return {};
}

}  // namespace noroshi::flow
