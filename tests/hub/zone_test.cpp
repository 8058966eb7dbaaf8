// The zone that `hub serve` gives to name servers, asked by dig.
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

#include "base/temporary_folder.hpp"
#include "place.hpp"

namespace noroshi::hub_e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string zone_port(const Place& place) {
  const std::string log = place.log();
  std::smatch found;
  const std::regex line("the zone .* is at 127\\.0\\.0\\.1:([0-9]+),");
  EXPECT_TRUE(std::regex_search(log, found, line)) << log;
  return found[1];
}

class HubZone : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run({"dig", "-v"}).status != 0 || run({"tsig-keygen", "-h"}).status == 127) {
      GTEST_SKIP() << "skipped: dig or tsig-keygen is not installed (packages.txt: "
                      "bind9-dnsutils, bind9)";
    }
  }

  /// The zone as a name server that has `key_file` gets it.
  Ran transfer(const Place& place, const std::string& key_file) const {
    return run({"dig", "@127.0.0.1", "-p", zone_port(place), "-k", key_file, "+tcp", "rpz.example.",
                "AXFR"});
  }

  base::TemporaryFolder folder_;
};

TEST_F(HubZone, ANameServerWithTheKeyGetsWhatIsLive) {
  Place place(folder_.file("hub"));
  place.done({"user", "add", "resolver", "--kind", "machine"});
  const std::string key = place.file("resolver.key");
  write(key, run({"tsig-keygen", "-a", "hmac-sha256", "hub-to-resolver"}).out);
  std::filesystem::permissions(key, std::filesystem::perms::owner_read);
  const std::string stranger = folder_.file("stranger.key");
  write(stranger, run({"tsig-keygen", "-a", "hmac-sha256", "stranger"}).out);
  place.append(
      "\n[zone]\nlisten = \"127.0.0.1:0\"\norigin = \"rpz.example.\"\naccount = \"resolver\"\n"
      "keys = [\"resolver.key\"]\n");
  place.serve();
  place.done({"push"}, bundle(1, 3));
  EXPECT_TRUE(within_a_minute([&] {
    return transfer(place, key).out.find("d1-2.example.rpz.example.") != std::string::npos;
  })) << transfer(place, key).out
      << place.log();
  EXPECT_THAT(transfer(place, stranger).out, Not(HasSubstr("d1-2.example")));

  place.done({"user", "change", "resolver", "--active", "no"});
  EXPECT_TRUE(within_a_minute([&] {
    return transfer(place, key).out.find("d1-2.example") == std::string::npos;
  })) << transfer(place, key).out;
  EXPECT_EQ(place.end(), 0);
}

TEST_F(HubZone, AKeyThatOthersMayReadIsRefused) {
  Place place(folder_.file("hub"));
  write(place.file("open.key"), run({"tsig-keygen", "x"}).out);
  std::filesystem::permissions(place.file("open.key"), std::filesystem::perms::all);
  place.append("\n[zone]\nlisten = \"127.0.0.1:0\"\naccount = \"admin\"\nkeys = [\"open.key\"]\n");
  const Ran refused = place.hub({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("chmod 600"));
}

}  // namespace
}  // namespace noroshi::hub_e2e
