// `noroshi registry check`: whether a copy is to be believed, and what stands in it.
#include "cli/exit_status.hpp"
#include "cli/registry_files.hpp"
#include "cli/subcommands.hpp"
#include "intel/registry/document.hpp"

namespace noroshi::cli {

Result<int> run_registry_check(const Arguments& arguments, Context& context) {
  static constexpr Text kSound{
      "sound: edition {} of {}, valid until {}; operators: {}, ranges: {}\n",
      "健全: {1} の第 {0} 版、有効期限 {2}、事業者 {3}、範囲 {4}\n"};
  const auto path = arguments.positionals().front();
  const auto all = NOROSHI_TRY(open_registry(path, arguments, context));
  NOROSHI_CHECK(context.out.write(kSound.in(context.language, all.serial(), all.issuer(),
                                            base::to_rfc3339(all.valid_until()),
                                            all.operators().size(), all.ranges().size())));
  if (arguments.given("--quiet")) return kDone;
  registry::Document document;
  document.ranges = all.ranges();
  for (const auto& nesting : registry::nestings(document)) context.note(nesting);
  return kDone;
}

}  // namespace noroshi::cli
