#include "trust/pades/filter.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <zlib.h>

#include "trust/pades/parser.hpp"

namespace noroshi::pades {
namespace {

class Inflater {
 public:
  Inflater() : ready_(inflateInit(&stream_) == Z_OK) {}
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Result<Bytes> all(View packed) {
    if (!ready_) return Error{Errc::Io, "zlib does not start"};
    stream_.next_in = const_cast<Bytef*>(packed.data());  // NOLINT: zlib writes nothing there
    stream_.avail_in = static_cast<uInt>(packed.size());
    Bytes plain;
    std::array<std::uint8_t, 1U << 15U> piece{};
    int state = Z_OK;
    while (state == Z_OK) {
      stream_.next_out = piece.data();
      stream_.avail_out = static_cast<uInt>(piece.size());
      state = inflate(&stream_, Z_NO_FLUSH);
      const auto made = piece.size() - stream_.avail_out;
      if (plain.size() + made > kMostDecoded)
        return Error{Errc::Limit, "a stream unpacks to more than 64 MB"};
      plain.insert(plain.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(made));
    }
    // A checksum that is missing or wrong spoils no octet; other readers let it pass too.
    if (state != Z_STREAM_END && plain.empty() && !packed.empty())
      return Error{Errc::InvalidInput, "a stream is not packed as its filter says"};
    return plain;
  }

 private:
  z_stream stream_{};
  bool ready_;
};

struct Predictor {
  std::uint64_t kind = 1;
  std::size_t pixel = 1;  ///< octets
  std::size_t row = 1;    ///< octets
};

Result<Predictor> predictor_of(const Object* parameters) {
  const auto number = [&](std::string_view key, std::uint64_t otherwise, std::uint64_t limit) {
    const auto* found = parameters == nullptr ? nullptr : parameters->find(key);
    return found == nullptr ? std::optional(otherwise) : found->count(limit);
  };
  const auto kind = number("Predictor", 1, 15);
  const auto colors = number("Colors", 1, 64);
  const auto bits = number("BitsPerComponent", 8, 16);
  const auto columns = number("Columns", 1, 1U << 20U);
  if (!kind || !colors || !bits || !columns || *colors == 0 || *bits == 0 || *columns == 0)
    return Error{Errc::InvalidInput, "a predictor with odd parameters"};
  return Predictor{.kind = *kind,
                   .pixel = static_cast<std::size_t>((*colors * *bits + 7) / 8),
                   .row = static_cast<std::size_t>((*colors * *bits * *columns + 7) / 8)};
}

std::uint8_t paeth(int left, int above, int corner) {
  const int estimate = left + above - corner;
  const int to_left = std::abs(estimate - left);
  const int to_above = std::abs(estimate - above);
  const int to_corner = std::abs(estimate - corner);
  if (to_left <= to_above && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_above <= to_corner ? above : corner);
}

// PNG, §9 of its specification: the octet that is to be added.
std::uint8_t predicted(std::uint8_t filter, std::uint8_t left, std::uint8_t above,
                       std::uint8_t corner) {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return static_cast<std::uint8_t>((unsigned{left} + above) / 2);
    case 4:
      return paeth(left, above, corner);
    default:
      return 0;
  }
}

Bytes without_png_predictor(const Bytes& packed, const Predictor& by) {
  Bytes plain;
  plain.reserve(packed.size());
  Bytes above(by.row);
  for (std::size_t at = 0; at < packed.size(); at += by.row + 1) {
    const auto filter = packed[at];
    const auto length = std::min(by.row, packed.size() - at - 1);
    Bytes row(by.row);
    for (std::size_t column = 0; column < length; ++column) {
      const bool edge = column < by.pixel;
      const auto guess =
          predicted(filter, edge ? std::uint8_t{0} : row[column - by.pixel], above[column],
                    edge ? std::uint8_t{0} : above[column - by.pixel]);
      row[column] = static_cast<std::uint8_t>(packed[at + 1 + column] + guess);
    }
    plain.insert(plain.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(length));
    above = std::move(row);
  }
  return plain;
}

Result<Bytes> flate(View packed, const Object* parameters) {
  const auto by = NOROSHI_TRY(predictor_of(parameters));
  auto plain = NOROSHI_TRY(Inflater().all(packed));
  if (by.kind == 1) return plain;
  if (by.kind >= 10) return without_png_predictor(plain, by);
  if (by.pixel != 1) return Error{Errc::InvalidInput, "a TIFF predictor over wide pixels"};
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (at % by.row != 0) plain[at] = static_cast<std::uint8_t>(plain[at] + plain[at - 1]);
  }
  return plain;
}

Result<Bytes> hexadecimal(View packed) {
  Bytes text{'<'};
  for (const auto octet : packed) {
    if (octet == '>') break;
    text.push_back(octet);
  }
  text.push_back('>');
  const auto string = NOROSHI_TRY(Parser(text).object());
  return der::copy_of(der::view_of(string.text));
}

Result<Bytes> base_85(View packed) {
  Bytes plain;
  std::uint32_t word = 0;
  unsigned digits = 0;
  const auto flush = [&](unsigned count) {
    for (unsigned index = 0; index < count; ++index)
      plain.push_back(static_cast<std::uint8_t>(word >> (24 - 8 * index)));
    word = 0;
    digits = 0;
  };
  for (const auto octet : packed) {
    if (is_space(octet)) continue;
    if (octet == '~') break;
    if (octet == 'z' && digits == 0) {
      flush(4);
      continue;
    }
    if (octet < '!' || octet > 'u') return Error{Errc::InvalidInput, "base-85 with other letters"};
    word = word * 85 + (octet - std::uint32_t{'!'});
    if (++digits == 5) flush(4);
  }
  if (digits < 2) return plain;
  const unsigned kept = digits - 1;
  for (; digits < 5; ++digits) word = word * 85 + 84;
  flush(kept);
  return plain;
}

Result<Bytes> through(const Object& filter, View packed, const Object* parameters) {
  if (filter.is_name("FlateDecode") || filter.is_name("Fl")) return flate(packed, parameters);
  if (filter.is_name("ASCIIHexDecode") || filter.is_name("AHx")) return hexadecimal(packed);
  if (filter.is_name("ASCII85Decode") || filter.is_name("A85")) return base_85(packed);
  if (filter.is_name("Crypt")) return der::copy_of(packed);
  return Error{Errc::InvalidInput, fmt::format("a stream with the filter '{}', which is not read "
                                               "here",
                                               filter.text)};
}

}  // namespace

Result<Bytes> decoded(const Object& stream) {
  constexpr std::size_t kMostFilters = 8;
  const auto* filter = stream.find("Filter");
  const auto* parameters = stream.find("DecodeParms");
  if (filter == nullptr || filter->is(Object::Kind::Null)) return der::copy_of(stream.raw);
  if (!filter->is(Object::Kind::Array)) {
    const bool listed = parameters != nullptr && parameters->is(Object::Kind::Array);
    if (listed) parameters = parameters->items.empty() ? nullptr : parameters->items.data();
    return through(*filter, stream.raw, parameters);
  }
  if (filter->items.size() > kMostFilters)
    return Error{Errc::Limit, "a stream behind more than eight filters"};
  auto octets = der::copy_of(stream.raw);
  for (std::size_t index = 0; index < filter->items.size(); ++index) {
    const bool listed = parameters != nullptr && parameters->is(Object::Kind::Array) &&
                        index < parameters->items.size();
    octets = NOROSHI_TRY(
        through(filter->items[index], octets, listed ? &parameters->items[index] : nullptr));
  }
  return octets;
}

}  // namespace noroshi::pades
