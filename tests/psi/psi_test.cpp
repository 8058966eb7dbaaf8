// The promises of `noroshi psi`, kept by the program itself.
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <memory>
#include <sstream>
#include <thread>

#include "base/temporary_folder.hpp"
#include "process.hpp"
#include "trust/psi/testing.hpp"

namespace noroshi::psi_e2e {
namespace {

using collect_e2e::Process;
using model::Endpoint;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Waits for something that will come, with a bound that only a failure reaches.
bool eventually(const std::function<bool()>& happened) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!happened()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::string csv_of(const std::vector<Endpoint>& list) {
  std::string text = "ip,port,proto\r\n";
  for (const auto& endpoint : list) {
    text += fmt::format("{},{},tcp\r\n", endpoint.ip.to_string(), endpoint.port);
  }
  return text;
}

class PsiE2e : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    certificates = std::make_unique<base::TemporaryFolder>();
    for (const char* name : {"alice", "bob", "mallory"}) {
      const auto command = fmt::format(
          "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
          "-subj /CN={0} -keyout {1}/{0}.key -out {1}/{0}.pem 2>{1}/log && openssl x509 -noout "
          "-fingerprint -sha256 -in {1}/{0}.pem | cut -d= -f2 | tr -d '\\n' >{1}/{0}.sha256",
          name, certificates->path().string());
      ASSERT_EQ(std::system(command.c_str()), 0) << "is openssl installed? " << command;
    }
  }
  static void TearDownTestSuite() { certificates.reset(); }

  static std::string fingerprint(const std::string& name) {
    return content(certificates->file(name + ".sha256"));
  }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  std::string list(const std::string& name, const std::vector<Endpoint>& endpoints) const {
    std::ofstream(file(name)) << csv_of(endpoints);
    return file(name);
  }

  // `noroshi psi …`, its output to the file `output`.
  [[nodiscard]] std::unique_ptr<Process> start(const std::string& output, Words words) const {
    words.insert(words.begin(), {NOROSHI_PROGRAM, "psi"});
    return std::make_unique<Process>(words, file(output));
  }
  int run(const std::string& output, Words words) const {
    return start(output, std::move(words))->wait();
  }
  [[nodiscard]] std::string said(const std::string& output) const { return content(file(output)); }

  // The words of a connection's end: who I am, whom I expect.
  static Words tls(const std::string& me, const std::string& peer) {
    return {"--certificate", certificates->file(me + ".pem"),
            "--key",         certificates->file(me + ".key"),
            "--peer",        fingerprint(peer)};
  }

  // Bob waits, with the list in the file of that name.
  std::unique_ptr<Process> listen(const std::string& name, const Words& more = {},
                                  const std::string& peer = "alice") {
    std::filesystem::remove(file("listen.out"));
    Words words{"listen", file(name), "--at", "127.0.0.1:0", "--format", "csv"};
    for (const auto& part : {tls("bob", peer), more}) {
      words.insert(words.end(), part.begin(), part.end());
    }
    auto process = start("listen.out", words);
    static const std::string kBefore = "listening on 127.0.0.1:";
    EXPECT_TRUE(eventually([&] { return said("listen.out").find(';') != std::string::npos; }))
        << said("listen.out");
    const auto line = said("listen.out");
    port_ = line.substr(kBefore.size(), line.find(';') - kBefore.size());
    return process;
  }

  [[nodiscard]] Words connection(const std::string& name, const Words& more = {},
                                 const std::string& me = "alice",
                                 const std::string& peer = "bob") const {
    Words words{"connect", file(name), "--to", "127.0.0.1:" + port_, "--format", "csv", "--quiet"};
    for (const auto& part : {tls(me, peer), more}) {
      words.insert(words.end(), part.begin(), part.end());
    }
    return words;
  }

  static inline std::unique_ptr<base::TemporaryFolder> certificates;
  base::TemporaryFolder folder_;
  std::string port_;
};

TEST_F(PsiE2e, TwoProcessesFindWhatBothHave) {
  std::mt19937 chance(1);
  const auto x = psi::some_endpoints(chance, 3000, 5000);
  const auto y = psi::some_endpoints(chance, 2500, 5000);
  list("x", x);
  list("y", y);
  const auto shared = csv_of(psi::intersection(x, y));
  auto bob = listen("y");
  EXPECT_EQ(run("connect.out", connection("x")), 0) << said("connect.out");
  EXPECT_EQ(bob->wait(), 0) << said("listen.out");
  EXPECT_EQ(said("connect.out"), shared);
  EXPECT_THAT(said("listen.out"), testing::EndsWith(shared));
}

TEST_F(PsiE2e, OnlyTheCountIsLearntWhereThatIsAgreed) {
  list("x", psi::endpoints(0, 400));
  list("y", psi::endpoints(300, 1000));
  auto bob = listen("y", {"--count-only"});
  EXPECT_EQ(run("connect.out", connection("x", {"--count-only"})), 0);
  EXPECT_EQ(bob->wait(), 0);
  const std::string counts = "shared,ours,theirs,jaccard\r\n100,";
  EXPECT_EQ(said("connect.out"), counts + "400,700,0.1\r\n");
  EXPECT_THAT(said("listen.out"), HasSubstr(counts + "700,400,0.1\r\n"));
  EXPECT_THAT(said("connect.out") + said("listen.out"), Not(HasSubstr("198.18.")));
}

TEST_F(PsiE2e, OnlyOneLearnsWhereThatIsAgreed) {
  list("x", psi::endpoints(0, 40));
  list("y", psi::endpoints(30, 100));
  auto bob = listen("y", {"--learns", "peer"});
  EXPECT_EQ(run("connect.out", connection("x", {"--learns", "me"})), 0);
  EXPECT_EQ(bob->wait(), 0);
  EXPECT_EQ(said("connect.out"), csv_of(psi::endpoints(30, 40)));
  EXPECT_THAT(said("listen.out"), HasSubstr("shared,ours,theirs,jaccard\r\n,70,40,\r\n"));
}

TEST_F(PsiE2e, EmptyListsAndDuplicatesAreTaken) {
  list("x", {});
  auto doubled = psi::endpoints(0, 5);
  doubled.insert(doubled.end(), 3, psi::endpoint(2));
  list("y", doubled);
  auto bob = listen("y");
  EXPECT_EQ(run("connect.out", connection("x")), 0);
  EXPECT_EQ(bob->wait(), 0);
  EXPECT_EQ(said("connect.out"), csv_of({}));
  bob = listen("y", {"--count-only"});
  EXPECT_EQ(run("again.out", connection("y", {"--count-only"})), 0);
  EXPECT_EQ(said("again.out"), "shared,ours,theirs,jaccard\r\n5,5,5,1\r\n");
}

TEST_F(PsiE2e, AStrangerIsTurnedAwayAndThePeerIsServed) {
  list("x", psi::endpoints(0, 4));
  list("y", psi::endpoints(2, 9));
  auto bob = listen("y");
  EXPECT_EQ(run("mallory.out", connection("x", {}, "mallory")), 1);
  EXPECT_THAT(said("mallory.out"), HasSubstr("the peer refused us"));
  EXPECT_EQ(run("connect.out", connection("x")), 0);
  EXPECT_EQ(bob->wait(), 0);
  EXPECT_THAT(said("listen.out"), HasSubstr("turned away: 127.0.0.1:"));
  EXPECT_EQ(said("connect.out"), csv_of(psi::endpoints(2, 4)));
}

TEST_F(PsiE2e, AListenerWithAnotherCertificateGetsNothing) {
  list("x", psi::endpoints(0, 4));
  list("y", psi::endpoints(2, 9));
  auto bob = listen("y");
  EXPECT_EQ(run("connect.out", connection("x", {}, "alice", "mallory")), 1);
  EXPECT_THAT(said("connect.out"), HasSubstr("certificate verify failed"));
  bob->signal(SIGINT);
  EXPECT_EQ(bob->wait(), 130);
}

TEST_F(PsiE2e, TermsThatDifferEndTheRunOnBothSides) {
  list("x", psi::endpoints(0, 4));
  auto bob = listen("x", {"--count-only"});
  EXPECT_EQ(run("connect.out", connection("x")), 1);
  EXPECT_EQ(bob->wait(), 1);
  EXPECT_THAT(said("connect.out"), HasSubstr("have not agreed on the terms"));
  EXPECT_THAT(said("listen.out"), HasSubstr("have not agreed on the terms"));
}

TEST_F(PsiE2e, AListLongerThanAgreedIsRefused) {
  list("x", psi::endpoints(0, 50));
  list("y", psi::endpoints(0, 5));
  auto bob = listen("y", {"--limit", "10"});
  EXPECT_EQ(run("connect.out", connection("x")), 1);
  EXPECT_EQ(bob->wait(), 1);
  EXPECT_THAT(said("listen.out"), HasSubstr("a long list may be a list of guesses"));
  EXPECT_THAT(said("connect.out"), HasSubstr("more than the 10 that the peer accepts"));
}

// The other end is killed while both blind; the one that stays says so, and its record does too.
TEST_F(PsiE2e, ATornConnectionIsAnErrorAndIsWrittenDown) {
  list("x", psi::endpoints(0, 30'000));
  list("y", psi::endpoints(0, 10));
  auto bob = listen("y", {"--log", file("log")});
  auto alice = start("connect.out", connection("x", {"--threads", "1"}));
  ASSERT_TRUE(eventually([&] { return said("log").find("begun") != std::string::npos; }));
  alice->signal(SIGKILL);
  EXPECT_EQ(alice->wait(), 128 + SIGKILL);
  EXPECT_EQ(bob->wait(), 1);
  EXPECT_THAT(said("listen.out"), HasSubstr("receiving from the peer"));
  EXPECT_THAT(said("log"), HasSubstr("ended: receiving from the peer"));
}

TEST_F(PsiE2e, WhatCannotBeWrittenDownDoesNotHappen) {
  list("x", psi::endpoints(0, 4));
  auto bob = listen("x");
  EXPECT_EQ(run("connect.out", connection("x", {"--log", file("no-folder/log")})), 1);
  EXPECT_EQ(bob->wait(), 1);
  EXPECT_THAT(said("connect.out"), HasSubstr("cannot be written down"));
}

class PsiFiles : public PsiE2e {
 protected:
  void SetUp() override {
    list("x", psi::endpoints(0, 2000));
    list("y", psi::endpoints(1500, 4000));
    ASSERT_EQ(run("offer.out", {"offer", file("x"), "--out", file("offer"), "--secret",
                                file("alice.secret"), "--log", file("alice.log")}),
              0)
        << said("offer.out");
    ASSERT_EQ(answer("answer.out"), 0) << said("answer.out");
  }

  int answer(const std::string& output, const Words& more = {}) const {
    Words words{"answer",       file("y"),  "--offer",          file("offer"), "--out",
                file("answer"), "--secret", file("bob.secret"), "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run(output, words);
  }
  int finish(const std::string& output, const std::string& what, const std::string& whose,
             const Words& more = {}) const {
    Words words{"finish",   file(what), "--secret", file(whose + ".secret"), "--out", file("reply"),
                "--format", "csv",      "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run(output, words);
  }
  [[nodiscard]] bool there(const std::string& name) const {
    return std::filesystem::exists(file(name));
  }
  void change(const std::string& name, std::size_t octet) const {
    auto octets = content(file(name));
    octets.at(octet) = static_cast<char>(octets.at(octet) ^ 1);
    std::ofstream(file(name), std::ios::binary) << octets;
  }
};

TEST_F(PsiFiles, GiveBothSidesWhatBothHave) {
  const auto shared = csv_of(psi::endpoints(1500, 2000));
  EXPECT_EQ(finish("finish.out", "answer", "alice"), 0) << said("finish.out");
  EXPECT_EQ(said("finish.out"), shared);
  EXPECT_EQ(finish("end.out", "reply", "bob"), 0) << said("end.out");
  EXPECT_EQ(said("end.out"), shared);
}

TEST_F(PsiFiles, AreUsedWithAKeyOnlyOnce) {
  EXPECT_TRUE(there("alice.secret"));
  EXPECT_EQ(finish("finish.out", "answer", "alice"), 0);
  EXPECT_FALSE(there("alice.secret"));
  EXPECT_EQ(finish("again.out", "answer", "alice"), 1);
}

TEST_F(PsiFiles, ThatWereChangedAreRefusedAndTheKeyStays) {
  change("answer", 500);
  EXPECT_EQ(finish("finish.out", "answer", "alice"), 1);
  EXPECT_THAT(said("finish.out"), HasSubstr("damaged, or changed on its way"));
  EXPECT_TRUE(there("alice.secret"));
  EXPECT_FALSE(there("reply"));
  change("answer", 500);
  EXPECT_EQ(finish("finish.out", "answer", "alice"), 0);
}

TEST_F(PsiFiles, WithAnotherSealThanTheSenderSaysAreRefused) {
  EXPECT_EQ(finish("finish.out", "answer", "alice", {"--seal", std::string(64, '0')}), 1);
  EXPECT_THAT(said("finish.out"), HasSubstr("another file than the sender's"));
  EXPECT_TRUE(there("alice.secret"));
}

TEST_F(PsiFiles, NeverOverwriteTheSecretOfAnotherRun) {
  const auto before = content(file("bob.secret"));
  EXPECT_EQ(answer("again.out"), 2);
  EXPECT_THAT(said("again.out"), HasSubstr("not finished"));
  EXPECT_EQ(content(file("bob.secret")), before);
}

// Whoever shows list and salt can be held to what the log says.
TEST_F(PsiFiles, AreWrittenDownWithACommitmentThatCanBeChecked) {
  const auto log = said("alice.log");
  EXPECT_THAT(log, HasSubstr("offered"));
  const auto after = [&](const std::string& word) {
    return log.substr(log.find(word) + word.size(), 64);
  };
  const auto salt = after(" salt ");
  EXPECT_EQ(run("own.out", {"commitment", file("x"), "--salt", salt}), 0);
  EXPECT_EQ(said("own.out"), after(" commitment ") + "\n");
  EXPECT_EQ(run("other.out", {"commitment", file("y"), "--salt", salt}), 0);
  EXPECT_NE(said("other.out"), said("own.out"));
}

}  // namespace
}  // namespace noroshi::psi_e2e
