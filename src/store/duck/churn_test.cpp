// Many at once: readers of the same and of another process, while rows come in, are compacted,
// merged and expire.  Every answer is one consistent state.
#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "store/duck/testing.hpp"

namespace noroshi::duck {
namespace {

constexpr std::uint64_t kBatch = 200;

Options in(const TemporaryFolder& folder) {
  Options options;
  options.folder = folder.file("store");
  options.memory_limit = std::uint64_t{256} << 20;
  options.threads = 2;
  options.journal_age = 0;
  options.journal_octets = 2048;
  return options;
}

// The octets of the flows are 1, 2, 3 …: a consistent state is one whose sum belongs to its count,
// and states only ever grow.
::testing::AssertionResult consistent(const Totals& now, const Totals& before) {
  if (now != totals_of(now.first)) {
    return ::testing::AssertionFailure() << now.first << " rows have sum " << now.second;
  }
  if (now.first < before.first) {
    return ::testing::AssertionFailure() << now.first << " rows after " << before.first;
  }
  return ::testing::AssertionSuccess();
}

Status append_batch(EmbeddedStore& store, std::uint64_t batch) {
  const base::Micros start = kNoon + static_cast<base::Micros>(batch) * 10 * base::kMinute;
  return store.append(store::rows_of(flows(kBatch, start, batch * kBatch + 1)));
}

TEST(Churn, AnotherProcessReadsWhileOneWritesCompactsAndMerges) {
  const TemporaryFolder folder;
  ASSERT_TRUE(opened(in(folder)));  // the reader must find a store
  const pid_t writer = ::fork();
  if (writer == 0) {
    auto store = EmbeddedStore::open(in(folder));
    if (!store) ::_exit(3);
    (*store)->grace(0);  // what was merged is deleted at once: the hardest case for a reader
    for (std::uint64_t i = 0;; ++i) {
      if (!append_batch(**store, i) || !settle(**store)) ::_exit(4);
    }
  }
  Options options = in(folder);
  options.read_only = true;
  const auto reader = opened(options);
  Totals before{0, 0};
  int changes = 0;
  for (int i = 0; i < 20'000 && changes < 60; ++i) {
    const auto now = totals(*reader);
    EXPECT_TRUE(now) << now.error().message;
    if (!now) break;
    EXPECT_TRUE(consistent(*now, before));
    const auto health = reader->health(store::TableId::Flows);
    EXPECT_TRUE(health) << health.error().message;
    EXPECT_GE(health->rows, now->first);
    changes += now->first != before.first ? 1 : 0;
    before = *now;
  }
  int status = 0;
  ASSERT_EQ(::waitpid(writer, &status, WNOHANG), 0) << "the writer ended: " << status;
  ::kill(writer, SIGKILL);
  ::waitpid(writer, &status, 0);
  EXPECT_EQ(changes, 60) << "the writer wrote too little to test anything";
}

TEST(Churn, TendRunsBesideAppendAndSelect) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  store->grace(0);
  std::atomic<bool> done{false};
  std::thread tender([&] {
    while (!done) NOROSHI_EXPECT_OK(store->tend());
  });
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      Totals before{0, 0};
      while (!done) {
        const auto now = totals(*store);
        NOROSHI_ASSERT_OK(now);
        EXPECT_TRUE(consistent(*now, before));
        before = *now;
      }
    });
  }
  for (std::uint64_t i = 0; i < 150; ++i) NOROSHI_EXPECT_OK(append_batch(*store, i));
  done = true;
  tender.join();
  for (std::thread& reader : readers) reader.join();
  NOROSHI_ASSERT_OK(settle(*store));
  EXPECT_EQ(totals(*store).value(), totals_of(150 * kBatch));
}

TEST(Churn, AnAnswerThatLostItsRowsSaysSo) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  // Several partitions of several row groups: DuckDB has not opened the last when the first rows
  // are there.
  for (std::uint64_t i = 0; i < 60; ++i) {
    NOROSHI_ASSERT_OK(store->append(
        store::rows_of(flows(3600, kNoon + static_cast<base::Micros>(i) * base::kHour, 1))));
  }
  NOROSHI_ASSERT_OK(settle(*store));
  const auto answer = store->select("SELECT octets FROM flows");
  NOROSHI_ASSERT_OK(answer);
  store::Retention retention;
  NOROSHI_ASSERT_OK(store->expire(retention, kNoon + 100 * base::kHour));
  bool told = false;
  while (!told) {
    const auto chunk = (*answer)->next();
    if (chunk && !*chunk) break;
    told = !chunk && chunk.error().message.find("ask again") != std::string::npos;
    if (!chunk) break;
  }
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace noroshi::duck
