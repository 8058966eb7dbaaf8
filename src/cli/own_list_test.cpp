#include "cli/own_list.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"

namespace noroshi::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class OwnListTest : public ::testing::Test {
 protected:
  Result<std::vector<OwnServer>> read(const std::string& text, double threshold = 0.7) {
    const std::string path = folder_.file("list");
    std::ofstream(path) << text;
    return read_own_list(path, {.threshold = threshold}, context_);
  }

  base::TemporaryFolder folder_;
  StringSink out_;
  StringSink err_;
  Context context_{.language = Language::English, .terminal = {}, .out = out_, .err = err_};
};

std::string finding(const std::string& ip, double probability) {
  model::Finding one;
  one.kind = "c2-server";
  one.subject = {net::Address::parse(ip).value(), 443, model::kTcp};
  one.probability = probability;
  one.first_seen = 1 * base::kDay;
  one.last_seen = 3 * base::kDay;
  return model::to_json(one);
}

TEST_F(OwnListTest, TakesFindingsThatAreProbableEnough) {
  const auto servers = read(finding("192.0.2.1", 0.9) + "\n" + finding("192.0.2.2", 0.3) + "\n");
  ASSERT_THAT(*servers, SizeIs(1));
  EXPECT_EQ((*servers)[0].port, 443);
  EXPECT_EQ((*servers)[0].first_seen, 1 * base::kDay);
  EXPECT_EQ((*servers)[0].last_seen, 3 * base::kDay);
}

TEST_F(OwnListTest, TakesCsvAndPlainListsAndTellsWhatItCouldNotUse) {
  const auto csv = read("ip,port,proto,first_seen\n192.0.2.1,80,udp,2026-03-01\nx,1,tcp,2026\n");
  ASSERT_THAT(*csv, SizeIs(1));
  EXPECT_EQ((*csv)[0].proto, model::kUdp);
  EXPECT_THAT(err_.text, HasSubstr("1 record could not be used"));
  EXPECT_THAT(*read("192.0.2.1:80/tcp\n192.0.2.2\n"), SizeIs(2));
}

TEST_F(OwnListTest, AnEmptyFileIsAHuntThatFoundNothing) { EXPECT_THAT(*read(""), IsEmpty()); }

TEST_F(OwnListTest, RefusesWhatIsNoList) {
  EXPECT_THAT(read("hello\n").error().message, HasSubstr("no feed that is known"));
}

TEST(NamedFile, NamesAListAfterItsFile) {
  EXPECT_EQ(NamedFile::parse("lists/kansai.jsonl.gz").name, "kansai");
  EXPECT_EQ(NamedFile::parse("A=lists/a.csv").name, "A");
  EXPECT_EQ(NamedFile::parse("A=lists/a.csv").path, "lists/a.csv");
  EXPECT_EQ(NamedFile::parse("-").name, "-");
}

TEST(SightingsOf, NeedAPortAndADate) {
  const auto ip = net::Address::parse("192.0.2.1").value();
  const auto sightings = sightings_of({{.ip = ip, .port = 80, .first_seen = 5},
                                       {.ip = ip, .first_seen = 5},
                                       {.ip = ip, .port = 80}});
  ASSERT_THAT(sightings.list, SizeIs(1));
  EXPECT_EQ(sightings.list[0].endpoint.proto, model::kTcp);
  EXPECT_EQ(sightings.list[0].last_seen, 5);
  EXPECT_EQ(sightings.without_port, 1U);
  EXPECT_EQ(sightings.without_date, 1U);
}

TEST(OperatorOf, ComparesByEndpointOrByAddress) {
  const auto ip = net::Address::parse("192.0.2.1").value();
  const std::vector<OwnServer> servers{{.ip = ip, .port = 80}, {.ip = ip}};
  const auto by_endpoint = operator_of("A", servers, CompareBy::Endpoint);
  EXPECT_THAT(by_endpoint.list.servers, SizeIs(1));
  EXPECT_EQ(by_endpoint.without_port, 1U);
  const auto by_address = operator_of("A", servers, CompareBy::Address);
  EXPECT_EQ(by_address.list.servers[0], by_address.list.servers[1]);
  EXPECT_EQ(by_address.without_port, 0U);
}

}  // namespace
}  // namespace noroshi::cli
