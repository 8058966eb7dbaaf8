#include "observe/collect/health.hpp"

#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "observe/collect/metrics.hpp"

namespace noroshi::collect {
namespace {

// Every counter different from every other, so that none can stand for another unseen.
Health numbered() {
  Health health;
  std::uint64_t next = 1'000;
  health.version = "1.2.3";
  health.started = 1'768'000'000'000'000;
  health.now = health.started + base::kHour;
  for (const auto& counter : totals_counters()) health.totals.*counter.member = ++next;
  for (const auto& counter : ledger_counters()) {
    health.totals.decoding.ledger.*counter.member = ++next;
  }
  for (auto& count : health.totals.dropped) count = ++next;
  for (auto& count : health.totals.decoding.protocols) count = ++next;
  health.totals.decoding.rejected_messages["too short"] = ++next;
  health.totals.decoding.rejected_sets["no template"] = ++next;
  health.totals.decoding.rejected_records["no address"] = ++next;
  health.totals.decoding.skipped_records["counter sample"] = ++next;
  health.queue_bound = ++next;
  ExporterHealth exporter;
  exporter.number = 3;
  exporter.name = "core \"1\"";
  exporter.address = net::Address::parse("192.0.2.1").value();
  exporter.protocols = "IPFIX";
  exporter.last_seen = health.now;
  exporter.over_rate = ++next;
  exporter.ledger.flows = ++next;
  exporter.ledger.lost_records = ++next;
  exporter.records_per_second = 12.5;
  health.exporters.push_back(exporter);
  health.listeners.push_back({"udp://[::]:2055", ++next, ++next, ++next, ++next});
  health.strangers.push_back(net::Address::parse("2001:db8::9").value());
  health.store.what = "a store";
  health.store.problem = "the disk is full";
  health.store.failing = true;
  health.store.failures = ++next;
  health.store.tables[1] = {
      .rows = ++next, .octets = ++next, .oldest = 1'000'000, .newest = 2'000'000};
  return health;
}

// All identities hold.
Totals balanced() {
  Totals t;
  t.received = 100;
  t.waiting = 5;
  t.of(Dropped::OverRate) = 10;
  auto& l = t.decoding.ledger;
  l.messages = 85;
  l.decoded = 80;
  t.decoding.rejected_messages["too short"] = 5;
  l.sets = 90;
  l.sets_read = 80;
  l.held_sets = 6;
  l.replayed_sets = 3;
  l.expired_sets = 1;
  l.overflowed_sets = 1;
  l.waiting_sets = 1;
  t.decoding.rejected_sets["no template"] = 4;
  l.records = 1'000;
  l.flows = 900;
  l.options = 50;
  t.decoding.rejected_records["no address"] = 30;
  t.decoding.skipped_records["counter sample"] = 20;
  t.unkept = 100;
  t.stored = 600;
  t.given_up = 50;
  t.flows_waiting = 150;
  t.summarised = 800;
  return t;
}

TEST(Ledger, BalancedBooksHaveNoDiscrepancy) {
  EXPECT_EQ(balanced().discrepancies(), std::vector<std::string>{});
  EXPECT_EQ(Totals{}.discrepancies(), std::vector<std::string>{});
}

// Whatever single number is wrong, an identity shows it.
TEST(Ledger, OneMissingAnywhereIsSeen) {
  const auto expect_seen = [](const char* what, const std::function<void(Totals&)>& spoil) {
    auto totals = balanced();
    spoil(totals);
    EXPECT_FALSE(totals.discrepancies().empty()) << what;
  };
  expect_seen("received", [](Totals& t) { ++t.received; });
  expect_seen("waiting", [](Totals& t) { --t.waiting; });
  for (std::size_t i = 0; i < kDropped; ++i) {
    expect_seen("dropped", [i](Totals& t) { ++t.dropped[i]; });
  }
  expect_seen("messages", [](Totals& t) { ++t.decoding.rejected_messages["too short"]; });
  expect_seen("sets", [](Totals& t) { ++t.decoding.rejected_sets["no template"]; });
  expect_seen("records", [](Totals& t) { ++t.decoding.rejected_records["no address"]; });
  expect_seen("skipped", [](Totals& t) { ++t.decoding.skipped_records["counter sample"]; });
  expect_seen("held", [](Totals& t) { ++t.decoding.ledger.expired_sets; });
  expect_seen("stored", [](Totals& t) { --t.stored; });
  expect_seen("given up", [](Totals& t) { ++t.given_up; });
  expect_seen("unkept", [](Totals& t) { ++t.unkept; });
  expect_seen("in flight", [](Totals& t) { --t.flows_waiting; });
  expect_seen("summarised", [](Totals& t) { --t.summarised; });
}

TEST(Ledger, SumOfBalancedBooksIsBalanced) {
  auto sum = balanced();
  sum.add(balanced());
  EXPECT_EQ(sum.received, 200U);
  EXPECT_EQ(sum.decoding.rejected_messages["too short"], 10U);
  EXPECT_EQ(sum.discrepancies(), std::vector<std::string>{});
}

TEST(Health, JsonKeepsEveryNumber) {
  const auto health = numbered();
  const auto text = to_json(health);
  const auto read = parse_health(text);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(to_json(*read), text);
  for (const auto& counter : totals_counters()) {
    EXPECT_EQ(read->totals.*counter.member, health.totals.*counter.member) << counter.name;
  }
  for (const auto& counter : ledger_counters()) {
    EXPECT_EQ(read->totals.decoding.ledger.*counter.member,
              health.totals.decoding.ledger.*counter.member)
        << counter.name;
  }
  EXPECT_EQ(read->totals.dropped, health.totals.dropped);
  EXPECT_EQ(read->exporters.at(0).name, "core \"1\"");
  EXPECT_EQ(read->store.tables[1].octets, health.store.tables[1].octets);
}

TEST(Health, OtherFilesAreNoHealth) {
  EXPECT_FALSE(parse_health("").has_value());
  EXPECT_FALSE(parse_health("[]").has_value());
  EXPECT_FALSE(parse_health("{\"format\":\"noroshi-exporters\"}").has_value());
  EXPECT_FALSE(parse_health("{\"format\":\"noroshi-health\",\"version\":2}").has_value());
  EXPECT_TRUE(parse_health("{\"format\":\"noroshi-health\",\"version\":1,\"totals\":7,"
                           "\"exporters\":[1],\"store\":null}")
                  .has_value())
      << "members of another kind are nothing, not a crash";
}

TEST(Losses, StrangersAndWaitingAreNone) {
  Health health;
  health.totals.of(Dropped::UnknownExporter) = 7;
  health.totals.waiting = 7;
  health.totals.flows_waiting = 7;
  health.totals.decoding.skipped_records["counter sample"] = 7;
  health.totals.decoding.ledger.sampling_unknown = 7;
  EXPECT_TRUE(losses(health).empty());
}

TEST(Losses, EveryKindHasItsCount) {
  const auto found = losses(numbered());
  EXPECT_EQ(found.size(), kLossKinds);
  std::set<Loss::Kind> kinds;
  for (const auto& loss : found) {
    EXPECT_GT(loss.count, 0U);
    kinds.insert(loss.kind);
  }
  EXPECT_EQ(kinds.size(), kLossKinds);
}

TEST(Losses, ShareIsOfWhatWasSent) {
  ExporterHealth exporter;
  exporter.ledger.records = 75;
  exporter.ledger.lost_records = 25;
  EXPECT_DOUBLE_EQ(exporter.lost_share(), 0.25);
}

TEST(Metrics, EveryFamilyIsDeclaredOnceAndFollowedByItsSamples) {
  std::istringstream page(to_prometheus(numbered()));
  std::set<std::string> families;
  std::string family;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(families.insert(family).second) << family << " twice";
    } else if (line.starts_with("# TYPE ")) {
      EXPECT_TRUE(line.substr(7).starts_with(family + " ")) << line;
      const bool counter = line.ends_with(" counter");
      EXPECT_EQ(counter, family.ends_with("_total")) << line;
    } else {
      const auto name = line.substr(0, line.find_first_of("{ "));
      EXPECT_EQ(name, family) << line;
    }
  }
  EXPECT_GT(families.size(), 30U);
}

TEST(Metrics, NumbersAreExactAndLabelsEscaped) {
  auto health = numbered();
  health.totals.received = 12'345'678'901'234'567'890ULL;
  health.version = "1\"\\\n2";
  const auto page = to_prometheus(health);
  EXPECT_NE(page.find("noroshi_collect_messages_received_total 12345678901234567890\n"),
            std::string::npos);
  EXPECT_NE(page.find("noroshi_collect_build_info{version=\"1\\\"\\\\\\n2\"} 1\n"),
            std::string::npos);
}

TEST(Metrics, ManyExportersShareOneLabel) {
  Health health;
  for (std::uint32_t i = 0; i < kMetricExporters + 10; ++i) {
    ExporterHealth exporter;
    exporter.number = i;
    exporter.address = net::Address::v4(0x0A00'0000U + i);
    exporter.ledger.flows = 1;
    health.exporters.push_back(exporter);
  }
  const auto page = to_prometheus(health);
  EXPECT_NE(page.find("noroshi_collect_exporter_flows_total{exporter=\"other\"} 10\n"),
            std::string::npos);
}

}  // namespace
}  // namespace noroshi::collect
