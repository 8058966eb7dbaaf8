// Letters, portal pages and the walled garden's switch.
#include "act/channel/channels.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "act/channel/portal_token.hpp"
#include "act/channel/program.hpp"
#include "act/channel/sample_test.hpp"
#include "base/temporary_folder.hpp"
#include "io/clock.hpp"
#include "io/http/server.hpp"

namespace noroshi::channel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

base::Micros at(std::string_view text) { return base::parse_rfc3339(text).value(); }

Recipient recipient() {
  return {"line-1", "山田 \"太郎\"", "", "100-0001", "千代田区 1,2-3", base::Language::Japanese};
}

std::string text_of(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

class Folder : public ::testing::Test {
 protected:
  std::string in(std::string_view name) { return folder_.file(name); }
  std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }
  base::TemporaryFolder folder_;
  Texts texts_{sample_sender()};
};

class Letters : public Folder {
 protected:
  std::unique_ptr<Channel> open() {
    return make_letter_channel({folder_.path().string(), [this] { return now_; }}, texts_).value();
  }
  base::Micros now_ = at("2026-01-14T10:00:00Z");
};

TEST_F(Letters, StandInAFileADayThatGetsItsNameWhenTheDayIsOver) {
  auto channel = open();
  EXPECT_EQ(channel->send(sample_notice("a.1"), recipient()).handed, Handed::Accepted);
  EXPECT_THAT(names(), ElementsAre("letters-2026-01-14.csv.open"));
  now_ = at("2026-01-15T00:00:00Z");
  EXPECT_EQ(channel->send(sample_notice("b.1"), recipient()).handed, Handed::Accepted);
  EXPECT_THAT(names(), ElementsAre("letters-2026-01-14.csv", "letters-2026-01-15.csv.open"));
  const auto text = text_of(in("letters-2026-01-14.csv"));
  EXPECT_THAT(text, ::testing::StartsWith("notice,case,number,date,line,name,"));
  EXPECT_THAT(text, HasSubstr("\"a.1\",\"case-17\",\"2\",\"2026-01-14\",\"line-1\","
                              "\"山田 \"\"太郎\"\"\",\"100-0001\",\"千代田区 1,2-3\",\"ja\""));
  EXPECT_EQ(close_letters(folder_.path().string(), at("2026-01-16T00:00:00Z"))->size(), 1U);
}

TEST_F(Letters, SameNoticeIsWrittenOnceAfterARestartToo) {
  open()->send(sample_notice("a\",\"b"), recipient());
  open()->send(sample_notice("a.1"), recipient());
  now_ = at("2026-01-15T00:00:10Z");
  auto again = open();
  EXPECT_EQ(again->send(sample_notice("a.1"), recipient()).reason, "already written");
  EXPECT_EQ(again->send(sample_notice("a\",\"b"), recipient()).reason, "already written");
  EXPECT_NE(again->send(sample_notice("a"), recipient()).reason, "already written");
}

TEST_F(Letters, RowThatACrashCutShortIsTakenAway) {
  open()->send(sample_notice("a.1"), recipient());
  const auto whole = text_of(in("letters-2026-01-14.csv.open"));
  std::ofstream(in("letters-2026-01-14.csv.open"), std::ios::app) << "\"b.1\",\"cas";
  open()->send(sample_notice("b.1"), recipient());
  const auto text = text_of(in("letters-2026-01-14.csv.open"));
  EXPECT_THAT(text, ::testing::StartsWith(whole + "\"b.1\",\"case-17\""));
}

TEST_F(Letters, NoFieldIsAFormulaOrALineOfItsOwn) {
  auto channel = open();
  for (const auto* name : {"=HYPERLINK(\"http://x.example\")", "+1", "-1", "@SUM(1)", "  =1",
                           "＝1+1", "\t=1", "a\r\n=1"}) {
    auto to = recipient();
    to.name = name;
    channel->send(sample_notice(name), to);
  }
  std::istringstream lines(text_of(in("letters-2026-01-14.csv.open")));
  std::string line;
  int rows = 0;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    ++rows;
    EXPECT_THAT(line, ::testing::EndsWith("\"\r"));
    for (const auto* sign : {"\"=", "\"+", "\"-", "\"@", "\" =", "\"  =", "\"＝"}) {
      for (auto place = line.find(sign); place != std::string::npos;
           place = line.find(sign, place + 1)) {
        // A quote before the quote is one that was doubled, within the field.
        EXPECT_TRUE(place > 0 && line[place - 1] != ',') << line;
      }
    }
  }
  EXPECT_EQ(rows, 8);
}

TEST_F(Folder, PortalPageIsFoundByTheTokensHashAlone) {
  auto channel = make_portal_channel({folder_.path().string()}, texts_).value();
  const auto what = sample_notice();
  ASSERT_EQ(channel->send(what, recipient()).handed, Handed::Accepted);
  ASSERT_EQ(channel->send(what, recipient()).handed, Handed::Accepted);
  ASSERT_THAT(names(), ElementsAre(portal_token_hash(what.token) + ".json"));
  const auto text = text_of(in(names()[0]));
  EXPECT_THAT(text, Not(HasSubstr(what.token)));
  EXPECT_THAT(text, Not(HasSubstr("line-1")));
  EXPECT_THAT(text, Not(HasSubstr("太郎")));
  const auto page = Json::parse(text);
  EXPECT_EQ(page["case"], "case-17");
  EXPECT_EQ(page["language"], "ja");
  EXPECT_THAT(page["text"].get<std::string>(), HasSubstr("電源"));
  auto without = sample_notice();
  without.token.clear();
  EXPECT_EQ(channel->send(without, recipient()).handed, Handed::Refused);
}

class Garden : public Folder {
 protected:
  Outcome run(const std::string& script, base::Micros timeout = 10 * base::kSecond) {
    std::ofstream(in("switch")) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(in("switch"), std::filesystem::perms::owner_all);
    GardenSettings settings;
    settings.program = {in("switch"), "two words", "$(touch never)"};
    settings.timeout = timeout;
    return make_garden_channel(settings).value()->send(sample_notice(), recipient());
  }
};

TEST_F(Garden, ProgramGetsJsonAndArgumentsAndNoShell) {
  const auto outcome = run("cat > " + in("input") + "\nprintf '%s\\n' \"$@\" > " + in("arguments"));
  EXPECT_EQ(outcome.handed, Handed::Accepted) << outcome.reason;
  EXPECT_EQ(text_of(in("arguments")), "two words\n$(touch never)\n");
  const auto json = Json::parse(text_of(in("input")));
  EXPECT_EQ(json["action"], "enter");
  EXPECT_EQ(json["line"], "line-1");
  EXPECT_EQ(json["notice"], "case-17.1");
  EXPECT_FALSE(json.contains("name"));
}

TEST_F(Garden, ExitStatusSaysWhatBecameOfIt) {
  EXPECT_EQ(run("exit 0").handed, Handed::Accepted);
  const auto later = run("echo 'no answer from the switch' >&2; exit 75");
  EXPECT_EQ(later.handed, Handed::Later);
  EXPECT_EQ(later.reason, "exit status 75: no answer from the switch");
  EXPECT_EQ(run("exit 67").handed, Handed::Refused);
  EXPECT_EQ(run("exit 1").handed, Handed::Later);
  EXPECT_EQ(run("kill -9 $$").reason, "ended by a signal");
}

TEST_F(Garden, ProgramThatDoesNotEndIsEndedWithItsChildren) {
  const auto outcome = run("sleep 600 &\necho $! > " + in("child") + "\nwait", base::kSecond / 2);
  EXPECT_EQ(outcome.handed, Handed::Later);
  EXPECT_THAT(outcome.reason, HasSubstr("no answer within"));
  std::ifstream file(in("child"));
  pid_t child = 0;
  file >> child;
  ASSERT_GT(child, 0);
  // Killed with its group; whoever inherits it reaps it soon, until then it is a zombie.
  const auto deadline = io::steady_clock() + 5 * base::kSecond;
  bool gone = false;
  while (!gone && io::steady_clock() < deadline) {
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string id;
    std::string name;
    std::string state;
    gone = !(stat >> id >> name >> state) || state == "Z" || state == "X";
  }
  EXPECT_TRUE(gone);
}

TEST_F(Garden, ProgramThatTalksMuchWaitsForNobody) {
  EXPECT_EQ(run("yes complaint | head -c 1000000 >&2; exit 0").handed, Handed::Accepted);
}

TEST_F(Garden, ProgramThatIsNotThereIsForLater) {
  GardenSettings settings;
  settings.program = {in("nothing")};
  EXPECT_EQ(make_garden_channel(settings).value()->send(sample_notice(), recipient()).handed,
            Handed::Later);
}

TEST_F(Garden, UrlGetsTheSameByPost) {
  std::mutex mutex;
  std::vector<http::Request> seen;
  std::vector<int> answers{204, 404, 503, 401};
  auto server =
      http::Server::start(net::Address::parse("127.0.0.1").value(), 0,
                          [&](const http::Request& request) {
                            const std::lock_guard lock(mutex);
                            seen.push_back(request);
                            return http::Response{.status = answers[(seen.size() - 1) % 4]};
                          })
          .value();
  std::ofstream(in("token")) << "secret-token\n";
  std::filesystem::permissions(in("token"), std::filesystem::perms::owner_read);
  GardenSettings settings;
  settings.url = "http://127.0.0.1:" + std::to_string(server->port()) + "/garden";
  settings.token_file = in("token");
  auto channel = make_garden_channel(settings).value();
  EXPECT_EQ(channel->send(sample_notice(), recipient()).handed, Handed::Accepted);
  EXPECT_EQ(channel->send(sample_notice(), recipient()).handed, Handed::Refused);
  EXPECT_EQ(channel->send(sample_notice(), recipient()).handed, Handed::Later);
  EXPECT_EQ(channel->send(sample_notice(), recipient()).handed, Handed::Later);
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/garden");
  EXPECT_EQ(seen[0].header("authorization"), "Bearer secret-token");
  EXPECT_EQ(seen[0].header("idempotency-key"), "\"case-17.1\"");
  EXPECT_EQ(Json::parse(seen[0].body)["line"], "line-1");
}

TEST_F(Garden, LineGoesToNoOtherMachineInTheClear) {
  GardenSettings settings;
  settings.url = "http://switch.isp.example/garden";
  EXPECT_FALSE(make_garden_channel(settings).has_value());
  settings.program = {"/bin/true"};
  EXPECT_FALSE(make_garden_channel(settings).has_value()) << "either, or";
}

TEST(ChannelSettings, WrongOnesAreAllNamed) {
  auto config = base::Config::parse(R"(
[mail]
tls = "maybe"
user = "noroshi"
[letters]
[garden]
)",
                                    "noroshi.toml")
                    .value();
  read_mail_settings(config.section("mail"), "/etc");
  read_letter_settings(config.section("letters"), "/etc");
  read_garden_settings(config.section("garden"), "/etc");
  const auto status = config.finish();
  ASSERT_FALSE(status.has_value());
  for (const auto* part : {"mail.server", "mail.tls", "mail.user", "mail.from", "mail.key",
                           "letters.folder", "garden.program"}) {
    EXPECT_THAT(status.error().message, HasSubstr(part));
  }
}

}  // namespace
}  // namespace noroshi::channel
