// TextBuffer: lines of text on their way to a ByteSink.
//
// Numbers and addresses are put straight into one buffer, which goes out in blocks: the writers
// behind it must keep pace with tens of millions of records.
#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "net/address.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::flow {

class TextBuffer {
 public:
  explicit TextBuffer(ByteSink& sink) : sink_(sink) { text_.reserve(2 * kBlock); }

  void put(char c) { text_.push_back(c); }
  void put(std::string_view text) { text_.append(text); }
  void put_number(std::uint64_t number) {
    const fmt::format_int digits(number);
    text_.append(digits.data(), digits.size());
  }
  void put_padded(std::uint64_t number, std::size_t width);
  void put_address(const net::Address& address);

  /// Seconds with six decimals: "1545403816.962094".
  void put_seconds(base::Micros micros);

  /// Sends what is buffered once it is a block; call it after each record.
  Status drain() { return text_.size() < kBlock ? Status{} : flush(); }
  Status flush();

 private:
  static constexpr std::size_t kBlock = 256 * 1024;

  ByteSink& sink_;
  std::string text_;
};

}  // namespace noroshi::flow
