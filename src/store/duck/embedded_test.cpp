#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/duck/testing.hpp"

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

Options in(const TemporaryFolder& folder) {
  Options options;
  options.folder = folder.file("store");
  options.memory_limit = std::uint64_t{512} << 20;
  options.journal_age = 0;  // every tend closes what is open
  return options;
}

std::size_t files(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    count += entry.is_regular_file() ? 1 : 0;
  }
  return count;
}

Manifest manifest_of(const EmbeddedStore& store) { return **store.manifest(); }

TEST(EmbeddedStore, AnswersOverWhatWasJustAppended) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(1000))));
  EXPECT_EQ(totals(*store).value(), totals_of(1000));
  EXPECT_EQ(number(*store, "SELECT count(*) FROM flows WHERE dst_port = 23").value(), 100U);
}

TEST(EmbeddedStore, GivesBackEveryColumnFromJournalsAndFromSegments) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  model::Flow flow;
  flow.source_address = net::Address::v4(0xC0000207);
  flow.destination_address = net::Address::v6(0x20010DB8FFFFFFFF, 0xFEDCBA9876543210);
  flow.source_port = 65535;
  flow.destination_port = 53;
  flow.protocol = 17;
  flow.traits = 7;
  flow.tcp_flags = 0x1B;
  flow.reverse_tcp_flags = 0x12;
  flow.end_reason = 3;
  flow.sampling_interval = 0xFFFFFFFF;
  flow.exporter = 9;
  flow.start = kNoon;
  flow.end = kNoon + 1;
  flow.packets = 0xFFFFFFFFFFFFFFFF;
  flow.octets = 12;
  flow.reverse_packets = 13;
  flow.reverse_octets = 0x8000000000000000;
  model::FlowBatch batch;
  batch.append(flow);
  NOROSHI_ASSERT_OK(store->append(store::rows_of(batch)));
  const auto expect_all = [&] {
    const auto chunks = ask(*store, "SELECT * FROM flows");
    ASSERT_TRUE(chunks) << chunks.error().message;
    ASSERT_EQ(chunks->size(), 1U);
    std::vector<std::uint64_t> values;
    for (const auto& column : chunks->at(0).columns) {
      if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column)) {
        values.push_back(static_cast<std::uint64_t>(whole->at(0)));
      } else {
        values.push_back(std::get<std::vector<std::uint64_t>>(column).at(0));
      }
    }
    EXPECT_EQ(values,
              (std::vector<std::uint64_t>{
                  static_cast<std::uint64_t>(kNoon), static_cast<std::uint64_t>(kNoon + 1), 9, 0,
                  0xFFFFC0000207, 0x20010DB8FFFFFFFF, 0xFEDCBA9876543210, 65535, 53, 17, 0x1B, 0x12,
                  7, 3, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 12, 13, 0x8000000000000000}));
    EXPECT_EQ(chunks->at(0).names.front(), "flow_start");
    EXPECT_EQ(chunks->at(0).names.at(6), "dst_lo");
  };
  expect_all();
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(manifest_of(*store).segments.size(), 1U);
  expect_all();
}

TEST(EmbeddedStore, KeepsSketchesOctetByOctet) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  model::ServerBatch batch;
  batch.pane = {kNoon};
  batch.server = {net::Address::v4(0xC6336401)};
  batch.port = {443};
  batch.proto = {6};
  batch.flows = batch.rev_flows = batch.failed = {1};
  batch.packets = batch.octets = batch.rev_packets = batch.rev_octets = {2};
  batch.sampling = {0};
  batch.first = batch.last = {kNoon};
  batch.clients.resize(1);
  for (std::size_t i = 0; i < batch.clients[0].size(); ++i) {
    batch.clients[0][i] = static_cast<std::uint8_t>(255 - i);
  }
  batch.sizes.resize(1);
  batch.rev_sizes.resize(1);
  batch.sizes[0][1] = 0x01020304;
  NOROSHI_ASSERT_OK(store->append(store::rows_of(batch)));
  for (int pass = 0; pass < 2; ++pass) {
    const auto chunks = ask(*store, "SELECT clients, sizes FROM servers");
    ASSERT_TRUE(chunks) << chunks.error().message;
    const auto& clients = std::get<std::vector<std::string>>(chunks->at(0).columns[0]).at(0);
    EXPECT_EQ(clients, std::string(reinterpret_cast<const char*>(batch.clients[0].data()), 64));
    const auto& sizes = std::get<std::vector<std::string>>(chunks->at(0).columns[1]).at(0);
    EXPECT_EQ(sizes, std::string(reinterpret_cast<const char*>(batch.sizes[0].data()), 64));
    NOROSHI_ASSERT_OK(settle(*store));
  }
}

TEST(EmbeddedStore, HasAllFourTablesWhenEmpty) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  for (const store::Table& table : store::tables()) {
    EXPECT_EQ(number(*store, "SELECT count(*) FROM " + std::string(table.name)).value(), 0U);
    const auto health = store->health(table.id);
    NOROSHI_ASSERT_OK(health);
    EXPECT_EQ(health->rows, 0U);
    EXPECT_EQ(health->oldest, 0);
  }
  EXPECT_FALSE(store->tend().value());
}

TEST(EmbeddedStore, CutsSegmentsAtThePartition) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(3 * 3600))));  // 12:00 to 15:00
  NOROSHI_ASSERT_OK(settle(*store));
  const Manifest manifest = manifest_of(*store);
  ASSERT_EQ(manifest.segments.size(), 3U);
  EXPECT_TRUE(manifest.journals.empty());
  for (const Segment& segment : manifest.segments) {
    EXPECT_EQ(segment.rows, 3600U);
    EXPECT_EQ(segment.partition % base::kHour, 0);
    EXPECT_EQ(segment.first, segment.partition);
    EXPECT_EQ(segment.last, segment.partition + base::kHour - base::kSecond);
  }
  EXPECT_EQ(totals(*store).value(), totals_of(3 * 3600));
}

TEST(EmbeddedStore, CutsAlsoBefore1970) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(2, -base::kSecond))));
  NOROSHI_ASSERT_OK(settle(*store));
  const Manifest manifest = manifest_of(*store);
  ASSERT_EQ(manifest.segments.size(), 2U);
  EXPECT_EQ(manifest.segments[0].partition, -base::kHour);
  EXPECT_EQ(manifest.segments[1].partition, 0);
}

TEST(EmbeddedStore, AnAbsurdClockDoesNotStopCompaction) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  model::FlowBatch batch = flows(3);
  batch.start = {std::numeric_limits<base::Micros>::min(), kNoon,
                 std::numeric_limits<base::Micros>::max()};
  NOROSHI_ASSERT_OK(store->append(store::rows_of(batch)));
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(manifest_of(*store).segments.size(), 3U);
  EXPECT_TRUE(manifest_of(*store).journals.empty());
  EXPECT_EQ(totals(*store).value(), totals_of(3));
}

TEST(EmbeddedStore, MergesSmallSegmentsOfAPartitionThatIsOver) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  store->grace(0);
  std::uint64_t made = 0;
  for (int i = 0; i < 5; ++i) {
    NOROSHI_ASSERT_OK(
        store->append(store::rows_of(flows(100, kNoon + i * base::kMinute, made + 1))));
    made += 100;
    NOROSHI_ASSERT_OK(settle(*store));
  }
  EXPECT_EQ(manifest_of(*store).segments.size(), 5U);
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(100, kNoon + base::kHour, made + 1))));
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(manifest_of(*store).segments.size(), 2U);
  EXPECT_EQ(files(folder.file("store/segments")), 2U);
  EXPECT_EQ(totals(*store).value(), totals_of(600));
}

TEST(EmbeddedStore, AMergedSegmentStaysReadableForQueriesThatHaveBegun) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10))));
  NOROSHI_ASSERT_OK(settle(*store));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10, kNoon, 11))));
  NOROSHI_ASSERT_OK(settle(*store));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(1, kNoon + base::kHour, 21))));
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(manifest_of(*store).segments.size(), 2U);
  EXPECT_EQ(files(folder.file("store/segments")), 4U);
  store->grace(0);
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(files(folder.file("store/segments")), 2U);
}

TEST(EmbeddedStore, ClosesAJournalThatIsLargeEnough) {
  const TemporaryFolder folder;
  Options options = in(folder);
  options.journal_age = base::kHour;
  options.journal_octets = 512;
  const auto store = opened(options);
  for (std::uint64_t i = 0; i < 4; ++i) {
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(1000, kNoon, i * 1000 + 1))));
  }
  EXPECT_EQ(manifest_of(*store).journals.size(), 4U);
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(manifest_of(*store).journals.size(), 1U) << "the open one stays";
  EXPECT_EQ(totals(*store).value(), totals_of(4000));
}

TEST(EmbeddedStore, GoesOnWhereAnEarlierRunStopped) {
  const TemporaryFolder folder;
  NOROSHI_ASSERT_OK(opened(in(folder))->append(store::rows_of(flows(100))));
  {
    const auto store = opened(in(folder));
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(100, kNoon, 101))));
    EXPECT_EQ(totals(*store).value(), totals_of(200));
    NOROSHI_ASSERT_OK(settle(*store));
  }
  EXPECT_EQ(totals(*opened(in(folder))).value(), totals_of(200));
}

TEST(EmbeddedStore, TellsWhatItHolds) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(100))));
  NOROSHI_ASSERT_OK(settle(*store));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(50, kNoon + base::kHour))));
  const auto health = store->health(store::TableId::Flows);
  NOROSHI_ASSERT_OK(health);
  EXPECT_EQ(health->rows, 150U);
  EXPECT_EQ(health->oldest, kNoon);
  EXPECT_EQ(health->newest, kNoon + base::kHour + 49 * base::kSecond);
  EXPECT_GT(health->octets, 100U);
  EXPECT_EQ(store->describe(), "embedded store " + fs::canonical(folder.file("store")).string());
}

TEST(EmbeddedStore, AddsUpBeyond64BitsOrSaysSo) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  model::FlowBatch batch = flows(2);
  batch.octets = {0x8000000000000000, 0x7FFFFFFFFFFFFFFF};
  NOROSHI_ASSERT_OK(store->append(store::rows_of(batch)));
  EXPECT_EQ(number(*store, "SELECT sum(octets) FROM flows").value(), 0xFFFFFFFFFFFFFFFF);
  batch.octets = {1, 0};
  NOROSHI_ASSERT_OK(store->append(store::rows_of(batch)));
  const auto sum = number(*store, "SELECT sum(octets) AS total FROM flows");
  ASSERT_FALSE(sum);
  EXPECT_THAT(sum.error().message, testing::HasSubstr("column total: a 128-bit number"));
}

TEST(EmbeddedStore, SpeaksTheOneDialect) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(100))));
  const auto one = [&](const std::string& sql) {
    const auto value = number(*store, sql);
    EXPECT_TRUE(value) << sql << ": " << value.error().message;
    return value.value_or(0);
  };
  EXPECT_EQ(one("SELECT countIf(dst_port = 23) FROM flows"), 10U);
  EXPECT_EQ(one("SELECT sumIf(octets, dst_port = 23) FROM flows"), 460U);
  EXPECT_EQ(one("SELECT uniqExact(dst_lo) FROM flows"), 7U);
  EXPECT_EQ(one("SELECT intDiv(max(octets), 7) FROM flows"), 14U);
  EXPECT_EQ(one("SELECT toUInt8(max(octets)) FROM flows"), 100U);
  const auto lists = ask(*store,
                         "SELECT arraySort(groupArray(flow_start)) AS starts FROM flows "
                         "WHERE dst_port = 23 GROUP BY dst_port");
  ASSERT_TRUE(lists) << lists.error().message;
  const auto& starts = std::get<std::vector<std::vector<std::int64_t>>>(lists->at(0).columns[0])[0];
  ASSERT_EQ(starts.size(), 10U);
  EXPECT_EQ(starts[1] - starts[0], 10 * base::kSecond);
}

TEST(EmbeddedStore, SaysNothingAsClickHouseDoes) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  EXPECT_EQ(number(*store, "SELECT max(octets) FROM flows").value(), 0U);
  EXPECT_EQ(number(*store, "SELECT sum(octets) FROM flows").value(), 0U);
}

TEST(EmbeddedStore, StreamsAnAnswerThatIsLargerThanItsChunks) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  for (std::uint64_t i = 0; i < 20; ++i) {
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10'000, kNoon, i * 10'000 + 1))));
    if (i == 10) NOROSHI_ASSERT_OK(settle(*store));
  }
  const auto chunks = ask(*store, "SELECT octets FROM flows");
  ASSERT_TRUE(chunks) << chunks.error().message;
  EXPECT_GT(chunks->size(), 50U);
  std::uint64_t sum = 0;
  for (const auto& chunk : *chunks) {
    for (const std::uint64_t octets : std::get<0>(chunk.columns[0])) sum += octets;
  }
  EXPECT_EQ(sum, totals_of(200'000).second);
}

TEST(EmbeddedStore, AQueryIsOneStateFromBeginningToEnd) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(5000))));
  const auto answer = store->select("SELECT octets FROM flows");
  NOROSHI_ASSERT_OK(answer);
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(5000, kNoon, 5001))));
  NOROSHI_ASSERT_OK(settle(*store));
  std::size_t rows = 0;
  while (true) {
    const auto chunk = (*answer)->next();
    NOROSHI_ASSERT_OK(chunk);
    if (!*chunk) break;
    rows += (*chunk)->rows;
  }
  EXPECT_EQ(rows, 5000U);
}

TEST(EmbeddedStore, ErrorsOfTheQueryAreTheQuerysOwn) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  const auto missing = store->select("SELECT secret FROM flows");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("secret"));
  EXPECT_FALSE(store->select(""));
  EXPECT_FALSE(store->select("SELEC 1"));
}

TEST(EmbeddedStore, AQuestionThatTakesTooLongEndsAndTheNextIsAnswered) {
  const TemporaryFolder folder;
  auto options = in(folder);
  options.patience = 50 * base::kMillisecond;
  const auto store = opened(options);
  // 10^12 pairs of numbers: hours, if nobody ended it.
  const auto endless = store->select(
      "SELECT count(*) AS n FROM range(1000000) AS a, range(1000000) AS b "
      "WHERE (a.range * b.range) % 7 = 3");
  ASSERT_FALSE(endless.has_value());
  EXPECT_EQ(endless.error().code, Errc::Limit);
  EXPECT_THAT(endless.error().message, testing::HasSubstr("no answer within 50 ms"));
  EXPECT_TRUE(store->select("SELECT count(*) AS n FROM flows").has_value());
}

TEST(EmbeddedStore, OneWriterAtATimeAndTheSecondLearnsWhoTheFirstIs) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  const auto second = open(in(folder));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, testing::HasSubstr("process " + std::to_string(::getpid())));
}

TEST(EmbeddedStore, AReaderWritesNothing) {
  const TemporaryFolder folder;
  Options options = in(folder);
  options.read_only = true;
  EXPECT_EQ(open(options).error().code, Errc::NotFound);
  const auto writer = opened(in(folder));
  const auto reader = opened(options);
  EXPECT_FALSE(reader->append(store::rows_of(flows(1))));
  EXPECT_FALSE(reader->tend());
  EXPECT_FALSE(reader->expire(store::Retention{}, kNoon));
  NOROSHI_ASSERT_OK(writer->append(store::rows_of(flows(10))));
  EXPECT_EQ(totals(*reader).value(), totals_of(10));
  EXPECT_EQ(reader->health(store::TableId::Flows)->rows, 10U);
}

TEST(EmbeddedStore, AMissingFileIsNotPassedOver) {
  const TemporaryFolder folder;
  NOROSHI_ASSERT_OK(opened(in(folder))->append(store::rows_of(flows(10))));
  for (const auto& entry : fs::directory_iterator(folder.file("store/journal"))) {
    fs::remove(entry.path());
  }
  const auto store = open(in(folder));
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, testing::HasSubstr("is missing, and the manifest names it"));
}

TEST(EmbeddedStore, ATruncatedSegmentIsNotPassedOver) {
  const TemporaryFolder folder;
  {
    const auto store = opened(in(folder));
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10))));
    NOROSHI_ASSERT_OK(settle(*store));
  }
  for (const auto& entry : fs::directory_iterator(folder.file("store/segments/flows"))) {
    fs::resize_file(entry.path(), 100);
  }
  const auto store = open(in(folder));
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, testing::HasSubstr("has 100 octets, and the manifest says"));
}

TEST(EmbeddedStore, DamageInAJournalIsToldOnceAndTheRestIsKept) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  for (std::uint64_t i = 0; i < 3; ++i) {
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(1000, kNoon, i * 1000 + 1))));
  }
  const std::string journal = folder.file("store/") + file_name(manifest_of(*store).journals[0]);
  std::fstream file(journal, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(journal) / 2));  // in the second block
  file << "a disk that lies";
  file.close();
  const auto told = store->tend();
  ASSERT_FALSE(told);
  EXPECT_THAT(told.error().message, testing::HasSubstr("rows in them are lost (known to be 1000)"));
  EXPECT_EQ(totals(*store)->first, 2000U);
  EXPECT_TRUE(store->tend());
  EXPECT_TRUE(manifest_of(*store).journals.empty());
}

TEST(EmbeddedStore, ADamagedManifestIsNamedWithItsLine) {
  const TemporaryFolder folder;
  opened(in(folder));
  std::ofstream(folder.file("store/manifest"))
      << "noroshi flow store 1\nsegment flows 1 oops\nend\n";
  const auto store = open(in(folder));
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, testing::HasSubstr("manifest: line 2"));
}

}  // namespace
}  // namespace noroshi::duck
