// What was acknowledged is there: after kill -9 at any moment, and after a full disk.
#include <csignal>
#include <random>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "intel/archive/archive_test.hpp"

namespace noroshi::archive {
namespace {

using testing::IsEmpty;

std::vector<Submission> three(std::uint64_t n) {
  return {submission(indicator(3 * n, kStart), released(1)),
          submission(address(3 * n, "192.0.2.1"), released(1)),
          submission(named("identity", 3 * n, kStart, "somebody"), released(1))};
}

std::unique_ptr<Archive> open_at(sql::Database& database) {
  return Archive::open(database).value();
}

/// The child: adds for ever, and writes a number into the pipe once its objects are acknowledged.
[[noreturn]] void add_until_killed(const std::string& where, int pipe, std::uint64_t from) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto database = sql::Database::open(where).value();
  const auto archive = open_at(*database);
  for (std::uint64_t n = from;; ++n) {
    if (!archive->add(1, three(n))) ::_exit(1);
    if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(1);
  }
}

TEST(Durability, KillAtAnyMomentLosesNothingThatWasAcknowledged) {
  const base::TemporaryFolder folder;
  const std::string where = "sqlite:" + folder.file("hub.db");
  std::mt19937_64 random(1);
  std::uint64_t next = 0;
  for (int round = 0; round < 8; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      add_until_killed(where, pipe[1], next);
    }
    ::close(pipe[1]);
    // So many acknowledgements, and a moment within the next transaction.
    std::uint64_t acknowledged = next;
    for (std::uint64_t left = 1 + random() % 10; left > 0; --left) {
      ASSERT_EQ(::read(pipe[0], &acknowledged, sizeof acknowledged),
                static_cast<ssize_t>(sizeof acknowledged));
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 5'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(pipe[0], &acknowledged, sizeof acknowledged) > 0) {
    }
    ::close(pipe[0]);

    const auto database = sql::Database::open(where).value();
    const auto archive = open_at(*database);
    EXPECT_THAT(archive->check().value(), IsEmpty());
    for (std::uint64_t n = 0; n <= acknowledged; ++n) {
      ASSERT_TRUE(archive->find(member(2), id_of("indicator", 3 * n))) << n;
      ASSERT_TRUE(archive->find(member(2), id_of("identity", 3 * n))) << n;
    }
    // All three of a call or none: what was under way may be there, never a part of it.
    EXPECT_EQ(archive->find(member(2), id_of("indicator", 3 * acknowledged + 3)).has_value(),
              archive->find(member(2), id_of("identity", 3 * acknowledged + 3)).has_value());
    next = acknowledged + 1;
  }
}

/// No file of this process grows beyond so many octets, as on a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(std::uint64_t octets) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small = before_;
    small.rlim_cur = octets;
    ::setrlimit(RLIMIT_FSIZE, &small);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, handler_);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(Durability, AFullDiskIsAClearRefusalAndTheBaseGoesOn) {
  const base::TemporaryFolder folder;
  const auto database = sql::Database::open("sqlite:" + folder.file("hub.db")).value();
  const auto archive = open_at(*database);
  std::uint64_t kept = 0;
  {
    const SmallFiles small(512U << 10);
    Status refused;
    while (refused && kept < 2'000) {
      const auto added = archive->add(1, three(kept));
      if (added) {
        ++kept;
      } else {
        refused = added.error();
      }
    }
    ASSERT_FALSE(refused) << "the disk was never full";
    EXPECT_FALSE(refused.error().message.empty());
    EXPECT_TRUE(archive->find(member(2), id_of("indicator", 0))) << "still readable";
    EXPECT_EQ(archive->health()->revisions, 3 * kept);
  }
  ASSERT_TRUE(archive->add(1, three(kept))) << "space is back";
  EXPECT_EQ(archive->health()->revisions, 3 * kept + 3);
  EXPECT_THAT(archive->check().value(), IsEmpty());
}

TEST(Durability, AMillionEqualValuesAreNoPairs) {
  const base::TemporaryFolder folder;
  const auto database = sql::Database::open("sqlite:" + folder.file("hub.db")).value();
  const auto archive = open_at(*database);
  const auto add_some = [&](std::uint64_t from) {
    std::vector<Submission> some;
    for (std::uint64_t n = from; n < from + 500; ++n) {
      some.push_back(submission(indicator(n, kStart), released(1)));
    }
    ASSERT_TRUE(archive->add(1, some));
  };
  add_some(0);
  const auto octets = archive->health()->octets;
  for (std::uint64_t n = 500; n < 4'000; n += 500) add_some(n);
  // Eight times as many objects take about eight times the room, not sixty-four times.
  EXPECT_LT(archive->health()->octets, 12 * octets);
  EXPECT_EQ(archive->health()->values, 1U);
}

}  // namespace
}  // namespace noroshi::archive
