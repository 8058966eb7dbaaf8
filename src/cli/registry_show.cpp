// `noroshi registry show`: ranges, or who answers for addresses.
#include <fmt/format.h>

#include "cli/exit_status.hpp"
#include "cli/registry_files.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

Sheet::Column column(std::string name, Text title) {
  return {std::move(name), title, Sheet::Unit::Text, false, "-"};
}

Sheet empty_sheet(bool with_address) {
  std::vector<Sheet::Column> columns;
  if (with_address) columns.push_back(column("address", {"address", "アドレス"}));
  columns.push_back(column("range", {"range", "範囲"}));
  columns.push_back(column("operator", {"operator", "事業者"}));
  columns.push_back(column("name", {"name", "名称"}));
  columns.push_back(column("asn", {"AS", "AS"}));
  columns.push_back(column("country", {"country", "国"}));
  columns.push_back(column("contact", {"contact", "連絡先"}));
  columns.push_back(column("origin", {"from", "出典"}));
  return Sheet(std::move(columns));
}

Sheet::Cell cell(std::string_view text) {
  return text.empty() ? Sheet::Cell{} : Sheet::Cell{std::string(text)};
}

void add(const registry::Answer& answer, Language language, std::vector<Sheet::Cell> row,
         Sheet& sheet) {
  const auto& who = *answer.who;
  const bool japanese = language == Language::Japanese && !who.name_ja.empty();
  row.emplace_back(answer.prefix.to_string());
  row.emplace_back(who.id);
  row.emplace_back(japanese ? who.name_ja : who.name);
  row.push_back(answer.asn == 0 ? Sheet::Cell{} : Sheet::Cell{fmt::format("AS{}", answer.asn)});
  row.push_back(cell(answer.country));
  row.emplace_back(who.contact);
  row.emplace_back(answer.origin == registry::Origin::Registered ? "registry" : "rdap");
  sheet.add(std::move(row));
}

Result<Sheet> answers(const std::vector<std::string>& addresses, const registry::Registry& all,
                      Language language) {
  auto sheet = empty_sheet(true);
  for (const auto& text : addresses) {
    const auto address = net::Address::parse(text);
    if (!address) {
      return Error{Errc::InvalidUsage, fmt::format("--address: '{}' is no address", text)};
    }
    if (const auto answer = all.find(*address)) {
      add(*answer, language, {address->to_string()}, sheet);
    } else {
      sheet.add({address->to_string(), {}, {}, {}, {}, {}, {}, {}});
    }
  }
  return sheet;
}

}  // namespace

Result<int> run_registry_show(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto all = NOROSHI_TRY(open_registry(arguments.positionals().front(), arguments, context));
  const auto addresses = arguments.all("--address");
  // Data is language-neutral: names in English but in the table.
  const auto format = arguments.word("--format").value();
  const auto language = format == "table" ? context.language : Language::English;
  auto sheet = empty_sheet(false);
  if (addresses.empty()) {
    for (const auto& range : all.ranges()) {
      // The range's first address may lie in a narrower one of somebody else.
      const auto* who = all.operator_of(range.operator_id);
      const bool alone = who->asns.size() == 1;
      add({.who = who,
           .prefix = range.prefix,
           .asn = range.asn != 0 ? range.asn : (alone ? who->asns.front() : 0),
           .country = range.country.empty() ? who->country : range.country,
           .origin = registry::Origin::Registered},
          language, {}, sheet);
    }
  } else {
    sheet = NOROSHI_TRY(answers(addresses, all, language));
  }
  NOROSHI_CHECK(
      context.out.write(sheet.text(format, context.language, Zone(), context.terminal.colour)));
  return kDone;
}

}  // namespace noroshi::cli
