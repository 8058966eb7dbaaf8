// Mail through a real SMTP server on loopback, and what comes back from it.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "act/channel/bounces.hpp"
#include "act/channel/channels.hpp"
#include "act/channel/mail_message.hpp"
#include "act/channel/relay_test.hpp"
#include "act/channel/sample_test.hpp"
#include "base/temporary_folder.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::channel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

Recipient recipient(std::string_view local, base::Language language = base::Language::Japanese) {
  return {"line-1", "山田 太郎", std::string(local) + "@customer.example", "", "", language};
}

class Mail : public ::testing::Test {
 protected:
  void SetUp() override {
    secret("key", std::string(64, 'a'));
    secret("password", "correct horse");
  }

  void secret(std::string_view name, std::string_view text) {
    std::ofstream(folder_.file(name)) << text << '\n';
    std::filesystem::permissions(folder_.file(name), std::filesystem::perms::owner_read |
                                                         std::filesystem::perms::owner_write);
  }

  MailSettings settings(const Relay& relay) {
    MailSettings made;
    made.server = "127.0.0.1";
    made.port = relay.port();
    made.tls = MailSettings::Tls::None;
    made.from = "abuse@isp.example";
    made.bounces = "bounces@isp.example";
    made.key_file = folder_.file("key");
    made.timeout = 10 * base::kSecond;
    return made;
  }

  Outcome send(const MailSettings& with, const Notice& what, const Recipient& to) {
    return make_mail_channel(with, texts_).value()->send(what, to);
  }

  Json received(int number = 0) {
    std::ifstream file(folder_.file("mail/" + std::to_string(number) + ".json"));
    return Json::parse(file);
  }

  std::vector<Bounce> bounces(MaildirTally& tally) {
    std::vector<Bounce> taken;
    tally = take_bounces({folder_.file("key"), folder_.file("Maildir")}, [&](const Bounce& bounce) {
              taken.push_back(bounce);
              return Status{};
            }).value();
    return taken;
  }

  base::TemporaryFolder folder_;
  Texts texts_{sample_sender()};
};

TEST_F(Mail, ArrivesInTheRecipientsLanguage) {
  const Relay relay(folder_.path().string());
  const auto outcome = send(settings(relay), sample_notice(), recipient("taro"));
  EXPECT_EQ(outcome.handed, Handed::Accepted) << outcome.reason;
  EXPECT_THAT(outcome.reason, HasSubstr("250"));
  const auto mail = received();
  EXPECT_EQ(mail["subject"],
            "【例示テレコム】ご利用回線につながる機器の確認のお願い（受付番号 case-17）");
  EXPECT_EQ(mail["from_name"], "例示テレコム");
  EXPECT_EQ(mail["to_name"], "山田 太郎");
  EXPECT_EQ(mail["to"], Json::array({"taro@customer.example"}));
  EXPECT_EQ(mail["envelope_from"], "bounces@isp.example");
  EXPECT_EQ(mail["type"], "text/plain");
  EXPECT_EQ(mail["parts"], 1);
  EXPECT_THAT(mail["body"].get<std::string>(), HasSubstr("2026年01月14日 09:03 (UTC+09:00)"));
  EXPECT_THAT(mail["body"].get<std::string>(), HasSubstr("8F3KQ-00000"));
  EXPECT_THAT(mail["defects"], IsEmpty());
  EXPECT_EQ(mail["bare"], 0) << "every line ends in CRLF";
  EXPECT_LE(mail["longest"].get<int>(), 998) << "RFC 5322, section 2.1.1";
  EXPECT_EQ(mail["ascii"], true);
}

TEST_F(Mail, SpeaksEnglishToo) {
  const Relay relay(folder_.path().string());
  send(settings(relay), sample_notice(), recipient("john", base::Language::English));
  const auto mail = received();
  EXPECT_EQ(mail["subject"],
            "[Example Telecom] A device on your connection needs attention (case case-17)");
  EXPECT_THAT(mail["body"].get<std::string>(), HasSubstr("You have done nothing wrong"));
}

TEST_F(Mail, RetryHasTheSameMessageId) {
  const Relay relay(folder_.path().string());
  send(settings(relay), sample_notice(), recipient("taro"));
  send(settings(relay), sample_notice(), recipient("taro"));
  send(settings(relay), sample_notice("case-17.2"), recipient("taro"));
  EXPECT_EQ(received(0)["message_id"], received(1)["message_id"]);
  EXPECT_NE(received(0)["message_id"], received(2)["message_id"]);
}

TEST_F(Mail, HostileNamesMakeNoHeader) {
  const Relay relay(folder_.path().string());
  const std::vector<std::string> names = {
      "Eve\r\nBcc: all@victim.example",
      "Eve\nSubject: pay here",
      "Eve\r\n\r\n<html>body</html>",
      "\"Eve\" <eve@victim.example>, other@victim.example",
      "=?utf-8?B?DQpCY2M6IGFsbEB2aWN0aW0uZXhhbXBsZQ==?=",
      std::string("nul\0byte", 8),
      "\xff\xfe not UTF-8",
      std::string(5000, 'x'),
      "山\r\n.\r\nMAIL FROM:<eve@victim.example>",
  };
  int number = 0;
  for (const auto& name : names) {
    auto to = recipient("taro");
    to.name = name;
    auto what = sample_notice();
    what.case_id = name.substr(0, 60);
    ASSERT_EQ(send(settings(relay), what, to).handed, Handed::Accepted) << name;
    const auto mail = received(number++);
    EXPECT_THAT(mail["to"], ElementsAre("taro@customer.example")) << name;
    EXPECT_THAT(mail["from"], ElementsAre("abuse@isp.example")) << name;
    EXPECT_THAT(mail["envelope_to"], ElementsAre("taro@customer.example")) << name;
    auto headers = mail["headers"].get<std::vector<std::string>>();
    EXPECT_THAT(headers, ::testing::UnorderedElementsAre(
                             "From", "To", "Subject", "Message-Id", "Date", "Auto-Submitted",
                             "Content-Language", "MIME-Version", "Content-Type",
                             "Content-Transfer-Encoding"))
        << name;
    EXPECT_LE(mail["longest"].get<int>(), 998) << name;
    EXPECT_EQ(mail["bare"], 0) << name;
  }
}

TEST_F(Mail, PermanentRefusalOfTheRecipientIsRefused) {
  const Relay relay(folder_.path().string());
  const auto unknown = send(settings(relay), sample_notice(), recipient("unknown"));
  EXPECT_EQ(unknown.handed, Handed::Refused);
  EXPECT_EQ(unknown.reason, "550 5.1.1 user unknown");
  const auto heavy = send(settings(relay), sample_notice(), recipient("heavy"));
  EXPECT_EQ(heavy.handed, Handed::Refused);
  EXPECT_EQ(heavy.reason, "552 5.3.4 message too big");
}

TEST_F(Mail, TemporaryFailureIsForLater) {
  const Relay relay(folder_.path().string());
  for (const auto* local : {"busy", "slow", "closing"}) {
    const auto outcome = send(settings(relay), sample_notice(), recipient(local));
    EXPECT_EQ(outcome.handed, Handed::Later) << local;
    EXPECT_THAT(outcome.reason, ::testing::StartsWith("4")) << local;
  }
}

TEST_F(Mail, RefusalOfTheSenderSaysNothingOfTheRecipient) {
  const Relay relay(folder_.path().string());
  auto with = settings(relay);
  with.bounces = "blocked@isp.example";
  const auto outcome = send(with, sample_notice(), recipient("taro"));
  EXPECT_EQ(outcome.handed, Handed::Later);
  EXPECT_THAT(outcome.reason, HasSubstr("5.7.1"));
}

TEST_F(Mail, RelayThatIsAwayIsForLater) {
  std::uint16_t port = 0;
  {
    const Relay relay(folder_.path().string());
    port = relay.port();
  }
  const Relay other(folder_.path().string());
  auto with = settings(other);
  with.port = port;
  EXPECT_EQ(send(with, sample_notice(), recipient("taro")).handed, Handed::Later);
}

TEST_F(Mail, AddressesThatAreNoneAreNotReached) {
  const Relay relay(folder_.path().string());
  const auto channel = make_mail_channel(settings(relay), texts_).value();
  for (const auto* address :
       {"", "taro", "@customer.example", "taro@", "ta ro@customer.example",
        "taro@customer.example\r\nRCPT TO:<x@y.example>", "taro@customer..example",
        "a@b@-c.example", "<taro@customer.example>", "\xe5\xa4\xaa@customer.example"}) {
    auto to = recipient("taro");
    to.mail = address;
    EXPECT_FALSE(channel->reaches(to)) << address;
    EXPECT_EQ(channel->send(sample_notice(), to).handed, Handed::Refused) << address;
  }
}

TEST_F(Mail, LocalPartsOfMobileOperatorsAreQuoted) {
  EXPECT_EQ(checked_address("taro..yama.@mobile.example"), "\"taro..yama.\"@mobile.example");
  EXPECT_EQ(checked_address("taro.yama@mobile.example"), "taro.yama@mobile.example");
  const Relay relay(folder_.path().string());
  auto to = recipient("taro");
  to.mail = "taro..yama.@mobile.example";
  const auto outcome = send(settings(relay), sample_notice(), to);
  EXPECT_EQ(outcome.handed, Handed::Accepted) << outcome.reason;
}

TEST_F(Mail, ReturnedMailIsMatchedToItsNotice) {
  const Relay relay(folder_.path().string());
  for (const auto* local : {"gone", "waiting", "expired", "relayed", "holiday"}) {
    ASSERT_EQ(
        send(settings(relay), sample_notice(std::string("case-") + local), recipient(local)).handed,
        Handed::Accepted);
  }
  MaildirTally tally;
  const auto taken = bounces(tally);
  ASSERT_EQ(taken.size(), 3U);
  EXPECT_EQ(taken[0].notice, "case-gone");
  EXPECT_TRUE(taken[0].permanent);
  EXPECT_EQ(taken[0].status, "5.1.1");
  EXPECT_EQ(taken[0].diagnostic, "550 5.1.1 no such user here");
  EXPECT_EQ(taken[1].notice, "case-waiting");
  EXPECT_FALSE(taken[1].permanent) << "a delay is no end";
  EXPECT_EQ(taken[2].notice, "case-expired");
  EXPECT_TRUE(taken[2].permanent) << "given up, if with 4.4.7";
  EXPECT_EQ(tally.messages, 5U);
  EXPECT_EQ(tally.permanent, 2U);
  EXPECT_EQ(tally.delays, 1U);
  EXPECT_EQ(tally.no_failure, 1U);
  EXPECT_EQ(tally.no_report, 1U);
  EXPECT_THAT(bounces(tally), IsEmpty()) << "read once";
}

TEST_F(Mail, BounceThatCouldNotBeTakenIsReadAgain) {
  const Relay relay(folder_.path().string());
  send(settings(relay), sample_notice(), recipient("gone"));
  const BounceSettings from{folder_.file("key"), folder_.file("Maildir")};
  const auto failed = take_bounces(from, [](const Bounce&) {
    return Error{Errc::Full, "the disk is full"};
  });
  EXPECT_FALSE(failed.has_value());
  MaildirTally tally;
  EXPECT_EQ(bounces(tally).size(), 1U);
}

TEST_F(Mail, BounceThatComesThroughAPipeIsTakenWithItsEnvelopeLineToo) {
  const Relay relay(folder_.path().string());
  send(settings(relay), sample_notice(), recipient("gone"));
  const std::filesystem::directory_iterator lying(folder_.file("Maildir/new"));
  std::stringstream message;
  message << std::ifstream(lying->path()).rdbuf();
  const BounceSettings from{folder_.file("key"), ""};
  std::vector<std::string> taken;
  MaildirTally tally;
  const auto take = [&](const Bounce& bounce) -> Status {
    taken.push_back(bounce.notice);
    return {};
  };
  ASSERT_TRUE(take_message(from, message.str(), take, tally));
  ASSERT_TRUE(take_message(from, "From MAILER-DAEMON Wed Jan 14 03:04:05 2026\n" + message.str(),
                           take, tally));
  ASSERT_TRUE(take_message(from, "From nowhere", take, tally));
  EXPECT_THAT(taken, ElementsAre("case-17.1", "case-17.1"));
  EXPECT_EQ(tally.messages, 3U);
  EXPECT_EQ(tally.permanent, 2U);
}

TEST_F(Mail, BounceToTheAddressOfTheNoticeIsMatchedWithoutItsMail) {
  const Relay relay(folder_.path().string());
  auto with = settings(relay);
  with.verp = true;
  send(with, sample_notice(), recipient("taro"));
  const auto envelope = received()["envelope_from"].get<std::string>();
  EXPECT_THAT(envelope, ::testing::StartsWith("bounces+case-17=2E1."));
  const auto message =
      "From: MAILER-DAEMON@relay.example\r\nTo: " + envelope +
      "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
      " boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n--b\r\n"
      "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
      "Final-Recipient: rfc822; taro@customer.example\r\nAction: failed\r\nStatus: 5.2.2\r\n"
      "Diagnostic-Code: smtp;\r\n 552 mailbox\r\n full\r\n\r\n--b--\r\n";
  const auto reader = BounceReader::make(std::string(64, 'a')).value();
  const auto reading = reader.read(message);
  ASSERT_TRUE(reading.bounce) << to_string(reading.reason);
  EXPECT_EQ(reading.bounce->notice, "case-17.1");
  EXPECT_EQ(reading.bounce->status, "5.2.2");
  EXPECT_EQ(reading.bounce->diagnostic, "552 mailbox full");
  const auto stranger = BounceReader::make(std::string(64, 'b')).value();
  EXPECT_EQ(stranger.read(message).reason, NoBounce::NotOurs) << "forged: not our key";
}

TEST_F(Mail, GoesOverStarttlsWithALogin) {
  const auto certificate = folder_.file("relay.certificate");
  const auto key = folder_.file("relay.key");
  const auto made = http::bootstrap_certificate(certificate, key, {"127.0.0.1"}, io::wall_clock());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const Relay relay(folder_.path().string(),
                    {"--tls", certificate, key, "--login", "noroshi", "correct horse"});
  auto with = settings(relay);
  with.tls = MailSettings::Tls::Starttls;
  with.ca_file = certificate;
  with.user = "noroshi";
  with.password_file = folder_.file("password");
  const auto outcome = send(with, sample_notice(), recipient("taro"));
  ASSERT_EQ(outcome.handed, Handed::Accepted) << outcome.reason;
  EXPECT_EQ(received()["tls"], true);
  EXPECT_EQ(received()["login"], true);

  secret("password", "wrong");
  const auto denied = send(with, sample_notice(), recipient("taro"));
  EXPECT_EQ(denied.handed, Handed::Later) << "a wrong password is not the recipient's fault";
  EXPECT_THAT(denied.reason, HasSubstr("535"));

  with.ca_file.clear();
  EXPECT_EQ(send(with, sample_notice(), recipient("taro")).handed, Handed::Later)
      << "nobody vouches for the relay";
}

TEST_F(Mail, NothingIsSentInTheClearWhereTlsIsWanted) {
  const Relay relay(folder_.path().string());
  auto with = settings(relay);
  with.tls = MailSettings::Tls::Starttls;
  EXPECT_EQ(send(with, sample_notice(), recipient("taro")).handed, Handed::Later);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("mail/0.json")));
}

TEST_F(Mail, SecretsThatEverybodyMayReadAreRefused) {
  const Relay relay(folder_.path().string());
  std::filesystem::permissions(folder_.file("key"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const auto made = make_mail_channel(settings(relay), texts_);
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().message, HasSubstr("chmod"));
}

}  // namespace
}  // namespace noroshi::channel
