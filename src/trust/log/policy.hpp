// Trust policies (C2SP tlog-policy): whose signatures make a checkpoint worth believing.
//
//   log     <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group   <name> all|any|<k> <name>…
//   quorum  <name>|none
//
// A checkpoint is good when one of the logs signed it whose name is its origin, and its
// cosignatures make up the quorum.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/checkpoint.hpp"
#include "trust/log/note.hpp"

namespace noroshi::tlog {

class Policy {
 public:
  struct Log {
    PublicKey key;
    std::string url;  ///< empty: not given
  };
  struct Witness {
    std::string name;
    PublicKey key;
    std::string url;
  };

  /// The Error names the line.
  static Result<Policy> parse(std::string_view text);

  [[nodiscard]] const std::vector<Log>& logs() const { return logs_; }
  [[nodiscard]] const std::vector<Witness>& witnesses() const { return witnesses_; }

  /// What a checkpoint that satisfies the policy says, and who said so.
  struct Accepted {
    Checkpoint checkpoint;
    std::size_t log = 0;                   ///< which of `logs`
    std::vector<std::size_t> witnesses{};  ///< which of `witnesses` cosigned, in their order
    std::vector<std::uint64_t> times{};    ///< when each did, seconds since the epoch
  };
  [[nodiscard]] Result<Accepted> accept(const Note& note) const;

 private:
  /// A name that others may refer to: a witness, or a group of names.
  struct Member {
    std::string name;
    std::size_t needed = 1;              ///< of `members`; a witness has none
    std::vector<std::size_t> members{};  ///< which of `members_`
    std::optional<std::size_t> witness{};
    bool used = false;
  };
  class Reader;

  [[nodiscard]] bool witnessed(std::size_t member, const std::vector<bool>& cosigned) const;

  std::vector<Log> logs_;
  std::vector<Witness> witnesses_;
  std::vector<Member> members_;
  std::optional<std::size_t> quorum_;  // nothing: none is needed
};

}  // namespace noroshi::tlog
