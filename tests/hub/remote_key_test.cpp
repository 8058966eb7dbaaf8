// Sealing from a command with a key that a hub keeps: trust/remote against the hub's own CSC face.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <thread>

#include "base/temporary_folder.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;

/// A hub that takes sealed contributions only, keeps the key for them, and a profile that asks it.
class RemoteKey : public testing::Test {
 protected:
  void begin(int alone) {
    make_seal_key(place_, alone);
    place_.append("anchors = \"seal-keys/notices.pem\"\nrequired = true\n");
    place_.serve();
    write(folder_.file("api.key"), place_.key() + "\n");
    ::chmod(folder_.file("api.key").c_str(), 0600);
    write(folder_.file("remote.toml"),
          fmt::format("[key]\nurl = \"{}/csc/v2\"\ncredential = \"notices\"\n"
                      "token_file = \"api.key\"\nfingerprint = \"{}\"\n",
                      place_.url(), place_.fingerprint()));
  }
  Ran push() { return place_.hub({"push", "--seal", folder_.file("remote.toml")}, bundle(1, 3)); }
  [[nodiscard]] Json uses() const {
    return Json::parse(place_.ask("GET", "/api/v1/seals/uses").body).at("items");
  }

  base::TemporaryFolder folder_;
  Place place_{folder_.file("hub")};
};

TEST_F(RemoteKey, SealsWhatIsPushedAndEveryUseIsShown) {
  begin(1);
  const Ran pushed = push();
  EXPECT_EQ(pushed.status, 0) << pushed.err;
  const std::string id = *ids_of_bundle(1, 3).begin();
  const Json object = Json::parse(place_.ask("GET", "/api/v1/objects/" + id).body);
  ASSERT_EQ(object.at("seals").size(), 1U);
  EXPECT_EQ(object["seals"][0].at("corporateNumber"), "7000012050002");
  ASSERT_EQ(uses().size(), 1U);
  EXPECT_EQ(uses()[0].at("credential"), "notices");
}

TEST_F(RemoteKey, SealsAFileFromTheCommandLine) {
  begin(1);
  write(folder_.file("report.txt"), "what was seen\n");
  const std::string out = folder_.file("report.p7m");
  const Ran made = noroshi({"seal", "make", folder_.file("report.txt"), "--key-profile",
                            folder_.file("remote.toml"), "--out", out});
  ASSERT_EQ(made.status, 0) << made.err;
  const Ran seen =
      noroshi({"seal", "verify", out, "--anchors", place_.file("seal-keys/notices.pem")});
  EXPECT_EQ(seen.status, 0) << seen.out << seen.err;
  EXPECT_EQ(uses().size(), 1U);
  const Ran twice = noroshi({"seal", "make", folder_.file("report.txt"), "--key-profile",
                             folder_.file("remote.toml"), "--key", "seal.key", "--out", out});
  EXPECT_EQ(twice.status, 2);
  EXPECT_THAT(twice.err, HasSubstr("one says where the key is"));
}

TEST_F(RemoteKey, AWrongNameOrTokenIsToldAndNothingIsPushed) {
  begin(1);
  std::string profile = content(folder_.file("remote.toml"));
  const auto name = profile.find("\"notices\"");
  write(folder_.file("remote.toml"), profile.replace(name, 9, "\"another\""));
  const Ran unknown = push();
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr("credentials/info: status 4"));
  write(folder_.file("api.key"), "no-such-key\n");
  const Ran stranger = push();
  EXPECT_EQ(stranger.status, 1);
  EXPECT_THAT(stranger.err, HasSubstr("status 401"));
  EXPECT_EQ(stranger.err.find("no-such-key"), std::string::npos);
  EXPECT_TRUE(uses().empty());
}

TEST_F(RemoteKey, WaitsForTheApprovalOfSomebodyElse) {
  begin(0);
  place_.done({"user", "add", "chief", "--organisation", "Example Telecom"});
  std::string key = place_.done({"key", "add", "chief", "--scope", "read", "--scope", "write"});
  key.pop_back();
  Ran pushed;
  std::thread pushing([&] { pushed = push(); });
  const bool approved = within_a_minute([&] {
    const auto all = Json::parse(place_.ask("GET", "/api/v1/seals/requests", {}, key).body);
    for (const auto& one : all.at("items")) {
      const auto handle = one.at("handle").get<std::string>();
      return place_.ask("POST", "/api/v1/seals/requests/" + handle + "/approve", {}, key).status ==
             204;
    }
    return false;
  });
  pushing.join();
  EXPECT_TRUE(approved);
  EXPECT_EQ(pushed.status, 0) << pushed.err;
  EXPECT_EQ(uses().size(), 1U);
}

}  // namespace
}  // namespace noroshi::hub_e2e
