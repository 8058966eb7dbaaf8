// A crash at any moment: after each step of every change, and at moments that nobody chose.
//
// The process that crashes is a child.  It writes flows whose octets are 1, 2, 3 …, and tells the
// parent through a pipe how many have been acknowledged; afterwards exactly those (and at most the
// one batch whose acknowledgement was on its way) are there, each once.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "store/duck/testing.hpp"

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBatch = 500;

Options in(const TemporaryFolder& folder) {
  Options options;
  options.folder = folder.file("store");
  options.memory_limit = std::uint64_t{256} << 20;
  options.threads = 1;
  options.journal_age = 0;
  options.journal_octets = 4096;
  return options;
}

// Appends and tends until somebody ends it; writes to `acknowledged` after each batch.
// Every batch begins 10 minutes after the one before, so partitions fill up and are merged.
[[noreturn]] void write_for_ever(const Options& options, std::uint64_t from, int acknowledged,
                                 const StepHook& hook, std::uint64_t batches) {
  auto store = EmbeddedStore::open(options);
  if (!store) ::_exit(3);
  (*store)->grace(0);
  (*store)->after_step(hook);
  for (std::uint64_t i = 0; i < batches; ++i) {
    const base::Micros start = kNoon + static_cast<base::Micros>(i) * 10 * base::kMinute;
    const auto batch = flows(kBatch, start, from + 1);
    if (!(*store)->append(store::rows_of(batch))) ::_exit(4);
    from += kBatch;
    if (::write(acknowledged, &from, sizeof from) != sizeof from) ::_exit(5);
    if (!settle(**store)) ::_exit(6);
  }
  ::_exit(0);
}

struct Child {
  pid_t pid = 0;
  int acknowledged = -1;

  // The greatest number the child has acknowledged before it ended.
  std::uint64_t last(std::uint64_t before) const {
    std::uint64_t value = before;
    std::uint64_t next = 0;
    while (::read(acknowledged, &next, sizeof next) == sizeof next) value = next;
    ::close(acknowledged);
    return value;
  }

  int wait() const {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }
};

Child spawn(const Options& options, std::uint64_t from, const StepHook& hook,
            std::uint64_t batches) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    write_for_ever(options, from, ends[1], hook, batches);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

// What the store holds after the crash is what was acknowledged, or one batch more.
std::uint64_t check(const Options& options, std::uint64_t acknowledged, const std::string& when) {
  auto store = EmbeddedStore::open(options);
  EXPECT_TRUE(store) << when << ": " << store.error().message;
  if (!store) return 0;
  const auto sums = totals(**store);
  EXPECT_TRUE(sums) << when << ": " << sums.error().message;
  if (!sums) return 0;
  const std::uint64_t rows = sums->first;
  EXPECT_TRUE(rows == acknowledged || rows == acknowledged + kBatch)
      << when << ": " << rows << " of " << acknowledged;
  EXPECT_EQ(*sums, totals_of(rows)) << when;
  return rows;
}

TEST(Crash, AfterAnyStepEachRowIsThereOnce) {
  const std::vector<std::string> steps{"journal made",      "segment written",  "segment placed",
                                       "journals replaced", "journals removed", "segments replaced",
                                       "segments removed"};
  for (const std::string& step : steps) {
    // The first time and a later one: a store that is empty, and one in the middle of its life.
    for (const int time : {1, 3}) {
      const TemporaryFolder folder;
      int seen = 0;
      const StepHook crash = [&seen, &step, time](std::string_view now) {
        if (now == step && ++seen == time) ::raise(SIGKILL);
      };
      const Child child = spawn(in(folder), 0, crash, 200);
      const int status = child.wait();
      EXPECT_TRUE(WIFSIGNALED(status)) << step << ": never reached, status " << status;
      check(in(folder), child.last(0), step);
    }
  }
}

TEST(Crash, AtRandomMomentsAgainAndAgain) {
  const TemporaryFolder folder;
  std::mt19937 random(20260101);
  std::uniform_int_distribution<int> batches(1, 12);
  std::uniform_int_distribution<int> moments(0, 40);
  std::uint64_t rows = 0;
  for (int round = 0; round < 25; ++round) {
    const Child child = spawn(
        in(folder), rows, [](std::string_view) {}, 1'000'000);
    std::uint64_t last = rows;
    for (int i = batches(random); i > 0; --i) {
      ASSERT_EQ(::read(child.acknowledged, &last, sizeof last), static_cast<ssize_t>(sizeof last));
    }
    // The moment is meant to be random: nothing is waited for.
    std::this_thread::sleep_for(std::chrono::milliseconds(moments(random)));
    ::kill(child.pid, SIGKILL);
    child.wait();
    rows = check(in(folder), child.last(last), "round " + std::to_string(round));
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(rows, 100 * kBatch);
}

TEST(Crash, LeavesNoFileBehindThatTheManifestDoesNotName) {
  const TemporaryFolder folder;
  const StepHook crash = [](std::string_view now) {
    if (now == "segment written") ::raise(SIGKILL);
  };
  spawn(in(folder), 0, crash, 200).wait();
  const auto half_written = [&] {
    for (const auto& entry : fs::recursive_directory_iterator(folder.file("store/segments"))) {
      if (entry.is_regular_file()) return true;
    }
    return false;
  };
  ASSERT_TRUE(half_written()) << "the crash came too early to test anything";
  ASSERT_TRUE(opened(in(folder)));
  EXPECT_FALSE(half_written());
}

TEST(Crash, AFullDiskLosesNothingThatWasAcknowledgedAndKeepsNothingOfTheRest) {
  const TemporaryFolder folder;
  Options options = in(folder);
  options.journal_octets = std::uint64_t{1} << 30;
  const auto store = opened(options);
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(kBatch))));
  // No file may grow beyond this: what a full disk does, for this process alone.
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{200'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  model::FlowBatch large;
  std::mt19937_64 random(7);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    model::Flow flow;
    flow.start = kNoon;
    flow.octets = random();
    large.append(flow);
  }
  const auto refused = store->append(store::rows_of(large));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("writing"));
  EXPECT_EQ(totals(*store).value(), totals_of(kBatch));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(kBatch, kNoon, kBatch + 1))));
  EXPECT_EQ(totals(*store).value(), totals_of(2 * kBatch));
}

TEST(Crash, CompactionOnAFullDiskLeavesEverythingAsItWas) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  constexpr std::uint64_t kRows = 7200;  // three partitions, the first far smaller than the others
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(kRows, kNoon - base::kMinute))));
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{8000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = store->tend();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_FALSE(refused);
  for (const auto& entry : fs::recursive_directory_iterator(folder.file("store/segments"))) {
    EXPECT_FALSE(entry.is_regular_file()) << entry.path();
  }
  EXPECT_EQ(totals(*store).value(), totals_of(kRows));
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(totals(*store).value(), totals_of(kRows));
}

}  // namespace
}  // namespace noroshi::duck
