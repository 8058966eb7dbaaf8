// `noroshi registry key`: a pair of keys for whoever signs.
#include <filesystem>

#include "cli/exit_status.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "intel/registry/signature.hpp"

namespace noroshi::cli {

Result<int> run_registry_key(const Arguments& arguments, Context& context) {
  static constexpr Text kExists{
      "{} exists: a key that signed a registry must not be lost; choose another --out",
      "{} は既にあります。署名に使った鍵を失わないよう、別の --out を指定してください"};
  static constexpr Text kKept{"{} signs: show it to nobody; the public key below is for everybody",
                              "{} は署名鍵です。誰にも見せないでください。下の公開鍵を配ります"};
  const auto path = arguments.word("--out").value();
  if (std::filesystem::exists(path)) {
    return Error{Errc::InvalidUsage, kExists.in(context.language, path)};
  }
  const auto key = registry::make_signing_key();
  NOROSHI_CHECK(keep_secret(path, registry::secret_key_text(key)));
  context.note(kKept.in(context.language, path));
  NOROSHI_CHECK(context.out.write(registry::public_key_text(key.public_key)));
  return kDone;
}

}  // namespace noroshi::cli
