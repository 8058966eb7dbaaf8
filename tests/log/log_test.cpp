#include <chrono>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <string>
#include <thread>

#include "base/temporary_folder.hpp"
#include "process.hpp"

namespace noroshi {
namespace {

namespace fs = std::filesystem;
using collect_e2e::Process;
using testing::HasSubstr;

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

class LogE2e : public testing::Test {
 protected:
  struct Ran {
    int status = 0;
    std::string text;  ///< standard output and error
  };

  Ran run(std::vector<std::string> words) {
    const auto out = folder_.path() / ("out-" + std::to_string(++runs_));
    words.insert(words.begin(), NOROSHI_PROGRAM);
    const int status = Process(words, out.string()).wait();
    return {status, read(out)};
  }

  /// Starts a program that listens on a free port, and says where.
  std::string serve(std::vector<std::string> words) {
    const auto out = (folder_.path() / ("out-" + std::to_string(++runs_))).string();
    words.insert(words.begin(), NOROSHI_PROGRAM);
    words.insert(words.end(), {"--listen", "127.0.0.1:0"});
    servers_.push_back(std::make_unique<Process>(words, out));
    const std::regex at("http://[0-9.]+:[0-9]+/");
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::smatch found;
    std::string text = read(out);
    while (!std::regex_search(text, found, at) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      text = read(out);
    }
    EXPECT_TRUE(std::regex_search(text, found, at)) << text;
    return found[0];
  }

  /// A key; returns the public half.
  std::string key(const std::string& name, bool witness) {
    std::vector<std::string> words{"log", "key", "--name", name, "--out", path(name)};
    if (witness) words.emplace_back("--witness");
    const Ran ran = run(words);
    EXPECT_EQ(ran.status, 0) << ran.text;
    return ran.text.substr(0, ran.text.find('\n'));
  }

  void append(const std::string& log, const std::string& lines) {
    write(path("lines"), lines);
    const Ran ran =
        run({"log", "append", "--log", path(log), "--key", path("log.example"), path("lines")});
    ASSERT_EQ(ran.status, 0) << ran.text;
  }

  Ran publish(const std::string& log) {
    return run({"log", "publish", "--log", path(log), "--key", path("log.example"), "--policy",
                path("policy")});
  }

  Ran monitor(const std::string& where) {
    return run({"log", "monitor", where, "--mirror", path("mirror"), "--policy", path("policy"),
                "--print"});
  }

  /// Two witnesses, of whom both are needed, and a log of three entries.
  void start() {
    const std::string log = key("log.example", false);
    write(path("logs"), "log " + log + "\nquorum none\n");
    std::string policy = "log " + log + "\n";
    for (const std::string name : {"w1.example", "w2.example"}) {
      const std::string open = key(name, true);
      const std::string url = serve({"log", "witness", "--memory", path(name + ".memory"), "--key",
                                     path(name), "--policy", path("logs")});
      policy += "witness " + name + " " + open + " " + url + "\n";
    }
    write(path("policy"), policy + "group both all w1.example w2.example\nquorum both\n");
    append("log", "one\ntwo\nthree\n");
  }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_.path() / name).string();
  }

  base::TemporaryFolder folder_;
  std::vector<std::unique_ptr<Process>> servers_;
  int runs_ = 0;
};

TEST_F(LogE2e, EntryIsProvedOfflineWithBothWitnesses) {
  start();
  const Ran published = publish("log");
  ASSERT_EQ(published.status, 0) << published.text;
  const std::string url = serve({"log", "serve", "--log", path("log")});
  ASSERT_EQ(run({"log", "prove", url, "--index", "1", "--out", path("two.tlog-proof")}).status, 0);
  for (auto& server : servers_) {  // nothing of it is needed any more
    server->signal(SIGTERM);
    EXPECT_EQ(server->wait(), 0);
  }
  write(path("two"), "two");
  const auto verify = [&](const std::string& entry) {
    return run({"log", "verify", path("two.tlog-proof"), "--policy", path("policy"), "--entry",
                path(entry)});
  };
  const Ran good = verify("two");
  EXPECT_EQ(good.status, 0);
  EXPECT_THAT(good.text, HasSubstr("entry 1 of 'log.example' (3 entries)"));
  EXPECT_THAT(good.text, testing::AllOf(HasSubstr("w1.example (20"), HasSubstr("w2.example (20")));
  write(path("other"), "another");
  const Ran wrong = verify("other");
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.text, HasSubstr("leads to another root"));
}

TEST_F(LogE2e, LogGrowsBeforeItsWitnessesAndItsMonitor) {
  start();
  ASSERT_EQ(publish("log").status, 0);
  const std::string url = serve({"log", "serve", "--log", path("log")});
  const Ran first = monitor(url);
  EXPECT_EQ(first.status, 0) << first.text;
  EXPECT_THAT(first.text, HasSubstr("0\tone\n1\ttwo\n2\tthree\n"));
  append("log", "four\n");
  ASSERT_EQ(publish("log").status, 0);
  const Ran second = monitor(url);
  EXPECT_EQ(second.status, 0) << second.text;
  EXPECT_THAT(second.text, testing::AllOf(HasSubstr("3\tfour"), testing::Not(HasSubstr("\tone"))));
}

TEST_F(LogE2e, ForkIsCosignedByNobodyAndCaughtByTheMonitor) {
  start();
  fs::copy(path("log"), path("fork"), fs::copy_options::recursive);
  append("log", "four\n");
  append("fork", "another\n");
  ASSERT_EQ(publish("log").status, 0);
  ASSERT_EQ(monitor(path("log")).status, 0);

  const Ran refused = publish("fork");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.text, HasSubstr("w1.example: no cosignature: status 409"));
  EXPECT_THAT(refused.text, HasSubstr("the quorum 'both' is not met: 0 of 2"));

  // A monitor that asks for no witnesses hears the fork all the same.
  fs::copy_file(path("logs"), path("policy"), fs::copy_options::overwrite_existing);
  const Ran caught = monitor(path("fork"));
  EXPECT_EQ(caught.status, 3);
  EXPECT_THAT(caught.text, HasSubstr("MISDEED of 'log.example': it was forked"));
  EXPECT_THAT(read(path("mirror") + "/evidence/1-shown"), HasSubstr("log.example\n4\n"));
  EXPECT_THAT(read(path("mirror") + "/evidence/1-kept"), HasSubstr("log.example\n4\n"));
}

TEST_F(LogE2e, TruncatedAndRewrittenLogsAreCaught) {
  start();
  fs::copy_file(path("logs"), path("policy"), fs::copy_options::overwrite_existing);
  fs::copy(path("log"), path("earlier"), fs::copy_options::recursive);
  append("log", "four\n");
  ASSERT_EQ(monitor(path("log")).status, 0);
  const Ran cut = monitor(path("earlier"));
  EXPECT_EQ(cut.status, 3);
  EXPECT_THAT(cut.text, HasSubstr("shrunk"));

  append("log", "five\n");
  std::string bundle = read(path("log") + "/tile/entries/000.p/5");
  bundle[2] = 'O';
  write(path("log") + "/tile/entries/000.p/5", bundle);
  const Ran rewritten = monitor(path("log"));
  EXPECT_EQ(rewritten.status, 3);
  EXPECT_THAT(rewritten.text, HasSubstr("entry 0 is not the one that it signed for"));
}

TEST_F(LogE2e, ServedIsTheLogAndNothingElse) {
  start();
  const std::string url = serve({"log", "serve", "--log", path("log")});
  const Ran proof = run({"log", "prove", url, "--index", "0"});
  EXPECT_EQ(proof.status, 0);
  EXPECT_THAT(proof.text, HasSubstr("c2sp.org/tlog-proof@v1\nindex 0\n"));
  EXPECT_THAT(run({"log", "prove", url + ".private/", "--index", "0"}).text,
              HasSubstr("status 404"));
  EXPECT_EQ(run({"log", "prove", url, "--index", "3"}).status, 2);
}

TEST_F(LogE2e, SecretKeyIsNeitherReplacedNorReadableByOthers) {
  key("log.example", false);
  EXPECT_EQ(run({"log", "key", "--name", "log.example", "--out", path("log.example")}).status, 2);
  EXPECT_EQ(fs::status(path("log.example")).permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace
}  // namespace noroshi
