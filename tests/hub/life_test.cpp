// The life of a hub: killed, ended, backed up, tampered with, short of disk, on another base.
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/mount.h>
#include <thread>

#include "base/temporary_folder.hpp"
#include "io/sql/own_postgres.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr int kBundle = 40;  // objects of one push

/// Pushes bundle after bundle, from `seed` on, until it is told to stop or a push fails.
class PushingOn {
 public:
  PushingOn(const Place& place, int seed)
      : place_(place), first_(seed), next_(seed), thread_([this] { run(); }) {}
  ~PushingOn() { stop(); }
  PushingOn(const PushingOn&) = delete;
  PushingOn& operator=(const PushingOn&) = delete;

  void stop() {
    ended_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int next() const { return next_; }

  /// The ids of all that was acknowledged so far.
  std::set<std::string> taken() const {
    std::set<std::string> ids;
    for (int seed = first_; seed < next_; ++seed) ids.merge(ids_of_bundle(seed, kBundle));
    return ids;
  }

 private:
  void run() {
    while (!ended_) {
      if (place_.hub({"push", "--quiet"}, bundle(next_, kBundle)).status != 0) return;
      ++next_;
    }
  }

  const Place& place_;
  int first_;
  std::atomic<int> next_;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

TEST(HubLife, KilledAtAnyMomentItHasAllThatItTook) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  std::mt19937 random(5);
  std::set<std::string> taken;
  int seed = 1;
  for (int round = 0; round < 5; ++round) {
    place.serve();
    PushingOn pushing(place, seed);
    ASSERT_TRUE(within_a_minute([&] { return pushing.next() > seed; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));
    place.kill();
    pushing.stop();
    taken.merge(pushing.taken());
    seed = pushing.next() + 1;
    const std::string doctor = place.done({"doctor"});
    EXPECT_THAT(doctor, AllOf(HasSubstr("tables and indexes agree"), HasSubstr("chain holds")));
    place.serve();
    EXPECT_THAT(place.ids_in(), IsSupersetOf(taken)) << "round " << round;
    EXPECT_EQ(place.end(), 0);
  }
}

TEST(HubLife, ATermLetsRunningRequestsEnd) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  PushingOn pushing(place, 1);
  ASSERT_TRUE(within_a_minute([&] { return pushing.next() > 2; }));
  EXPECT_EQ(place.end(), 0);
  EXPECT_THAT(place.log(), HasSubstr("ending: running requests get up to 10 s"));
  pushing.stop();
  place.serve();
  EXPECT_THAT(place.ids_in(), IsSupersetOf(pushing.taken()));
}

TEST(HubLife, ABackupMadeWhilePushingIsAHub) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  PushingOn pushing(place, 1);
  ASSERT_TRUE(within_a_minute([&] { return pushing.next() > 2; }));
  const auto before = pushing.taken();
  place.done({"backup", folder.file("backup")});
  pushing.stop();
  EXPECT_EQ(place.hub({"backup", folder.file("backup")}).status, 2);  // never over another
  EXPECT_EQ(place.end(), 0);

  fs::rename(place.folder(), folder.file("gone"));
  place.done({"restore", folder.file("backup")});
  EXPECT_THAT(place.done({"doctor"}), Not(HasSubstr("ILL")));
  place.serve();
  EXPECT_THAT(place.ids_in(), IsSupersetOf(before));
  EXPECT_EQ(place.hub({"restore", folder.file("backup")}).status, 2);
}

TEST(HubLife, ABaseOfAnotherNameIsRestoredToThatName) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"), "other.db");
  place.serve();
  place.done({"push"}, bundle(3, 5));
  EXPECT_EQ(place.end(), 0);
  place.done({"backup", folder.file("backup")});
  fs::rename(place.folder(), folder.file("gone"));
  place.done({"restore", folder.file("backup")});
  place.serve();
  EXPECT_EQ(place.ids_in(), ids_of_bundle(3, 5));
}

TEST(HubLife, ATrailThatWasChangedIsFound) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.done({"user", "add", "alice"});
  place.done({"user", "remove", "alice"});
  std::string trail = place.done({"audit"});
  const std::string file = folder.file("trail.jsonl");
  write(file, trail);
  const Ran sound = noroshi({"hub", "audit", "--check", file});
  EXPECT_EQ(sound.status, 0) << sound.err;
  EXPECT_THAT(sound.out, HasSubstr("3 entries: the chain holds"));

  trail.replace(trail.rfind("alice"), 5, "mallo");
  write(file, trail);
  const Ran tampered = noroshi({"hub", "audit", "--check", file});
  EXPECT_EQ(tampered.status, 1);
  EXPECT_THAT(tampered.err, HasSubstr(file));

  const auto base = sql::Database::open(place.file("hub.db")).value();
  // Even what the tables refuse by themselves can be done by who owns the file.
  auto connection = base->connect().value();
  auto triggers = connection->ask(
      "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND "
      "tbl_name = 'trail'");
  std::vector<std::string> names;
  while (triggers && (*triggers)->next().value()) names.emplace_back((*triggers)->text(0));
  triggers = Error{};
  for (const std::string& name : names) {
    ASSERT_TRUE(connection->run("DROP TRIGGER " + name)) << name;
  }
  ASSERT_TRUE(connection->run("UPDATE trail SET subject = 'nobody' WHERE number = 2"));
  const Ran doctor = place.hub({"doctor"});
  EXPECT_EQ(doctor.status, 1);
  EXPECT_THAT(doctor.out, HasSubstr("ILL   audit trail"));
}

TEST(HubLife, ADryRunOfAnUpgradeHasNothingToDoWhereAllIsNew) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  EXPECT_EQ(place.end(), 0);
  const Ran dry = place.hub({"upgrade", "--dry-run"});
  EXPECT_EQ(dry.status, 0) << dry.err;
  EXPECT_EQ(dry.out, "");
  EXPECT_THAT(dry.err, HasSubstr("nothing to do"));
}

TEST(HubLife, TheSameHubRunsOverPostgres) {
  auto& server = sql::OwnPostgres::instance();
  if (!server.missing().empty()) GTEST_SKIP() << "skipped: " << server.missing();
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"), server.make_base());
  place.serve();
  place.done({"push"}, bundle(1, 50));
  EXPECT_THAT(place.hub({"push"}, bundle(1, 50)).err, HasSubstr(": 0 new"));
  EXPECT_EQ(place.ids_in(), ids_of_bundle(1, 50));
  EXPECT_THAT(place.ask("GET", "/api/v1/lookup?value=d1-7.example").body,
              HasSubstr("indicator--00000000-0000-4000-8000-000001000007"));
  place.kill();
  place.serve();
  EXPECT_EQ(place.ids_in(), ids_of_bundle(1, 50));
  EXPECT_THAT(place.done({"doctor"}), AllOf(HasSubstr("PostgreSQL"), Not(HasSubstr("ILL"))));
  EXPECT_THAT(place.hub({"backup", folder.file("backup")}).err, HasSubstr("pg_dump"));
}

/// A small disk of its own.
class SmallDisk {
 public:
  explicit SmallDisk(std::string folder) : folder_(std::move(folder)) {
    fs::create_directories(folder_);
    there_ = ::mount("none", folder_.c_str(), "tmpfs", 0, "size=6m,mode=0700") == 0;
  }
  ~SmallDisk() {
    if (there_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool there() const { return there_; }
  bool grow() const {
    return ::mount("none", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=64m,mode=0700") == 0;
  }

 private:
  std::string folder_;
  bool there_ = false;
};

TEST(HubLife, AFullDiskIsAClearRefusalAndNoLoss) {
  const base::TemporaryFolder folder;
  const SmallDisk disk(folder.file("disk"));
  if (!disk.there()) GTEST_SKIP() << "skipped: a small disk (tmpfs) can only be mounted by root";
  Place place(folder.file("disk/hub"));
  place.serve();
  std::set<std::string> taken;
  Ran last;
  int seed = 0;
  while (seed < 100 && last.status != 1) {
    last = place.hub({"push"}, bundle(++seed, 200));
    if (last.status == 0) taken.merge(ids_of_bundle(seed, 200));
  }
  EXPECT_THAT(last.err, HasSubstr("disk"));
  EXPECT_EQ(place.ask("GET", "/health").status, 200);
  EXPECT_THAT(place.ids_in(), IsSupersetOf(taken));
  ASSERT_TRUE(disk.grow());
  place.done({"push"}, bundle(seed, 200));  // the same again: now there is room
  taken.merge(ids_of_bundle(seed, 200));
  EXPECT_EQ(place.ids_in(), taken);
  EXPECT_EQ(place.end(), 0);
}

}  // namespace
}  // namespace noroshi::hub_e2e
