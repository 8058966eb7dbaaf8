#include "cli/psi_files.hpp"

#include <fmt/format.h>

#include "base/hex.hpp"
#include "cli/out_file.hpp"
#include "cli/psi_request.hpp"
#include "cli/secret_file.hpp"

namespace noroshi::cli {

Status check_seal(const psi::Step& step, const std::string& path, const Arguments& arguments,
                  const Context& context) {
  static constexpr Text kRead{"{} is sealed {}: is that what the sender says?",
                              "{} の封印は {} です。送り手の言う値と同じですか"};
  const auto seal = base::to_hex(step.seal_read);
  if (const auto wanted = arguments.word("--seal")) {
    if (*wanted == seal) return {};
    return Error{Errc::InvalidInput,
                 fmt::format("{} is sealed {}, not {}: it is another file than the sender's", path,
                             seal, *wanted)};
  }
  if (!arguments.given("--quiet")) context.note(kRead.in(context.language, path, seal));
  return {};
}

Status hand_over(const psi::Step& step, const Arguments& arguments, Context& context) {
  static constexpr Text kSend{"send {} to the peer, and tell its seal by another way: {}",
                              "{} を相手に送り、封印を別の手段で伝えてください: {}"};
  static constexpr Text kKeep{"keep {} for `noroshi psi finish`, and show it to nobody",
                              "{} は `noroshi psi finish` に使います。誰にも見せないでください"};
  const bool quiet = arguments.given("--quiet");
  if (!step.secret.empty()) {
    const auto secret = arguments.word("--secret").value();
    NOROSHI_CHECK(keep_secret(secret, step.secret));
    if (!quiet) context.note(kKeep.in(context.language, secret));
  }
  if (step.file.empty()) return {};
  const auto path = arguments.word("--out").value();
  const auto out = NOROSHI_TRY(OutFile::create(path, context.out));
  NOROSHI_CHECK(out->write(step.file));
  NOROSHI_CHECK(out->commit());
  if (!quiet) context.note(kSend.in(context.language, path, base::to_hex(step.seal)));
  return {};
}

}  // namespace noroshi::cli
