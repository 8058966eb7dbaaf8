// One desk: what its people type, and what they are told.
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

std::string found_by_the_hunt() {
  const Ran hunt = noroshi({"c2", "hunt", NOROSHI_SOURCE_DIR "/tests/scenarios/beacon.log",
                            "--format", "jsonl", "--quiet"});
  EXPECT_EQ(hunt.status, 0) << hunt.err;
  return hunt.out;
}

TEST(HubDesk, WhatTheHuntFoundIsPushedOnceAndFoundAgain) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  const std::string findings = found_by_the_hunt();
  const std::string server = Json::parse(findings).at("subject").at("ip");

  const Ran first = place.hub({"push"}, findings);
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr(" 0 known already"));
  const auto before = place.ids_in();
  EXPECT_FALSE(before.empty());

  const Ran second = place.hub({"push"}, findings);
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_THAT(second.err, HasSubstr(": 0 new, 0 confirmed by one more source"));
  EXPECT_EQ(place.ids_in(), before);

  const auto looked_up = place.ask("GET", "/api/v1/lookup?value=" + server);
  EXPECT_EQ(looked_up.status, 200) << looked_up.body;
  EXPECT_THAT(looked_up.body, HasSubstr("indicator--"));
  const auto searched = place.ask("GET", "/api/v1/search?q=" + server);
  EXPECT_EQ(searched.status, 200) << searched.body;
  EXPECT_THAT(searched.body, HasSubstr(server));
}

TEST(HubDesk, PeopleAndKeysComeAndGo) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  place.done({"organisation", "add", "Region Office", "--region", "kanto"});
  const Ran added = place.hub({"user", "add", "alice", "--organisation", "Region Office"});
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_THAT(added.err, HasSubstr("its password is"));
  const Ran again = place.hub({"user", "add", "alice", "--organisation", "Region Office"});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("\"alice\" is taken"));

  std::string key = place.done({"key", "add", "alice", "--scope", "read"});
  key.pop_back();
  EXPECT_EQ(place.ask("GET", "/api/v1/me", {}, key).status, 200);
  EXPECT_THAT(place.done({"key", "list"}), HasSubstr("alice"));
  place.done({"key", "revoke", "2"});
  EXPECT_EQ(place.ask("GET", "/api/v1/me", {}, key).status, 401);

  std::string other = place.done({"key", "add", "alice", "--scope", "read"});
  other.pop_back();
  place.done({"user", "change", "alice", "--active", "no"});
  EXPECT_EQ(place.ask("GET", "/api/v1/me", {}, other).status, 401);
  place.done({"user", "remove", "alice"});
  EXPECT_THAT(place.done({"user", "list"}), Not(HasSubstr("alice")));
}

TEST(HubDesk, APasswordComesFromAFileAndIsNotShown) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  const Ran added = place.hub({"user", "add", "bob", "--password-file", "-"}, "correct horse\n");
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_THAT(added.err, Not(HasSubstr("correct horse")));
  write(folder.file("password"), "correct horse\n");
  const Ran listed =
      noroshi({"hub", "pull", place.url() + "/taxii2/", "--list", "--user", "bob",
               "--password-file", folder.file("password"), "--fingerprint", place.fingerprint()});
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("The desk of Example Telecom"));
  EXPECT_EQ(place.hub({"user", "add", "eve", "--password-file", "-"}, "short\n").status, 2);
}

TEST(HubDesk, MistakesAreAnsweredWithWhatToTry) {
  const base::TemporaryFolder folder;
  const std::string nowhere = folder.file("nowhere");
  const Ran no_hub = noroshi({"hub", "serve", "--folder", nowhere});
  EXPECT_EQ(no_hub.status, 1);
  EXPECT_THAT(no_hub.err, HasSubstr("make one: noroshi hub init --folder " + nowhere));

  Place place(folder.file("hub"));
  EXPECT_THAT(place.hub({"init"}).err, HasSubstr("is there already"));
  const Ran not_served = place.hub({"push"}, "{}");
  EXPECT_EQ(not_served.status, 1);
  place.serve();
  const Ran taken = place.hub({"serve"});
  EXPECT_EQ(taken.status, 1);
  EXPECT_THAT(taken.err, HasSubstr("choose another port"));

  const Ran garbage = place.hub({"push"}, std::string("\x00\xFF\x13 what", 8));
  EXPECT_EQ(garbage.status, 1);
  EXPECT_THAT(garbage.err, HasSubstr("standard input: no feed that is known"));
  const Ran bad_line = place.hub({"push"}, "{\"a\":1}\n[oops\n");
  EXPECT_EQ(bad_line.status, 1);
  EXPECT_THAT(bad_line.err, HasSubstr("standard input: line 2: this is no JSON object"));
  const Ran no_collection = place.hub({"push", "--collection", "nix"}, bundle(1, 1));
  EXPECT_EQ(no_collection.status, 1);
  EXPECT_THAT(no_collection.err, HasSubstr("see them with: noroshi hub collection list"));

  const Ran distrust = noroshi({"hub", "pull", place.url() + "/taxii2/", "--list"});
  EXPECT_EQ(distrust.status, 1);
  EXPECT_THAT(distrust.err, HasSubstr("--fingerprint"));
  place.end();
  fs::permissions(place.file("hub.key"), fs::perms::none);
  write(place.file("hub.key") + ".bad", "no key");
  place.set("key", "\"hub.key.bad\"");
  const Ran no_key = place.hub({"serve"});
  EXPECT_EQ(no_key.status, 1);
  EXPECT_THAT(no_key.err, HasSubstr("hub.key.bad"));
}

TEST(HubDesk, ABadObjectRefusesItselfAndNotItsNeighbours) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  Json mixed = Json::parse(bundle(7, 3));
  mixed["objects"][1].erase("pattern");
  const Ran pushed = place.hub({"push"}, mixed.dump());
  EXPECT_EQ(pushed.status, 1);
  EXPECT_THAT(pushed.err, HasSubstr("refused: indicator--"));
  EXPECT_THAT(pushed.err, HasSubstr("pattern"));
  EXPECT_EQ(place.ids_in().size(), 2U);
}

TEST(HubDesk, ALineThatIsCutShortDoesNotKeepTheOthersOut) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  const std::string findings = found_by_the_hunt();
  const Ran pushed = place.hub({"push"}, findings.substr(0, findings.size() / 2) + "\n" + findings);
  EXPECT_EQ(pushed.status, 1);
  EXPECT_THAT(pushed.err, HasSubstr("refused: standard input: line 1: this is no JSON object"));
  EXPECT_THAT(pushed.err, HasSubstr("; 1 refused"));
  EXPECT_FALSE(place.ids_in().empty());
}

TEST(HubDesk, AFeedInJsonIsToldByItsContent) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  const Ran pushed = place.hub(
      {"push"}, R"([{"ip_address":"198.51.100.7","port":443,"status":"online","hostname":null,)"
                R"("as_number":64500,"as_name":"EXAMPLE","country":"JP",)"
                R"("first_seen":"2026-01-01 00:00:00","last_online":"2026-01-02",)"
                R"("malware":"Dridex"}])");
  EXPECT_EQ(pushed.status, 0) << pushed.err;
  EXPECT_FALSE(place.ids_in().empty()) << pushed.err;
}

TEST(HubDesk, AHubThatListensEverywhereTellsAnAddressThatCanBeReached) {
  const base::TemporaryFolder folder;
  const Ran made = noroshi({"hub", "init", "--folder", folder.file("hub"), "--listen",
                            "0.0.0.0:8443", "--name", "hub.example"});
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("https://hub.example:8443/taxii2/"));
  const Ran nameless =
      noroshi({"hub", "init", "--folder", folder.file("other"), "--listen", "0.0.0.0:8443"});
  EXPECT_EQ(nameless.status, 0) << nameless.err;
  EXPECT_THAT(nameless.out, Not(HasSubstr("https://0.0.0.0")));
}

TEST(HubDesk, WhatOthersPublishedIsTaken) {
  const fs::path published = fs::path(NOROSHI_SHARED_DATA) / "stix-taxii";
  if (!fs::exists(published)) {
    GTEST_SKIP() << "skipped: " << published << " is not here: MISP events, STIX examples, feeds";
  }
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  std::vector<std::string> words{"push", published / "feodo-ipblocklist-2024-04-04.csv"};
  for (const char* name : {"eset-misp-events", "stix21-examples"}) {
    for (const auto& file : fs::directory_iterator(published / name)) {
      words.push_back(file.path());
    }
  }
  const Ran pushed = place.hub(words);
  EXPECT_EQ(pushed.status, 0) << pushed.err;
  const auto before = place.ids_in();
  EXPECT_GT(before.size(), 100U);
  const Ran again = place.hub(words);
  EXPECT_THAT(again.err, HasSubstr(": 0 new"));
  EXPECT_EQ(place.ids_in(), before);
}

}  // namespace
}  // namespace noroshi::hub_e2e
