// What is SQLite's own: the file, its backup, a full disk, and `kill -9`.
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "io/sql/database.hpp"

namespace noroshi::sql {
namespace {

using testing::HasSubstr;

class Sqlite : public testing::Test {
 protected:
  std::string path() const { return folder_.file("hub.db"); }
  std::unique_ptr<Database> open() const { return Database::open(path()).value(); }

  static std::int64_t count(Connection& connection, std::string_view question) {
    const auto rows = connection.ask(question).value();
    return rows->next().value() ? rows->integer(0) : -1;
  }

  static std::string word(Connection& connection, std::string_view question) {
    const auto rows = connection.ask(question).value();
    return rows->next().value() ? std::string(rows->text(0)) : "nothing";
  }

  base::TemporaryFolder folder_;
};

TEST_F(Sqlite, IsDurableAndKeepsReferences) {
  const auto connection = open()->connect().value();
  EXPECT_EQ(word(*connection, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(count(*connection, "PRAGMA synchronous"), 2) << "FULL";
  EXPECT_EQ(count(*connection, "PRAGMA foreign_keys"), 1);
}

TEST_F(Sqlite, OnlyItsOwnerMayReadTheFiles) {
  const auto connection = open()->connect().value();
  ASSERT_TRUE(connection->script("CREATE TABLE thing (id BIGINT)"));
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    struct stat about {};
    ASSERT_EQ(::stat(file.path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U) << file.path();
  }
}

TEST_F(Sqlite, AFileThatIsNoBaseIsRefused) {
  std::ofstream(path()) << std::string(4'096, 'x');
  const auto opened = Database::open(path());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("restore a backup"));
}

TEST_F(Sqlite, AMissingFolderIsNotMade) {
  const auto opened = Database::open("sqlite:" + folder_.file("none/hub.db"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::NotFound);
}

TEST_F(Sqlite, AFullDiskIsAClearRefusalAndHarmsNothing) {
  const auto base = open();
  const auto connection = base->connect().value();
  ASSERT_TRUE(connection->script("CREATE TABLE thing (text TEXT); INSERT INTO thing VALUES ('a')"));
  ASSERT_TRUE(connection->run("PRAGMA max_page_count = 10"));
  const std::string large(100'000, 'x');
  const Value row[] = {std::string_view(large)};
  auto transaction = Transaction::write(*connection).value();
  const auto refused = connection->run("INSERT INTO thing VALUES ($1)", row);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(is_disk_full(refused.error())) << refused.error().message;
  const auto status = transaction.commit();
  ASSERT_FALSE(status);
  EXPECT_TRUE(is_disk_full(status.error())) << "the reason survives to the commit";
  EXPECT_EQ(count(*connection, "SELECT COUNT(*) FROM thing"), 1);
  ASSERT_TRUE(connection->run("PRAGMA max_page_count = 1000"));
  EXPECT_TRUE(connection->run("INSERT INTO thing VALUES ($1)", row)) << "room was made";
}

TEST_F(Sqlite, ABackupIsOneMomentWhileOthersWrite) {
  const auto base = open();
  const auto reader = base->connect().value();
  ASSERT_TRUE(reader->script("CREATE TABLE a (id BIGINT, text TEXT); CREATE TABLE b (id BIGINT)"));
  // Each transaction writes to both tables: a copy of one moment has as many rows in each.
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> written = 0;
  std::thread writer([&] {
    const auto connection = base->connect().value();
    const std::string text(4'000, 'x');
    while (!stop) {
      auto transaction = Transaction::write(*connection).value();
      const Value row[] = {std::int64_t{written}, std::string_view(text)};
      ASSERT_TRUE(connection->run("INSERT INTO a VALUES ($1, $2)", row));
      ASSERT_TRUE(connection->run("INSERT INTO b VALUES ($1)", std::span(row, 1)));
      ASSERT_TRUE(transaction.commit());
      ++written;
      written.notify_all();
    }
  });
  written.wait(0);
  const std::string copy = folder_.file("copy.db");
  for (int round = 0; round < 3; ++round) {
    const std::int64_t before = written;
    const auto status = base->back_up(copy);
    ASSERT_TRUE(status) << status.error().message;
    const auto restored = Database::open(copy).value()->connect().value();
    const auto last = count(*restored, "SELECT COUNT(*) FROM a");
    EXPECT_GE(last, before);
    EXPECT_EQ(count(*restored, "SELECT COUNT(*) FROM b"), last);
    EXPECT_EQ(word(*restored, "PRAGMA integrity_check"), "ok");
  }
  stop = true;
  writer.join();
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_EQ(file.path().string().find("partial"), std::string::npos) << file.path();
  }
}

TEST_F(Sqlite, ABackupThatCannotBeWrittenLeavesTheOldOne) {
  const auto base = open();
  const auto status = base->back_up(folder_.file("none/copy.db"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::NotFound);
}

/// Writes rows one by one and says each number on `out` once it is acknowledged.
[[noreturn]] void write_until_killed(const std::string& path, int out) {
  const auto connection = Database::open(path).value()->connect().value();
  const std::int64_t first = [&] {
    const auto rows = connection->ask("SELECT COALESCE(MAX(id), 0) FROM thing").value();
    return rows->next().value() ? rows->integer(0) : 0;
  }();
  for (std::int64_t id = first + 1;; ++id) {
    auto transaction = Transaction::write(*connection).value();
    const Value row[] = {id};
    if (!connection->run("INSERT INTO thing VALUES ($1)", row)) ::_exit(1);
    if (!transaction.commit()) ::_exit(1);
    if (::write(out, &id, sizeof id) != sizeof id) ::_exit(1);
  }
}

TEST_F(Sqlite, KillLosesNothingThatWasAcknowledged) {
  ASSERT_TRUE(open()->connect().value()->script("CREATE TABLE thing (id BIGINT PRIMARY KEY)"));
  std::mt19937 random(20'261'121);
  std::int64_t acknowledged = 0;
  for (int round = 0; round < 8; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(path(), ends[1]);
    ::close(ends[1]);
    // Killed after this many acknowledgements, somewhere within the work that follows.
    const auto after = 1 + random() % 20;
    std::int64_t id = 0;
    for (std::uint64_t i = 0; i < after && ::read(ends[0], &id, sizeof id) == sizeof id; ++i) {
      acknowledged = id;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 5'000));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    while (::read(ends[0], &id, sizeof id) == sizeof id) acknowledged = id;
    ::close(ends[0]);
    const auto connection = open()->connect().value();
    const std::int64_t kept = count(*connection, "SELECT COUNT(*) FROM thing");
    EXPECT_GE(kept, acknowledged);
    EXPECT_EQ(count(*connection, "SELECT MAX(id) FROM thing"), kept) << "no gaps";
    EXPECT_EQ(word(*connection, "PRAGMA integrity_check"), "ok");
  }
  EXPECT_GE(acknowledged, 8);
}

}  // namespace
}  // namespace noroshi::sql
