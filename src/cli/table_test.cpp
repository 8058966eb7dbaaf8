#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

TEST(Table, AlignsColumnsAndNumbers) {
  Table table({{"server", Table::Align::Left}, {"clients", Table::Align::Right}});
  table.add({"192.0.2.7:80/tcp", "3"}, {"  calls home"});
  table.add({"192.0.2.9:6667/tcp", "1,200"});
  EXPECT_EQ(table.text(false),
            "server              clients\n"
            "192.0.2.7:80/tcp          3\n"
            "  calls home\n"
            "192.0.2.9:6667/tcp    1,200\n");
}

TEST(Table, MeasuresJapaneseTitles) {
  Table table({{"通信先", Table::Align::Left}, {"数", Table::Align::Right}});
  table.add({"a", "1"});
  EXPECT_EQ(table.text(false), "通信先  数\na        1\n");
}

TEST(Table, ColoursOnlyWhenAsked) {
  Table table({{"x", Table::Align::Left}});
  EXPECT_NE(table.text(true).find("\x1B[1m"), std::string::npos);
  EXPECT_EQ(table.text(false).find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace noroshi::cli
