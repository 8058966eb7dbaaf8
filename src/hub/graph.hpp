// Graph: what stands around an object, small enough to be drawn.
//
// Breadth first over references both ways, as one viewer sees them.  A relationship object is an
// edge; every other reference is an edge named by its property.  What everything points to must not
// flood it:
//
//   markings          are left out
//   created_by_ref    is followed from an object to its author, never back
//   identities        are ends: what else they have to do with is asked at themselves
//   alike neighbours  of one node (type, relation, direction), if too many, are one group node
//
// Nothing hidden is drawn or counted: all that is asked passes the viewer's lattice, and every
// figure here is of what came back.  The same data give the same graph, octet for octet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intel/archive/archive.hpp"

namespace noroshi::hub {

struct GraphNode {
  std::string id;    ///< of the object; of a group "<of>/<in|out>/<relation>/<type>"
  std::string type;  ///< of a group: of each of its objects
  std::string name;
  int depth = 0;
  bool revoked = false;
  std::uint64_t group = 0;  ///< how many objects it stands for; 0: it is one itself
  bool capped = false;      ///< there are more than were counted
  std::string of = {};      ///< the node at which a group stands

  friend bool operator==(const GraphNode&, const GraphNode&) = default;
};

struct GraphEdge {
  std::string from;
  std::string to;
  std::string relation;
  std::string object = {};  ///< the relationship object; empty: a property of `from` refers to `to`

  friend auto operator<=>(const GraphEdge&, const GraphEdge&) = default;
};

struct Graph {
  std::vector<GraphNode> nodes;  ///< in the order in which they were met
  std::vector<GraphEdge> edges;
  bool whole = true;  ///< within the depth nothing was grouped or left out
};

/// Where a graph asks: the archive's verbs of these names, with a viewer in them.
struct GraphSource {
  std::function<Result<archive::Page>(std::string_view id, std::size_t limit)> referring;
  std::function<Result<archive::Page>(std::span<const std::string> ids, archive::Detail detail)>
      find_all;
};

struct GraphBounds {
  int depth = 2;
  std::size_t nodes = 120;
  std::size_t at_centre = 1'000;  ///< references to the centre that are looked at, newest first
  std::size_t further = 200;      ///< the same of every other node
  std::size_t all_told = 6'000;   ///< objects looked at for one graph
};

/// An Error (NotFound) where the centre is hidden or not there.
Result<Graph> graph_around(const GraphSource& source, std::string_view centre,
                           const GraphBounds& bounds);

}  // namespace noroshi::hub
