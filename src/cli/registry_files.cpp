#include "cli/registry_files.hpp"

#include "cli/input_stage.hpp"
#include "cli/whole_file.hpp"
#include "intel/registry/signature.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

constexpr std::uint64_t kLargestKeyFile = 4096;

}  // namespace

Result<std::vector<std::string>> registry_keys(const Arguments& arguments, const Context& context) {
  static constexpr Text kNone{
      "a registry is believed by its signature only: name the public key with --registry-key",
      "レジストリーは署名でのみ信頼します。--registry-key で公開鍵を指定してください"};
  std::vector<std::string> keys;
  for (const auto& path : arguments.all("--registry-key")) {
    const auto text = NOROSHI_TRY(read_whole(path, kLargestKeyFile));
    keys.push_back(NOROSHI_TRY(registry::public_key_from_text(text).within(path)));
  }
  if (keys.empty()) return Error{Errc::InvalidUsage, std::string(kNone.in(context.language))};
  return keys;
}

Result<registry::Registry> open_registry(const std::string& path, const Arguments& arguments,
                                         const Context& context) {
  const auto keys = NOROSHI_TRY(registry_keys(arguments, context));
  const auto input = NOROSHI_TRY(io::Input::open(path));
  auto all = NOROSHI_TRY(registry::Registry::read(*input, keys, io::wall_clock()));
  for (const auto& answers : arguments.all("--rdap")) {
    const auto file = NOROSHI_TRY(io::Input::open(answers));
    const auto reading = NOROSHI_TRY(all.add_rdap(*file).within(answers));
    if (arguments.given("--quiet")) continue;
    for (const auto& line :
         describe_rejects(answers, reading.rejects, file->damage(), context.language)) {
      context.note(line);
    }
  }
  return all;
}

}  // namespace noroshi::cli
