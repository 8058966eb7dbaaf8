#include <charconv>
#include <cstring>
#include <fmt/format.h>

#include "store/clickhouse/native.hpp"

namespace noroshi::clickhouse {
namespace {

// Far above what a server sends (65,536 rows a block, a few dozen columns): beyond it the octets
// are no Native block.
constexpr std::uint64_t kMostColumns = 4096;
constexpr std::uint64_t kMostRows = std::uint64_t{1} << 26;
constexpr std::uint64_t kMostText = std::uint64_t{1} << 30;

Error malformed(std::string_view what) {
  return {Errc::InvalidInput,
          fmt::format("the server's answer is not in the Native format: {}", what)};
}

Error unreadable(std::string_view name, std::string_view type) {
  return {
      Errc::InvalidUsage,
      fmt::format("column {} has the type {}, which no answer can carry; wrap it in toString(), "
                  "toInt64(), toUInt64() or toFloat64()",
                  name, type)};
}

/// "FixedString(64)" → 64; 0 if it is none.
std::size_t fixed_width(std::string_view type) {
  constexpr std::string_view kBegin = "FixedString(";
  if (!type.starts_with(kBegin) || !type.ends_with(')')) return 0;
  type = type.substr(kBegin.size(), type.size() - kBegin.size() - 1);
  std::size_t width = 0;
  const auto [end, failure] = std::from_chars(type.data(), type.data() + type.size(), width);
  return failure == std::errc{} && end == type.data() + type.size() && width <= kMostText ? width
                                                                                          : 0;
}

template <class From, class To>
std::vector<To> widen(std::string_view octets) {
  std::vector<To> out(octets.size() / sizeof(From));
  for (std::size_t i = 0; i < out.size(); ++i) {
    From value{};
    std::memcpy(&value, octets.data() + i * sizeof(From), sizeof(From));
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): Int8 is a number, no character
    out[i] = static_cast<To>(value);
  }
  return out;
}

struct Scalar {
  std::string_view type;
  std::size_t width;
  store::AnswerColumn (*column)(std::string_view);
  std::vector<std::int64_t> (*items)(std::string_view);  ///< nullptr: not in lists
};

template <class From, class To>
constexpr Scalar scalar(std::string_view type) {
  return {type, sizeof(From),
          [](std::string_view octets) -> store::AnswerColumn { return widen<From, To>(octets); },
          std::is_floating_point_v<From> ? nullptr : &widen<From, std::int64_t>};
}

constexpr Scalar kScalars[] = {
    scalar<std::uint8_t, std::uint64_t>("UInt8"),
    scalar<std::uint16_t, std::uint64_t>("UInt16"),
    scalar<std::uint32_t, std::uint64_t>("UInt32"),
    scalar<std::uint64_t, std::uint64_t>("UInt64"),
    scalar<std::int8_t, std::int64_t>("Int8"),
    scalar<std::int16_t, std::int64_t>("Int16"),
    scalar<std::int32_t, std::int64_t>("Int32"),
    scalar<std::int64_t, std::int64_t>("Int64"),
    scalar<float, double>("Float32"),
    scalar<double, double>("Float64"),
};

const Scalar* find_scalar(std::string_view type) {
  for (const Scalar& known : kScalars) {
    if (known.type == type) return &known;
  }
  return nullptr;
}

}  // namespace

Result<bool> NativeReader::have(std::size_t octets) {
  while (buffer_.size() - at_ < octets && !ended_) {
    std::string piece = NOROSHI_TRY(pull_());
    ended_ = piece.empty();
    if (at_ == buffer_.size()) {
      buffer_ = std::move(piece);
    } else {
      buffer_.erase(0, at_);
      buffer_ += piece;
    }
    at_ = 0;
  }
  return buffer_.size() - at_ >= octets;
}

Result<std::string_view> NativeReader::take(std::size_t octets) {
  if (!NOROSHI_TRY(have(octets))) return malformed("it ends inside a block");
  const std::string_view taken(buffer_.data() + at_, octets);
  at_ += octets;
  return taken;
}

Result<std::uint64_t> NativeReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    const auto octet = static_cast<unsigned char>(NOROSHI_TRY(take(1)).front());
    value |= std::uint64_t{octet & 0x7FU} << shift;
    if (octet < 0x80) return value;
  }
  return malformed("a number that does not end");
}

Result<std::string> NativeReader::text() {
  const std::uint64_t length = NOROSHI_TRY(varint());
  if (length > kMostText) return malformed("a text of more than 1 GiB");
  return std::string(NOROSHI_TRY(take(length)));
}

Result<store::AnswerColumn> NativeReader::texts(std::size_t rows) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows; ++i) out.push_back(NOROSHI_TRY(text()));
  return store::AnswerColumn(std::move(out));
}

Result<store::AnswerColumn> NativeReader::fixed_texts(std::size_t width, std::size_t rows) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows; ++i) out.emplace_back(NOROSHI_TRY(take(width)));
  return store::AnswerColumn(std::move(out));
}

Result<store::AnswerColumn> NativeReader::lists(std::string_view name, std::string_view type,
                                                std::size_t rows) {
  const Scalar* item = find_scalar(type);
  if (item == nullptr || item->items == nullptr)
    return unreadable(name, fmt::format("Array({})", type));
  const auto ends = widen<std::uint64_t, std::uint64_t>(NOROSHI_TRY(take(rows * 8)));
  std::vector<std::vector<std::int64_t>> out;
  out.reserve(rows);
  std::uint64_t from = 0;
  for (const std::uint64_t end : ends) {
    if (end < from || end - from > kMostText) return malformed("a list that ends before it begins");
    out.push_back(item->items(NOROSHI_TRY(take((end - from) * item->width))));
    from = end;
  }
  return store::AnswerColumn(std::move(out));
}

Result<store::AnswerColumn> NativeReader::column(std::string_view name, std::string_view type,
                                                 std::size_t rows) {
  if (const Scalar* known = find_scalar(type)) {
    return known->column(NOROSHI_TRY(take(rows * known->width)));
  }
  if (type == "String") return texts(rows);
  if (const std::size_t width = fixed_width(type)) return fixed_texts(width, rows);
  if (type.starts_with("Array(") && type.ends_with(')')) {
    return lists(name, type.substr(6, type.size() - 7), rows);
  }
  return unreadable(name, type);
}

Result<std::optional<store::AnswerChunk>> NativeReader::next() {
  if (!NOROSHI_TRY(have(1))) return std::optional<store::AnswerChunk>();
  store::AnswerChunk chunk;
  const std::uint64_t columns = NOROSHI_TRY(varint());
  const std::uint64_t rows = NOROSHI_TRY(varint());
  if (columns == 0 || columns > kMostColumns) return malformed("an impossible number of columns");
  if (rows > kMostRows) return malformed("an impossible number of rows");
  chunk.rows = rows;
  for (std::uint64_t i = 0; i < columns; ++i) {
    chunk.names.push_back(NOROSHI_TRY(text()));
    const std::string type = NOROSHI_TRY(text());
    chunk.columns.push_back(NOROSHI_TRY(column(chunk.names.back(), type, chunk.rows)));
  }
  return std::optional<store::AnswerChunk>(std::move(chunk));
}

}  // namespace noroshi::clickhouse
