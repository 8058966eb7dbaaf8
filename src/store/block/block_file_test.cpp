#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "store/block/block.hpp"
#include "store/block/file_scan.hpp"
#include "store/block/test_rows.hpp"

namespace noroshi::block {
namespace {

namespace fs = std::filesystem;

class BlockFile : public testing::Test {
 protected:
  [[nodiscard]] std::string contents() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void contents(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }

  base::TemporaryFolder folder_;
  std::string path_ = folder_.file("flows.blocks");
};

/// Rows whose every value tells which append they are of.
TestRows numbered(std::uint64_t append, std::size_t size) {
  return {store::TableId::Exposure, size, [append](auto column, auto row, auto) {
            return column == 0 ? append * 1'000'000 + row : net::mix(append + column + row);
          }};
}

void append(const std::string& path, std::uint64_t number, std::size_t size) {
  auto writer = FileWriter::open(path, store::TableId::Exposure);
  ASSERT_TRUE(writer) << writer.error().message;
  const Status status = writer->append(numbered(number, size).rows());
  ASSERT_TRUE(status) << status.error().message;
}

/// The time column of all sound blocks, in order.
std::vector<base::Micros> times_in(const FileReader& reader) {
  std::vector<base::Micros> all;
  Decoder decoder;
  std::vector<DecodedColumn> out;
  const std::vector<std::size_t> wanted{0};
  for (std::size_t b = 0; b < reader.blocks().size(); ++b) {
    const Status status = decoder.decode(reader.bytes(b), wanted, out);
    EXPECT_TRUE(status) << status.error().message;
    if (!status) break;
    const auto& times = std::get<std::vector<base::Micros>>(out[0]);
    all.insert(all.end(), times.begin(), times.end());
  }
  return all;
}

std::vector<base::Micros> times_in(const std::string& path) {
  const auto reader = FileReader::open(path);
  EXPECT_TRUE(reader) << reader.error().message;
  return reader ? times_in(*reader) : std::vector<base::Micros>{};
}

TEST_F(BlockFile, GoesOnWhereItEnded) {
  for (std::uint64_t turn = 0; turn < 3; ++turn) append(path_, turn, 140'000);
  auto writer = FileWriter::open(path_, store::TableId::Exposure);
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->rows(), 420'000U);
  EXPECT_EQ(writer->first(), 0);
  EXPECT_EQ(writer->last(), 2'139'999);
  EXPECT_EQ(writer->octets(), fs::file_size(path_));
  EXPECT_TRUE(writer->sync());
  const auto times = times_in(path_);
  ASSERT_EQ(times.size(), 420'000U);
  EXPECT_EQ(times[140'000], 1'000'000);
  EXPECT_EQ(FileReader::open(path_)->blocks().size(), 6U);
}

// A batch is full once the last datagram's records are in it, so it is often a little too long.
TEST_F(BlockFile, HasNoBlockOfAFewLeftOverRows) {
  for (const std::size_t size : {kUsualRows + 20, kMostRows - 1, kMostRows, 3 * kUsualRows + 1}) {
    fs::remove(path_);
    append(path_, 0, size);
    const auto reader = FileReader::open(path_);
    ASSERT_TRUE(reader);
    for (const Facts& block : reader->blocks()) EXPECT_GE(block.rows, kUsualRows / 2) << size;
    EXPECT_EQ(times_in(*reader).size(), size);
  }
}

TEST_F(BlockFile, OfNoRowsIsAFileToo) {
  {
    auto writer = FileWriter::open(path_, store::TableId::Exposure);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(numbered(0, 0).rows()));
  }
  const auto reader = FileReader::open(path_);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->table(), store::TableId::Exposure);
  EXPECT_TRUE(reader->blocks().empty());
  EXPECT_EQ(fs::file_size(path_), kFileHeader);
}

TEST_F(BlockFile, HasOneWriter) {
  const auto first = FileWriter::open(path_, store::TableId::Exposure);
  ASSERT_TRUE(first);
  const auto second = FileWriter::open(path_, store::TableId::Exposure);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another process appends"), std::string::npos);
}

TEST_F(BlockFile, IsOfOneTable) {
  append(path_, 0, 3);
  const auto writer = FileWriter::open(path_, store::TableId::Pairs);
  ASSERT_FALSE(writer);
  EXPECT_NE(writer.error().message.find("holds table exposure, not pairs"), std::string::npos)
      << writer.error().message;
}

TEST_F(BlockFile, SaysWhatItIsNot) {
  const auto message_of = [this](std::string_view bytes) {
    contents(bytes);
    const auto reader = FileReader::open(path_);
    return reader ? std::string() : reader.error().message;
  };
  EXPECT_NE(FileReader::open(folder_.file("none")).error().message.find("No such file"),
            std::string::npos);
  EXPECT_NE(message_of("PAR1, surely not one of ours, is it?").find("not a file of blocks"),
            std::string::npos);
  std::string header = file_header(store::TableId::Flows);
  EXPECT_EQ(message_of(header), "");
  const auto sealed = [](std::string bytes) {
    put_at(bytes.data() + 24, checksum(std::string_view(bytes).substr(0, 24)));
    return bytes;
  };
  std::string other = header;
  put_at(other.data() + 8, std::uint16_t{2});
  EXPECT_NE(message_of(sealed(other)).find("version 2"), std::string::npos);
  other = header;
  put_at(other.data() + 16, std::uint64_t{2});
  EXPECT_NE(message_of(sealed(other)).find("flows has other columns"), std::string::npos);
  EXPECT_NE(message_of(other).find("header is damaged"), std::string::npos);
}

TEST_F(BlockFile, IsNeverMadeOfAFileOfAnotherFormat) {
  for (const std::string_view bytes :
       {"PAR1, surely not one of ours, is it?", "a note", "NOROSHI!"}) {
    contents(bytes);
    EXPECT_FALSE(FileWriter::open(path_, store::TableId::Flows));
    EXPECT_EQ(contents(), bytes);
  }
}

// Two appends of one block and one of three; cut everywhere, exactly the whole appends remain.
TEST_F(BlockFile, CutAnywhereKeepsWholeAppendsOnly) {
  append(path_, 0, 2);
  const std::size_t after_first = fs::file_size(path_);
  append(path_, 1, 2);
  const std::size_t after_second = fs::file_size(path_);
  {
    // As FileWriter writes an append of three blocks, with few rows.
    const TestRows rows = numbered(2, 3);
    std::string bytes = contents();
    Encoder encoder;
    for (std::uint32_t i = 0; i < 3; ++i) encoder.encode(rows.rows(), i, 1, bytes, {i, 3});
    contents(bytes);
  }
  const std::string whole = contents();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    contents(std::string_view(whole).substr(0, size));
    const std::size_t rows = (size >= after_first ? 2U : 0U) + (size >= after_second ? 2U : 0U) +
                             (size == whole.size() ? 3U : 0U);
    const std::size_t sound = size == whole.size()   ? size
                              : size >= after_second ? after_second
                              : size >= after_first  ? after_first
                                                     : kFileHeader;
    if (size >= kFileHeader) {
      const auto reader = FileReader::open(path_);
      ASSERT_TRUE(reader) << size;
      ASSERT_EQ(times_in(*reader).size(), rows) << size;
      ASSERT_EQ(reader->torn_octets(), size - sound);
      ASSERT_EQ(reader->damaged_octets(), 0U);
    }
    auto writer = FileWriter::open(path_, store::TableId::Exposure);
    ASSERT_TRUE(writer) << size;
    ASSERT_EQ(writer->rows(), rows) << size;
    ASSERT_EQ(fs::file_size(path_), sound) << size;
    ASSERT_TRUE(writer->append(numbered(3, 4).rows()));
    ASSERT_EQ(times_in(path_).size(), rows + 4) << size;
  }
}

/// Writes one octet of a file in its place.
void overwrite(const std::string& path, std::size_t place, char octet) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_GE(descriptor, 0);
  EXPECT_EQ(::pwrite(descriptor, &octet, 1, static_cast<off_t>(place)), 1);
  ::close(descriptor);
}

// A flipped bit is never read as data: the block is unsound, or damage, or a torn end.
TEST_F(BlockFile, FindsEveryFlippedBit) {
  for (std::uint64_t i = 0; i < 3; ++i) append(path_, i, 2);
  const std::string whole = contents();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    const std::size_t place = bit / 8;
    overwrite(path_, place, static_cast<char>(whole[place] ^ (1 << (bit % 8))));
    const auto reader = FileReader::open(path_);
    overwrite(path_, place, whole[place]);
    ASSERT_EQ(reader.has_value(), place >= kFileHeader) << "bit " << bit;
    if (!reader || reader->torn_octets() > 0 || reader->damaged_octets() > 0) continue;
    // The mapping shows the file as it is now, so the block is judged by its bytes of then.
    const std::size_t first = reader->blocks()[0].octets;
    const std::size_t at = place < kFileHeader + first ? kFileHeader : kFileHeader + first;
    std::string broken = whole.substr(at);
    broken[place - at] = static_cast<char>(broken[place - at] ^ (1 << (bit % 8)));
    ASSERT_FALSE(look(broken)) << "bit " << bit;
  }
}

TEST_F(BlockFile, KeepsWhatLiesBehindDamage) {
  for (std::uint64_t i = 0; i < 4; ++i) append(path_, i, 10);
  const auto reader = FileReader::open(path_);
  ASSERT_TRUE(reader);
  const std::size_t second = kFileHeader + reader->blocks()[0].octets;
  const std::size_t size = reader->blocks()[1].octets;
  std::string bytes = contents();
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(second), 64, '\0');
  contents(bytes);

  const auto again = FileReader::open(path_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->damaged_octets(), size);
  EXPECT_EQ(again->torn_octets(), 0U);
  EXPECT_EQ(times_in(*again).size(), 30U);
  // The writer leaves damage where it is: what lies behind was acknowledged.
  append(path_, 9, 10);
  EXPECT_EQ(times_in(path_).size(), 40U);
}

// What a power failure may leave: the length is there and the last pages are not.
TEST_F(BlockFile, CutsAnEndOfZeros) {
  append(path_, 0, 10);
  const std::size_t sound = fs::file_size(path_);
  append(path_, 1, 1000);
  std::string bytes = contents();
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(sound) + 300, bytes.end(), '\0');
  contents(bytes);
  EXPECT_EQ(times_in(path_).size(), 10U);
  append(path_, 2, 10);
  EXPECT_EQ(times_in(path_).size(), 20U);
  EXPECT_EQ(FileReader::open(path_)->damaged_octets(), 0U);
}

/// Ends a child that a failed test would leave behind.
struct Child {
  pid_t id = -1;
  ~Child() {
    if (id <= 0) return;
    ::kill(id, SIGKILL);
    ::waitpid(id, nullptr, 0);
  }
};

/// Appends until it is killed, and writes one octet into `acknowledge` after each append.
[[noreturn]] void append_for_ever(const std::string& path, int acknowledge, std::size_t rows) {
  auto writer = FileWriter::open(path, store::TableId::Exposure);
  if (!writer) ::_exit(1);
  for (std::uint64_t number = 0;; ++number) {
    if (!writer->append(numbered(number, rows).rows())) ::_exit(2);
    if (::write(acknowledge, "a", 1) != 1) ::_exit(3);
  }
}

std::size_t octets_waiting(int pipe) {
  char buffer[256];
  std::size_t count = 0;
  for (ssize_t got = 0; (got = ::read(pipe, buffer, sizeof(buffer))) > 0;) {
    count += static_cast<std::size_t>(got);
  }
  return count;
}

/// Everything in the file is whole appends 0, 1, 2 … of `rows` rows each; returns how many.
std::size_t whole_appends(const std::string& path, std::size_t rows) {
  const auto times = times_in(path);
  EXPECT_EQ(times.size() % rows, 0U);
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto expected = static_cast<base::Micros>(i / rows * 1'000'000 + i % rows);
    if (times[i] == expected) continue;
    ADD_FAILURE() << "row " << i << " is " << times[i];
    break;
  }
  return times.size() / rows;
}

TEST_F(BlockFile, KeepsEveryAcknowledgedAppendWhenItsWriterIsKilled) {
  constexpr std::size_t kRows = kMostRows + 500;  // two blocks an append
  for (int turn = 0; turn < 12; ++turn) {
    fs::remove(path_);
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    Child child{::fork()};
    ASSERT_GE(child.id, 0);
    if (child.id == 0) append_for_ever(path_, ends[1], kRows);
    ::close(ends[1]);
    // Killed somewhere behind the first acknowledgement: a little later each time.
    char first = 0;
    ASSERT_EQ(::read(ends[0], &first, 1), 1);
    for (int spin = 0; spin < turn * 300'000; ++spin) __asm__ volatile("");
    ASSERT_EQ(::kill(child.id, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child.id, nullptr, 0), child.id);
    child.id = -1;
    const std::size_t acknowledged = 1 + octets_waiting(ends[0]);
    ::close(ends[0]);

    const std::size_t kept = whole_appends(path_, kRows);
    EXPECT_GE(kept, acknowledged);
    EXPECT_LE(kept, acknowledged + 1);  // the one that was written and not yet acknowledged
    auto writer = FileWriter::open(path_, store::TableId::Exposure);
    ASSERT_TRUE(writer) << writer.error().message;
    EXPECT_EQ(writer->rows(), kept * kRows);
    ASSERT_TRUE(writer->append(numbered(kept, kRows).rows()));
    EXPECT_EQ(whole_appends(path_, kRows), kept + 1);
  }
}

TEST_F(BlockFile, HasOnlyWholeAppendsWhileAnotherProcessWrites) {
  constexpr std::size_t kRows = kMostRows + 500;
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Child child{::fork()};
  ASSERT_GE(child.id, 0);
  if (child.id == 0) append_for_ever(path_, ends[1], kRows);
  ::close(ends[1]);
  char first = 0;
  ASSERT_EQ(::read(ends[0], &first, 1), 1);
  std::size_t before = 0;
  for (int turn = 0; turn < 30; ++turn) {
    const std::size_t kept = whole_appends(path_, kRows);
    EXPECT_GE(kept, std::max<std::size_t>(before, 1));
    before = kept;
  }
  ::close(ends[0]);
}

/// The largest size of a file that this process may write, for the life of this object.
class SizeLimit {
 public:
  explicit SizeLimit(std::size_t octets) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{octets, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  SizeLimit(const SizeLimit&) = delete;
  SizeLimit& operator=(const SizeLimit&) = delete;

 private:
  sighandler_t handler_;
  rlimit before_{};
};

// A full disk, as far as a test can make one: the kernel writes part of an append and refuses more.
TEST_F(BlockFile, IsAsBeforeWhenTheDiskIsFull) {
  append(path_, 0, 1000);
  const std::string sound = contents();
  auto writer = FileWriter::open(path_, store::TableId::Exposure);
  ASSERT_TRUE(writer);
  const TestRows rows = numbered(1, 3 * kUsualRows);
  std::string block;
  Encoder().encode(rows.rows(), 0, kUsualRows, block);
  // In the first block, at the end of the first, in the second.
  for (const std::size_t room : {std::size_t{1}, block.size(), block.size() + 5'000}) {
    {
      const SizeLimit full(sound.size() + room);
      const Status status = writer->append(rows.rows());
      ASSERT_FALSE(status);
      EXPECT_EQ(status.error().code, Errc::Io);
      EXPECT_NE(status.error().message.find(path_), std::string::npos);
    }
    EXPECT_EQ(contents(), sound);
    EXPECT_EQ(writer->rows(), 1000U);
    EXPECT_EQ(writer->octets(), sound.size());
    EXPECT_EQ(writer->last(), 999);
  }
  ASSERT_TRUE(writer->append(rows.rows()));
  EXPECT_EQ(times_in(path_).size(), 1000 + 3 * kUsualRows);
}

TEST_F(BlockFile, IsNoFileWhenNotEvenItsHeaderFits) {
  {
    const SizeLimit full(10);
    EXPECT_FALSE(FileWriter::open(path_, store::TableId::Flows));
  }
  const auto writer = FileWriter::open(path_, store::TableId::Flows);
  ASSERT_TRUE(writer) << writer.error().message;
  EXPECT_EQ(contents(), file_header(store::TableId::Flows));
}

}  // namespace
}  // namespace noroshi::block
