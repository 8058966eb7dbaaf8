// Tree: one JSON value as a flat row of nodes over its text, which must outlive it.
//
// Nodes stand in the order of the text (pre-order), so a subtree is a range and nothing is copied
// but strings that hold escapes.  Why not simdjson's DOM: it ends the whole document at the first
// integer beyond 64 bits, tells neither where a value stood nor that a key came twice, and a bad
// object must refuse itself only.  simdjson checks the UTF-8 and is the oracle of the tests.
//
// What is JSON but not I-JSON (RFC 7493: a key twice, half a surrogate pair, a number that no
// double holds) and what lies too deep is a *flaw*, kept with its place; what is no JSON (RFC 8259)
// is an Error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace noroshi::stix {

enum class Kind : std::uint8_t { Null, False, True, Number, String, Array, Object };

struct Node {
  std::string_view key;     ///< of a member, without escapes; empty for elements
  std::string_view value;   ///< String: without escapes; Number: as written; else: its text
  std::uint32_t end = 0;    ///< index after its last descendant
  std::uint32_t count = 0;  ///< children
  Kind kind = Kind::Null;
};

struct Flaw {
  enum class What : std::uint8_t { DuplicateKey, TooDeep, Surrogate, NumberRange };
  What what = What::DuplicateKey;
  std::uint32_t node = 0;  ///< the second of two, the deep one, the string or number
};

class Tree {
 public:
  /// Reads all of `text` (blanks around it allowed).  The previous content is gone.
  Status read(std::string_view text, std::size_t depth_limit);

  [[nodiscard]] const Node& root() const { return nodes_.front(); }
  [[nodiscard]] const Node& at(std::uint32_t index) const { return nodes_[index]; }
  [[nodiscard]] const std::vector<Flaw>& flaws() const { return flaws_; }
  [[nodiscard]] std::uint32_t index_of(const Node& node) const {
    return static_cast<std::uint32_t>(&node - nodes_.data());
  }

  /// The member `key` of an object (the first, if there were two); null where there is none.
  [[nodiscard]] const Node* find(const Node& object, std::string_view key) const;

  /// for (const Node& child : tree.children(node))
  class Children {
   public:
    struct Iterator {
      const Node* base;
      std::uint32_t index;
      const Node& operator*() const { return base[index]; }
      Iterator& operator++() {
        index = base[index].end;
        return *this;
      }
      bool operator!=(const Iterator& other) const { return index != other.index; }
    };
    Children(const Node* base, std::uint32_t first, std::uint32_t last)
        : base_(base), first_(first), last_(last) {}
    [[nodiscard]] Iterator begin() const { return {base_, first_}; }
    [[nodiscard]] Iterator end() const { return {base_, last_}; }

   private:
    const Node* base_;
    std::uint32_t first_;
    std::uint32_t last_;
  };
  [[nodiscard]] Children children(const Node& node) const {
    return {nodes_.data(), index_of(node) + 1, node.end};
  }

  /// JSON pointer (RFC 6901) of a node, from the root.
  [[nodiscard]] std::string pointer(const Node& node) const;

 private:
  friend class TreeReader;
  std::vector<Node> nodes_;
  std::vector<Flaw> flaws_;
  std::deque<std::string> decoded_;  ///< strings that had escapes; addresses stay
  /// Members of large objects by key, so that hostile ones are not gone over again and again.
  std::unordered_map<std::uint32_t, std::vector<const Node*>> by_key_;
};

/// A number as a double; infinite where it is too large for one.  Zero for other kinds.
double number_of(const Node& node);

/// The end of the value that begins at `at`, brackets and strings counted and nothing else checked;
/// `text.size()` where it does not end.
std::size_t skip_value(std::string_view text, std::size_t at);

/// The first octet from `at` that is no blank (RFC 8259, section 2).
std::size_t skip_blanks(std::string_view text, std::size_t at);

/// Well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

/// Appends what the JSON string literal `inner` (without its quotation marks) means; false where an
/// escape is none.  Half a surrogate pair becomes U+FFFD and sets `lone_surrogate`.
bool decode_string(std::string_view inner, std::string& out, bool& lone_surrogate);

}  // namespace noroshi::stix
