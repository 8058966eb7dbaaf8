#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <mutex>
#include <regex>
#include <set>
#include <string>
#include <thread>

#include "base/temporary_folder.hpp"
#include "process.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/log/policy.hpp"
#include "trust/stamp/audit_book.hpp"
#include "trust/stamp/http_source.hpp"
#include "trust/stamp/ntp_testing.hpp"

namespace noroshi {
namespace {

using collect_e2e::Process;
using testing::HasSubstr;

constexpr const char* kOpenssl = "/usr/bin/openssl";
constexpr const char* kCurl = "/usr/bin/curl";

std::string read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

class TsaE2e : public testing::Test {
 protected:
  struct Ran {
    int status = 0;
    std::string text;  ///< standard output and error
  };

  void SetUp() override {
    (void)issued_.write(folder_.path().string(), "tsa");
    write(path("root.pem"), root_.certificate().pem());
    write(path("report"), "a report\n");
    ASSERT_EQ(
        noroshi({"log", "key", "--name", "tsa.example.org/log", "--out", path("log.key")}).status,
        0);
    write(path("tsa.toml"), fmt::format(R"([tsa]
listen = "127.0.0.1:0"
folder = "state"
log_key = "log.key"
threads = 4
[tsa.key]
file = "tsa.key"
certificate = "tsa.pem"
[tsa.clock]
sources = ["{}"]
audit_every = "1s"
)",
                                        ntp_.source()));
  }

  Ran run(const std::vector<std::string>& words) {
    const std::string out = path(fmt::format("out-{}", ++runs_));
    const int status = Process(words, out).wait();
    return {status, read(out)};
  }
  Ran noroshi(std::vector<std::string> words) {
    words.insert(words.begin(), NOROSHI_PROGRAM);
    return run(words);
  }

  /// The address that a program says it listens at.
  static std::string address_in(const std::string& out) {
    const std::regex at("(http://[0-9.]+:[0-9]+/)");
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    std::smatch found;
    std::string text = read(out);
    while (!std::regex_search(text, found, at) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      text = read(out);
    }
    EXPECT_FALSE(found.empty()) << text;
    return found.empty() ? "" : found[1].str();
  }

  /// Starts the authority, and says where it is.
  void serve(const Process::Environment& environment = {}) {
    server_out_ = path(fmt::format("out-{}", ++runs_));
    server_ = std::make_unique<Process>(
        std::vector<std::string>{NOROSHI_PROGRAM, "tsa", "serve", "--config", path("tsa.toml")},
        server_out_, environment);
    url_ = address_in(server_out_);
    ASSERT_NE(url_, "");
  }
  std::string get(const std::string& what) {
    return run({kCurl, "--silent", "--noproxy", "*", url_ + what}).text;
  }
  void end_server() {
    server_->signal(SIGTERM);
    EXPECT_EQ(server_->wait(), 0) << read(server_out_);
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.file(name); }

  base::TemporaryFolder folder_;
  key::TestingAuthority root_ = key::TestingAuthority::root();
  key::TestingAuthority middle_ = root_.intermediate();
  key::Issued issued_ = middle_.issue(key::time_stamper_wish());
  stamp::NtpServer ntp_{stamp::NtpAnswer{}};
  std::unique_ptr<Process> server_;
  std::string server_out_;
  std::string url_;
  int runs_ = 0;
};

TEST_F(TsaE2e, AFileIsStampedShownAndVerified) {
  serve();
  const Ran asked =
      noroshi({"tsa", "request", path("report"), "--tsa", url_, "--out", path("report.tst")});
  ASSERT_EQ(asked.status, 0) << asked.text;
  EXPECT_THAT(asked.text, HasSubstr("stamped at 20"));
  const auto verify = [&](const std::string& file) {
    return noroshi({"tsa", "verify", path("report.tst"), path(file), "--trust", path("root.pem")});
  };
  const Ran good = verify("report");
  EXPECT_EQ(good.status, 0) << good.text;
  EXPECT_THAT(good.text, HasSubstr("± 1.0 s"));
  write(path("other"), "another report\n");
  const Ran wrong = verify("other");
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.text, HasSubstr("other octets"));
  const Ran shown = noroshi({"tsa", "show", path("report.tst")});
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.text, HasSubstr("policy     0.4.0.2023.1.1"));
  EXPECT_THAT(shown.text, HasSubstr("CN=Example Time Stamping Unit"));
  end_server();
}

TEST_F(TsaE2e, AnAuthorityThatIsNotTrustedOrRevokedDoesNotCount) {
  serve();
  ASSERT_EQ(noroshi({"tsa", "request", path("report"), "--tsa", url_, "--out", path("t")}).status,
            0);
  write(path("stranger.pem"), key::TestingAuthority::root("Stranger").certificate().pem());
  const auto verify = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"tsa", "verify", path("t"), path("report")};
    words.insert(words.end(), more.begin(), more.end());
    return noroshi(words);
  };
  const Ran stranger = verify({"--trust", path("stranger.pem")});
  EXPECT_EQ(stranger.status, 1);
  EXPECT_THAT(stranger.text, HasSubstr("not trusted"));
  const Ran later = verify({"--trust", path("root.pem"), "--at", "2041-01-01T00:00:00Z"});
  EXPECT_EQ(later.status, 1);
  const auto list = middle_.crl({.revoked = {{issued_.certificate, key::kTestingFrom}}});
  write(path("list.crl"), std::string(der::text_of(list.der())));
  const Ran revoked = verify({"--trust", path("root.pem"), "--material", path("list.crl")});
  EXPECT_EQ(revoked.status, 1);
  EXPECT_THAT(revoked.text, HasSubstr("revoked"));
}

TEST_F(TsaE2e, CurlAsksAndOpensslVerifies) {
  serve();
  for (const char* digest : {"-sha256", "-sha384", "-sha512"}) {
    ASSERT_EQ(run({kOpenssl, "ts", "-query", "-data", path("report"), digest, "-cert", "-out",
                   path("query.tsq")})
                  .status,
              0);
    const Ran asked = run({kCurl, "--silent", "--fail", "--noproxy", "*", "-H",
                           "Content-Type: application/timestamp-query", "--data-binary",
                           "@" + path("query.tsq"), "-o", path("reply.tsr"), url_});
    ASSERT_EQ(asked.status, 0) << asked.text;
    const Ran verified = run({kOpenssl, "ts", "-verify", "-queryfile", path("query.tsq"), "-in",
                              path("reply.tsr"), "-CAfile", path("root.pem")});
    EXPECT_EQ(verified.status, 0) << verified.text;
    EXPECT_THAT(verified.text, HasSubstr("Verification: OK"));
    EXPECT_EQ(
        noroshi({"tsa", "verify", path("reply.tsr"), path("report"), "--trust", path("root.pem")})
            .status,
        0);
  }
}

TEST_F(TsaE2e, OpensslAnswersAndWeVerify) {
  write(path("serial"), "01\n");
  write(path("chain.pem"), middle_.certificate().pem());
  write(path("openssl.cnf"),
        fmt::format(R"([tsa]
default_tsa = t
[t]
serial = {}
signer_cert = {}
certs = {}
signer_key = {}
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
ess_cert_id_alg = sha256
)",
                    path("serial"), path("tsa.pem"), path("chain.pem"), path("tsa.key")));
  for (const char* digest : {"-sha256", "-sha512"}) {
    ASSERT_EQ(run({kOpenssl, "ts", "-query", "-data", path("report"), digest, "-cert", "-out",
                   path("query.tsq")})
                  .status,
              0);
    const Ran replied = run({kOpenssl, "ts", "-reply", "-config", path("openssl.cnf"), "-queryfile",
                             path("query.tsq"), "-out", path("reply.tsr")});
    ASSERT_EQ(replied.status, 0) << replied.text;
    const Ran good =
        noroshi({"tsa", "verify", path("reply.tsr"), path("report"), "--trust", path("root.pem")});
    EXPECT_EQ(good.status, 0) << good.text;
    EXPECT_EQ(
        noroshi({"tsa", "verify", path("reply.tsr"), path("root.pem"), "--trust", path("root.pem")})
            .status,
        1);
  }
}

TEST_F(TsaE2e, AWrongClockStopsTokensAndTheHistoryTellsOfIt) {
  serve();
  ntp_.set_offset(3 * base::kSecond);
  const auto ask = [&] {
    return noroshi({"tsa", "request", path("report"), "--tsa", url_, "--out", path("t")});
  };
  Ran asked = ask();
  for (int i = 0; i < 600 && asked.status == 0; ++i) asked = ask();  // until the next audit
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.text, HasSubstr("timeNotAvailable"));
  end_server();
  const Ran audits = noroshi({"tsa", "audit", path("state")});
  EXPECT_EQ(audits.status, 0) << audits.text;
  EXPECT_THAT(audits.text, HasSubstr("passed"));
  EXPECT_THAT(audits.text, HasSubstr("FAILED"));
  EXPECT_THAT(audits.text, HasSubstr("all as the log has them"));
  std::string book = read(path("state/audits.jsonl"));
  const auto lie = book.find("\"passed\":false");
  write(path("state/audits.jsonl"), book.replace(lie, 14, "\"passed\":true "));
  const Ran changed = noroshi({"tsa", "audit", path("state")});
  EXPECT_EQ(changed.status, 1);
  EXPECT_THAT(changed.text, HasSubstr("is not this audit"));
}

TEST_F(TsaE2e, TheLogIsShownAndAnEntryIsProved) {
  serve();
  ASSERT_EQ(noroshi({"tsa", "request", path("report"), "--tsa", url_, "--out", path("t")}).status,
            0);
  std::string checkpoint;
  for (int i = 0; i < 600 && checkpoint.find("\n2\n") == std::string::npos; ++i) {
    checkpoint =
        run({kCurl, "--silent", "--noproxy", "*", url_ + "log/checkpoint"}).text;  // every second
  }
  const Ran proved = noroshi({"log", "prove", url_ + "log/", "--index", "1", "--out", path("p")});
  EXPECT_EQ(proved.status, 0) << proved.text;
  EXPECT_THAT(run({kCurl, "--silent", "--noproxy", "*", url_ + "log/.private/base"}).text,
              HasSubstr("not found"));
}

/// Two witnesses and a policy that wants both; the address of a witness stays when it comes back.
class TsaWitnesses : public TsaE2e {
 protected:
  void SetUp() override {
    TsaE2e::SetUp();
    logs_ = "log " + public_half("log.key") + "\n";
    write(path("logs"), logs_ + "quorum none\n");
    for (const std::string name : {"w1", "w2"}) {
      keys_.push_back(vkey({"--name", name, "--witness", "--out", path(name + ".key")}));
      watch(name, "127.0.0.1:0");
    }
    write(path("policy.txt"), logs_ + fmt::format("witness w1 {} {}\nwitness w2 {} {}\n"
                                                  "group both all w1 w2\nquorum both\n",
                                                  keys_[0], urls_[0], keys_[1], urls_[1]));
    std::string config = read(path("tsa.toml"));
    config.insert(config.find("threads"),
                  "policy = \"policy.txt\"\nwitness_patience = \"500ms\"\n");
    write(path("tsa.toml"), config);
  }

  std::string vkey(std::vector<std::string> words) {
    words.insert(words.begin(), {"log", "key"});
    const Ran ran = noroshi(words);
    EXPECT_EQ(ran.status, 0) << ran.text;
    return ran.text.substr(0, ran.text.find('\n'));
  }
  /// Of a key that `noroshi log key` wrote.
  [[nodiscard]] std::string public_half(const std::string& file) const {
    std::string text = read(path(file));
    while (text.ends_with('\n')) text.pop_back();
    return tlog::SecretKey::parse(text).value().open().text();
  }
  void watch(const std::string& name, const std::string& where) {
    const std::string out = path(fmt::format("out-{}", ++runs_));
    witnesses_.push_back(std::make_unique<Process>(
        std::vector<std::string>{NOROSHI_PROGRAM, "log", "witness", "--memory",
                                 path(name + ".memory"), "--key", path(name + ".key"), "--policy",
                                 path("logs"), "--listen", where},
        out));
    urls_.push_back(address_in(out));
  }
  Ran ask() {
    return noroshi({"tsa", "request", path("report"), "--tsa", url_, "--out", path("t")});
  }
  /// Whether the newest checkpoint satisfies a policy, sooner or later.
  bool is_good_by(const std::string& text, std::uint64_t entries) {
    const auto policy = tlog::Policy::parse(text).value();
    for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
         std::chrono::steady_clock::now() < end;) {
      const auto note = tlog::parse_note(get("log/checkpoint"));
      const auto accepted = note ? policy.accept(*note) : Result<tlog::Policy::Accepted>(Error{});
      if (accepted && accepted->checkpoint.size >= entries) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  std::string logs_;
  std::vector<std::string> keys_;
  std::vector<std::string> urls_;
  std::vector<std::unique_ptr<Process>> witnesses_;
};

TEST_F(TsaWitnesses, CosignWhatTheAuthorityLogsWithoutBeingTold) {
  serve();
  ASSERT_EQ(ask().status, 0);
  EXPECT_TRUE(is_good_by(read(path("policy.txt")), 2)) << get("log/checkpoint");
  EXPECT_THAT(get("health"), HasSubstr(R"({"name":"w1","cosigned":)"));
  EXPECT_THAT(get("health"), HasSubstr(R"("silent":false}])"));
  end_server();
}

TEST_F(TsaWitnesses, OneThatIsAwayHoldsNoTokenUpAndIsSaid) {
  witnesses_[1]->signal(SIGSTOP);  // it takes connections, and says nothing
  serve();
  for (int i = 0; i < 20; ++i) ASSERT_EQ(ask().status, 0);
  const std::string w1_alone = logs_ + "witness w1 " + keys_[0] + "\nquorum w1\n";
  EXPECT_TRUE(is_good_by(w1_alone, 21));
  for (int i = 0; i < 600 && get("health").find(R"("silent":true)") == std::string::npos; ++i) {
  }
  EXPECT_THAT(get("health"), HasSubstr(R"({"name":"w2","cosigned":0,"silent":true})"));
  EXPECT_THAT(get("health"), HasSubstr(R"("silent":false},)"));
  EXPECT_THAT(read(server_out_), HasSubstr("witness w2: no cosignature"));
  witnesses_[1]->signal(SIGCONT);
  EXPECT_TRUE(is_good_by(read(path("policy.txt")), 21)) << get("log/checkpoint");
  EXPECT_THAT(read(server_out_), HasSubstr("witness w2: cosigns again"));
  end_server();
}

// SoftHSM2: a token in software that others wrote.
TEST_F(TsaE2e, AKeyInATokenStamps) {
  constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
  constexpr const char* kTool = "/usr/bin/softhsm2-util";
  if (!std::filesystem::exists(kTool)) GTEST_SKIP() << "skipped: no softhsm2-util";
  std::filesystem::create_directory(path("tokens"));
  write(path("softhsm2.conf"), "directories.tokendir = " + path("tokens") +
                                   "\nobjectstore.backend = file\nlog.level = ERROR\n");
  write(path("token.p8"), issued_.key_pem);
  const Process::Environment where{{"SOFTHSM2_CONF", path("softhsm2.conf")}};
  const std::string pin = "836-corn-thrush";
  const std::string out = path("softhsm.out");
  ASSERT_EQ(Process({kTool, "--init-token", "--free", "--label", "tsa", "--pin", pin, "--so-pin",
                     "officer-0417"},
                    out, where)
                .wait(),
            0)
      << read(out);
  ASSERT_EQ(Process({kTool, "--import", path("token.p8"), "--token", "tsa", "--label", "tsu-1",
                     "--id", "01", "--pin", pin},
                    out, where)
                .wait(),
            0)
      << read(out);
  std::filesystem::remove(path("tsa.key"));
  std::filesystem::remove(path("token.p8"));
  write(path("pin"), pin + "\n");
  std::filesystem::permissions(path("pin"), std::filesystem::perms(0600));
  std::string config = read(path("tsa.toml"));
  const std::string file = "file = \"tsa.key\"\n";
  config.replace(config.find(file), file.size(),
                 fmt::format("module = \"{}\"\ntoken = \"tsa\"\nlabel = \"tsu-1\"\n"
                             "pin_file = \"pin\"\n",
                             kModule));
  write(path("tsa.toml"), config);

  serve(where);
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(noroshi({"tsa", "request", path("report"), "--tsa", url_, "--out", path("t")}).status,
              0);
    const Ran verified =
        noroshi({"tsa", "verify", path("t"), path("report"), "--trust", path("root.pem")});
    EXPECT_EQ(verified.status, 0) << verified.text;
  }
  end_server();
  EXPECT_THAT(read(server_out_), testing::Not(HasSubstr(pin)));

  write(path("pin"), "0000-wrong\n");
  Process refused({NOROSHI_PROGRAM, "tsa", "serve", "--config", path("tsa.toml")}, path("refused"),
                  where);
  EXPECT_EQ(refused.wait(), 1);
  EXPECT_THAT(read(path("refused")),
              testing::AllOf(HasSubstr("PIN"), testing::Not(HasSubstr("0000-wrong"))));
}

// What answered is remembered; then the server dies in the middle of it, again and again.
TEST_F(TsaE2e, KilledAtAnyMomentItGivesNoNumberTwiceAndHasLoggedWhatItGave) {
  std::mutex mutex;
  std::vector<stamp::Bytes> tokens;
  for (int life = 0; life < 6; ++life) {
    serve();
    const std::size_t enough = tokens.size() + 40 + static_cast<std::size_t>(life) * 17;
    std::atomic<bool> ending = false;
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([&] {
        const auto source = stamp::HttpSource::open(url_).value();
        while (!ending) {
          auto token = source->stamp(pki::Digest::Sha256, stamp::Bytes(32, 7));
          if (!token) return;  // the server is gone
          const std::lock_guard lock(mutex);
          tokens.push_back(*std::move(token));
        }
      });
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (std::size_t have = 0; have < enough && std::chrono::steady_clock::now() < end;) {
      const std::lock_guard lock(mutex);
      have = tokens.size();
    }
    server_->signal(SIGKILL);
    server_->wait();
    ending = true;
    for (auto& client : clients) client.join();
  }
  serve();  // makes the tiles of what the journal has
  end_server();

  std::set<std::string> log;
  tlog::FolderTiles tiles(path("state"));
  const auto note = tlog::parse_note(read(path("state/checkpoint"))).value();
  const auto size = tlog::parse_checkpoint(note.text).value().size;
  for (std::uint64_t first = 0; first < size; first += tlog::kTileWidth) {
    tlog::Tile tile = tlog::tile_holding(0, first, size);
    tile.entries = true;
    const std::string bundle = tiles.read(tile).value();
    const auto entries = tlog::entries_of(bundle, tile.width).value();
    for (const auto entry : entries) log.emplace(entry);
  }
  std::set<stamp::Bytes> serials;
  for (const auto& token : tokens) {
    EXPECT_TRUE(serials.insert(stamp::Token::parse(token).value().info.serial).second);
    EXPECT_TRUE(log.contains(stamp::token_entry(token)));
  }
  EXPECT_GT(tokens.size(), 200U);
}

}  // namespace
}  // namespace noroshi
