#include "hub/upgrade.hpp"

#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "hub/serve.hpp"

namespace noroshi::hub {
namespace {

std::uint64_t steps_done(sql::Database& database) {
  const auto connection = database.connect().value();
  const auto rows = connection->ask("SELECT COUNT(*) FROM schema_steps").value();
  return rows->next().value() ? static_cast<std::uint64_t>(rows->integer(0)) : 0;
}

TEST(Upgrade, ADryRunNamesEveryStepThatServingDoes) {
  const base::TemporaryFolder folder;
  const std::string base = folder.file("hub.db");
  const auto database = sql::Database::open(base).value();
  const auto pending = pending_steps(*database).value();
  ASSERT_FALSE(pending.empty());

  ServeOptions options;
  options.database = base;
  options.address = *net::Address::parse("127.0.0.1");
  const auto serving = Serving::start(options, [](std::string_view) {});
  ASSERT_TRUE(serving) << serving.error().message;
  EXPECT_EQ(steps_done(*database), pending.size());
  EXPECT_TRUE(pending_steps(*database).value().empty());
}

TEST(Upgrade, ADryRunChangesNothing) {
  const base::TemporaryFolder folder;
  const auto database = sql::Database::open(folder.file("hub.db")).value();
  const auto first = pending_steps(*database).value();
  EXPECT_EQ(pending_steps(*database).value().size(), first.size());
  ASSERT_TRUE(upgrade(*database));
  EXPECT_EQ(steps_done(*database), first.size());
}

TEST(Upgrade, TablesOfANewerNoroshiAreRefused) {
  const base::TemporaryFolder folder;
  const auto database = sql::Database::open(folder.file("hub.db")).value();
  ASSERT_TRUE(upgrade(*database));
  ASSERT_TRUE(
      database->connect().value()->run("INSERT INTO schema_steps VALUES ('inputs', 99, 'x', 0)"));
  const auto refused = pending_steps(*database);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("a newer Noroshi made them"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::hub
