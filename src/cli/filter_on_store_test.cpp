// A filter means the same to a store as to the predicate: random filters over random records, half
// of them made of values that break careless SQL (2⁶⁴ − 1, tokens, times before 1970).
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <tuple>

#include "base/temporary_folder.hpp"
#include "store/duck/embedded.hpp"
#include "store/query/answer_rows.hpp"
#include "store/query/request.hpp"

namespace noroshi::cli {
namespace {

using Random = std::mt19937_64;

template <class List>
auto one_of(Random& random, const List& list) {
  return *(std::begin(list) + static_cast<std::ptrdiff_t>(random() % std::size(list)));
}

net::Address address(Random& random) {
  static const std::string_view kAll[] = {"192.0.2.1",
                                          "192.0.2.200",
                                          "198.51.100.7",
                                          "0.0.0.0",
                                          "255.255.255.255",
                                          "2001:db8::1",
                                          "2001:db8:0:1::",
                                          "::",
                                          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                          "100::1",
                                          "100::123:4567:89ab:cdef"};
  return net::Address::parse(one_of(random, kAll)).value();
}

std::uint64_t counter(Random& random) {
  static constexpr std::uint64_t kAll[] = {0,     1,     3,           4,           40,   1500,
                                           10000, 65536, 1ULL << 32U, 1ULL << 63U, ~0ULL};
  return one_of(random, kAll);
}

base::Micros moment(Random& random) {
  static constexpr base::Micros kAll[] = {-1,
                                          0,
                                          1,
                                          1'767'312'000'000'000,
                                          1'767'312'000'000'001,
                                          1'767'315'600'000'000,
                                          -62'135'596'800'000'000};
  return one_of(random, kAll);
}

model::Flow flow(Random& random) {
  static constexpr std::uint16_t kPorts[] = {0, 23, 53, 80, 1023, 1024, 8080, 65535};
  static constexpr std::uint8_t kProtocols[] = {0, 1, 6, 17, 47, 255};
  model::Flow made;
  made.source_address = address(random);
  made.destination_address = address(random);
  made.source_port = one_of(random, kPorts);
  made.destination_port = one_of(random, kPorts);
  made.protocol = one_of(random, kProtocols);
  made.tcp_flags = static_cast<std::uint8_t>(random());
  const auto mask = random();
  made.reverse_tcp_flags = static_cast<std::uint8_t>(random() & mask);  // few bits
  made.sampling_interval = random() % 2 == 0 ? 0 : static_cast<std::uint32_t>(random());
  made.exporter = static_cast<std::uint32_t>(random() % 4);
  made.start = moment(random);
  made.end = std::max(made.start, moment(random));
  made.packets = counter(random);
  made.octets = counter(random);
  made.reverse_packets = counter(random);
  made.reverse_octets = counter(random);
  return made;
}

std::string compare(Random& random) {
  static const std::string_view kAll[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
  return std::string(one_of(random, kAll));
}

std::string end_of_flow(Random& random) {
  static const std::string_view kAll[] = {"", "src ", "dst ", "src and dst ", "src or dst "};
  return std::string(one_of(random, kAll));
}

std::string number(Random& random) { return std::to_string(counter(random)); }

std::string test(Random& random) {
  static const std::string_view kNets[] = {"192.0.2.0/24",  "0.0.0.0/0",      "::/0",
                                           "2001:db8::/32", "2001:db8::/64",  "192.0.2.128/25",
                                           "100::/64",      "2001:db8::/127", "8000::/1"};
  static const std::string_view kPorts[] = {"0", "23", "1024", "65535", "8080"};
  static const std::string_view kLists[] = {"[23 53]", "[0-1023 8080]", "[65535]"};
  static const std::string_view kFlags[] = {"S", "SA", "FSRPAUEC", "R"};
  static const std::string_view kTimes[] = {"2026-01-02T00:00:00Z", "1970-01-01", "-1h", "now",
                                            "1969-12-31T23:59:59.999999Z"};
  static const std::string_view kSigns[] = {" < ", " <= ", " > ", " >= "};
  static const std::string_view kRates[] = {"bps", "pps", "bpp"};
  static const std::string_view kCounters[] = {"packets", "octets", "rev packets", "rev octets",
                                               "sampling"};
  switch (random() % 14) {
    case 0:
      return end_of_flow(random) + "ip " + address(random).to_string();
    case 1:
      return end_of_flow(random) + "net " + std::string(one_of(random, kNets));
    case 2:
      return end_of_flow(random) + "net in [" + std::string(one_of(random, kNets)) + ", " +
             std::string(one_of(random, kNets)) + " " + address(random).to_string() + "]";
    case 3:
      return end_of_flow(random) + "port" + compare(random) + std::string(one_of(random, kPorts));
    case 4:
      return end_of_flow(random) + "port in " + std::string(one_of(random, kLists));
    case 5:
      return random() % 2 == 0 ? "proto in [tcp 47]" : "proto != udp";
    case 6:
      return random() % 2 == 0 ? "ipv4" : "ipv6";
    case 7:
      return std::string(random() % 2 == 0 ? "" : "rev ") + "flags " +
             (random() % 2 == 0 ? "" : "= ") + std::string(one_of(random, kFlags));
    case 8:
    case 9:
      return std::string(one_of(random, kCounters)) + compare(random) + number(random);
    case 10:
      return std::string(one_of(random, kRates)) + std::string(one_of(random, kSigns)) +
             number(random);
    case 11:
      return "duration" + std::string(one_of(random, kSigns)) + (random() % 2 == 0 ? "0" : "1h");
    case 12:
      return std::string(random() % 2 == 0 ? "start" : "end") +
             std::string(one_of(random, kSigns)) + std::string(one_of(random, kTimes));
    default:
      return "exporter in [0 2]";
  }
}

std::string filter_text(Random& random, int depth) {
  const auto kind = depth == 0 ? 0 : random() % 5;
  if (kind == 1) return filter_text(random, depth - 1) + " and " + filter_text(random, depth - 1);
  if (kind == 2) {
    return "(" + filter_text(random, depth - 1) + " or " + filter_text(random, depth - 1) + ")";
  }
  if (kind == 3) return "not (" + filter_text(random, depth - 1) + ")";
  return test(random);
}

using Key = std::tuple<base::Micros, base::Micros, net::Address, net::Address, std::uint64_t,
                       std::uint64_t, std::uint64_t, std::uint64_t, std::uint32_t>;

Key key_of(const model::Flow& f) {
  return {f.start,
          f.end,
          f.source_address,
          f.destination_address,
          f.packets,
          f.octets,
          f.reverse_packets,
          f.reverse_octets,
          f.sampling_interval};
}

class FilterOnStore : public testing::Test {
 protected:
  base::TemporaryFolder folder_;
};

TEST_F(FilterOnStore, SelectsWhatThePredicateSelects) {
  Random random(7);
  duck::Options options;
  options.folder = folder_.file("store");
  options.memory_limit = std::uint64_t{512} << 20U;
  const auto store = duck::open(options);
  ASSERT_TRUE(store.has_value()) << store.error().message;
  model::FlowBatch flows;
  for (int i = 0; i < 600; ++i) flows.append(flow(random));
  ASSERT_TRUE((*store)->append(store::rows_of(flows)));

  const query::Meaning meaning{1'767'315'600'000'000, {}};
  int selective = 0;
  for (int round = 0; round < 150; ++round) {
    const auto text = filter_text(random, 3);
    const auto filter = query::parse(text, meaning);
    ASSERT_TRUE(filter.has_value()) << filter.error().message;
    std::vector<Key> expected;
    for (std::size_t row = 0; row < flows.size(); ++row) {
      if (query::matches(*filter, flows.at(row))) expected.push_back(key_of(flows.at(row)));
    }
    const auto answer = (*store)->select(query::sql_of(query::Records{0, {}, *filter}));
    ASSERT_TRUE(answer.has_value()) << text << "\n" << answer.error().message;
    model::FlowBatch found;
    while (true) {
      const auto chunk = (*answer)->next();
      ASSERT_TRUE(chunk.has_value()) << text << "\n" << chunk.error().message;
      if (!*chunk) break;
      ASSERT_TRUE(query::append_records(**chunk, found));
    }
    std::vector<Key> selected;
    for (std::size_t row = 0; row < found.size(); ++row) selected.push_back(key_of(found.at(row)));
    std::sort(expected.begin(), expected.end());
    std::sort(selected.begin(), selected.end());
    EXPECT_EQ(selected, expected) << text << "\n" << query::where(*filter, store::TableId::Flows);
    selective += expected.empty() || expected.size() == flows.size() ? 0 : 1;
  }
  EXPECT_GT(selective, 75);  // else the filters would prove nothing
}

}  // namespace
}  // namespace noroshi::cli
