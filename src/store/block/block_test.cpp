#include "store/block/block.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "store/block/test_rows.hpp"

namespace noroshi::block {
namespace {

constexpr store::TableId kAllTables[] = {store::TableId::Flows, store::TableId::Pairs,
                                         store::TableId::Servers, store::TableId::Exposure};

constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();  // and −1 as an instant
constexpr auto kLeastInstant = std::uint64_t{1} << 63;

std::uint64_t random_bits(std::size_t column, std::size_t row, std::size_t part) {
  return net::mix((column * 1'000'003 + row) * 257 + part + 1);
}

void expect_round_trip(const TestRows& made, std::size_t from, std::size_t count) {
  const store::Rows& rows = made.rows();
  std::string bytes = "before";
  Encoder().encode(rows, from, count, bytes);
  const std::string_view block = std::string_view(bytes).substr(6);
  const auto facts = look(block);
  ASSERT_TRUE(facts) << rows.table->name;
  EXPECT_EQ(facts->table, rows.table->id);
  EXPECT_EQ(facts->rows, count);
  EXPECT_EQ(facts->octets, block.size());
  std::vector<DecodedColumn> out;
  const auto wanted = every_column(rows.table->id);
  const Status status = Decoder().decode(block, wanted, out);
  ASSERT_TRUE(status) << status.error().message;
  for (const std::size_t c : wanted) {
    EXPECT_TRUE(same(rows, c, from, count, out[c]))
        << rows.table->name << "." << rows.table->columns[c].name << ", " << count << " rows";
  }
}

void expect_round_trip(const TestRows::Source& source, std::size_t size) {
  for (const store::TableId id : kAllTables) {
    expect_round_trip(TestRows(id, size, source), 0, size);
  }
}

TEST(Block, KeepsEveryValueOfEveryTable) {
  const TestRows::Source sources[] = {
      [](auto, auto, auto) { return std::uint64_t{0}; },
      [](auto, auto, auto) { return kMost; },
      [](auto, auto, auto) { return kLeastInstant; },
      [](auto, auto row, auto) { return (row % 2) == 0 ? kMost : std::uint64_t{0}; },
      [](auto, auto row, auto) { return (row % 2) == 0 ? kLeastInstant : kLeastInstant - 1; },
      [](auto, auto row, auto) { return std::uint64_t{row}; },
      [](auto, auto row, auto) { return 0 - std::uint64_t{row} * 1'000'000; },  // before 1970
      [](auto, auto row, auto) { return std::uint64_t{1} << (row % 64); },
      random_bits,
  };
  for (const auto& source : sources) {
    for (const std::size_t size : {1U, 2U, 255U, 3'000U}) expect_round_trip(source, size);
  }
}

TEST(Block, KeepsNoRowsAtAll) { expect_round_trip(random_bits, 0); }

TEST(Block, KeepsAsManyRowsAsFit) {
  const TestRows flows(store::TableId::Flows, kMostRows + 10, random_bits);
  expect_round_trip(flows, 5, kMostRows);
  const TestRows pairs(store::TableId::Pairs, kMostRows, random_bits);
  expect_round_trip(pairs, 0, kMostRows);
}

TEST(Block, KeepsWhatOneEncoderWroteBefore) {
  Encoder encoder;
  Decoder decoder;
  std::vector<DecodedColumn> out;
  for (std::size_t turn = 0; turn < 40; ++turn) {
    const store::TableId id = kAllTables[turn % 4];
    const TestRows made(id, 1 + turn * 37 % 500,
                        [turn](auto c, auto r, auto p) { return random_bits(c + turn, r, p); });
    std::string bytes;
    encoder.encode(made.rows(), 0, made.rows().size, bytes);
    ASSERT_TRUE(decoder.decode(bytes, every_column(id), out));
    for (const std::size_t c : every_column(id)) {
      EXPECT_TRUE(same(made.rows(), c, 0, made.rows().size, out[c])) << turn;
    }
  }
}

// Addresses that all begin their search at one slot must not take quadratic time, nor be lost.
TEST(Block, KeepsAddressesThatCollide) {
  // low × kOdd = i, so that the slot, its upper bits, is 0 for all: kOdd has an inverse.
  constexpr std::uint64_t kInverse = 0xF1DE'83E1'9937'733D;
  static_assert(kInverse * 0x9E37'79B9'7F4A'7C15 == 1);
  const TestRows made(store::TableId::Flows, kMostRows, [](auto, auto row, auto part) {
    return part == 0 ? 0 : kInverse * (row + 1);
  });
  expect_round_trip(made, 0, kMostRows);
}

TEST(Block, ProjectsColumnsInTheOrderAskedFor) {
  const TestRows made(store::TableId::Flows, 1000, random_bits);
  std::string bytes;
  Encoder().encode(made.rows(), 0, 1000, bytes);
  std::vector<DecodedColumn> out;
  Decoder decoder;
  for (const std::vector<std::size_t>& wanted :
       {std::vector<std::size_t>{6}, {1}, {4, 3}, {9, 1, 0}, {}, {16, 4, 7, 7}}) {
    ASSERT_TRUE(decoder.decode(bytes, wanted, out));
    ASSERT_EQ(out.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_TRUE(same(made.rows(), wanted[i], 0, 1000, out[i])) << wanted[i];
    }
  }
}

TEST(Block, RefusesAColumnThatIsNotThere) {
  const TestRows made(store::TableId::Exposure, 3, random_bits);
  std::string bytes;
  Encoder().encode(made.rows(), 0, 3, bytes);
  std::vector<DecodedColumn> out;
  const std::vector<std::size_t> wanted{7};
  const Status status = Decoder().decode(bytes, wanted, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::InvalidUsage);
}

TEST(Block, SaysWhatSpanOfTimeItHolds) {
  const std::int64_t times[] = {500, -3, 900, 20};
  const TestRows made(store::TableId::Pairs, 4,
                      [&](auto, auto row, auto) { return static_cast<std::uint64_t>(times[row]); });
  std::string bytes;
  Encoder().encode(made.rows(), 0, 4, bytes);
  EXPECT_EQ(look(bytes)->first, -3);
  EXPECT_EQ(look(bytes)->last, 900);
}

TEST(Block, FindsEveryFlippedBit) {
  const TestRows made(store::TableId::Flows, 50, random_bits);
  std::string sound;
  Encoder().encode(made.rows(), 0, 50, sound);
  const auto wanted = every_column(store::TableId::Flows);
  std::vector<DecodedColumn> out;
  Decoder decoder;
  for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
    std::string broken = sound;
    broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(look(broken)) << "bit " << bit;
    // Reading all columns touches all streams of a table that has addresses and narrow columns.
    EXPECT_FALSE(decoder.decode(broken, wanted, out)) << "bit " << bit;
  }
}

TEST(Block, IsNotSoundWhenCutAnywhere) {
  const TestRows made(store::TableId::Servers, 20, random_bits);
  std::string sound;
  Encoder().encode(made.rows(), 0, 20, sound);
  const auto wanted = every_column(store::TableId::Servers);
  std::vector<DecodedColumn> out;
  for (std::size_t size = 0; size < sound.size(); ++size) {
    const std::string_view cut = std::string_view(sound).substr(0, size);
    EXPECT_FALSE(look(cut)) << size;
    EXPECT_FALSE(Decoder().decode(cut, wanted, out)) << size;
  }
}

TEST(Block, RefusesAnotherVersionByName) {
  const TestRows made(store::TableId::Exposure, 3, random_bits);
  std::string bytes;
  Encoder().encode(made.rows(), 0, 3, bytes);
  put_at(bytes.data() + 48, std::uint16_t{7});
  const std::size_t head = head_octets(store::table(store::TableId::Exposure));
  put_at(bytes.data() + 8, checksum(std::string_view(bytes).substr(16, head - 16)));
  std::vector<DecodedColumn> out;
  const Status status = Decoder().decode(bytes, {}, out);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("version 7"), std::string::npos) << status.error().message;
}

TEST(Block, RefusesAnotherSchemaByName) {
  const TestRows made(store::TableId::Exposure, 3, random_bits);
  std::string bytes;
  Encoder().encode(made.rows(), 0, 3, bytes);
  put_at(bytes.data() + 40, std::uint64_t{7});
  const std::size_t head = head_octets(store::table(store::TableId::Exposure));
  put_at(bytes.data() + 8, checksum(std::string_view(bytes).substr(16, head - 16)));
  std::vector<DecodedColumn> out;
  const Status status = Decoder().decode(bytes, {}, out);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().message.find("exposure has other columns"), std::string::npos)
      << status.error().message;
}

// A stream that passes its checksum may still be nonsense: a bug of ours, or bytes made by hand.
TEST(Block, SurvivesSealedNonsense) {
  Decoder decoder;
  std::vector<DecodedColumn> out;
  for (std::size_t turn = 0; turn < 2'000; ++turn) {
    const store::TableId id = kAllTables[turn % 4];
    const TestRows made(id, 64, random_bits);
    std::string bytes;
    Encoder().encode(made.rows(), 0, 64, bytes);
    const std::size_t head = head_octets(store::table(id));
    const std::size_t place = head + net::mix(turn) % (bytes.size() - head);
    bytes[place] = static_cast<char>(net::mix(turn + 77));
    if (turn % 3 == 0) put_at(bytes.data() + 20, static_cast<std::uint32_t>(net::mix(turn)));
    seal(bytes);
    (void)decoder.decode(bytes, every_column(id), out);
    for (const DecodedColumn& column : out) {
      std::visit(
          [](const auto& values) {
            if constexpr (requires { values.size(); }) {
              EXPECT_LE(values.size(), kMostRows * 64);
            }
          },
          column);
    }
  }
}

}  // namespace
}  // namespace noroshi::block
