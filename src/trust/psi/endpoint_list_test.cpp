#include "trust/psi/endpoint_list.hpp"

#include <gmock/gmock.h>
#include <string>

namespace noroshi::psi {
namespace {

using testing::ElementsAre;

struct Read {
  std::vector<std::string> endpoints;
  std::uint64_t rejected = 0;
};

Read read(std::string_view text) {
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  std::vector<model::Endpoint> list;
  EXPECT_TRUE(read_endpoints(*input, rejects, list).has_value());
  Read result;
  for (const auto& endpoint : list) result.endpoints.push_back(model::to_string(endpoint));
  result.rejected = rejects.total_rejected();
  return result;
}

TEST(EndpointList, ReadsEndpointsOneALine) {
  const auto list = read("# ours\n192.0.2.7:443\n\n[2001:db8::1]:53/udp\r\n192.0.2.8:23/tcp");
  EXPECT_THAT(list.endpoints,
              ElementsAre("192.0.2.7:443/tcp", "[2001:db8::1]:53/udp", "192.0.2.8:23/tcp"));
  EXPECT_EQ(list.rejected, 0);
}

TEST(EndpointList, ReadsFindingsAsLinesAndAsAnArray) {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = {net::Address::v4(0xC0000207), 6667, 6};
  finding.method = "noroshi.c2.hunt";
  finding.version = "1";
  const auto json = model::to_json(finding);
  EXPECT_THAT(read(json + "\n" + json + "\n").endpoints,
              ElementsAre("192.0.2.7:6667/tcp", "192.0.2.7:6667/tcp"));
  const auto array = read("[\n" + json + ",\n" + json + "\n]\n");
  EXPECT_EQ(array.endpoints.size(), 2);
  EXPECT_EQ(array.rejected, 0);
}

TEST(EndpointList, ReadsCsvByTheNamesOfItsColumns) {
  const auto list = read(
      "rank,kind,ip,port,proto,reasons\r\n"
      "1,c2-server,192.0.2.7,443,tcp,\"one, \"\"two\"\"\"\r\n"
      "2,c2-server,2001:db8::1,53,udp,\r\n");
  EXPECT_THAT(list.endpoints, ElementsAre("192.0.2.7:443/tcp", "[2001:db8::1]:53/udp"));
}

TEST(EndpointList, TakesTcpWhereACsvNamesNoProtocol) {
  EXPECT_THAT(read("ip,port\n192.0.2.7,443\n").endpoints, ElementsAre("192.0.2.7:443/tcp"));
}

TEST(EndpointList, CountsWhatItCannotUse) {
  EXPECT_EQ(read("nonsense\n{\"kind\":1}\n192.0.2.7\n").rejected, 3);
  EXPECT_EQ(read("ip,port\n192.0.2.7,65536\n192.0.2.7\nhost,1\n").rejected, 3);
}

}  // namespace
}  // namespace noroshi::psi
