#include "cli/input_stage.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "cli/commands.hpp"

namespace noroshi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kHead =
    "#separator \\x09\n#path\tconn\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\t"
    "resp_bytes\tconn_state\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n";

class InputStageTest : public ::testing::Test {
 protected:
  // A conn.log whose records start at `first`, `first` + 1, … seconds.
  std::string log(const std::string& name, int first, int count, const std::string& tail = "") {
    std::ofstream file(folder_.file(name));
    file << kHead;
    for (int i = first; i < first + count; ++i) {
      file << i << ".0\tC1\t10.0.0.1\t40000\t192.0.2.7\t80\ttcp\t1.0\t1\t1\tSF\t1\t41\t1\t41\n";
    }
    file << tail;
    return folder_.file(name);
  }

  Result<InputTotals> read(const std::vector<std::string>& files, const Consume& consume,
                           bool strict = false) {
    InputPlan plan;
    plan.files = files;
    plan.reader.strict = strict;
    return read_flows(plan, context_, consume);
  }

  Result<InputTotals> read(const std::vector<std::string>& files, bool strict = false) {
    return read(
        files,
        [&](const model::FlowBatch& batch) -> Result<bool> {
          for (const auto start : batch.start) starts_.push_back(start / base::kSecond);
          return true;
        },
        strict);
  }

  base::TemporaryFolder folder_;
  StringSink out_;
  StringSink err_;
  Context context_{.language = Language::English, .terminal = {}, .out = out_, .err = err_};
  std::vector<base::Micros> starts_;
};

TEST_F(InputStageTest, HandsOverFilesInTheirOrder) {
  const auto totals = read({log("b.log", 10, 2), log("a.log", 1, 2)}).value();
  EXPECT_THAT(starts_, ElementsAre(10, 11, 1, 2));
  EXPECT_EQ(totals.records, 4u);
  EXPECT_EQ(totals.files, 2u);
  EXPECT_EQ(totals.rejected, 0u);
  EXPECT_THAT(err_.text, IsEmpty());
}

TEST_F(InputStageTest, HandsOverMoreThanFitsIntoTheQueue) {
  constexpr int kMany = 300'000;
  EXPECT_EQ(read({log("long.log", 0, kMany)}).value().records, std::uint64_t{kMany});
  ASSERT_EQ(starts_.size(), std::size_t{kMany});
  EXPECT_TRUE(std::is_sorted(starts_.begin(), starts_.end()));
}

TEST_F(InputStageTest, EndsTheReaderWhenTheConsumerHasEnough) {
  int batches = 0;
  const auto totals = read({log("long.log", 0, 300'000)}, [&](const auto&) -> Result<bool> {
    ++batches;
    return false;
  });
  EXPECT_TRUE(totals.has_value());
  EXPECT_EQ(batches, 1);
}

TEST_F(InputStageTest, PassesOnTheErrorOfTheConsumer) {
  const auto totals = read({log("x.log", 0, 9)}, [](const auto&) -> Result<bool> {
    return Error{Errc::Io, "disk full"};
  });
  ASSERT_FALSE(totals.has_value());
  EXPECT_EQ(totals.error().message, "disk full");
}

TEST_F(InputStageTest, StopsAtAFileThatIsNotThereAndNamesIt) {
  const auto totals = read({log("a.log", 1, 1), folder_.file("none.log"), log("b.log", 2, 1)});
  ASSERT_FALSE(totals.has_value());
  EXPECT_THAT(totals.error().message, HasSubstr("none.log"));
  EXPECT_THAT(starts_, ElementsAre(1));
}

TEST_F(InputStageTest, TellsWhatCouldNotBeUsed) {
  const auto totals = read({log("x.log", 1, 2, "broken\n")}).value();
  EXPECT_EQ(totals.rejected, 1u);
  EXPECT_THAT(err_.text, HasSubstr("x.log: 1 record could not be used: 1 × "));
  EXPECT_THAT(err_.text, HasSubstr("(first at line 6)"));
}

TEST_F(InputStageTest, StopsAtTheFirstBadRecordWhenStrict) {
  const auto totals = read({log("x.log", 1, 2, "broken\n")}, true);
  ASSERT_FALSE(totals.has_value());
  EXPECT_THAT(totals.error().message, HasSubstr("line 6"));
  EXPECT_THAT(err_.text, IsEmpty());
}

TEST(DescribeRejects, CountsByReasonWithTheFirstPlace) {
  flow::Rejects rejects;
  for (const std::uint64_t line : {12U, 13U}) {
    ASSERT_TRUE(rejects.add("port is no number", {flow::Place::Unit::Line, line}).has_value());
  }
  rejects.skip("ARP", {flow::Place::Unit::Packet, 7});
  EXPECT_THAT(describe_rejects("x.log", rejects, "", Language::English),
              ElementsAre("x.log: 2 records could not be used: 2 × port is no number "
                          "(first at line 12)",
                          "x.log: 1 skipped: 1 × ARP (first at packet 7)"));
}

TEST(DescribeRejects, TellsOfDamage) {
  EXPECT_THAT(describe_rejects("x.gz", flow::Rejects(), "gzip: unexpected end", Language::English),
              ElementsAre(HasSubstr("gzip: unexpected end")));
  EXPECT_THAT(describe_rejects("x", flow::Rejects(), "", Language::Japanese), IsEmpty());
}

TEST(InputPlan, TakesTimeoutsFromTheOptions) {
  StringSink sink;
  const Context context{.language = Language::English, .terminal = {}, .out = sink, .err = sink};
  const auto arguments =
      Arguments::parse(*find_command("flow print"),
                       {"x.pcap", "--active-timeout", "5min", "--idle-timeout", "15s", "--strict"},
                       Language::English)
          .value();
  const auto plan = InputPlan::from(arguments, context).value();
  EXPECT_EQ(plan.reader.active_timeout, 5 * base::kMinute);
  EXPECT_EQ(plan.reader.idle_timeout, 15 * base::kSecond);
  EXPECT_TRUE(plan.reader.strict);
  EXPECT_THAT(plan.files, ElementsAre("x.pcap"));
}

}  // namespace
}  // namespace noroshi::cli
