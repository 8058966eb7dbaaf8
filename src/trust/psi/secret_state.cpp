#include "trust/psi/secret_state.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/psi/memory_channel.hpp"

namespace noroshi::psi {
namespace {

constexpr std::string_view kMagic = "noroshi-psi-secret 1\n";

Error not_ours() {
  return {Errc::InvalidInput,
          "this is no secret state of a run, or it is damaged; begin a new run"};
}

template <class T>
std::string_view octets_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
Status read_all(MemoryChannel& in, std::uint32_t count, std::vector<T>& values) {
  if (std::uint64_t{count} * sizeof(T) > in.rest().size()) return not_ours();
  values.resize(count);
  return in.receive({reinterpret_cast<char*>(values.data()), values.size() * sizeof(T)});
}

Status read_octets(MemoryChannel& in, Octets32& octets) {
  return in.receive({reinterpret_cast<char*>(octets.data()), octets.size()});
}

}  // namespace

// The key is all zeros once it is forgotten, which is no key: a session whose peer's list is
// doubled.
std::string SecretState::save(const Session& session, const Octets32& sent) {
  MemoryChannel out;
  // MemoryChannel never refuses to send.
  (void)out.send(kMagic);
  (void)out.send(session.role_ == Role::Initiator ? "I" : "R");
  (void)out.send(text_of(sent));
  (void)out.send(text_of(session.salt_));
  (void)out.send(text_of(session.key_.octets()));
  (void)send_hello(out, session.hello_);
  (void)send_hello(out, session.peer_);
  (void)out.send(octets_of(session.items_));
  (void)out.send(octets_of(session.blinded_));
  (void)out.send(octets_of(session.theirs_));
  (void)out.send(text_of(sha256({out.sent()})));
  return std::move(out.sent());
}

Result<SecretState::Loaded> SecretState::load(std::string_view octets) {
  if (!octets.starts_with(kMagic) || octets.size() < kMagic.size() + sizeof(Octets32)) {
    return not_ours();
  }
  const auto body = octets.substr(0, octets.size() - sizeof(Octets32));
  if (text_of(sha256({body})) != octets.substr(body.size())) return not_ours();
  MemoryChannel in(body.substr(kMagic.size()));
  char role = 0;
  Octets32 sent{};
  Octets32 salt{};
  Octets32 key{};
  NOROSHI_CHECK(in.receive({&role, 1}));
  NOROSHI_CHECK(read_octets(in, sent));
  NOROSHI_CHECK(read_octets(in, salt));
  NOROSHI_CHECK(read_octets(in, key));
  Session session(role == 'I' ? Role::Initiator : Role::Responder, Scalar::from_octets(key));
  wipe({reinterpret_cast<char*>(key.data()), key.size()});
  session.salt_ = salt;
  session.hello_ = NOROSHI_TRY(receive_hello(in));
  session.peer_ = NOROSHI_TRY(receive_hello(in));
  const auto theirs = session.role_ == Role::Responder ? session.peer_.count : 0;
  NOROSHI_CHECK(read_all(in, session.hello_.count, session.items_));
  NOROSHI_CHECK(read_all(in, session.hello_.count, session.blinded_));
  NOROSHI_CHECK(read_all(in, theirs, session.theirs_));
  if (!in.rest().empty()) return not_ours();
  return Loaded{std::move(session), sent};
}

}  // namespace noroshi::psi
