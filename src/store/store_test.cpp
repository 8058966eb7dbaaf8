#include <gtest/gtest.h>
#include <set>
#include <string>

#include "store/rows.hpp"
#include "store/schema.hpp"

namespace noroshi::store {
namespace {

// A column view must hold the type that the schema promises, or a store would read another's bytes.
void expect_matches_schema(const Rows& rows) {
  ASSERT_EQ(rows.columns.size(), rows.table->columns.size());
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    EXPECT_EQ(rows.columns[i].index(), static_cast<std::size_t>(rows.table->columns[i].type))
        << rows.table->name << "." << rows.table->columns[i].name;
  }
}

TEST(Rows, HaveTheTypesOfTheSchema) {
  expect_matches_schema(rows_of(model::FlowBatch{}));
  expect_matches_schema(rows_of(model::PairBatch{}));
  expect_matches_schema(rows_of(model::ServerBatch{}));
  expect_matches_schema(rows_of(model::ExposureBatch{}));
}

TEST(Schema, NamesAreUniqueAndTheTimeColumnIsThere) {
  for (const Table& table : tables()) {
    std::set<std::string_view> names;
    for (const Column& column : table.columns) EXPECT_TRUE(names.insert(column.name).second);
    EXPECT_TRUE(names.contains(table.time_column));
    EXPECT_EQ(find_table(table.name), &table);
  }
  EXPECT_EQ(find_table("secrets"), nullptr);
}

}  // namespace
}  // namespace noroshi::store
