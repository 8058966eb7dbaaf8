// kill −9 at any moment: what was acknowledged is there, nothing counts twice, and no notice gets a
// second name.  Real processes are killed after delays that grow from nothing until they get
// through.
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "act/notify/accounts.hpp"
#include "act/notify/desk.hpp"
#include "act/notify/notify_test.hpp"
#include "act/notify/routing.hpp"
#include "base/temporary_folder.hpp"

namespace noroshi::notify {
namespace {

constexpr int kHosts = 60;

/// Writes each notice into a file, as a system that has taken it for good would.
class FileChannel final : public channel::Channel {
 public:
  FileChannel(std::string name, std::string path)
      : name_(std::move(name)), path_(std::move(path)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] bool reaches(const channel::Recipient&) const override { return true; }
  channel::Outcome send(const channel::Notice& notice, const channel::Recipient& to) override {
    const std::string line = name_ + " " + to.line + " " + notice.id + "\n";
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool written =
        ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::close(file);
    return {written ? channel::Handed::Accepted : channel::Handed::Later, {}};
  }

 private:
  std::string name_;
  std::string path_;
};

class AnyLine final : public subscriber::Resolver {
 public:
  [[nodiscard]] subscriber::Resolution resolve(const model::Sighting& sighting) const override {
    return {.outcome = subscriber::Outcome::Found,
            .reason = subscriber::Reason::None,
            .line = "line-" + sighting.source.to_string(),
            .source = "static",
            .device = {}};
  }
};

std::vector<model::InfectedHost> many_hosts(int count) {
  std::vector<model::InfectedHost> hosts;
  for (int i = 0; i < count; ++i) {
    const auto address = net::Address::v4(0x0A000000U + static_cast<std::uint32_t>(i));
    hosts.push_back(an_infected_host(address.to_string(), 40'000, kMorning + i));
  }
  return hosts;
}

/// Runs `work` in processes that are killed sooner or later, until one gets through.  Returns how
/// many were killed.
template <class Work>
int survive(Work work) {
  std::chrono::microseconds patience{0};
  for (int killed = 0;; ++killed) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work() ? 0 : 1);
    std::this_thread::sleep_for(patience);
    patience += std::chrono::microseconds(500) + patience / 10;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      return killed;
    }
  }
}

class Killed : public testing::Test {
 protected:
  void create(Side side) {
    auto base = sql::Database::open(where).value();
    ASSERT_TRUE(Book::create(*base, side, "example-telecom"));
  }
  void fill() {
    const auto base = sql::Database::open(where).value();
    const auto book = Book::open(*base).value();
    ASSERT_EQ(take_hosts(*book, many_hosts(kHosts), kMorning + base::kHour).accepted, kHosts);
  }
  void expect_sound(std::uint64_t taken = kHosts) {
    const auto base = sql::Database::open(where).value();
    const auto book = Book::open(*base).value();
    const auto accounts = accounts_of(*book).value();
    EXPECT_TRUE(accounts.faults.empty()) << accounts.faults.front();
    EXPECT_TRUE(check_evidence(*book));
    EXPECT_EQ(accounts.sum("take", "accepted"), taken);
  }

  base::TemporaryFolder folder;
  std::string where = "sqlite:" + folder.file("notify.db");
};

TEST_F(Killed, WhileTakingLosesNothingAndCountsNothingTwice) {
  create(Side::Operator);
  constexpr int kTaken = 12'000;  // three batches
  const auto hosts = many_hosts(kTaken);
  const int killed = survive([&] {
    const auto base = sql::Database::open(where).value();
    const auto book = Book::open(*base).value();
    take_hosts(*book, hosts, kMorning + base::kHour);
    return waiting(*book).value().events == kTaken;
  });
  EXPECT_GT(killed, 2);
  expect_sound(kTaken);
}

TEST_F(Killed, WhileNotifyingGivesNoNoticeASecondNameAndLosesNone) {
  create(Side::Operator);
  fill();
  const std::string log = folder.file("sent");
  const int killed = survive([&] {
    const auto base = sql::Database::open(where).value();
    const auto book = Book::open(*base).value();
    const AnyLine resolver;
    FileChannel portal("portal", log);
    FileChannel mail("mail", log);
    DeskOptions options;
    options.plan = {{.channels = {"portal", "mail"}, .after = 0}};
    const OptOuts none = OptOuts::read(*book, "").value();
    Desk desk(
        *book, resolver, {&portal, &mail},
        [](std::string_view line) {
          channel::Recipient one;
          one.line = line;
          return one;
        },
        options, none);
    return desk.run(kMorning + 2 * base::kHour).has_value();
  });
  EXPECT_GT(killed, 5);
  std::map<std::string, std::set<std::string>> names;  // by channel and line
  std::ifstream sent(log);
  std::string channel, line, id;
  while (sent >> channel >> line >> id) names[channel + " " + line].insert(id);
  EXPECT_EQ(names.size(), 2U * kHosts);
  for (const auto& [who, ids] : names) EXPECT_EQ(ids.size(), 1U) << who;
  expect_sound();
}

TEST_F(Killed, WhileRoutingAndHandingOverWritesWholeFilesOfEveryEventOnce) {
  create(Side::Institute);
  fill();
  const std::string out = folder.file("out");
  const int killed = survive([&] {
    const auto base = sql::Database::open(where).value();
    const auto book = Book::open(*base).value();
    const auto routed = route(
        *book, [](const net::Address&) { return std::optional<std::string>("example-telecom"); },
        kMorning + 2 * base::kHour);
    return routed && hand_over(*book, out).has_value();
  });
  EXPECT_GT(killed, 2);
  std::set<std::string> bodies;
  std::size_t events = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(out)) {
    if (file.path().extension() != ".jsonl") continue;
    const auto input = io::Input::open(file.path().string()).value();
    io::Rejects rejects;
    const auto reader = open_events(*input, rejects).value();
    Incoming event;
    for (;;) {
      const auto more = reader->next(event);
      ASSERT_TRUE(more) << more.error().message;
      if (!*more) break;
      bodies.insert(event.body);
      ++events;
    }
    EXPECT_EQ(rejects.total_rejected(), 0U);
  }
  EXPECT_EQ(events, static_cast<std::size_t>(kHosts));
  EXPECT_EQ(bodies.size(), static_cast<std::size_t>(kHosts));
  expect_sound();
}

}  // namespace
}  // namespace noroshi::notify
