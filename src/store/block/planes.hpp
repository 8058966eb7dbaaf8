// Planes: one octet of every value, side by side, and what entropy coding makes of them.
//
// A plane is raw, constant, or a zstd frame, whichever is least.  Everything in a block ends in
// planes, so this is the only place where bytes are squeezed.  Not thread-safe; contexts are kept.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/block/layout.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace noroshi::block {

/// Takes values off the front of a stream; hostile bytes end it early.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  template <class Value>
  std::optional<Value> take() {
    const auto bytes = take(sizeof(Value));
    if (!bytes) return std::nullopt;
    return get<Value>(bytes->data());
  }
  std::optional<std::string_view> take(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    const auto bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// What is in a plane: digits of numbers, whose frequencies say all, or bytes that repeat.
enum class Content : std::uint8_t { Digits, Bytes };

class PlaneWriter {
 public:
  PlaneWriter();
  ~PlaneWriter();
  PlaneWriter(const PlaneWriter&) = delete;
  PlaneWriter& operator=(const PlaneWriter&) = delete;

  /// Appends one plane to `out`.
  void write(std::span<const std::uint8_t> plane, std::string& out,
             Content content = Content::Digits);

 private:
  void set_level(Content content);

  Content content_ = Content::Digits;
  ZSTD_CCtx_s* context_;
};

class PlaneReader {
 public:
  PlaneReader();
  ~PlaneReader();
  PlaneReader(const PlaneReader&) = delete;
  PlaneReader& operator=(const PlaneReader&) = delete;

  /// Fills `plane` from the stream; an Error if the stream holds no plane of this size.
  Status read(Cursor& cursor, std::span<std::uint8_t> plane);

 private:
  ZSTD_DCtx_s* context_;
};

/// "damaged block: …", for streams that pass their checksum and still make no sense.
Error senseless(std::string_view what);

}  // namespace noroshi::block
