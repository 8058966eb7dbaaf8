// Input: bytes from a file or standard input, decompressed on the fly, seen through one window.
//
// gzip (RFC 1952, several members too) and zstd (RFC 8878, several frames too) are known by their
// first bytes, never by the file name, and unwrapped; anything else passes as it is.  A reader asks
// for a window of at least n bytes, looks, and consumes what it has understood: no copy, memory
// bounded by the largest window asked for plus 1 MiB, whatever the size of the input.
//
// One thread uses an Input.  Views returned by `window` hold until the next `window`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::io {

/// Where raw bytes come from: a file, a pipe, or (in tests) a string.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to `size` bytes into `buffer`; 0 at the end.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

class Input {
 public:
  /// Opens `path`; "-" is standard input.  A folder, or a file that cannot be read, is an Error.
  static Result<std::unique_ptr<Input>> open(const std::string& path);

  /// Over bytes already in memory, for tests and fuzz targets.  `bytes` must outlive the Input.
  static std::unique_ptr<Input> over(std::string_view bytes, std::string name = "memory");

  Input(std::unique_ptr<ByteSource> source, std::string name, std::uint64_t source_size = 0);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// A view that starts at the current place and holds at least `wanted` bytes, fewer only when
  /// the input ends before.  Broken compression ends the input; `damage` says how.
  Result<std::string_view> window(std::size_t wanted);

  /// Moves on by `count` bytes, which must lie inside the last window.
  void consume(std::size_t count) {
    begin_ += count;
    offset_ += count;
  }

  /// Bytes consumed so far, counted after decompression: the place that error reports name.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

  /// Raw bytes read so far, and the size of the file (0 when unknown): for progress.
  [[nodiscard]] std::uint64_t source_offset() const;
  [[nodiscard]] std::uint64_t source_size() const { return source_size_; }

  /// Why decompression stopped early ("gzip: unexpected end of file"); empty if it did not.
  [[nodiscard]] const std::string& damage() const { return damage_; }

  /// The name for messages: the path, or "standard input".
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  Status fill(std::size_t wanted);
  Status choose_decoder();

  std::unique_ptr<ByteSource> source_;  // what `fill` reads: raw, or a decoder around it
  const ByteSource* raw_;               // the source under any decoder
  std::string name_;
  std::uint64_t source_size_;
  std::string damage_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  bool chosen_ = false;
  bool ended_ = false;
};

}  // namespace noroshi::io
