#include "observe/telescope/event_folder.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "observe/telescope/checkpoint.hpp"
#include "observe/telescope/read_events.hpp"
#include "observe/telescope/telescope_testing.hpp"

namespace noroshi::telescope {
namespace {

using base::kDay;
using base::kHour;
using base::kMinute;
using testing::HasSubstr;

const EventRange kEver{.begin = 0, .end = 4 * kNoon};

std::vector<std::string> lines_in(const std::filesystem::path& folder,
                                  const EventRange& range = kEver) {
  std::vector<std::string> lines;
  const auto read = read_events(folder, range, [&lines](model::TelescopeRecord&& record) {
    lines.push_back(std::visit([](const auto& one) { return model::to_json(one); }, record));
  });
  EXPECT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read.has_value() ? read->refused : 0U, 0U);
  std::sort(lines.begin(), lines.end());
  return lines;
}

TelescopeOptions options() {
  TelescopeOptions options;
  options.sensor = "test";
  options.memory = Telescope::kLeastMemory;
  options.scanners = {"", "first", "second"};
  return options;
}

model::ScanEvent event_at(base::Micros first, std::uint32_t source) {
  model::ScanEvent event;
  event.source = net::Address::v4(source);
  event.first = event.last = first;
  return event;
}

using Stream = std::vector<std::pair<Packet, Verdict>>;

// Feeds `stream` from `place` on in batches, with a checkpoint now and then as the program makes
// them, and gives up without any ado after `most` packets.
void run(const std::filesystem::path& path, const Stream& stream, std::size_t most,
         std::size_t between, bool to_the_end) {
  auto folder = EventFolder::open(path);
  ASSERT_TRUE(folder.has_value()) << folder.error().message;
  Telescope telescope(options());
  const auto resumed = resume(**folder, telescope);
  ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
  Place place = *resumed;
  std::size_t since = 0;
  for (std::size_t fed = 0; place.packets < stream.size() && fed < most;) {
    const std::size_t batch = std::min<std::size_t>(37, stream.size() - place.packets);
    for (std::size_t i = 0; i < batch; ++i) {
      const auto& [packet, verdict] = stream[place.packets + i];
      telescope.feed({&packet, 1}, {&verdict, 1}, **folder);
    }
    place.packets += batch;
    fed += batch;
    if ((*folder)->wants_checkpoint() || ++since >= between) {
      ASSERT_TRUE(write_checkpoint(**folder, telescope, place).has_value());
      since = 0;
    }
  }
  if (!to_the_end) return;
  telescope.stop(**folder);
  const auto status = write_checkpoint(**folder, telescope, place);
  ASSERT_TRUE(status.has_value()) << status.error().message;
}

TEST(EventFolder, FilesHaveTheNamesOfTheirHours) {
  EXPECT_EQ(hour_file_name(kNoon + kMinute), "2026-01-14T12.jsonl.zst");
  EXPECT_EQ(hour_of_file("2026-01-14T12.jsonl.zst"), kNoon);
  EXPECT_EQ(hour_of_file("2026-01-14T12.jsonl"), kNoon);
  EXPECT_EQ(hour_of_file("2026-01-14T12.jsonl.zst.new"), std::nullopt);
  EXPECT_EQ(hour_of_file("notes.txt"), std::nullopt);
}

TEST(EventFolder, HoldsWhatATelescopeSays) {
  const base::TemporaryFolder temporary;
  const auto stream = random_stream(3, 4000);
  run(temporary.path() / "whole", stream, stream.size(), 10, true);
  Telescope telescope(options());
  KeepingSink sink;
  for (const auto& [packet, verdict] : stream) telescope.feed({&packet, 1}, {&verdict, 1}, sink);
  telescope.stop(sink);
  std::vector<std::string> expected;
  for (const auto& event : sink.events) expected.push_back(model::to_json(event));
  for (const auto& victim : sink.victims) expected.push_back(model::to_json(victim));
  for (const auto& hour : sink.hours) expected.push_back(model::to_json(hour));
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(lines_in(temporary.path() / "whole"), expected);
}

TEST(EventFolder, InterruptedAtAnyMomentNothingIsLostOrWrittenTwice) {
  const base::TemporaryFolder temporary;
  const auto stream = random_stream(4, 4000);
  run(temporary.path() / "whole", stream, stream.size(), 10, true);
  const auto expected = lines_in(temporary.path() / "whole");
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    std::mt19937_64 random(seed);
    const auto folder = temporary.path() / std::to_string(seed);
    for (int i = 0; i < 20; ++i) run(folder, stream, 1 + random() % 700, 1 + random() % 9, false);
    run(folder, stream, stream.size(), 5, true);
    EXPECT_EQ(lines_in(folder), expected) << seed;
  }
}

// The state is there, the files are not yet: the moment between the rename and the appending.
TEST(EventFolder, GoesOnFromAStateThatIsAheadOfItsFiles) {
  const base::TemporaryFolder temporary;
  const auto folder = temporary.path() / "ahead";
  const auto stream = random_stream(5, 3000);
  run(folder, stream, 2000, 4, false);
  std::filesystem::path grown;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "events")) {
    grown = std::max(grown, entry.path());
  }
  std::ofstream(grown, std::ios::app) << "what a killed process wrote after its checkpoint";
  run(folder, stream, stream.size(), 4, true);
  run(temporary.path() / "whole", stream, stream.size(), 4, true);
  EXPECT_EQ(lines_in(folder), lines_in(temporary.path() / "whole"));
}

TEST(EventFolder, OnlyOneWritesIntoAFolder) {
  const base::TemporaryFolder temporary;
  const auto first = EventFolder::open(temporary.path() / "out");
  ASSERT_TRUE(first.has_value());
  const auto second = EventFolder::open(temporary.path() / "out");
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr("another telescope writes into this folder"));
}

TEST(EventFolder, ADamagedStateIsRefusedWhereverTheDamageIs) {
  const base::TemporaryFolder temporary;
  const auto folder = temporary.path() / "out";
  const auto stream = random_stream(6, 600);
  run(folder, stream, stream.size(), 3, false);
  std::string state;
  {
    std::ifstream in(folder / "state", std::ios::binary);
    state.assign(std::istreambuf_iterator<char>(in), {});
  }
  ASSERT_GT(state.size(), 100U);
  std::mt19937_64 random(1);
  for (int i = 0; i < 40; ++i) {
    std::string damaged = state;
    if (i % 4 == 0) {
      damaged.resize(random() % state.size());
    } else {
      damaged[random() % state.size()] ^= static_cast<char>(1 + random() % 255);
    }
    std::ofstream(folder / "state", std::ios::binary) << damaged;
    auto opened = EventFolder::open(folder);
    ASSERT_TRUE(opened.has_value());
    Telescope telescope(options());
    const auto place = resume(**opened, telescope);
    ASSERT_FALSE(place.has_value()) << i;
    EXPECT_THAT(place.error().message, HasSubstr("move it away to begin anew"));
  }
}

TEST(EventFolder, AFileThatBecameShorterIsSaid) {
  const base::TemporaryFolder temporary;
  const auto folder = temporary.path() / "out";
  const auto stream = random_stream(7, 3000);
  run(folder, stream, stream.size(), 3, true);
  run(folder, stream, stream.size(), 3, true);  // nothing to do, but a state after the last lines
  for (const auto& entry : std::filesystem::directory_iterator(folder / "events")) {
    std::filesystem::resize_file(entry.path(), 1);
  }
  auto opened = EventFolder::open(folder);
  Telescope telescope(options());
  const auto place = resume(**opened, telescope);
  ASSERT_FALSE(place.has_value());
  EXPECT_THAT(place.error().message, HasSubstr("is shorter than the state says"));
}

TEST(ReadEvents, GivesWhatBeginsInTheRange) {
  const base::TemporaryFolder temporary;
  std::filesystem::create_directories(temporary.path() / "events");
  const auto write = [&](base::Micros hour, std::initializer_list<base::Micros> firsts) {
    auto name = hour_file_name(hour);
    name.resize(name.size() - 4);  // plain lines do as well
    std::ofstream out(temporary.path() / "events" / name);
    for (const base::Micros first : firsts) out << model::to_json(event_at(first, 1)) << '\n';
  };
  const base::Micros day = kNoon - 12 * kHour;
  write(day - kHour, {day - 2});
  write(day, {day - 1, day, day + kMinute});
  write(day + kDay, {day + kDay - 1, day + kDay});
  write(day + 3 * kDay, {day + 5});
  EXPECT_EQ(lines_in(temporary.path(), {.begin = day, .end = day + kDay}).size(), 3U);
  EXPECT_EQ(lines_in(temporary.path(), {.begin = day, .end = day + kDay, .lateness = 0}).size(),
            2U);
}

TEST(ReadEvents, CountsLinesThatAreNoRecordAndGoesOn) {
  const base::TemporaryFolder temporary;
  std::filesystem::create_directories(temporary.path() / "events");
  std::ofstream(temporary.path() / "events" / "2026-01-14T12.jsonl")
      << "{\"type\":\"scan\"}\n\n"
      << model::to_json(event_at(kNoon, 1)) << "\nno record\n";
  std::size_t records = 0;
  const auto read =
      read_events(temporary.path(), kEver, [&records](model::TelescopeRecord&&) { ++records; });
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(records, 1U);
  EXPECT_EQ(read->records, 1U);
  EXPECT_EQ(read->refused, 2U);
  ASSERT_EQ(read->complaints.size(), 2U);
  EXPECT_THAT(read->complaints[0], HasSubstr("T12.jsonl:1: telescope record: member 'source'"));
  const auto absent = read_events(temporary.path() / "none", kEver, [](auto&&) {});
  ASSERT_FALSE(absent.has_value());
  EXPECT_EQ(absent.error().code, Errc::NotFound);
}

}  // namespace
}  // namespace noroshi::telescope
