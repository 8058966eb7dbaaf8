// EachEngine: the same test over SQLite and over PostgreSQL, for this leaf and for those above.
//
//   class Mine : public sql::EachEngine {};
//   NOROSHI_FOR_EACH_ENGINE(Mine);
//   TEST_P(Mine, DoesWhatItSays) { auto connection = database().connect().value(); … }
//
// Each test has a base of its own.  PostgreSQL is started once for each test program
// (own_postgres.hpp); where it is not installed, its half of the tests says so and is skipped.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "base/temporary_folder.hpp"
#include "io/sql/database.hpp"
#include "io/sql/own_postgres.hpp"

namespace noroshi::sql {

class EachEngine : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    where_ = "sqlite:" + folder_.file("base.db");
    if (GetParam() == Dialect::Postgres) {
      auto& server = OwnPostgres::instance();
      if (!server.missing().empty()) GTEST_SKIP() << "skipped: " << server.missing();
      where_ = server.make_base();
    }
    auto opened = Database::open(where_);
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = *std::move(opened);
  }

  Database& database() { return *database_; }
  [[nodiscard]] const std::string& where() const { return where_; }
  /// The same base as another process would open it.
  std::unique_ptr<Database> open_again(const Options& options = {}) {
    return Database::open(where_, options).value();
  }
  [[nodiscard]] const base::TemporaryFolder& folder() const { return folder_; }

 private:
  base::TemporaryFolder folder_;
  std::string where_;
  std::unique_ptr<Database> database_;
};

inline std::string name_of_engine(const testing::TestParamInfo<Dialect>& engine) {
  return engine.param == Dialect::Sqlite ? "Sqlite" : "Postgres";
}

}  // namespace noroshi::sql

#define NOROSHI_FOR_EACH_ENGINE(fixture)                                               \
  INSTANTIATE_TEST_SUITE_P(                                                            \
      Engines, fixture,                                                                \
      testing::Values(noroshi::sql::Dialect::Sqlite, noroshi::sql::Dialect::Postgres), \
      noroshi::sql::name_of_engine)
