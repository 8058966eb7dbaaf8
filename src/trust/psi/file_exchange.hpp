// A run by exchanged files, for two parties without a connection: offer, answer, reply.
//
//   Alice                                   Bob
//     make_offer   ──── offer ────►           make_answer    keeps a secret state, if he learns
//     finish       ◄─── answer ────           ...
//       her result ──── reply ────►           finish         his result
//
// A file names its kind in its first line, carries the seal (SHA-256) of the file that it answers,
// and ends with its own.  The seal finds damage, not forgery: whoever can replace a file can
// replace its seal.  So people compare seals by another way (telephone), or send the files signed.
//
// A secret state answers one file: it must be destroyed before what `finish` made leaves the house,
// or the same key would blind a second list of guesses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "trust/psi/message.hpp"

namespace noroshi::psi {

/// One step's results; the octets of files, none written yet.
struct Step {
  std::string file;                ///< for the peer; empty: nothing is to be sent
  std::string secret;              ///< to be kept for `finish`; empty: nothing follows
  std::optional<Outcome> outcome;  ///< what we have learnt; nothing: a file is still to come
  Octets32 seal{};                 ///< of `file`
  Octets32 seal_read{};            ///< of the file that this step answers

  ~Step() { wipe(secret); }
  Step() = default;
  Step(Step&&) = default;
  Step& operator=(Step&&) = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
};

Result<Step> make_offer(Session& session, const Work& work);

/// `session` is a responder's.
Result<Step> make_answer(Session& session, std::string_view offer, const Work& work);

/// `file` is the answer (for who made the offer) or the reply (for who answered).
Result<Step> finish(std::string_view secret, std::string_view file, const Work& work);

/// The largest file of lists up to `limit` items, in octets; and the largest that may answer the
/// file to which `secret` belongs.
std::uint64_t largest_file(std::uint32_t limit);
Result<std::uint64_t> largest_file(std::string_view secret);

}  // namespace noroshi::psi
