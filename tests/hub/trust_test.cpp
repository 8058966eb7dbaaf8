// What a hub can be held to: its trail in a log that others watch, and seals whose owner sees them.
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.hpp"
#include "io/sql/database.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

std::string policy_of(const Json& log) {
  return fmt::format("log {} {}\nquorum none\n", log.at("key").get<std::string>(),
                     log.at("address").get<std::string>());
}

Json log_of(const Place& place) { return Json::parse(place.ask("GET", "/api/v1/trail/log").body); }

std::int64_t published_lines(const Place& place) {
  const std::string note = content(place.file("log") + "/checkpoint");
  return std::stoll(note.substr(note.find('\n') + 1));
}

bool published(const Place& place, std::uint64_t lines) {
  return within_a_minute(
      [&] { return log_of(place).at("published").get<std::uint64_t>() >= lines; });
}

TEST(HubTrust, ALineOfTheTrailIsProvedToSomebodyWhoHasThePolicyAlone) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  ASSERT_TRUE(published(place, 1));
  write(folder.file("policy"), policy_of(log_of(place)));

  const std::string stem = folder.file("line");
  place.done({"audit", "--prove", "1", "--out", stem});
  const Ran verified = noroshi({"log", "verify", stem + ".tlog-proof", "--entry", stem + ".jsonl",
                                "--policy", folder.file("policy")});
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("trail 1"));

  write(stem + ".jsonl", content(stem + ".jsonl") + " ");
  EXPECT_EQ(noroshi({"log", "verify", stem + ".tlog-proof", "--entry", stem + ".jsonl", "--policy",
                     folder.file("policy")})
                .status,
            1);
}

TEST(HubTrust, AMonitorMirrorsTheLogWithoutAnAccountAndSeesAChangedTrailComeToAHalt) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  ASSERT_TRUE(published(place, 1));
  write(folder.file("policy"), policy_of(log_of(place)));
  const auto monitor = [&] {
    return noroshi({"log", "monitor", place.url() + "/log/", "--fingerprint", place.fingerprint(),
                    "--mirror", folder.file("mirror"), "--policy", folder.file("policy")});
  };
  const Ran first = monitor();
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(place.hub({"doctor"}).status, 0);
  place.kill();

  const auto lines = published_lines(place);
  ASSERT_GT(lines, 0);
  const auto database = sql::Database::open(place.file("hub.db")).value();
  const std::array<sql::Value, 1> newest{lines};
  ASSERT_TRUE(database->connect().value()->run(
      "UPDATE trail SET account = 'nobody' WHERE number = $1", newest));
  const Ran doctor = place.hub({"doctor"});
  EXPECT_EQ(doctor.status, 1);
  EXPECT_THAT(doctor.out, HasSubstr(fmt::format("log: line {} of the trail is not", lines)));
  place.serve();
  EXPECT_TRUE(within_a_minute([&] {
    return place.log().find("of the trail is not the one that the log holds") != std::string::npos;
  }));
  EXPECT_EQ(monitor().status, 0);  // the log itself stays what it was
}

TEST(HubTrust, ARestoredHubBeginsAnotherLogOverItsWholeTrail) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  place.serve();
  ASSERT_TRUE(published(place, 1));
  const std::string before = log_of(place).at("key");
  place.done({"backup", folder.file("backup")});
  place.end();
  EXPECT_FALSE(std::filesystem::exists(folder.file("backup") + "/log.key"));

  const Ran restored = noroshi(
      {"hub", "restore", folder.file("backup"), "--folder", folder.file("again"), "--lang", "en"});
  ASSERT_EQ(restored.status, 0) << restored.err;
  EXPECT_EQ(noroshi({"hub", "doctor", "--folder", folder.file("again")}).status, 0);
  const std::string after = content(folder.file("again") + "/log.key");
  EXPECT_EQ(after.find(before), std::string::npos);
  EXPECT_EQ(content(folder.file("again") + "/log.secret"), content(place.file("log.secret")));
}

Json csc(const Place& place, const std::string& method, const Json& body) {
  return Json::parse(place.ask("POST", "/csc/v2/" + method, body.dump()).body);
}

TEST(HubTrust, ARemoteSealIsMadeJudgedByOpenSslAndShownToItsOwner) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  make_seal_key(place);
  place.serve();
  write(folder.file("document"), "noroshi");
  const Ran hashed =
      run({"sh", "-c",
           "openssl dgst -sha256 -binary '" + folder.file("document") + "' | openssl base64 -A"});
  const Json hashes = Json::array({hashed.out});
  EXPECT_EQ(csc(place, "credentials/list", Json::object())["credentialIDs"],
            Json::array({"notices"}));
  const Json wish{{"credentialID", "notices"},
                  {"numSignatures", 1},
                  {"hashes", hashes},
                  {"hashAlgorithmOID", "2.16.840.1.101.3.4.2.1"}};
  const std::string sad = csc(place, "credentials/authorize", wish).at("SAD");
  const Json made = csc(place, "signatures/signHash",
                        {{"credentialID", "notices"},
                         {"SAD", sad},
                         {"hashes", hashes},
                         {"signAlgo", "1.2.840.10045.4.3.2"}});
  write(folder.file("signature.b64"), made.at("signatures").at(0).get<std::string>() + "\n");
  const Ran judged = run({"sh", "-c",
                          "openssl base64 -d -A -in '" + folder.file("signature.b64") + "' -out '" +
                              folder.file("signature") + "' && openssl x509 -in '" +
                              place.file("seal-keys/notices.pem") + "' -pubkey -noout > '" +
                              folder.file("public") + "' && openssl dgst -sha256 -verify '" +
                              folder.file("public") + "' -signature '" + folder.file("signature") +
                              "' '" + folder.file("document") + "'"});
  EXPECT_EQ(judged.status, 0) << judged.out << judged.err;

  const auto uses = Json::parse(place.ask("GET", "/api/v1/seals/uses").body).at("items");
  ASSERT_EQ(uses.size(), 1U);
  EXPECT_EQ(uses[0].at("credential"), "notices");
  EXPECT_THAT(place.done({"audit"}), HasSubstr("\"action\":\"seal.use\""));

  // Two at once wait for somebody else.
  Json two = wish;
  two["numSignatures"] = 2;
  two["hashes"].push_back(hashed.out);
  const std::string handle = csc(place, "credentials/authorize", two).at("handle");
  const auto approve = "/api/v1/seals/requests/" + handle + "/approve";
  EXPECT_EQ(place.ask("POST", approve).status, 409);  // one's own
  place.done({"user", "add", "chief", "--organisation", "Example Telecom"});
  std::string key = place.done({"key", "add", "chief", "--scope", "read", "--scope", "write"});
  key.pop_back();
  EXPECT_THAT(place.ask("GET", "/api/v1/seals/requests", {}, key).body, HasSubstr(handle));
  EXPECT_EQ(place.ask("POST", approve, {}, key).status, 204);
  EXPECT_TRUE(csc(place, "credentials/authorizeCheck", {{"handle", handle}}).contains("SAD"));
}

TEST(HubTrust, WhatIsPushedUnderASealIsCheckedAndSaysWhoSealedIt) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  make_seal_key(place);  // serves as anchor, too: it signed itself
  place.append("anchors = \"seal-keys/notices.pem\"\nrequired = true\n");
  place.serve();
  write(folder.file("profile.toml"), "[key]\nfile = \"" + place.file("seal-keys/notices.key") +
                                         "\"\ncertificate = \"" +
                                         place.file("seal-keys/notices.pem") + "\"\n");

  const Ran without = place.hub({"push"}, bundle(1, 3));
  EXPECT_EQ(without.status, 1);
  EXPECT_THAT(without.err, HasSubstr("sealed contributions only"));
  const Ran pushed = place.hub({"push", "--seal", folder.file("profile.toml")}, bundle(1, 3));
  EXPECT_EQ(pushed.status, 0) << pushed.err;

  const std::string id = *ids_of_bundle(1, 3).begin();
  const Json object = Json::parse(place.ask("GET", "/api/v1/objects/" + id).body);
  ASSERT_EQ(object.at("seals").size(), 1U);
  EXPECT_EQ(object["seals"][0].at("corporateNumber"), "7000012050002");
  EXPECT_THAT(object["seals"][0].at("sealer").get<std::string>(), HasSubstr("Example Telecom"));

  // A seal over another body.
  const Ran made =
      noroshi({"seal", "make", folder.file("profile.toml"), "--detached", "--key",
               place.file("seal-keys/notices.key"), "--certificate",
               place.file("seal-keys/notices.pem"), "--out", folder.file("other.p7s")});
  ASSERT_EQ(made.status, 0) << made.err;
  const Ran encoded = run({"openssl", "base64", "-A", "-in", folder.file("other.p7s")});
  write(folder.file("body"), bundle(2, 1));
  const Ran curl =
      run({"curl", "-sk", "-H", "Authorization: Bearer " + place.key(), "-H",
           "Content-Type: application/json", "-H", "Noroshi-Seal: " + encoded.out, "--data-binary",
           "@" + folder.file("body"), place.url() + "/api/v1/collections/desk/contributions"});
  EXPECT_THAT(curl.out, HasSubstr("HASH_FAILURE")) << curl.err;
}

/// A seal profile with the key that `make_seal_key` made.
std::string profile_of(const Place& place, const std::string& path) {
  write(path, "[key]\nfile = \"" + place.file("seal-keys/notices.key") + "\"\ncertificate = \"" +
                  place.file("seal-keys/notices.pem") + "\"\n");
  return path;
}

/// Serves three indicators, and what it lets out under the seal of that key.
void serve_sealed(Place& place) {
  make_seal_key(place);
  profile_of(place, place.file("release-seal.toml"));
  place.append("releases = \"release-seal.toml\"\n");
  place.serve();
  ASSERT_EQ(place.hub({"push"}, bundle(1, 3)).status, 0);
}

TEST(HubTrust, AReleaseIsCheckedWithPlainTools) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  serve_sealed(place);

  const std::string list = folder.file("list.csv");
  const auto fetch = [&](const std::string& target) {
    return run({"sh", "-c",
                "curl -sk -o '" + list + "' -w '%header{noroshi-seal}' -H 'Authorization: Bearer " +
                    place.key() + "' -H 'Noroshi-Seal: wanted' '" + place.url() + target +
                    "' | base64 -d > '" + list + ".p7s'"});
  };
  const std::string anchor = place.file("seal-keys/notices.pem");
  for (const char* target : {"/api/v1/outputs/csv", "/api/v1/withdrawals", "/api/v1/outputs/rpz"}) {
    ASSERT_EQ(fetch(target).status, 0) << target;
    const Ran ours =
        noroshi({"seal", "verify", list + ".p7s", "--content", list, "--anchors", anchor});
    EXPECT_EQ(ours.status, 0) << target << ours.out << ours.err;
    const Ran theirs =
        run({"openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", list + ".p7s",
             "-content", list, "-CAfile", anchor, "-purpose", "any", "-out", "/dev/null"});
    EXPECT_EQ(theirs.status, 0) << target << theirs.err;
  }
  write(list, content(list) + "203.0.113.99\n");
  const Ran forged =
      noroshi({"seal", "verify", list + ".p7s", "--content", list, "--anchors", anchor});
  EXPECT_EQ(forged.status, 1);
  EXPECT_THAT(forged.out, HasSubstr("HASH_FAILURE"));
  const auto uses = Json::parse(place.ask("GET", "/api/v1/seals/uses").body).at("items");
  EXPECT_EQ(uses.size(), 3U);
  EXPECT_THAT(place.done({"audit"}), HasSubstr("releases: 1 signatures"));
}

TEST(HubTrust, AnotherHubTakesWhatWasReleasedUnderTheRightSealAndNothingElse) {
  const base::TemporaryFolder folder;
  Place sender(folder.file("sender"));
  serve_sealed(sender);
  write(folder.file("key"), sender.key() + "\n");

  Place receiver(folder.file("receiver"), "hub.db", "Example Rail");
  receiver.serve();
  const auto add = [&](const std::string& name, const std::string& sealed_by) {
    receiver.done({"input", "add", name, "--kind", "taxii", "--from",
                   sender.url() + "/taxii2/hub/collections/desk/", "--secret-file",
                   folder.file("key"), "--fingerprint", sender.fingerprint(), "--every", "7d",
                   "--anchors", sender.file("seal-keys/notices.pem"), "--sealed-by", sealed_by,
                   "--require-seal"});
  };
  add("stranger", "NTRJP-1");
  ASSERT_TRUE(within_a_minute([&] {
    return receiver.done({"input", "list"}).find("its seal does not pass") != std::string::npos;
  })) << receiver.done({"input", "list"});
  EXPECT_TRUE(receiver.ids_in().empty());

  add("partner", "NTRJP-7000012050002");
  ASSERT_TRUE(within_a_minute([&] { return receiver.ids_in() == ids_of_bundle(1, 3); }))
      << receiver.done({"input", "list"});
  const std::string id = *ids_of_bundle(1, 3).begin();
  const Json object = Json::parse(receiver.ask("GET", "/api/v1/objects/" + id).body);
  ASSERT_EQ(object.at("seals").size(), 1U);
  EXPECT_EQ(object["seals"][0].at("corporateNumber"), "7000012050002");
  const Json inputs = Json::parse(receiver.ask("GET", "/api/v1/inputs").body).at("items");
  EXPECT_THAT(inputs[0]["seals"].at("last").get<std::string>(), HasSubstr("NTRJP-7000012050002"));
}

TEST(HubTrust, FindingsInAFileAreSealedAndComeInAgainstIt) {
  const base::TemporaryFolder folder;
  Place place(folder.file("hub"));
  make_seal_key(place);
  place.serve();
  const std::string profile = profile_of(place, folder.file("profile.toml"));
  const std::string day = folder.file("day.ipfix");
  ASSERT_EQ(noroshi({"lab", "traffic", "--subscribers", "500", "--out", day, "--quiet"}).status, 0);
  const Ran nowhere = noroshi({"c2", "hunt", day, "--seal", profile, "--lang", "en"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("--out FILE"));

  const std::string found = folder.file("found.json");
  const Ran hunted = noroshi({"c2", "hunt", day, "--all", "--top", "5", "--format", "stix", "--out",
                              found, "--seal", profile, "--quiet"});
  ASSERT_EQ(hunted.status, 0) << hunted.err;
  EXPECT_EQ(hunted.out, "");
  const std::string anchor = place.file("seal-keys/notices.pem");
  const Ran verified =
      noroshi({"seal", "verify", found + ".p7s", "--content", found, "--anchors", anchor});
  EXPECT_EQ(verified.status, 0) << verified.out;

  place.done({"input", "add", "hunt", "--from", found, "--anchors", anchor, "--require-seal"});
  ASSERT_TRUE(within_a_minute([&] { return !place.ids_in().empty(); }))
      << place.done({"input", "list"});
  write(found, content(found) + "\n");
  const Ran again = place.hub({"input", "run", "hunt"});
  EXPECT_EQ(again.status, 1);
  EXPECT_THAT(again.out, HasSubstr("HASH_FAILURE"));
}

}  // namespace
}  // namespace noroshi::hub_e2e
