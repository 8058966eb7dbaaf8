// Session: one side of one private set intersection, without any transport.
//
// Diffie–Hellman style (Meadows 1986; Huberman, Franklin and Hogg 1999).  Alice has a list X and a
// key a, Bob a list Y and a key b, both fresh; H hashes into ristretto255:
//
//   Alice                                             Bob
//     aH(x) for all x, ascending   ──── blinded ───►
//                                  ◄─── blinded ────    bH(y) for all y, ascending
//     abH(y) for what came         ──── doubled ───►    compares with baH(x), made by himself
//     compares with abH(y)         ◄─── doubled ────    baH(x) for what came
//
// Two items are equal exactly when their doubled elements are.  Blinded elements go out in
// ascending order of their octets, which is a random order of the items and makes duplicates
// impossible. `doubled` keeps the order in which the elements came, so that the receiver knows
// which of its items are shared; or, count only, goes ascending, so that it learns how many, and
// not which.
//
// WHAT IS LEARNT, by two parties that follow the protocol (semi-honest; hardness of decisional
// Diffie–Hellman in ristretto255, H as a random oracle): the size of the other's list, and, for a
// party that learns, the shared items (count only: their number).  Nothing else of the other's
// list.
//
// WHAT THIS DOES NOT PROTECT AGAINST: a party that puts guesses into its own list learns whether
// they are in the other's; so list sizes are limited beforehand, commitments say which list was
// used, and runs are logged.  A party may lie about its list, answer wrongly, or stop as soon as it
// knows its own result; the initiator sends its `doubled` first.  Neither can be seen from inside
// the protocol.
//
// Moved, never copied; one thread uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "model/finding.hpp"
#include "trust/psi/blinding.hpp"

namespace noroshi::psi {

enum class Role : std::uint8_t {
  Initiator,  ///< connects, or makes the offer
  Responder   ///< listens, or answers
};

/// What both must have agreed on before they begin; a run ends at once where they differ.
struct Terms {
  bool initiator_learns = true;
  bool responder_learns = true;
  bool count_only = false;  ///< how many items are shared, not which

  friend bool operator==(const Terms&, const Terms&) = default;
};

/// The first that a party says.
struct Hello {
  Terms terms;
  std::uint32_t count = 0;  ///< distinct items of its list
  std::uint32_t limit = 0;  ///< the longest list it accepts
  Octets32 run{};           ///< random: no two runs are alike
  Octets32 commitment{};    ///< to its list, see item.hpp

  friend bool operator==(const Hello&, const Hello&) = default;
};

inline constexpr std::uint32_t kDefaultLimit = 1'000'000;

/// What a party knows at the end.
struct Outcome {
  std::uint64_t mine = 0;  ///< distinct items
  std::uint64_t theirs = 0;
  std::optional<std::uint64_t> shared{};     ///< nothing: this party was not to learn
  bool count_only = false;                   ///< it was to learn how many, not which
  std::vector<model::Endpoint> endpoints{};  ///< the shared ones, ascending

  /// shared / (mine + theirs − shared); 0 for two empty lists.
  [[nodiscard]] double jaccard() const;
};

class Session {
 public:
  /// An Error if the list is longer than `limit`.
  static Result<Session> begin(Role role, const Terms& terms, std::uint32_t limit,
                               std::span<const model::Endpoint> list);

  [[nodiscard]] Role role() const { return role_; }
  [[nodiscard]] const Hello& hello() const { return hello_; }
  [[nodiscard]] const Octets32& salt() const { return salt_; }  ///< of our commitment
  [[nodiscard]] bool learns() const;
  [[nodiscard]] bool peer_learns() const;

  /// Do the two fit together?  Call before anything is sent but our hello.
  Status agree(const Hello& theirs);
  [[nodiscard]] const Hello& peer() const { return peer_; }

  /// Our blinded elements, to be sent.
  Result<std::span<const Element>> blinded(const Work& work);

  /// The peer's blinded elements.  Gives the doubled ones, to be sent if `peer_learns`.  The key is
  /// forgotten.  Call after `blinded`.
  Result<std::vector<Element>> take_blinded(std::span<const Element> theirs, const Work& work);

  /// Our list doubled by the peer, if `learns`; nothing else.
  Result<Outcome> match(std::span<const Element> ours_doubled) const;
  /// For a party that does not learn.
  [[nodiscard]] Outcome sizes_only() const;

 private:
  friend class SecretState;  // keeps a session on the disk between two files
  Session(Role role, Scalar key) : role_(role), key_(std::move(key)) {}

  Role role_;
  Scalar key_;
  Octets32 salt_{};
  Hello hello_;
  Hello peer_;
  std::vector<Item> items_;       // once blinded: in the order of blinded_
  std::vector<Element> blinded_;  // ascending
  std::vector<Element> theirs_;   // the peer's list doubled, ascending
};

}  // namespace noroshi::psi
