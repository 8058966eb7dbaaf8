// Lists and folders of captures: order, resumption, what is broken, gone or still growing.
#include "observe/telescope/file_source.hpp"

#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/temporary_folder.hpp"
#include "observe/telescope/pcapng_builder.hpp"
#include "observe/telescope/traffic_builder.hpp"

namespace noroshi::telescope {
namespace {

constexpr base::Micros kStart = 1'700'000'000 * base::kSecond;

// A capture of `packets` pings, numbered from `first`, one a millisecond.
std::string capture(std::uint32_t first, std::uint32_t packets) {
  PcapFile file({.link = net::LinkType::Raw});
  for (std::uint32_t i = first; i < first + packets; ++i) {
    file.add(kStart + i * base::kMillisecond,
             net::ipv4({.protocol = protocol::kIcmp}, icmp_packet(8, 0, i)));
  }
  return file.bytes();
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void write_gzip(const std::string& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

// Gives the numbers of the pings up to `most`, or until nothing comes.
std::vector<std::uint32_t> take(FileSource& source, std::size_t most = SIZE_MAX) {
  std::vector<std::uint32_t> numbers;
  while (numbers.size() < most) {
    const Batch batch = source.next({}).value();
    for (const Packet& packet : batch.packets) numbers.push_back(packet.sequence);
    if (batch.packets.empty()) break;
  }
  return numbers;
}

std::vector<std::uint32_t> counting(std::uint32_t first, std::uint32_t end) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = first; i < end; ++i) numbers.push_back(i);
  return numbers;
}

class Files : public testing::Test {
 protected:
  std::string file(std::string_view name) { return folder_.file(name); }

  FollowOptions options() {
    return {.clock = [this] { return now_; }};
  }
  // Writes a file that was last written to at `when`.
  void write_at(const std::string& name, const std::string& bytes, base::Micros when) {
    write(file(name), bytes);
    age(name, when);
  }
  void age(const std::string& name, base::Micros when) {
    const timespec time{when / base::kSecond, when % base::kSecond * 1000};
    const std::array<timespec, 2> times{time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, file(name).c_str(), times.data(), 0), 0);
  }

  base::TemporaryFolder folder_;
  base::Micros now_ = kStart;
};

TEST_F(Files, AListIsReadInItsOrderWhateverTheFormat) {
  write(file("b.pcap"), capture(0, 1000));
  write_gzip(file("a.pcap.gz"), capture(1000, 700));
  PcapngFile modern;
  modern.interface(net::LinkType::Raw);
  modern.packet(0, kStart, net::ipv4({.protocol = 1}, icmp_packet(8, 0, 1700)), 3);
  write(file("c"), modern.bytes());
  const auto source = read_files({file("b.pcap"), file("a.pcap.gz"), file("c")});
  EXPECT_EQ(take(*source), counting(0, 1701));
  EXPECT_TRUE(source->next({}).value().ended);
  EXPECT_EQ(source->lost(), 3u);
  EXPECT_TRUE(source->failures().empty());
  EXPECT_EQ(source->octets_read(), source->octets_known());
  EXPECT_EQ(source->place().done,
            (std::vector<std::string>{file("b.pcap"), file("a.pcap"), file("c")}));
}

TEST_F(Files, AnInterruptedRunGoesOnWithTheVeryNextPacket) {
  write(file("1.pcap"), capture(0, 300));
  write(file("2.pcap"), capture(300, 900));
  const std::vector<std::string> paths = {file("1.pcap"), file("2.pcap")};
  for (const std::size_t stop_after : {1U, 256U, 300U, 301U, 700U, 1200U}) {
    auto source = read_files(paths);
    std::vector<std::uint32_t> seen = take(*source, stop_after);
    const Place place = source->place();
    source = read_files(paths, place);
    EXPECT_EQ(source->place(), place) << "before it has begun";
    const auto rest = take(*source);
    seen.insert(seen.end(), rest.begin(), rest.end());
    EXPECT_EQ(seen, counting(0, 1200)) << stop_after;
    EXPECT_TRUE(source->failures().empty());
  }
}

TEST_F(Files, AStopEndsBetweenBatchesAndThePlaceIsThere) {
  write(file("1.pcap"), capture(0, 600));
  const auto source = read_files({file("1.pcap")});
  std::stop_source stop;
  const std::size_t taken = source->next(stop.get_token()).value().packets.size();
  stop.request_stop();
  EXPECT_TRUE(source->next(stop.get_token()).value().ended);
  EXPECT_EQ(source->place().file, file("1.pcap"));
  EXPECT_EQ(source->place().packets, taken);
}

TEST_F(Files, WhatCannotBeReadIsSaidAndTheRestIsRead) {
  write(file("text"), "this is no capture at all, is it?");
  write_gzip(file("cut.gz"), capture(0, 50'000));
  std::filesystem::resize_file(file("cut.gz"), std::filesystem::file_size(file("cut.gz")) / 2);
  write(file("good"), capture(7, 1));
  const auto source = read_files({file("absent"), file("text"), file("cut.gz"), file("good")});
  const auto numbers = take(*source);
  EXPECT_GT(numbers.size(), 1'000u);
  EXPECT_EQ(numbers.back(), 7u);
  const auto failures = source->failures();
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_NE(failures[0].message.find("No such file"), std::string::npos) << failures[0].message;
  EXPECT_NE(failures[1].message.find("neither a pcap nor a pcapng"), std::string::npos);
  EXPECT_NE(failures[2].message.find("unexpected end of file; the packets before that were used"),
            std::string::npos);
}

TEST_F(Files, AFileThatChangedOrIsGoneIsNotResumedInSilence) {
  write(file("1.pcap"), capture(0, 10));
  const Place place{.file = file("1.pcap"), .packets = 256, .done = {}};
  auto source = read_files({file("1.pcap")}, place);
  EXPECT_TRUE(take(*source).empty());
  ASSERT_EQ(source->failures().size(), 1u);
  write(file("2.pcap"), capture(0, 10));
  source = read_files({file("2.pcap")}, place);
  EXPECT_EQ(take(*source).size(), 10u);
  ASSERT_EQ(source->failures().size(), 1u);
  EXPECT_EQ(source->place().done, (std::vector<std::string>{file("2.pcap"), file("1.pcap")}));
}

TEST_F(Files, AFolderIsReadByTimeOnceAFileIsFinished) {
  write_at("z.pcap", capture(0, 10), kStart);
  write_at("a.pcap", capture(10, 10), kStart + base::kMinute);
  write_at(".hidden", capture(90, 1), kStart);
  write_at("half.pcap.part", capture(90, 1), kStart);
  now_ = kStart + base::kMinute + base::kSecond;
  const auto source = follow_folder(folder_.path(), options()).value();
  EXPECT_EQ(take(*source), counting(0, 10)) << "the last file may still grow";
  EXPECT_EQ(source->place().done, std::vector<std::string>{"z.pcap"});

  write_at("b.pcap", capture(20, 10), kStart + 2 * base::kMinute);
  now_ = kStart + 2 * base::kMinute + base::kSecond;
  EXPECT_EQ(take(*source), counting(10, 20));
  now_ += 3 * base::kHour;
  EXPECT_EQ(take(*source), counting(20, 30)) << "not written to for hours";
  EXPECT_TRUE(source->failures().empty());
}

TEST_F(Files, AFileIsNotReadWhileItIsWrittenTo) {
  write_at("1.pcap", capture(0, 10), kStart);
  write_at("2.pcap", capture(10, 10), kStart);
  now_ = kStart + 9 * base::kSecond;
  const auto source = follow_folder(folder_.path(), options()).value();
  EXPECT_TRUE(take(*source).empty());
  now_ = kStart + 10 * base::kSecond;
  EXPECT_EQ(take(*source), counting(0, 10));
}

TEST_F(Files, ARestartInTheMiddleOfAFileThatWasCompressedMeanwhileGoesOn) {
  write(file("1.pcap"), capture(0, 700));
  write(file("2.pcap"), capture(700, 5));
  FollowOptions all = options();
  all.end_when_done = true;
  auto source = follow_folder(folder_.path(), all).value();
  std::vector<std::uint32_t> seen = take(*source, 1);
  const Place place = source->place();
  EXPECT_EQ(place.file, "1.pcap");
  std::filesystem::remove(file("1.pcap"));
  write_gzip(file("1.pcap.gz"), capture(0, 700));
  source = follow_folder(folder_.path(), all, place).value();
  const auto rest = take(*source);
  seen.insert(seen.end(), rest.begin(), rest.end());
  EXPECT_EQ(seen, counting(0, 705));
  EXPECT_TRUE(source->next({}).value().ended);

  source = follow_folder(folder_.path(), all, source->place()).value();
  EXPECT_TRUE(take(*source).empty()) << "a third run has nothing left";
}

TEST_F(Files, ACompressedCopyInTheMakingIsNotReadBesideItsOriginal) {
  write(file("1.pcap"), capture(0, 10));
  write(file("1.pcap.gz"), "\x1F\x8B");
  FollowOptions all = options();
  all.end_when_done = true;
  const auto source = follow_folder(folder_.path(), all).value();
  EXPECT_EQ(take(*source), counting(0, 10));
  EXPECT_TRUE(source->failures().empty());
}

TEST_F(Files, GrowthAfterReadingIsSaid) {
  write_at("1.pcap", capture(0, 10), kStart - 3 * base::kHour);
  const auto source = follow_folder(folder_.path(), options()).value();
  EXPECT_EQ(take(*source), counting(0, 10));
  write_at("1.pcap", capture(0, 20), kStart);
  EXPECT_TRUE(take(*source).empty());
  const auto failures = source->failures();
  ASSERT_EQ(failures.size(), 1u);
  EXPECT_NE(failures[0].message.find("grew after it was read"), std::string::npos);
}

TEST_F(Files, FilesWithoutPacketsAndOtherFilesDoNotHoldUpTheFolder) {
  write_at("empty.pcap", PcapFile().bytes(), kStart - 4 * base::kHour);
  write_at("README", "notes on this folder", kStart - 3 * base::kHour);
  write_at("1.pcap", capture(0, 10), kStart - 5 * base::kHour);
  const auto source = follow_folder(folder_.path(), options()).value();
  EXPECT_EQ(take(*source), counting(0, 10));
  EXPECT_EQ(source->failures().size(), 1u);
  EXPECT_EQ(source->place().done.size(), 3u);
}

TEST_F(Files, AFolderThatIsNoneIsAnError) {
  const auto source = follow_folder(folder_.path() / "absent");
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message.find("is no folder to follow"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::telescope
