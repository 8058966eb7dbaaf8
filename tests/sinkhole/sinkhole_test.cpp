#include <chrono>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <string>
#include <thread>

#include "act/sinkhole/visitor.hpp"
#include "base/temporary_folder.hpp"
#include "process.hpp"

namespace noroshi {
namespace {

using collect_e2e::Process;
using sinkhole::Visitor;
using testing::HasSubstr;
using namespace std::string_literals;

const std::string kHello = "\0\0\0\x01\x06telnet"s;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class SinkholeE2e : public testing::Test {
 protected:
  std::unique_ptr<Process> start() {
    std::filesystem::remove(log_);
    return std::make_unique<Process>(
        std::vector<std::string>{NOROSHI_PROGRAM, "sinkhole", "run", "--listen", "127.0.0.1:0",
                                 "--out", out_, "--echo"},
        log_);
  }

  /// What `read` gives once it satisfies `what`, at the latest after a minute.
  template <class Read, class What>
  static std::string await(Read read, What what) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::string text = read();
    while (!what(text) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      text = read();
    }
    return text;
  }

  std::uint16_t port() const {
    const std::regex at("at=127\\.0\\.0\\.1:([0-9]+)");
    std::smatch found;
    const auto text = await([&] { return read(log_); },
                            [&](const std::string& log) { return std::regex_search(log, at); });
    if (!std::regex_search(text, found, at)) return 0;
    return static_cast<std::uint16_t>(std::stoi(found[1]));
  }

  std::string visits() const {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(out_)) all += read(file.path());
    return all;
  }

  std::string await_visits(const std::string& words) const {
    return await([&] { return visits(); },
                 [&](const std::string& text) { return text.find(words) != std::string::npos; });
  }

  std::string hosts() const {
    const std::string result = folder_.path() / "hosts.jsonl";
    std::vector<std::string> words{NOROSHI_PROGRAM, "sinkhole", "hosts", "--quiet"};
    for (const auto& file : std::filesystem::directory_iterator(out_)) words.push_back(file.path());
    EXPECT_EQ(Process(words, result).wait(), 0);
    return read(result);
  }

  base::TemporaryFolder folder_;
  std::string out_ = folder_.path() / "visits";
  std::string log_ = folder_.path() / "log";
};

TEST_F(SinkholeE2e, BotIsParkedWrittenDownAndCalledInfected) {
  const auto process = start();
  const auto at = port();
  ASSERT_NE(at, 0);
  Visitor bot(at, *net::Address::parse("127.0.0.7"));
  ASSERT_TRUE(bot.say(kHello + "\0\0"s));
  EXPECT_EQ(await([&] { return bot.hear().octets; },
                  [](const std::string& heard) { return !heard.empty(); }),
            "\0\0"s);
  EXPECT_THAT(await_visits("127.0.0.7"), HasSubstr(R"("kind":"mirai-like")"));
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait(), 0);
  EXPECT_THAT(visits(), HasSubstr(R"("type":"sinkhole-stay")"));
  EXPECT_THAT(read(log_), HasSubstr("event=ended"));
  EXPECT_THAT(hosts(), HasSubstr(R"("address":"127.0.0.7")"));
}

TEST_F(SinkholeE2e, KillLosesNoVisitThatWasWritten) {
  auto process = start();
  const Visitor bot(port());
  ASSERT_TRUE(bot.say(kHello));
  ASSERT_THAT(await_visits("mirai-like"), HasSubstr("mirai-like"));
  process->signal(SIGKILL);
  process->wait();
  const std::string before = visits();

  process = start();
  const Visitor another(port(), *net::Address::parse("127.0.0.8"));
  ASSERT_TRUE(another.say(kHello));
  EXPECT_THAT(await_visits("127.0.0.8"), HasSubstr("127.0.0.8"));
  EXPECT_THAT(visits(), HasSubstr(before));
  EXPECT_THAT(hosts(), testing::AllOf(HasSubstr("127.0.0.1"), HasSubstr("127.0.0.8")));
}

TEST_F(SinkholeE2e, KernelKeepsTheProcessFromSpeaking) {
  const auto process = start();
  ASSERT_NE(port(), 0);
  // Of the process itself: a filter is in force (2), and cannot be lifted by a new program.
  const auto children = std::to_string(getpid());
  bool found = false;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string status = read(entry.path() / "status");
    if (status.find("PPid:\t" + children + "\n") == std::string::npos) continue;
    found = true;
    EXPECT_THAT(status, HasSubstr("Seccomp:\t2"));
    EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
  }
  EXPECT_TRUE(found);
}

TEST_F(SinkholeE2e, TakenPortIsSaid) {
  const auto process = start();
  const auto at = std::to_string(port());
  const std::string second = folder_.path() / "second";
  EXPECT_EQ(Process({NOROSHI_PROGRAM, "sinkhole", "run", "--listen", "127.0.0.1:" + at, "--out",
                     folder_.path() / "other"},
                    second)
                .wait(),
            1);
  EXPECT_THAT(read(second), HasSubstr("another program listens there"));
}

}  // namespace
}  // namespace noroshi
