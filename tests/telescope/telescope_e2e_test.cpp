// `noroshi telescope run` as a program, over captures made here.
#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <thread>

#include "base/temporary_folder.hpp"
#include "model/scan_event.hpp"
#include "observe/telescope/read_events.hpp"
#include "process.hpp"

namespace noroshi::telescope_e2e {
namespace {

using collect_e2e::Process;

constexpr std::uint32_t kNoon = 1'768'392'000;  // 2026-01-14T12:00:00Z, seconds

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A pcap of raw IPv4 (LINKTYPE_RAW), one SYN a call.
class Capture {
 public:
  explicit Capture(const std::string& path) : file_(path, std::ios::binary) {
    for (const std::uint32_t word : {0xA1B2C3D4U, 0x00040002U, 0U, 0U, 65'535U, 101U}) host(word);
  }

  void syn(std::uint64_t micros, std::uint32_t source, std::uint32_t destination,
           std::uint16_t port) {
    constexpr std::uint32_t kLength = 40;
    host(static_cast<std::uint32_t>(micros / 1'000'000));
    host(static_cast<std::uint32_t>(micros % 1'000'000));
    host(kLength);
    host(kLength);
    for (const std::uint32_t word : {0x45000028U, 0x00010000U, 0x32060000U, source, destination,
                                     40'000U << 16 | port, destination, 0U, 0x50023908U, 0U}) {
      network(word);
    }
  }

 private:
  void host(std::uint32_t word) { file_.write(reinterpret_cast<const char*>(&word), 4); }
  void network(std::uint32_t word) { host(__builtin_bswap32(word)); }

  std::ofstream file_;
};

class TelescopeProgram : public ::testing::Test {
 protected:
  std::string log() const { return folder_.file("log"); }

  /// One file an hour; sources come and go.
  std::vector<std::string> hours(int count, std::uint32_t packets) {
    std::mt19937 random(7);
    std::vector<std::string> paths;
    for (int hour = 0; hour < count; ++hour) {
      paths.push_back(folder_.file("hour" + std::to_string(hour) + ".pcap"));
      Capture capture(paths.back());
      for (std::uint32_t i = 0; i < packets; ++i) {
        const std::uint64_t micros = (std::uint64_t{kNoon} + 3600ULL * hour_of(hour)) * 1'000'000 +
                                     3'600'000'000ULL * i / packets;
        const auto source = static_cast<std::uint32_t>(random() % 200) + 256 * (i * 10 / packets);
        const auto target = static_cast<std::uint32_t>(random() % 256);
        capture.syn(micros, 0xCB007100U + source, 0xC6336400U + target,
                    random() % 3 == 0 ? 2323 : 23);
      }
    }
    return paths;
  }

  std::vector<std::string> words(const std::string& out, std::vector<std::string> more) const {
    std::vector<std::string> all{NOROSHI_PROGRAM, "telescope",       "run",
                                 "--dark",        "198.51.100.0/24", "--memory",
                                 "16MiB",         "--out",           folder_.file(out)};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  void run(const std::string& out, const std::vector<std::string>& more) {
    Process process(words(out, more), log());
    ASSERT_EQ(process.wait(), 0) << content(log());
  }

  std::vector<std::string> lines(const std::string& out) const {
    std::vector<std::string> all;
    const auto read = telescope::read_events(
        folder_.file(out), {.begin = 0, .end = 2'000'000'000 * base::kSecond},
        [&all](model::TelescopeRecord&& record) {
          all.push_back(std::visit([](const auto& one) { return model::to_json(one); }, record));
        });
    EXPECT_TRUE(read.has_value()) << read.error().message;
    std::sort(all.begin(), all.end());
    return all;
  }

  static bool within_a_minute(const std::function<bool()>& happens) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < until) {
      if (happens()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

  base::TemporaryFolder folder_;

 private:
  static std::uint64_t hour_of(int hour) { return static_cast<std::uint64_t>(hour); }
};

std::uint64_t packets_in(const std::vector<std::string>& lines) {
  std::uint64_t packets = 0;
  for (const std::string& line : lines) {
    const auto record = model::telescope_record_from_json(line);
    const auto* event = std::get_if<model::ScanEvent>(&*record);
    if (event != nullptr) packets += event->packets;
  }
  return packets;
}

TEST_F(TelescopeProgram, KilledAtAnyMomentItNeitherLosesNorRepeatsAPacket) {
  const auto captures = hours(6, 60'000);
  run("calm", captures);
  const auto expected = lines("calm");
  ASSERT_EQ(packets_in(expected), 6U * 60'000);
  ASSERT_GT(expected.size(), 6'000U);
  std::mt19937 random(1);
  for (int round = 0; round < 6; ++round) {
    const std::string name = "round" + std::to_string(round);
    for (int kill = 0; kill < 6; ++kill) {
      Process killed(words(name, captures), log());
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
      killed.signal(SIGKILL);
      killed.wait();
    }
    run(name, captures);
    EXPECT_EQ(lines(name), expected) << name;
  }
}

TEST_F(TelescopeProgram, CountsWhatTheGeneratorSaysThatItSent) {
  const std::string day = folder_.file("day");
  Process generator({NOROSHI_PROGRAM, "lab", "darknet", "--percent", "2", "--dark", "198.18.0.0/24",
                     "--no-outages", "--packets", "--out", day},
                    log());
  ASSERT_EQ(generator.wait(), 0) << content(log());
  std::vector<std::string> more{"--dark", "198.18.0.0/24", "--idle", "10min"};
  for (const auto& entry : std::filesystem::directory_iterator(day + "/packets")) {
    more.push_back(entry.path().string());
  }
  std::sort(more.begin() + 4, more.end());
  run("seen", more);
  const auto sent = packets_in(lines("day"));
  EXPECT_GT(sent, 10'000U);
  EXPECT_EQ(packets_in(lines("seen")), sent);
}

TEST_F(TelescopeProgram, FilesThatWereReadAreNotReadAgainAndWhatWasOpenGoesOn) {
  const auto captures = hours(4, 5'000);
  run("whole", captures);
  run("parts", {"--keep-open", captures[0]});
  run("parts", {"--keep-open", captures[0], captures[1]});
  run("parts", {"--keep-open", captures[1], captures[2]});
  run("parts", {captures[3]});
  EXPECT_EQ(lines("parts"), lines("whole"));
  const auto before = lines("parts");
  run("parts", captures);
  EXPECT_EQ(lines("parts"), before);
}

TEST_F(TelescopeProgram, ATermLeavesWhatIsOpenToTheNextRun) {
  const auto captures = hours(3, 5'000);
  run("whole", captures);
  const std::string spool = folder_.file("spool");
  std::filesystem::create_directory(spool);
  const auto put = [&](const std::string& capture) {
    const auto name = std::filesystem::path(capture).filename();
    std::filesystem::copy(capture, spool + "/" + name.string() + ".new");
    std::filesystem::rename(spool + "/" + name.string() + ".new", spool + "/" + name.string());
    // Finished long ago.
    std::filesystem::last_write_time(
        spool + "/" + name.string(),
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
  };
  put(captures[0]);
  put(captures[1]);
  Process service(words("followed", {"--follow", spool}), log());
  EXPECT_TRUE(within_a_minute([&] {
    return std::filesystem::exists(folder_.file("followed") + "/events/2026-01-14T13.jsonl.zst");
  })) << content(log());
  service.signal(SIGTERM);
  EXPECT_EQ(service.wait(), 0) << content(log());
  EXPECT_NE(
      content(folder_.file("followed") + "/metrics.prom").find("noroshi_telescope_packets_total"),
      std::string::npos);
  EXPECT_LT(packets_in(lines("followed")), 10'000U);  // some wait in the state
  put(captures[2]);
  // The same folder, to its end; the last events are ended by a run over nothing new.
  run("followed", {"--follow", spool, "--once", "--keep-open"});
  run("followed", {"--follow", spool, "--once"});
  EXPECT_EQ(packets_in(lines("followed")), 15'000U);
  EXPECT_EQ(lines("followed"), lines("whole"));
}

TEST_F(TelescopeProgram, OnlyOneWritesIntoAFolder) {
  const std::string spool = folder_.file("spool");
  std::filesystem::create_directory(spool);
  Process first(words("shared", {"--follow", spool}), log());
  ASSERT_TRUE(within_a_minute([&] { return content(log()).find("watching") != std::string::npos; }))
      << content(log());
  Process second(words("shared", {"--follow", spool}), folder_.file("second"));
  EXPECT_EQ(second.wait(), 1);
  EXPECT_NE(content(folder_.file("second")).find("another telescope writes"), std::string::npos);
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0);
}

}  // namespace
}  // namespace noroshi::telescope_e2e
