// `noroshi permit sign`: checks what it signs.
#include "cli/exit_status.hpp"
#include "cli/log_files.hpp"
#include "cli/out_file.hpp"
#include "cli/permit_files.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "trust/permit/permit.hpp"
#include "trust/permit/revocations.hpp"

namespace noroshi::cli {
namespace {

/// What was signed, in words; an Error for what no gate would take.
Result<std::string> named(const std::string& text, const std::string& path, Language language) {
  static constexpr Text kPermitText{"permit {}", "許可書 {}"};
  static constexpr Text kListText{"list of revocations {}", "取消一覧 {}"};
  if (text.starts_with("[revocations]") || text.find("\n[revocations]") != std::string::npos) {
    const auto list = NOROSHI_TRY(permit::Revocations::parse(text, path));
    return kListText.in(language, list.number);
  }
  const auto permit = NOROSHI_TRY(permit::Permit::parse(text, path));
  return kPermitText.in(language, permit.id);
}

Status refuse_twice(const std::string& signatures, const tlog::PublicKey& key) {
  if (signatures.empty()) return {};
  for (const auto& signature : NOROSHI_TRY(tlog::parse_signatures(signatures))) {
    if (signature.key == key.id() && signature.name == key.name()) {
      return Error{Errc::InvalidUsage, key.name() + " has signed this already"};
    }
  }
  return {};
}

}  // namespace

Result<int> run_permit_sign(const Arguments& arguments, Context& context) {
  static constexpr Text kSigned{"{} signed by {}", "{} に {} で署名しました"};
  const auto path = arguments.positionals().front();
  const auto parts = take_apart(NOROSHI_TRY(read_whole(path, kLargestPermitText)));
  const auto what = NOROSHI_TRY(named(parts.text, path, context.language));
  const auto key = NOROSHI_TRY(read_log_key(arguments.word("--key").value()));
  NOROSHI_CHECK(refuse_twice(parts.signatures, key.open()));
  if (key.open().type() != tlog::KeyType::Ed25519) {
    return Error{Errc::InvalidUsage,
                 "a witness's key signs no permits: make one with `noroshi log key`"};
  }
  const auto note = parts.text + "\n" + parts.signatures + key.sign(parts.text);
  // The form of notes knows no tabs and no carriage returns.
  NOROSHI_CHECK(tlog::parse_note(note).within(path));

  auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(note));
  NOROSHI_CHECK(out->commit());
  if (!arguments.given("--quiet")) {
    context.note(kSigned.in(context.language, what, key.open().name()));
  }
  return kDone;
}

}  // namespace noroshi::cli
