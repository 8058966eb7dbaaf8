// What is PostgreSQL's own: addresses, lost connections, bases of the wrong kind.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/sql/own_postgres.hpp"

namespace noroshi::sql {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Postgres : public testing::Test {
 protected:
  void SetUp() override {
    if (!server().missing().empty()) GTEST_SKIP() << "skipped: " << server().missing();
  }
  static OwnPostgres& server() { return OwnPostgres::instance(); }

  static Error error_of(const Status& status) {
    EXPECT_FALSE(status);
    return status ? Error{} : status.error();
  }
};

TEST_F(Postgres, ALostConnectionIsToldOnceAndMadeAnew) {
  const auto base = Database::open(server().make_base()).value();
  const auto connection = base->connect().value();
  ASSERT_TRUE(connection->script("CREATE TABLE thing (id BIGINT)"));
  ASSERT_TRUE(connection->begin_write());
  ASSERT_TRUE(connection->run("INSERT INTO thing VALUES (1)"));
  server().restart();
  ASSERT_EQ(server().missing(), "");
  const auto lost = connection->run("INSERT INTO thing VALUES (2)");
  ASSERT_FALSE(lost);
  EXPECT_THAT(lost.error().message, HasSubstr("the connection was lost"));
  EXPECT_FALSE(connection->commit());
  ASSERT_TRUE(connection->begin_write());
  EXPECT_EQ(connection->run("INSERT INTO thing VALUES (3)").value(), 1);
  ASSERT_TRUE(connection->commit());
  EXPECT_EQ(connection->run("DELETE FROM thing").value(), 1) << "what was not committed is gone";
}

TEST_F(Postgres, AFullDiskIsToldFromOtherFailures) {
  const auto base = Database::open(server().make_base()).value();
  const auto connection = base->connect().value();
  const auto full = connection->run("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$");
  ASSERT_FALSE(full);
  EXPECT_TRUE(is_disk_full(full.error())) << full.error().message;
  const auto other = connection->run("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53200'; END $$");
  ASSERT_FALSE(other);
  EXPECT_FALSE(is_disk_full(other.error()));
}

TEST_F(Postgres, ABackupNamesTheCommandAndNoPassword) {
  std::string address = server().make_base();
  address.insert(address.find('@'), ":secret%20word");
  const auto base = Database::open(address).value();
  EXPECT_THAT(base->describe(),
              AllOf(HasSubstr("PostgreSQL base test_"), Not(HasSubstr("secret"))));
  const Error error = error_of(base->back_up("/backups/hub"));
  EXPECT_THAT(error.message,
              AllOf(HasSubstr("pg_dump --format=custom --file=/backups/hub"),
                    HasSubstr("--username=noroshi test_"), Not(HasSubstr("secret"))));
}

TEST_F(Postgres, ABaseThatSortsOrWritesOtherwiseIsRefused) {
  const auto keeper = Database::open(server().address("postgres")).value()->connect().value();
  const std::string_view kinds[] = {"ENCODING 'LATIN1'", "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"};
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    const std::string name = fmt::format("other_{}", i);
    ASSERT_TRUE(
        keeper->run(fmt::format("CREATE DATABASE {} TEMPLATE template0 {}", name, kinds[i])));
    const auto opened = Database::open(server().address(name));
    ASSERT_FALSE(opened) << kinds[i];
    EXPECT_THAT(opened.error().message, HasSubstr("createdb --template=template0"));
  }
}

TEST_F(Postgres, AnAddressWithoutAServerIsAnErrorThatSaysWhere) {
  const auto opened = Database::open("postgresql://noroshi:secret@/hub?host=/nowhere/at/all");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::Io);
  EXPECT_THAT(opened.error().message,
              AllOf(HasSubstr("hub on /nowhere/at/all"), Not(HasSubstr("secret"))));
}

TEST(PostgresAddress, WhatCannotBeReadIsNotRepeated) {
  const auto opened = Database::open("postgresql://noroshi:secret@[::1/hub");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::InvalidUsage);
  EXPECT_THAT(opened.error().message, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace noroshi::sql
