#include "store/query/pane_rows.hpp"

#include <gtest/gtest.h>

namespace noroshi::query {
namespace {

TEST(PanesOf, AWindowIsHalfOpenAndMayBeOpen) {
  EXPECT_TRUE(sql_of_servers({.window = {1, 9}}).ends_with("WHERE pane >= 1 AND pane < 9"));
  EXPECT_TRUE(sql_of_servers({}).ends_with("WHERE 1 = 1"));
}

TEST(PanesOf, ServersAreNamedByNumbersOnly) {
  const std::vector<std::uint64_t> halves{1, 18'446'744'073'709'551'615U};
  EXPECT_TRUE(sql_of_pairs({.lower_halves = halves})
                  .ends_with("WHERE server_lo IN (1, 18446744073709551615)"));
}

TEST(PanesOf, TheLongestStatementIsOneThatClickhouseReads) {
  const std::vector<std::uint64_t> halves(kMostNamed, 18'446'744'073'709'551'615U);
  EXPECT_LT(sql_of_pairs({.lower_halves = halves}).size(), 256U * 1024);  // its max_query_size
}

// A store that answers with one chunk.
class Canned : public store::Store {
 public:
  explicit Canned(store::AnswerChunk chunk) : chunk_(std::move(chunk)) {}
  Status append(const store::Rows& /*rows*/) override { return {}; }
  Result<std::unique_ptr<store::Answer>> select(const std::string& /*sql*/) override {
    class Once : public store::Answer {
     public:
      explicit Once(store::AnswerChunk chunk) : chunk_(std::move(chunk)) {}
      Result<std::optional<store::AnswerChunk>> next() override {
        return std::exchange(chunk_, std::nullopt);
      }

     private:
      std::optional<store::AnswerChunk> chunk_;
    };
    return std::unique_ptr<store::Answer>(std::make_unique<Once>(chunk_));
  }
  Result<std::uint64_t> expire(const store::Retention& /*retention*/,
                               base::Micros /*now*/) override {
    return std::uint64_t{0};
  }
  Result<bool> tend() override { return false; }
  Result<store::TableHealth> health(store::TableId /*id*/) override { return store::TableHealth{}; }
  [[nodiscard]] std::string describe() const override { return "canned"; }

 private:
  store::AnswerChunk chunk_;
};

TEST(EachServers, AnAnswerWithoutAColumnIsAnError) {
  Canned store({.names = {"pane"}, .columns = {std::vector<std::int64_t>{1}}, .rows = 1});
  const auto status = each_servers(store, {}, [](const model::ServerBatch&) { return Status{}; });
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("no column server_hi"), std::string::npos)
      << status.error().message;
}

store::AnswerChunk exposure(double sent, std::uint64_t heard) {
  return {.names = {"est_sent", "n_heard"},
          .columns = {std::vector<double>{sent}, std::vector<std::uint64_t>{heard}},
          .rows = 1};
}

TEST(Exposure, IsTheShareThatArrived) {
  Canned lossy(exposure(200, 150));
  EXPECT_DOUBLE_EQ(exposure_of(lossy, {}).value().value(), 0.75);
}

TEST(Exposure, OfNothingIsUnknownAndOfAllIsOne) {
  Canned nobody(exposure(0, 0));
  EXPECT_FALSE(exposure_of(nobody, {}).value().has_value());
  Canned whole(exposure(150, 150));
  EXPECT_DOUBLE_EQ(exposure_of(whole, {}).value().value(), 1.0);
}

}  // namespace
}  // namespace noroshi::query
