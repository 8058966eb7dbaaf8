#include "trust/psi/exchange.hpp"

namespace noroshi::psi {
namespace {

Result<std::vector<Element>> swap_blinded(Session& session, Channel& channel, const Work& work) {
  const auto ours = NOROSHI_TRY(session.blinded(work));
  const auto count = session.peer().count;
  if (session.role() == Role::Initiator) {
    NOROSHI_CHECK(send_elements(channel, FrameType::Blinded, ours));
    return receive_elements(channel, FrameType::Blinded, count);
  }
  auto theirs = NOROSHI_TRY(receive_elements(channel, FrameType::Blinded, count));
  NOROSHI_CHECK(send_elements(channel, FrameType::Blinded, ours));
  return theirs;
}

Status send_doubled(const Session& session, Channel& channel, std::span<const Element> doubled) {
  if (!session.peer_learns()) return {};
  return send_elements(channel, FrameType::Doubled, doubled);
}

Result<Outcome> receive_doubled(const Session& session, Channel& channel) {
  if (!session.learns()) return session.sizes_only();
  return session.match(
      NOROSHI_TRY(receive_elements(channel, FrameType::Doubled, session.hello().count)));
}

}  // namespace

Result<Outcome> exchange(Session& session, Channel& channel, const Work& work,
                         const Agreed& agreed) {
  NOROSHI_CHECK(send_hello(channel, session.hello()));
  NOROSHI_CHECK(session.agree(NOROSHI_TRY(receive_hello(channel))));
  if (agreed) NOROSHI_CHECK(agreed(session));
  const auto theirs = NOROSHI_TRY(swap_blinded(session, channel, work));
  const auto doubled = NOROSHI_TRY(session.take_blinded(theirs, work));
  if (session.role() == Role::Initiator) {
    NOROSHI_CHECK(send_doubled(session, channel, doubled));
    return receive_doubled(session, channel);
  }
  auto outcome = NOROSHI_TRY(receive_doubled(session, channel));
  NOROSHI_CHECK(send_doubled(session, channel, doubled));
  return outcome;
}

}  // namespace noroshi::psi
