// Mails that came back, with the program itself: from a Maildir, and one at a time through a pipe
// as a relay's alias gives them.
#include "act/channel/relay_test.hpp"
#include "notices.hpp"

namespace noroshi::notify_e2e {
namespace {

class Bounces : public Notices {
 protected:
  /// Two homes are told by mail; one's mailbox is gone, the other's relay gave up.
  void SetUp() override {
    std::filesystem::create_directory(file("mails"));
    relay_ = std::make_unique<channel::Relay>(file("mails"));
    make_operator(relay_->port());
    write("operator/customers.csv",
          "line,name,mail,language\n"
          "line-6,Hanako Sato,gone@example.com,en\nline-7,鈴木一郎,expired@example.com,ja\n");
    const auto then = wall_clock() - base::kDay;
    write("events.jsonl", model::to_json(host("198.51.100.10", 40'000, then)) + "\n" +
                              model::to_json(host("198.51.100.11", 40'000, then + 1)) + "\n");
    at("operator", "take", 0, {file("events.jsonl")});
    at("operator", "run");
  }

  void set_bounces(const std::string& more) const {
    std::ofstream(file("operator/notify.toml"), std::ios::app)
        << "[bounces]\nkey = \"bounces.key\"\n" + more;
  }

  std::vector<std::string> waiting() const {
    std::vector<std::string> paths;
    for (const auto& one : std::filesystem::directory_iterator(file("mails/Maildir/new"))) {
      paths.push_back(one.path().string());
    }
    return paths;
  }

  std::string status() const { return at("operator", "status", 0, {"--format", "csv"}); }

  std::unique_ptr<channel::Relay> relay_;
};

TEST_F(Bounces, OfAMaildirCloseTheMailOfTheirNotices) {
  set_bounces("maildir = \"../mails/Maildir\"\n");
  ASSERT_EQ(waiting().size(), 2U);
  EXPECT_NE(at("operator", "bounce").find("2 messages = 2 permanent"), std::string::npos);
  EXPECT_TRUE(waiting().empty());
  EXPECT_NE(status().find("notice,mail bounced,,2"), std::string::npos) << status();
  EXPECT_NE(at("operator", "bounce").find("0 messages"), std::string::npos) << "read once";
}

TEST_F(Bounces, ThroughAPipeAreTakenOneByOneAndKeptByTheRelayWhereTheyCannotBe) {
  set_bounces("");
  const auto messages = waiting();
  ASSERT_EQ(messages.size(), 2U);
  const std::string alias = "\"$noroshi\" notify bounce --quiet - --folder ";
  const std::string fed = " <'" + messages[0] + "' || exit 75";
  shell(alias + "'" + file("elsewhere") + "'" + fed, 75);
  EXPECT_EQ(status().find("bounced"), std::string::npos);
  shell(alias + "'" + file("operator") + "'" + fed);
  shell(alias + "'" + file("operator") + "'" + fed);  // delivered twice, counted once
  EXPECT_NE(status().find("notice,mail bounced,,1"), std::string::npos) << status();
  // As a mailer writes it: an envelope line first.
  shell("(echo 'From MAILER-DAEMON Wed Jan 14 03:04:05 2026'; cat '" + messages[1] + "') | " +
        alias + "'" + file("operator") + "'");
  EXPECT_NE(status().find("notice,mail bounced,,2"), std::string::npos) << status();
  EXPECT_NE(at("operator", "bounce", 2).find("standard input"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::notify_e2e
