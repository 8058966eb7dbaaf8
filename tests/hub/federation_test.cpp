// Hubs and the people between them: approval, pulling, peers.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

std::string key_of(const Place& place, const std::string& account,
                   const std::vector<std::string>& scopes) {
  std::vector<std::string> words{"key", "add", account};
  for (const auto& scope : scopes) words.insert(words.end(), {"--scope", scope});
  std::string key = place.done(words);
  key.pop_back();
  return key;
}

TEST(HubFederation, NothingIsSharedBeforeItsProviderApproves) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  place.done({"community", "add", "isac", "--title", "Example ISAC"});
  place.done({"collection", "add", "C&C servers", "--community", "isac", "--alias", "cc", "--tlp",
              "amber"});
  place.done({"organisation", "add", "Provider"});
  place.done({"organisation", "add", "Reader"});
  place.done(
      {"user", "add", "provider", "--organisation", "Provider", "--member", "isac:approver"});
  place.done({"user", "add", "reader", "--organisation", "Reader", "--member", "isac:reader"});
  const std::string provider = key_of(place, "provider", {"read", "write"});
  const std::string reader = key_of(place, "reader", {"read"});
  write(folder.file("provider.key"), provider + "\n");

  const Ran pushed =
      noroshi({"hub", "push", "--hub", place.url(), "--fingerprint", place.fingerprint(),
               "--key-file", folder.file("provider.key"), "--collection", "cc"},
              bundle(1, 1));
  EXPECT_EQ(pushed.status, 0) << pushed.err;
  EXPECT_THAT(pushed.err, HasSubstr("1 wait for approval"));
  const std::string object = "/api/v1/objects/" + *ids_of_bundle(1, 1).begin();
  EXPECT_EQ(place.ask("GET", object, {}, reader).status, 404);

  const auto waiting = Json::parse(place.ask("GET", "/api/v1/approvals", {}, provider).body);
  ASSERT_EQ(waiting.at("items").size(), 1U) << waiting.dump(1);
  const int number = waiting.at("items")[0].at("number");
  EXPECT_NE(place
                .ask("POST", fmt::format("/api/v1/approvals/{}", number),
                     R"({"decision":"release"})", reader)
                .status,
            204);
  const auto decided = place.ask("POST", fmt::format("/api/v1/approvals/{}", number),
                                 R"({"decision":"release"})", provider);
  EXPECT_EQ(decided.status, 204) << decided.body;
  EXPECT_EQ(place.ask("GET", object, {}, reader).status, 200);
  EXPECT_THAT(place.done({"audit"}), HasSubstr("release.approve"));
}

TEST(HubFederation, APullGoesOnWhereTheLastOneEnded) {
  const base::TemporaryFolder folder;
  Place from(folder.file("from")), into(folder.file("into"));
  from.serve();
  into.serve();
  const std::vector<std::string> words{"--collection", "desk", "--state",  folder.file("cursor"),
                                       "--into",       "desk", "--folder", into.folder()};
  from.done({"push"}, bundle(1, 30));
  const Ran first = from.pull(words);
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("30 objects"));
  const Ran second = from.pull(words);
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_THAT(second.err, HasSubstr("1 object "));  // the newest, in case others are as new
  from.done({"push"}, bundle(2, 5));
  const Ran third = from.pull(words);
  EXPECT_THAT(third.err, HasSubstr("6 objects"));
  EXPECT_EQ(into.ids_in(), from.ids_in());
}

/// Lets `to` fetch the community of `from` as a peer.
void befriend(const Place& from, const Place& to, const std::string& name) {
  from.done({"user", "add", name, "--kind", "peer", "--member", "isac:contributor"});
  write(to.file("peer.key"), key_of(from, name, {"read"}) + "\n");
  to.done({"input", "add", "partner", "--kind", "peer", "--from", from.url() + "/taxii2/",
           "--secret-file", to.file("peer.key"), "--fingerprint", from.fingerprint(),
           "--remote-collection", "shared", "--collection", "shared", "--every", "1s"});
}

/// Of the objects of the community; markings and identities travel with them.
std::set<std::string> shared_indicators(const Place& place) {
  auto ids = place.ids_in("shared");
  for (auto id = ids.begin(); id != ids.end();) {
    id = id->starts_with("indicator--") ? std::next(id) : ids.erase(id);
  }
  return ids;
}

/// "archive: 9 objects, 9 revisions, …" of the doctor.
std::string archive_line(const Place& place) {
  const std::string text = place.done({"doctor"});
  const auto at = text.find("archive: tables");
  const auto end = text.find("\n", text.find('\n', at) + 1);
  return text.substr(at, end - at);
}

TEST(HubFederation, TwoPeersShareAndDoNotGoInCircles) {
  const base::TemporaryFolder folder;
  Place east(folder.file("east"), "hub.db", "East");
  Place west(folder.file("west"), "hub.db", "West");
  for (Place* place : {&east, &west}) {
    place->done({"community", "add", "isac", "--id", "7d0f2c55-8f1e-4a53-b8a5-1f0a7c3e2b22"});
    place->done({"collection", "add", "Shared", "--community", "isac", "--alias", "shared",
                 "--release", "direct", "--tlp", "green", "--hops", "1"});
    place->done({"user", "change", "admin", "--member", "isac:steward"});
    place->serve();
  }
  befriend(east, west, "west-hub");
  befriend(west, east, "east-hub");
  east.done({"push", "--collection", "shared"}, bundle(1, 3));
  west.done({"push", "--collection", "shared"}, bundle(2, 4));
  auto all = ids_of_bundle(1, 3);
  all.merge(ids_of_bundle(2, 4));
  EXPECT_TRUE(within_a_minute([&] { return shared_indicators(west) == all; }))
      << west.done({"input", "list"}) << west.log();
  EXPECT_TRUE(within_a_minute([&] { return shared_indicators(east) == all; }))
      << east.done({"input", "list"}) << east.log();
  EXPECT_THAT(west.done({"input", "list"}), HasSubstr("fine"));

  // Both have all.  Whatever they ask from now on changes nothing.
  const std::string west_has = archive_line(west);
  const std::string east_has = archive_line(east);
  EXPECT_THAT(west_has, HasSubstr(" objects, "));
  for (int round = 0; round < 3; ++round) {
    EXPECT_THAT(west.done({"input", "run", "partner"}), HasSubstr(" 0 new"));
    EXPECT_THAT(east.done({"input", "run", "partner"}), HasSubstr(" 0 new"));
  }
  EXPECT_EQ(archive_line(west), west_has);
  EXPECT_EQ(archive_line(east), east_has);
}

}  // namespace
}  // namespace noroshi::hub_e2e
