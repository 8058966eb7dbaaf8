#include "hub/graph.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "hub/json_members.hpp"
#include "intel/archive/features.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kFewestAlike =
    3;  // alike neighbours that are never grouped while there is room
constexpr std::size_t kMostAlike = 8;  // away from the centre

std::string type_of(std::string_view id) { return std::string(id.substr(0, id.find("--"))); }

/// A member that is a plain text (ids and names of relations need no escapes).
std::string text_member(std::string_view object, std::string_view name) {
  const auto value = member(object, name);
  if (!value || value->size() < 2 || value->front() != '"') return {};
  return std::string(value->substr(1, value->size() - 2));
}

bool is_revoked(std::string_view object) { return member(object, "revoked") == "true"; }

/// One step from the node that is being looked at.
struct Link {
  std::string other;
  std::string relation;
  bool out = false;    ///< from the node to the other
  std::string object;  ///< the relationship; empty: a reference

  friend auto operator<=>(const Link&, const Link&) = default;
};

/// What the references of an object lead to, by property; neither markings nor relationships.
std::vector<std::pair<std::string, std::string>> references_of(const std::string& text) {
  std::vector<stix::Complaint> none;
  const auto object = stix::read_object(text, "", {.strict = false}, none);
  std::vector<std::pair<std::string, std::string>> kept;
  if (!object) return kept;
  for (const auto& [path, id] : object->references) {
    if (id.starts_with("marking-definition--") || id == object->id) continue;
    kept.emplace_back(path, id);
  }
  return kept;
}

class Drawing {
 public:
  Drawing(const GraphSource& source, const GraphBounds& bounds)
      : source_(source), bounds_(bounds) {}

  Result<Graph> around(std::string_view centre) {
    const std::vector<std::string> ids = {std::string(centre)};
    auto page = NOROSHI_TRY(source_.find_all(ids, archive::Detail::Whole));
    if (page.revisions.empty()) {
      return Error{Errc::NotFound,
                   fmt::format("there is no object {}; check its id, and what your account may see",
                               centre)};
    }
    put(page.revisions.front(), 0);
    for (std::size_t at = 0; at < graph_.nodes.size(); ++at) NOROSHI_CHECK(look_around(at));
    return std::move(graph_);
  }

 private:
  /// Alike neighbours: type, relation, direction.
  using Class = std::tuple<std::string, std::string, bool>;

  void put(const archive::Revision& revision, int depth) {
    graph_.nodes.push_back({.id = revision.id,
                            .type = revision.type,
                            .name = archive::name_in(revision.text),
                            .depth = depth,
                            .revoked = is_revoked(revision.text)});
    texts_.emplace(revision.id, revision.text);
  }

  [[nodiscard]] bool is_end(const GraphNode& node) const {
    if (node.depth >= bounds_.depth || node.group > 0) return true;
    return node.depth > 0 && node.type == "identity";
  }

  Status look_around(std::size_t at) {
    if (is_end(graph_.nodes[at])) return {};
    if (looked_ >= bounds_.all_told) {
      graph_.whole = false;
      return {};
    }
    // Nodes move while others are added.
    const std::string id = graph_.nodes[at].id;
    const int depth = graph_.nodes[at].depth;
    auto links = NOROSHI_TRY(links_of(id, depth));
    connect(id, links);
    NOROSHI_CHECK(add_neighbours(id, depth, std::move(links)));
    return {};
  }

  /// Everything one step away that is visible; `cut_` says of which direction there is more.
  Result<std::set<Link>> links_of(const std::string& id, int depth) {
    const std::size_t most = depth == 0 ? bounds_.at_centre : bounds_.further;
    std::set<Link> links = outward(id, most);
    const auto page = NOROSHI_TRY(source_.referring(id, most));
    looked_ += page.revisions.size();
    cut_in_ = page.more;
    if (page.more) graph_.whole = false;
    for (const auto& revision : page.revisions) take_link(id, revision, links);
    return visible(std::move(links));
  }

  std::set<Link> outward(const std::string& id, std::size_t most) {
    std::set<Link> links;
    cut_out_ = false;
    for (const auto& [path, other] : references_of(texts_.at(id))) {
      // A relationship shows as an edge, once both its ends are there.
      if (other.starts_with("relationship--")) {
        graph_.whole = false;
        continue;
      }
      if (links.size() == most) {
        cut_out_ = true;
        graph_.whole = false;
        break;
      }
      links.insert({.other = other, .relation = path, .out = true, .object = {}});
    }
    return links;
  }

  static void take_link(const std::string& id, const archive::Revision& revision,
                        std::set<Link>& links) {
    if (revision.type == "relationship") {
      const std::string source = text_member(revision.text, "source_ref");
      const std::string target = text_member(revision.text, "target_ref");
      const bool out = source == id;
      if ((!out && target != id) || source == target) return;
      links.insert({.other = out ? target : source,
                    .relation = text_member(revision.text, "relationship_type"),
                    .out = out,
                    .object = revision.id});
      return;
    }
    for (const auto& [path, other] : references_of(revision.text)) {
      if (other != id || path == "created_by_ref") continue;
      links.insert({.other = revision.id, .relation = path, .out = false, .object = {}});
    }
  }

  /// Those whose other end this viewer sees; of several relationships that say the same, one.
  Result<std::set<Link>> visible(std::set<Link> links) {
    std::vector<std::string> ids;
    for (const Link& link : links) {
      if (!texts_.contains(link.other)) ids.push_back(link.other);
    }
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    looked_ += ids.size();
    std::set<std::string> seen;
    for (auto& one : NOROSHI_TRY(source_.find_all(ids, archive::Detail::Manifest)).revisions) {
      seen.insert(std::move(one.id));
    }
    std::set<Link> kept;
    for (const Link& link : links) {
      if (!seen.contains(link.other) && !texts_.contains(link.other)) continue;
      const auto same = kept.lower_bound({link.other, link.relation, link.out, ""});
      const bool repeated = same != kept.end() && same->other == link.other &&
                            same->relation == link.relation && same->out == link.out;
      if (repeated) {
        graph_.whole = false;
      } else {
        kept.insert(link);
      }
    }
    return kept;
  }

  void edge(const std::string& id, const Link& link) {
    GraphEdge one{.from = link.out ? id : link.other,
                  .to = link.out ? link.other : id,
                  .relation = link.relation,
                  .object = link.object};
    if (drawn_.insert(one).second) graph_.edges.push_back(std::move(one));
  }

  /// Edges to nodes that are there already; such links are done with.
  void connect(const std::string& id, std::set<Link>& links) {
    for (auto at = links.begin(); at != links.end();) {
      if (texts_.contains(at->other)) {
        edge(id, *at);
        at = links.erase(at);
      } else {
        ++at;
      }
    }
  }

  [[nodiscard]] std::size_t room() const {
    return bounds_.nodes - std::min(bounds_.nodes, graph_.nodes.size());
  }

  /// The few first: so that what stands alone is shown, and what comes in crowds is grouped.
  Status add_neighbours(const std::string& id, int depth, std::set<Link> links) {
    std::map<Class, std::vector<Link>> classes;
    for (const Link& link : links) {
      classes[{type_of(link.other), link.relation, link.out}].push_back(link);
    }
    std::vector<std::pair<Class, std::vector<Link>>> in_order(classes.begin(), classes.end());
    std::stable_sort(in_order.begin(), in_order.end(), [](const auto& a, const auto& b) {
      return a.second.size() < b.second.size();
    });
    const std::size_t alike = std::max(
        kFewestAlike, depth == 0 ? bounds_.nodes / 4 : std::min(kMostAlike, bounds_.nodes / 16));
    for (auto& [alike_in, members] : in_order) {
      const auto known = [&](const Link& link) { return texts_.contains(link.other); };
      for (const Link& link : members) {
        if (known(link)) edge(id, link);
      }
      members.erase(std::remove_if(members.begin(), members.end(), known), members.end());
      if (members.size() <= alike && members.size() <= room()) {
        NOROSHI_CHECK(add_each(id, depth, members));
      } else {
        add_group(id, depth, alike_in, members);
      }
    }
    return {};
  }

  Status add_each(const std::string& id, int depth, const std::vector<Link>& members) {
    std::vector<std::string> ids;
    for (const Link& link : members) ids.push_back(link.other);
    const auto page = NOROSHI_TRY(source_.find_all(ids, archive::Detail::Whole));
    for (const auto& revision : page.revisions) put(revision, depth + 1);
    for (const Link& link : members) {
      if (texts_.contains(link.other)) edge(id, link);
    }
    return {};
  }

  void add_group(const std::string& id, int depth, const Class& alike,
                 const std::vector<Link>& members) {
    graph_.whole = false;
    if (members.size() < 2 || room() == 0) return;  // left out
    const auto& [type, relation, out] = alike;
    const bool by_own_property = out && members.front().object.empty();
    GraphNode group{.id = fmt::format("{}/{}/{}/{}", id, out ? "out" : "in", relation, type),
                    .type = type,
                    .name = type,
                    .depth = depth + 1,
                    .group = members.size(),
                    .capped = by_own_property ? cut_out_ : cut_in_,
                    .of = id};
    edge(id, {.other = group.id, .relation = relation, .out = out, .object = {}});
    graph_.nodes.push_back(std::move(group));
  }

  const GraphSource& source_;
  const GraphBounds& bounds_;
  Graph graph_;
  std::unordered_map<std::string, std::string> texts_;  ///< of the nodes that are objects
  std::set<GraphEdge> drawn_;
  std::size_t looked_ = 0;
  bool cut_in_ = false;   ///< more refer to the node than were looked at
  bool cut_out_ = false;  ///< it refers to more
};

}  // namespace

Result<Graph> graph_around(const GraphSource& source, std::string_view centre,
                           const GraphBounds& bounds) {
  return Drawing(source, bounds).around(centre);
}

}  // namespace noroshi::hub
