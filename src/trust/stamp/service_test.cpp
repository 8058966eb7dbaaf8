// The authority as it runs, over loopback HTTP: answers, its log, its clock evidence, its limits.
#include "trust/stamp/service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"
#include "io/http/client.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/stamp/audit_book.hpp"
#include "trust/stamp/http_source.hpp"
#include "trust/stamp/ntp_testing.hpp"
#include "trust/stamp/settings.hpp"

namespace noroshi::stamp {
namespace {

using ::testing::HasSubstr;

tlog::SecretKey log_key() {
  static const std::string text =
      tlog::SecretKey::draw("tsa.example.org/log", tlog::KeyType::Ed25519).value().text();
  return tlog::SecretKey::parse(text).value();
}

class Serving : public ::testing::Test {
 protected:
  void start(ServiceSettings settings = {}) {
    service_.reset();
    settings.folder = folder_.file("tsa");
    std::vector<std::unique_ptr<ClockSource>> sources;
    sources.push_back(clock_source(ntp_.source(), {.patience = 200 * base::kMillisecond}).value());
    auto opened = Service::open(settings, issued_.signer, log_key(), std::move(sources),
                                [this](std::string_view line) { said_ += line; });
    ASSERT_TRUE(opened) << opened.error().message;
    service_ = *std::move(opened);
    server_ =
        http::Server::start(net::Address::v4(0x7F000001), 0, [this](const http::Request& request) {
          return service_->answer(request);
        }).value();
  }
  void TearDown() override {
    server_.reset();
    service_.reset();
  }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return fmt::format("http://127.0.0.1:{}{}", server_->port(), path);
  }
  Result<Bytes> stamp(std::string_view text) const {
    const auto source = HttpSource::open(url()).value();
    return source->stamp(pki::Digest::Sha256, pki::digest(pki::Digest::Sha256, der::view_of(text)));
  }
  http::Client::Reply ask(std::string_view method, std::string_view path, std::string_view body,
                          const std::string& type = std::string(kQueryType)) const {
    http::Client client(http::Url::parse(url()).value());
    return client.request(method, path, body, {{"Content-Type", type}}).value();
  }
  // Everything in the log's journal as of its newest checkpoint.
  std::string log_text() {
    server_.reset();
    service_.reset();  // publishes
    std::string all;
    const std::string note = io::read_file(folder_.file("tsa/checkpoint")).value();
    const auto size = tlog::parse_checkpoint(tlog::parse_note(note).value().text).value().size;
    tlog::FolderTiles tiles(folder_.file("tsa"));
    for (std::uint64_t first = 0; first < size; first += tlog::kTileWidth) {
      tlog::Tile tile = tlog::tile_holding(0, first, size);
      tile.entries = true;
      all += tiles.read(tile).value();
    }
    return all;
  }

  base::TemporaryFolder folder_;
  key::TestingAuthority root_ = key::TestingAuthority::root();
  key::Issued issued_ = root_.issue(key::time_stamper_wish());
  NtpServer ntp_{NtpAnswer{}};
  std::string said_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(Serving, GivesTokensThatHoldAndAreInItsLog) {
  start();
  std::vector<Bytes> tokens;
  std::set<Bytes> serials;
  for (int i = 0; i < 300; ++i) {
    const auto token = stamp(std::to_string(i));
    ASSERT_TRUE(token) << token.error().message;
    tokens.push_back(*token);
    const auto read = Token::parse(*token).value();
    EXPECT_TRUE(serials.insert(read.info.serial).second);
    EXPECT_LT(std::abs(read.info.time - io::wall_clock()), base::kMinute);
  }
  EXPECT_EQ(service_->counts().granted, 300U);
  const std::string log = log_text();
  for (const Bytes& token : tokens) EXPECT_THAT(log, HasSubstr(token_entry(token)));
}

TEST_F(Serving, GivesNoTokenWhenItsClockIsWrongAndOnesAgainWhenItIsRight) {
  start();
  ASSERT_TRUE(stamp("before"));
  ntp_.set_offset(2 * base::kSecond);
  ServiceSettings settings;
  start(settings);  // its first audit sees the offset
  const auto refused = stamp("meanwhile");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("timeNotAvailable"));
  EXPECT_THAT(said_, HasSubstr("0 of 1 sources vouch"));
  EXPECT_EQ(ask("GET", "/health", "").status, 503);
  ntp_.set_offset(0);
  // A request that could not be timed has the sources asked again, within a second or two.
  const base::Micros began = io::steady_clock();
  while (!stamp("after")) ASSERT_LT(io::steady_clock() - began, 30 * base::kSecond);
  EXPECT_THAT(ask("GET", "/health", "").body, HasSubstr("\"clock_ok\":true"));
}

TEST_F(Serving, KeepsEveryAuditInItsBookAndItsHashInTheLog) {
  start();
  ntp_.set_offset(2 * base::kSecond);
  start();
  server_.reset();
  service_.reset();
  const auto audits = read_audits(folder_.file("tsa"));
  ASSERT_TRUE(audits) << audits.error().message;
  ASSERT_EQ(audits->size(), 2U);
  EXPECT_THAT(audits->at(0).json, HasSubstr("\"passed\":true"));
  EXPECT_THAT(audits->at(1).json, HasSubstr("\"passed\":false"));
  for (const auto& audit : *audits) {
    EXPECT_TRUE(log_holds(folder_.file("tsa"), audit.index, audit_entry(audit.json)).value());
    EXPECT_FALSE(
        log_holds(folder_.file("tsa"), audit.index, audit_entry(audit.json + " ")).value());
  }
  EXPECT_FALSE(log_holds(folder_.file("tsa"), 99, "x").value());
}

TEST_F(Serving, AnswersWhatIsNoQueryAsHttpWants) {
  start();
  EXPECT_EQ(ask("GET", "/", "").status, 405);
  EXPECT_EQ(ask("GET", "/", "").header("allow"), "POST");
  EXPECT_EQ(ask("POST", "/other", "").status, 404);
  EXPECT_EQ(ask("POST", "/", "x", "text/plain").status, 415);
  const auto noise = ask("POST", "/", "noise");
  EXPECT_EQ(noise.status, 200);
  EXPECT_EQ(noise.header("content-type"), kReplyType);
  EXPECT_EQ(Response::parse(der::view_of(noise.body)).value().failures.front(),
            Failure::BadDataFormat);
}

TEST_F(Serving, MayAnswerBeforeTheLogWhenToldTo) {
  ServiceSettings settings;
  settings.log_first = false;
  start(settings);
  const auto token = stamp("x");
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_THAT(log_text(), HasSubstr(token_entry(*token)));
}

TEST_F(Serving, SharesItsFolderWithNobody) {
  start();
  ServiceSettings settings;
  settings.folder = folder_.file("tsa");
  const auto second = Service::open(settings, issued_.signer, log_key(), {}, [](auto) {});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("another process"));
}

TEST(HttpSource, SaysWhenTheAddressIsNoAuthority) {
  const auto server =
      http::Server::start(net::Address::v4(0x7F000001), 0, [](const http::Request& request) {
        return http::Response{.status = request.path() == "/a" ? 404 : 200, .body = "hello"};
      }).value();
  const auto why = [&](std::string_view path) {
    const auto source =
        HttpSource::open(fmt::format("http://127.0.0.1:{}{}", server->port(), path)).value();
    return source->stamp(pki::Digest::Sha256, Bytes(32)).error().message;
  };
  EXPECT_THAT(why("/a"), HasSubstr("status 404"));
  EXPECT_THAT(why("/b"), HasSubstr("instead of application/timestamp-reply"));
}

class Configured : public ::testing::Test {
 protected:
  Result<TsaSettings> read(std::string_view text) const {
    EXPECT_TRUE(io::replace_file(folder_.file("tsa.toml"), text, io::Durable::No));
    return read_settings(folder_.file("tsa.toml"));
  }
  base::TemporaryFolder folder_;
};

constexpr std::string_view kWhole = R"([tsa]
listen = "127.0.0.1:0"
folder = "state"
log_key = "log.key"
answers = "before-log"
[tsa.key]
file = "tsa.key"
certificate = "tsa.pem"
[tsa.profile]
policy = "1.2.3.4"
accuracy = "500ms"
digests = ["SHA-256", "SHA3-512"]
qualified = true
[tsa.clock]
sources = ["ntp://192.0.2.1", "ntp://192.0.2.2", "ntp://192.0.2.3"]
)";

TEST_F(Configured, ReadsEverything) {
  const auto settings = read(kWhole);
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->service.folder, folder_.file("state"));
  EXPECT_EQ(settings->file_key->key, folder_.file("tsa.key"));
  EXPECT_FALSE(settings->service.log_first);
  EXPECT_EQ(settings->service.profile.policy.dotted, "1.2.3.4");
  EXPECT_EQ(settings->service.profile.digests.size(), 2U);
  EXPECT_EQ(settings->service.clock.limit, 500 * base::kMillisecond);
  EXPECT_EQ(settings->service.clock.vouchers, 2U);  // of three
}

TEST_F(Configured, RefusesWhatCannotServe) {
  const auto why = [&](std::string_view from, std::string_view to) {
    std::string text(kWhole);
    text.replace(text.find(from), from.size(), to);
    const auto settings = read(text);
    return settings ? std::string("read") : settings.error().message;
  };
  EXPECT_EQ(why("1.2.3.4", "1.2.3.5"), "read");
  EXPECT_THAT(why("500ms", "2s"), HasSubstr("accuracy"));
  EXPECT_THAT(why("SHA-256", "SHA-1"), HasSubstr("none of SHA-256"));
  EXPECT_THAT(why("1.2.3.4", "a policy"), HasSubstr("object identifier"));
  EXPECT_THAT(why("ntp://192.0.2.1", "192.0.2.1"), HasSubstr("no source of time"));
  EXPECT_THAT(why("log_key = \"log.key\"", ""), HasSubstr("noroshi log key"));
  EXPECT_THAT(why("file = \"tsa.key\"", ""), HasSubstr("key's file is missing"));
  EXPECT_THAT(why("qualified", "qualifed"), HasSubstr("did you mean"));
  EXPECT_THAT(why("[tsa.clock]", "[tsa.clock]\nstale_after = \"30s\""), HasSubstr("stale"));
}

}  // namespace
}  // namespace noroshi::stamp
