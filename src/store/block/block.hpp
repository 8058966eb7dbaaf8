// Blocks: rows of one table as columns, compressed and checksummed; and files of them.
//
// The hot path's own format (docs/formats/block.md): cheap to write, decodable column by column,
// safe to read while another process appends.  Each column has its checksum, so that a query pays
// for what it asks.  A file is a header and blocks back to back.  An append stands or falls as a
// whole: what a crash left of one at the end is no data; the reader stops before it and says so,
// the writer cuts it off when it goes on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/rows.hpp"

namespace noroshi::block {

/// Writers cut an append into equal parts of about kUsualRows, so that one a little longer (a batch
/// and the last datagram's records) does not end in a block of a few rows.
inline constexpr std::size_t kUsualRows = 65'536;
/// Rows in one block at most.
inline constexpr std::size_t kMostRows = 98'304;

/// Which part of an append a block is: a long append makes several blocks, kept or lost together.
struct Part {
  std::uint32_t index = 0;
  std::uint32_t count = 1;
};

/// What the header of a block says, known without decoding it.
struct Facts {
  store::TableId table{};
  std::uint32_t rows = 0;
  std::uint32_t octets = 0;  ///< of the whole block, header included
  base::Micros first = 0;    ///< least value of the time column
  base::Micros last = 0;     ///< greatest
};

/// A decoded column, ready for SQL.  Address columns come as two.
struct AddressHalves {
  std::vector<std::uint64_t> high, low;
};
using DecodedColumn =
    std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<std::uint32_t>,
                 std::vector<std::uint64_t>, std::vector<base::Micros>, AddressHalves,
                 std::vector<std::byte>>;

/// Encodes rows [from, from + count) (count ≤ kMostRows) and appends the block to `out`.
/// An Encoder keeps its scratch memory between blocks; one thread uses it.
class Encoder {
 public:
  Encoder();
  ~Encoder();
  Encoder(Encoder&&) noexcept;
  void encode(const store::Rows& rows, std::size_t from, std::size_t count, std::string& out,
              Part part = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The facts of the block that begins at `bytes`, or nothing if no whole, sound block does.
std::optional<Facts> look(std::string_view bytes);

/// Decodes the columns asked for (indexes into the schema) of one whole block.  Hostile bytes give
/// an Error, never a crash and never more memory than kMostRows rows need.
class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  /// `out` gets one entry a wanted column, in that order; its memory is used again.
  Status decode(std::string_view block, std::span<const std::size_t> wanted,
                std::vector<DecodedColumn>& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Appends blocks of one table to a file.
class FileWriter {
 public:
  /// Creates the file, or goes on behind the last sound append of one that is there.
  static Result<FileWriter> open(const std::string& path, store::TableId table);
  FileWriter(FileWriter&&) noexcept;
  FileWriter& operator=(FileWriter&&) noexcept;
  ~FileWriter();

  /// Returns once the operating system has the blocks (safe against `kill -9`); on an Error the
  /// file is cut back to where it was.
  Status append(const store::Rows& rows);
  Status sync();  ///< safe against power loss too (fdatasync)

  [[nodiscard]] std::uint64_t octets() const;
  [[nodiscard]] std::uint64_t rows() const;
  [[nodiscard]] base::Micros first() const;
  [[nodiscard]] base::Micros last() const;

 private:
  struct State;
  explicit FileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Reads the sound blocks that a file has at the moment of opening (mmap).
class FileReader {
 public:
  static Result<FileReader> open(const std::string& path);
  FileReader(FileReader&&) noexcept;
  FileReader& operator=(FileReader&&) noexcept;
  ~FileReader();

  [[nodiscard]] store::TableId table() const;
  [[nodiscard]] std::span<const Facts> blocks() const;
  [[nodiscard]] std::string_view bytes(std::size_t block) const;
  [[nodiscard]] std::uint64_t torn_octets() const;     ///< of an append that was never acknowledged
  [[nodiscard]] std::uint64_t damaged_octets() const;  ///< no blocks, but sound ones behind them

 private:
  struct State;
  explicit FileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::block
