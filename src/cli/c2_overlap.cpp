// `noroshi c2 overlap`: what several operators share, what each adds, and what nobody sees.
#include <set>

#include "cli/exit_status.hpp"
#include "cli/noun.hpp"
#include "cli/out_file.hpp"
#include "cli/overlap_text.hpp"
#include "cli/own_list.hpp"
#include "cli/subcommands.hpp"
#include "intel/programme/report_json.hpp"

namespace noroshi::cli {
namespace {

Result<std::vector<programme::OperatorList>> read_operators(const Arguments& arguments,
                                                            CompareBy by, const Context& context) {
  static constexpr Text kPortless{
      "{}: {} without a port left out; --by address compares addresses",
      "{}: ポートのない{}を除きました。--by address でアドレスどうしを比べます"};
  static constexpr Text kTwice{
      "two lists are called {}; give them names: NAME=FILE",
      "{} という名前の一覧が二つあります。名前=ファイル の形で名前を付けてください"};
  const auto how = ListReading::from(arguments);
  std::vector<programme::OperatorList> lists;
  std::set<std::string> names;
  for (const auto& argument : arguments.positionals()) {
    const auto file = NamedFile::parse(argument);
    if (!names.insert(file.name).second) {
      return Error{Errc::InvalidUsage, kTwice.in(context.language, file.name)};
    }
    const auto servers = NOROSHI_TRY(read_own_list(file.path, how, context));
    auto list = operator_of(file.name, servers, by);
    if (list.without_port > 0 && !how.quiet) {
      context.note(kPortless.in(context.language, file.path,
                                kServers.in(context.language, list.without_port)));
    }
    lists.push_back(std::move(list.list));
  }
  return lists;
}

std::string shown(const programme::Overlap& overlap, CompareBy by, const Arguments& arguments,
                  const Context& context) {
  if (arguments.word("--format") == "json") {
    return programme::overlap_json(overlap, by == CompareBy::Address ? "address" : "endpoint");
  }
  if (arguments.word("--format") == "csv") return overlap_csv(overlap);
  return overlap_table(overlap, context);
}

}  // namespace

Result<int> run_c2_overlap(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const CompareBy by =
      arguments.word("--by") == "address" ? CompareBy::Address : CompareBy::Endpoint;
  const auto lists = NOROSHI_TRY(read_operators(arguments, by, context));
  const auto overlap = NOROSHI_TRY(programme::overlap_of(lists));
  if (const auto path = arguments.word("--plot")) {
    const auto file = NOROSHI_TRY(OutFile::create(*path, context.out));
    NOROSHI_CHECK(file->write(overlap_svg(overlap, context.language)));
    NOROSHI_CHECK(file->commit());
  }
  NOROSHI_CHECK(context.out.write(shown(overlap, by, arguments, context)));
  return kDone;
}

}  // namespace noroshi::cli
