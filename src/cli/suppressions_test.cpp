#include "cli/suppressions.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"

namespace noroshi::cli {
namespace {

using testing::HasSubstr;

model::Endpoint endpoint(std::string_view text) { return model::parse_endpoint(text).value(); }

c2::SuppressionList list_of(std::string_view text) {
  const auto input = io::Input::over(text, "list");
  return suppression_of(feeds::read_warning_list(*input).value());
}

TEST(Suppressions, AMispListWithoutPortsCoversTheServiceThatItIsAbout) {
  const auto list = list_of(R"({"name": "List of known public DNS resolvers", "version": 1,
      "description": "Resolvers", "type": "cidr", "matching_attributes": ["ip-dst"],
      "list": ["192.0.2.0/24", "2001:db8::/32"]})");
  EXPECT_EQ(list.name, "List of known public DNS resolvers");
  EXPECT_TRUE(list.covers(endpoint("192.0.2.8:53/udp")));
  EXPECT_TRUE(list.covers(endpoint("[2001:db8::8]:853")));
  EXPECT_FALSE(list.covers(endpoint("192.0.2.8:4444")));
}

TEST(Suppressions, AnOperatorsOwnLineCoversWhatItSays) {
  const auto list = list_of("192.0.2.0/25:9000\n192.0.2.200:9001/udp  # meters\n203.0.113.0/24\n");
  EXPECT_TRUE(list.covers(endpoint("192.0.2.1:9000")));
  EXPECT_TRUE(list.covers(endpoint("192.0.2.1:9000/udp")));
  EXPECT_TRUE(list.covers(endpoint("192.0.2.200:9001/udp")));
  EXPECT_FALSE(list.covers(endpoint("192.0.2.200:9001")));
  EXPECT_TRUE(list.covers(endpoint("203.0.113.7:443")));
  EXPECT_FALSE(list.covers(endpoint("203.0.113.7:6667"))) << "never an address on all ports";
}

TEST(Infected, ReadsAddressesAndNamesABadLine) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("infected");
  std::ofstream(path) << "# from the telescope\n198.51.100.7\n\n 2001:db8::1 # camera\n";
  const auto hosts = load_infected(path).value();
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[1].to_string(), "2001:db8::1");
  std::ofstream(path) << "198.51.100.7\nrouter.example\n";
  const auto broken = load_infected(path);
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(broken.error().message, HasSubstr("line 2"));
}

}  // namespace
}  // namespace noroshi::cli
