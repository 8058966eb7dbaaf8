// Evidence sealed by a log, and what a change behind the program's back comes to.
#include "base/temporary_folder.hpp"
#include "notices.hpp"

namespace noroshi::notify_e2e {
namespace {

class EvidenceSeals : public Notices {
 protected:
  void SetUp() override {
    at("institute", "init", 0, {"--side", "institute"});
    run({"log", "key", "--name", "institute.example/evidence", "--out", file("institute/log.key")});
    std::ofstream(file("institute/notify.toml"), std::ios::app) << "\n[seal]\nkind = \"log\"\n";
  }

  void take(std::string_view address) const {
    write("events.jsonl", model::to_json(host(address, 40'000, wall_clock() - base::kDay)) + "\n");
    at("institute", "take", 0, {file("events.jsonl")});
  }

  std::string checkpoint() const { return content(file("institute/log/checkpoint")); }
};

TEST_F(EvidenceSeals, EachBatchStandsInTheLogAndShowsNothing) {
  take("192.0.2.10");
  take("192.0.2.11");
  EXPECT_EQ(checkpoint().rfind("institute.example/evidence\n2\n", 0), 0U) << checkpoint();
  at("institute", "check");
  for (const auto& one : std::filesystem::recursive_directory_iterator(file("institute/log"))) {
    if (!one.is_regular_file()) continue;
    EXPECT_EQ(content(one.path().string()).find("192.0.2.1"), std::string::npos) << one.path();
  }
}

TEST_F(EvidenceSeals, AnotherLogInItsPlaceIsSeen) {
  take("192.0.2.10");
  at("institute", "check");
  std::filesystem::remove_all(file("institute/log"));
  EXPECT_NE(at("institute", "check", 1).find("checkpoint"), std::string::npos);
  std::filesystem::remove(file("institute/log.secret"));
  take("192.0.2.11");  // begins a log anew
  EXPECT_NE(at("institute", "check", 1).find("evidence 1: the log holds another entry"),
            std::string::npos);
}

TEST_F(EvidenceSeals, WithoutItsKeyNothingIsTaken) {
  std::filesystem::remove(file("institute/log.key"));
  write("events.jsonl",
        model::to_json(host("192.0.2.10", 40'000, wall_clock() - base::kDay)) + "\n");
  EXPECT_NE(at("institute", "take", 1, {file("events.jsonl")}).find("[seal]"), std::string::npos);
  EXPECT_EQ(at("institute", "status", 0, {"--format", "csv"}).find("take,accepted"),
            std::string::npos);
}

}  // namespace
}  // namespace noroshi::notify_e2e
