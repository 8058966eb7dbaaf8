// From infected addresses to cleared homes, with the program itself: an institute seals and routes
// by a signed registry; an operator with MAP-E and leases finds three homes, tells them by a real
// mail server, and sees them cleared.  A fourth report, without a source port, names nobody.
#include "act/channel/relay_test.hpp"
#include "notices.hpp"

namespace noroshi::notify_e2e {
namespace {

std::size_t count(const std::string& text, std::string_view word) {
  std::size_t found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST_F(Notices, ReachThreeHomesThatAreClearedAndNobodyWhoIsAmbiguous) {
  std::filesystem::create_directory(file("mails"));
  const channel::Relay relay(file("mails"));
  make_institute();
  make_operator(relay.port());
  const auto then = wall_clock() - 10 * base::kDay;
  night({host("192.0.2.18", 1232, then), host("198.51.100.10", 40'000, then + 1),
         host("198.51.100.11", 40'000, then + 2), host("192.0.2.19", std::nullopt, then + 3)},
        1);
  const auto would = at("operator", "run", 0, {"--dry-run", "--purpose", "trial, end to end"});
  for (const char* line : {"line-5", "line-6", "line-7"}) {
    EXPECT_NE(would.find(line), std::string::npos) << would;
  }
  EXPECT_EQ(mails(), "");
  at("operator", "run");
  const auto sent = mails();
  for (const char* address : {"taro@", "hanako@", "ichiro@"}) {
    EXPECT_NE(sent.find(address), std::string::npos) << address << "\n" << sent;
  }
  auto status = at("operator", "status", 0, {"--format", "csv"});
  EXPECT_NE(status.find("case,notified,,3"), std::string::npos) << status;
  EXPECT_NE(status.find("case,ambiguous,,1"), std::string::npos) << status;
  EXPECT_NE(status.find("handle,ambiguous,no-source-port,1"), std::string::npos) << status;
  at("operator", "run");  // nothing is due twice
  EXPECT_EQ(mails(), sent);
  // Another night: somebody else is seen, these homes are not.
  night({host("198.51.100.77", 40'000, wall_clock() - base::kHour)}, 2);
  at("operator", "run");
  status = at("operator", "status", 0, {"--format", "csv"});
  EXPECT_NE(status.find("case,cleared,,4"), std::string::npos) << status;
  EXPECT_EQ(mails(), sent);
  at("operator", "check");
  const auto trail = content(file("operator/audit.jsonl"));
  EXPECT_EQ(count(trail, "\"command\":\"notify run\""), 4U) << trail;
}

TEST_F(Notices, APersonsDataIsNotShownWithoutAPurpose) {
  make_operator(25);
  at("operator", "show", 2, {"000102030405060708090a0b0c0d0e0f"});
  run({"notify", "opt-out", "list", "--folder", file("operator")}, 2);
  at("operator", "run", 2, {"--dry-run"});
  EXPECT_FALSE(std::filesystem::exists(file("operator/audit.jsonl")));
}

}  // namespace
}  // namespace noroshi::notify_e2e
