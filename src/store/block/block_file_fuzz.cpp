// Files of sound blocks, broken blocks and rubbish in any order: the reader shows sound blocks only
// and leaves no octet unaccounted for; the writer goes on behind them and loses none.
//
// The input is a recipe of steps of three octets, because chance would never find a checksum.  An
// input that begins with "raw" is the file itself.
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "store/block/file_scan.hpp"
#include "store/block/test_rows.hpp"

namespace {

using namespace noroshi::block;
using noroshi::store::TableId;

constexpr std::size_t kMostSteps = 64;

const TestRows& rows() {
  static const TestRows kMade(TableId::Exposure, 3, [](auto column, auto row, auto) {
    return noroshi::net::mix(column * 7 + row);
  });
  return kMade;
}

void append_block(std::uint32_t index, std::uint32_t count, std::string& file) {
  Encoder().encode(rows().rows(), 0, rows().rows().size, file, {index, count});
}

void take_step(std::uint8_t what, std::uint8_t a, std::uint8_t b, std::string& file) {
  switch (what % 6) {
    case 0:  // an append of one block, or some of its blocks
      return append_block(a % 4, a % 4 + 1 + b % 3, file);
    case 1:  // a whole append of several
      for (std::uint32_t i = 0; i < a % 4 + 1U; ++i) append_block(i, a % 4 + 1U, file);
      return;
    case 2:  // rubbish, or the beginning of a block
      return static_cast<void>(a % 2 == 0 ? file.append(b, static_cast<char>(a))
                                          : file.append(kBlockMagic.substr(0, b % 9)));
    case 3:  // a cut
      file.resize(file.size() - std::min<std::size_t>(file.size(), a * (b + 1U)));
      return;
    case 4:  // a flipped bit
      if (!file.empty()) {
        char& octet = file[(std::size_t{a} << 8 | b) % file.size()];
        octet = static_cast<char>(octet ^ (1 << (a % 8)));
      }
      return;
    default:  // zeros, as after a power failure
      file.append(std::size_t{a} * 16, '\0');
  }
}

std::string file_of(std::string_view recipe) {
  if (recipe.starts_with("raw")) return std::string(recipe.substr(3));
  std::string file = file_header(TableId::Exposure);
  for (std::size_t i = 0; i + 2 < recipe.size() && i < 3 * kMostSteps; i += 3) {
    take_step(static_cast<std::uint8_t>(recipe[i]), static_cast<std::uint8_t>(recipe[i + 1]),
              static_cast<std::uint8_t>(recipe[i + 2]), file);
  }
  return file;
}

/// Rows of the blocks shown, and that they and the rest make up the file.
std::uint64_t read(const std::string& path, std::size_t size) {
  const auto reader = FileReader::open(path);
  if (!reader) return 0;
  std::uint64_t octets = kFileHeader + reader->torn_octets() + reader->damaged_octets();
  std::uint64_t found = 0;
  Decoder decoder;
  std::vector<DecodedColumn> out;
  for (std::size_t b = 0; b < reader->blocks().size(); ++b) {
    octets += reader->blocks()[b].octets;
    found += reader->blocks()[b].rows;
    if (!look(reader->bytes(b))) continue;
    (void)decoder.decode(reader->bytes(b), every_column(reader->table()), out);
  }
  NOROSHI_ASSERT(octets == size);
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file = file_of({reinterpret_cast<const char*>(data), size});
  const int descriptor = ::memfd_create("block_file_fuzz", MFD_CLOEXEC);
  NOROSHI_ASSERT(descriptor >= 0);
  NOROSHI_ASSERT(::write(descriptor, file.data(), file.size()) ==
                 static_cast<ssize_t>(file.size()));
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  const std::uint64_t before = file.size() < kFileHeader ? 0 : read(path, file.size());
  {
    auto writer = FileWriter::open(path, TableId::Exposure);
    if (writer) {
      NOROSHI_ASSERT(writer->rows() == before);
      NOROSHI_ASSERT(writer->append(rows().rows()).has_value());
      NOROSHI_ASSERT(read(path, writer->octets()) == before + rows().rows().size);
    }
  }
  ::close(descriptor);
  return 0;
}
