#include "cli/collect_log.hpp"

#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

TEST(CollectLog, WritesFieldsAsKeyAndValue) {
  EXPECT_EQ(log_line("listening", {{"listener", "udp://[::]:2055"}}),
            "event=listening listener=udp://[::]:2055");
}

TEST(CollectLog, QuotesWhatWouldBreakALine) {
  EXPECT_EQ(log_line("a b", {{"x", ""}, {"y", "say \"no\"\nnow"}, {"z", "k=v"}}),
            "event=\"a b\" x=\"\" y=\"say \\\"no\\\"\\nnow\" z=\"k=v\"");
}

}  // namespace
}  // namespace noroshi::cli
