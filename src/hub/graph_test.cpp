#include "hub/graph.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "hub/json_members.hpp"
#include "intel/archive/features.hpp"

namespace noroshi::hub {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::string id_of(std::string_view type, unsigned n) {
  return fmt::format("{}--00000000-0000-4000-8000-{:012x}", type, n);
}

/// An archive of texts, without the archive: what is hidden is in it, and is never given out.
class World {
 public:
  std::string put(std::string_view type, unsigned n, std::string_view properties = "",
                  bool hidden = false) {
    const std::string id = id_of(type, n);
    texts_[id] = fmt::format(
        R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z",)"
        R"("modified":"2026-01-01T00:00:00.000Z","name":"{} {}"{}}})",
        type, id, type, n, properties);
    order_.push_back(id);
    if (hidden) hidden_.insert(id);
    return id;
  }

  std::string malware(unsigned n, std::string_view properties = "", bool hidden = false) {
    return put("malware", n, fmt::format(R"(,"is_family":false{})", properties), hidden);
  }

  std::string relate(unsigned n, const std::string& from, std::string_view how,
                     const std::string& to, bool hidden = false) {
    return put("relationship", n,
               fmt::format(R"(,"relationship_type":"{}","source_ref":"{}","target_ref":"{}")", how,
                           from, to),
               hidden);
  }

  [[nodiscard]] Graph graph(const std::string& centre, const GraphBounds& bounds = {}) const {
    auto drawn = graph_around(source(), centre, bounds);
    EXPECT_TRUE(drawn) << drawn.error().message;
    return drawn ? *drawn : Graph();
  }

  [[nodiscard]] GraphSource source() const {
    return {.referring = [this](std::string_view id,
                                std::size_t limit) { return referring(id, limit); },
            .find_all = [this](std::span<const std::string> ids,
                               archive::Detail detail) -> Result<archive::Page> {
              archive::Page page;
              for (const auto& id : ids) {
                if (seen(id)) page.revisions.push_back(revision(id, detail));
              }
              return page;
            }};
  }

 private:
  [[nodiscard]] bool seen(const std::string& id) const {
    return texts_.contains(id) && !hidden_.contains(id);
  }

  [[nodiscard]] archive::Revision revision(const std::string& id, archive::Detail detail) const {
    archive::Revision one;
    one.id = id;
    one.type = id.substr(0, id.find("--"));
    if (detail == archive::Detail::Whole) one.text = texts_.at(id);
    return one;
  }

  [[nodiscard]] Result<archive::Page> referring(std::string_view id, std::size_t limit) const {
    archive::Page page;
    for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
      if (*at == id || !seen(*at)) continue;
      const auto references = archive::references_in(texts_.at(*at));
      if (!std::binary_search(references.begin(), references.end(), std::string(id))) continue;
      if (page.revisions.size() == limit) {
        page.more = true;
        break;
      }
      page.revisions.push_back(revision(*at, archive::Detail::Whole));
    }
    return page;
  }

  std::map<std::string, std::string> texts_;
  std::vector<std::string> order_;
  std::set<std::string> hidden_;
};

std::vector<std::string> ids_of(const Graph& graph) {
  std::vector<std::string> ids;
  for (const GraphNode& node : graph.nodes) ids.push_back(node.id);
  return ids;
}

TEST(Graph, RelationshipsAreEdgesAndOtherReferencesAreNamedByTheirProperty) {
  World world;
  const auto author = world.put("identity", 1);
  const auto malware =
      world.malware(2, fmt::format(R"(,"created_by_ref":"{}","revoked":true)", author));
  const auto server = world.put("infrastructure", 3);
  const auto uses = world.relate(4, malware, "uses", server);
  const auto report = world.put(
      "report", 5,
      fmt::format(R"(,"published":"2026-01-01T00:00:00.000Z","object_refs":["{}"])", malware));
  const Graph graph = world.graph(malware);
  EXPECT_THAT(ids_of(graph), UnorderedElementsAre(malware, author, server, report));
  EXPECT_EQ(graph.nodes.front().id, malware);
  EXPECT_EQ(graph.nodes.front().name, "malware 2");
  EXPECT_TRUE(graph.nodes.front().revoked);
  EXPECT_THAT(graph.edges,
              UnorderedElementsAre(
                  GraphEdge{.from = malware, .to = server, .relation = "uses", .object = uses},
                  GraphEdge{.from = malware, .to = author, .relation = "created_by_ref"},
                  GraphEdge{.from = report, .to = malware, .relation = "object_refs"}));
  EXPECT_TRUE(graph.whole);
}

TEST(Graph, AChainEndsAtItsDepthAndACycleOnce) {
  World world;
  for (unsigned n = 1; n <= 6; ++n) world.malware(n);
  for (unsigned n = 1; n <= 6; ++n) {
    world.relate(10 + n, id_of("malware", n), "drops", id_of("malware", n % 6 + 1));
  }
  GraphBounds bounds;
  bounds.depth = 1;
  EXPECT_THAT(ids_of(world.graph(id_of("malware", 1), bounds)),
              ElementsAre(id_of("malware", 1), id_of("malware", 6), id_of("malware", 2)));
  bounds.depth = 3;
  const Graph ring = world.graph(id_of("malware", 1), bounds);
  EXPECT_THAT(ring.nodes, SizeIs(6));
  EXPECT_THAT(ring.edges, SizeIs(6));
  EXPECT_TRUE(ring.whole);
  EXPECT_THAT(ring.nodes, Contains(Field(&GraphNode::depth, 3)));
}

TEST(Graph, AStarOfTenThousandIsOneGroup) {
  World world;
  const auto centre = world.malware(1);
  for (unsigned n = 2; n <= 10'001; ++n) {
    world.put("indicator", n);
    world.relate(20'000 + n, id_of("indicator", n), "indicates", centre);
  }
  const auto lone = world.put("campaign", 99'999);
  world.relate(99'998, lone, "uses", centre);
  const Graph graph = world.graph(centre);
  ASSERT_THAT(ids_of(graph), ElementsAre(centre, lone, centre + "/in/indicates/indicator"));
  const GraphNode& group = graph.nodes.back();
  EXPECT_EQ(group.group, 999U) << "the newest thousand references, one of which is of the campaign";
  EXPECT_TRUE(group.capped);
  EXPECT_EQ(group.of, centre);
  EXPECT_EQ(group.type, "indicator");
  EXPECT_EQ(graph.edges.back(),
            (GraphEdge{.from = group.id, .to = centre, .relation = "indicates"}));
  EXPECT_FALSE(graph.whole);
}

TEST(Graph, GroupsAreCountedWhereTheyAreNotCapped) {
  World world;
  const auto centre = world.malware(1);
  std::string list;
  for (unsigned n = 2; n <= 61; ++n) {
    world.put("indicator", n);
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ",", id_of("indicator", n));
  }
  const auto report =
      world.put("report", 100,
                fmt::format(R"(,"published":"2026-01-01T00:00:00.000Z","object_refs":["{}",{}])",
                            centre, list));
  const Graph seen_from_report = world.graph(report);
  const auto group = std::find_if(seen_from_report.nodes.begin(), seen_from_report.nodes.end(),
                                  [](const GraphNode& node) { return node.group > 0; });
  ASSERT_NE(group, seen_from_report.nodes.end());
  EXPECT_EQ(group->group, 60U);
  EXPECT_FALSE(group->capped);
  EXPECT_EQ(group->id, report + "/out/object_refs/indicator");
  GraphBounds wide;
  wide.nodes = 200;  // fifty alike fit at the centre
  EXPECT_THAT(world.graph(report, wide).nodes, Contains(Field(&GraphNode::group, 60U)));
  wide.nodes = 250;
  EXPECT_THAT(world.graph(report, wide).nodes, SizeIs(62)) << "and sixty-two here";
}

TEST(Graph, AuthorsAndMarkingsDoNotFloodIt) {
  World world;
  const auto author = world.put("identity", 1);
  const auto marking = world.put("marking-definition", 2);
  for (unsigned n = 10; n < 60; ++n) {
    world.malware(
        n, fmt::format(R"(,"created_by_ref":"{}","object_marking_refs":["{}"])", author, marking));
  }
  GraphBounds bounds;
  bounds.depth = 3;
  EXPECT_THAT(ids_of(world.graph(id_of("malware", 10), bounds)),
              ElementsAre(id_of("malware", 10), author));
  EXPECT_THAT(ids_of(world.graph(author, bounds)), ElementsAre(author))
      << "never back from an author to what it made";
}

TEST(Graph, WhatIsHiddenIsNeitherDrawnNorCountedNorMissed) {
  World open;
  World closed;  // the same, with more in it that this viewer does not see
  for (World* world : {&open, &closed}) {
    const auto centre = world->malware(1);
    for (unsigned n = 2; n <= 60; ++n) {
      world->put("indicator", n);
      world->relate(1'000 + n, id_of("indicator", n), "indicates", centre);
    }
  }
  for (unsigned n = 100; n <= 400; ++n) {
    closed.put("indicator", n, "", true);
    closed.relate(1'000 + n, id_of("indicator", n), "indicates", id_of("malware", 1));
    closed.put("campaign", n);
    closed.relate(2'000 + n, id_of("campaign", n), "uses", id_of("malware", 1), true);
  }
  const Graph wanted = open.graph(id_of("malware", 1));
  const Graph got = closed.graph(id_of("malware", 1));
  EXPECT_EQ(got.nodes, wanted.nodes);
  EXPECT_EQ(got.edges, wanted.edges);
  EXPECT_EQ(got.nodes.back().group, 59U);
  EXPECT_FALSE(graph_around(closed.source(), id_of("indicator", 100), {}));
  EXPECT_EQ(graph_around(closed.source(), id_of("indicator", 100), {}).error().code,
            Errc::NotFound);
}

TEST(Graph, HasNeverMoreNodesThanAreAskedForAndIsTheSameEachTime) {
  World world;
  for (unsigned n = 1; n <= 400; ++n)
    world.put(n % 3 == 0 ? "tool" : "malware", n, n % 3 == 0 ? "" : R"(,"is_family":false)");
  const auto any = [](unsigned n) { return id_of(n % 3 == 0 ? "tool" : "malware", n); };
  std::mt19937_64 random(7);
  for (unsigned n = 0; n < 3'000; ++n) {
    world.relate(1'000 + n, any(static_cast<unsigned>(random() % 400 + 1)),
                 n % 2 == 0 ? "uses" : "drops", any(static_cast<unsigned>(random() % 400 + 1)));
  }
  for (const std::size_t nodes : {10U, 50U, 200U}) {
    GraphBounds bounds;
    bounds.depth = 3;
    bounds.nodes = nodes;
    const Graph graph = world.graph(any(5), bounds);
    EXPECT_LE(graph.nodes.size(), nodes);
    EXPECT_GE(graph.nodes.size(), nodes / 2) << "room is made use of";
    EXPECT_FALSE(graph.whole);
    const Graph again = world.graph(any(5), bounds);
    EXPECT_EQ(graph.nodes, again.nodes);
    EXPECT_EQ(graph.edges, again.edges);
    std::set<std::string> there;
    for (const GraphNode& node : graph.nodes) there.insert(node.id);
    EXPECT_EQ(there.size(), graph.nodes.size());
    for (const GraphEdge& edge : graph.edges) {
      EXPECT_TRUE(there.contains(edge.from)) << edge.from;
      EXPECT_TRUE(there.contains(edge.to)) << edge.to;
    }
  }
}

TEST(Graph, RelationshipsThatSayTheSameAreOneEdge) {
  World world;
  const auto from = world.malware(1);
  const auto to = world.put("tool", 2);
  const auto first = world.relate(3, from, "uses", to);
  world.relate(4, from, "uses", to);
  const Graph graph = world.graph(from);
  EXPECT_THAT(graph.edges,
              ElementsAre(GraphEdge{.from = from, .to = to, .relation = "uses", .object = first}));
  EXPECT_FALSE(graph.whole);
}

}  // namespace
}  // namespace noroshi::hub
