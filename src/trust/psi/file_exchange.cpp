#include "trust/psi/file_exchange.hpp"

#include <fmt/format.h>

#include "trust/psi/memory_channel.hpp"
#include "trust/psi/secret_state.hpp"

namespace noroshi::psi {
namespace {

constexpr std::string_view kOffer = "noroshi-psi 1 offer\n";
constexpr std::string_view kAnswer = "noroshi-psi 1 answer\n";
constexpr std::string_view kReply = "noroshi-psi 1 reply\n";
constexpr std::size_t kSealFrame = kFrameHead + sizeof(Octets32);

// "noroshi-psi 1 offer\n" → "offer".
std::string_view kind_of(std::string_view first_line) {
  first_line.remove_suffix(1);
  return first_line.substr(first_line.rfind(' ') + 1);
}

Octets32 seal(MemoryChannel& file) {
  const auto digest = sha256({file.sent()});
  (void)send_octets32(file, FrameType::Seal, digest);  // memory refuses nothing
  return digest;
}

// What stands between first line and seal, once both are as they should be.
struct Opened {
  std::string_view body;
  Octets32 seal;
};

Result<Opened> open_file(std::string_view file, std::string_view first_line) {
  if (!file.starts_with(first_line)) {
    return Error{Errc::InvalidInput,
                 fmt::format("this is no {} of version 1 of noroshi psi", kind_of(first_line))};
  }
  if (file.size() < first_line.size() + kSealFrame) {
    return Error{Errc::InvalidInput, "the file ends too early; ask for it again"};
  }
  const auto sealed = file.substr(0, file.size() - kSealFrame);
  MemoryChannel end(file.substr(sealed.size()));
  const auto written = receive_octets32(end, FrameType::Seal);
  if (!written || *written != sha256({sealed})) {
    return Error{Errc::InvalidInput,
                 "the file is not what its sender sealed: damaged, or changed on its way; ask for "
                 "it again"};
  }
  return Opened{sealed.substr(first_line.size()), *written};
}

Status ended(const MemoryChannel& file) {
  if (file.rest().empty()) return {};
  return Error{Errc::InvalidInput,
               fmt::format("{} octets too many at the end of the file", file.rest().size())};
}

Status check_answers(MemoryChannel& file, const Octets32& sent) {
  const auto answers = NOROSHI_TRY(receive_octets32(file, FrameType::Answers));
  if (answers == sent) return {};
  return Error{Errc::InvalidInput, "the file answers another run than this secret belongs to"};
}

// Alice has the answer: her result, and her reply if Bob learns.
Result<Step> finish_offer(SecretState::Loaded state, std::string_view answer, const Work& work) {
  auto& session = state.session;
  const auto opened = NOROSHI_TRY(open_file(answer, kAnswer));
  MemoryChannel in(opened.body);
  NOROSHI_CHECK(check_answers(in, state.sent));
  NOROSHI_CHECK(session.agree(NOROSHI_TRY(receive_hello(in))));
  const auto count = session.peer().count;
  const auto theirs = NOROSHI_TRY(receive_elements(in, FrameType::Blinded, count));
  std::vector<Element> ours;
  if (session.learns()) {
    ours = NOROSHI_TRY(receive_elements(in, FrameType::Doubled, session.hello().count));
  }
  NOROSHI_CHECK(ended(in));
  const auto doubled = NOROSHI_TRY(session.take_blinded(theirs, work));
  Step step;
  step.seal_read = opened.seal;
  step.outcome = session.learns() ? NOROSHI_TRY(session.match(ours)) : session.sizes_only();
  if (!session.peer_learns()) return step;
  MemoryChannel out;
  NOROSHI_CHECK(out.send(kReply));
  NOROSHI_CHECK(send_octets32(out, FrameType::Answers, opened.seal));
  NOROSHI_CHECK(send_elements(out, FrameType::Doubled, doubled));
  step.seal = seal(out);
  step.file = std::move(out.sent());
  return step;
}

// Bob has the reply: his result.
Result<Step> finish_answer(const SecretState::Loaded& state, std::string_view reply) {
  const auto opened = NOROSHI_TRY(open_file(reply, kReply));
  MemoryChannel in(opened.body);
  NOROSHI_CHECK(check_answers(in, state.sent));
  const auto ours =
      NOROSHI_TRY(receive_elements(in, FrameType::Doubled, state.session.hello().count));
  NOROSHI_CHECK(ended(in));
  Step step;
  step.seal_read = opened.seal;
  step.outcome = NOROSHI_TRY(state.session.match(ours));
  return step;
}

}  // namespace

Result<Step> make_offer(Session& session, const Work& work) {
  MemoryChannel out;
  NOROSHI_CHECK(out.send(kOffer));
  NOROSHI_CHECK(send_hello(out, session.hello()));
  NOROSHI_CHECK(send_elements(out, FrameType::Blinded, NOROSHI_TRY(session.blinded(work))));
  Step step;
  step.seal = seal(out);
  step.file = std::move(out.sent());
  step.secret = SecretState::save(session, step.seal);
  return step;
}

Result<Step> make_answer(Session& session, std::string_view offer, const Work& work) {
  const auto opened = NOROSHI_TRY(open_file(offer, kOffer));
  MemoryChannel in(opened.body);
  NOROSHI_CHECK(session.agree(NOROSHI_TRY(receive_hello(in))));
  const auto theirs = NOROSHI_TRY(receive_elements(in, FrameType::Blinded, session.peer().count));
  NOROSHI_CHECK(ended(in));
  MemoryChannel out;
  NOROSHI_CHECK(out.send(kAnswer));
  NOROSHI_CHECK(send_octets32(out, FrameType::Answers, opened.seal));
  NOROSHI_CHECK(send_hello(out, session.hello()));
  NOROSHI_CHECK(send_elements(out, FrameType::Blinded, NOROSHI_TRY(session.blinded(work))));
  const auto doubled = NOROSHI_TRY(session.take_blinded(theirs, work));
  if (session.peer_learns()) {
    NOROSHI_CHECK(send_elements(out, FrameType::Doubled, doubled));
  }
  Step step;
  step.seal_read = opened.seal;
  step.seal = seal(out);
  step.file = std::move(out.sent());
  if (session.learns()) {
    step.secret = SecretState::save(session, step.seal);
  } else {
    step.outcome = session.sizes_only();
  }
  return step;
}

Result<Step> finish(std::string_view secret, std::string_view file, const Work& work) {
  auto state = NOROSHI_TRY(SecretState::load(secret));
  if (state.session.role() == Role::Initiator) return finish_offer(std::move(state), file, work);
  return finish_answer(state, file);
}

Result<std::uint64_t> largest_file(std::string_view secret) {
  return largest_file(NOROSHI_TRY(SecretState::load(secret)).session.hello().limit);
}

std::uint64_t largest_file(std::uint32_t limit) {
  constexpr std::uint64_t kHeads = 4096;  // first line, greeting, seals
  const std::uint64_t frames = 2 * (limit / kElementsAtOnce + 1);
  return 2 * std::uint64_t{limit} * sizeof(Element) + frames * kFrameHead + kHeads;
}

}  // namespace noroshi::psi
