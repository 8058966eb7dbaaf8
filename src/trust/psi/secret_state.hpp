// SecretState: a Session between two files of a run, as octets for a file that only its owner
// reads.
//
// It holds the key (until the peer's list was doubled) and the list itself.  It is ours, but
// checked like a stranger's when it is read again: its seal finds damage.
#pragma once

#include <string>
#include <string_view>

#include "trust/psi/session.hpp"

namespace noroshi::psi {

class SecretState {
 public:
  /// `sent` is the seal of the file that the peer will answer.
  static std::string save(const Session& session, const Octets32& sent);

  struct Loaded {
    Session session;
    Octets32 sent;
  };
  static Result<Loaded> load(std::string_view octets);
};

}  // namespace noroshi::psi
