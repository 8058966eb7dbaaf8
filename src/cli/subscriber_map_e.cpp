// `noroshi subscriber map-e`: the operator's rules, and what a customer has by them.
#include <fmt/format.h>

#include "act/subscriber/settings.hpp"
#include "cli/exit_status.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

using subscriber::MapCustomer;
using subscriber::MapRule;
using Unit = Sheet::Unit;

// Ports of one customer: those with A = 0 are nobody's where a > 0.
std::uint64_t ports_of(const MapRule& rule) {
  if (!rule.shared()) return 65536;
  const auto values = (1U << rule.psid_offset) - (rule.psid_offset > 0 ? 1U : 0U);
  return std::uint64_t{values} << (16 - rule.psid_offset - rule.psid_bits);
}

Sheet rules_sheet(const std::vector<MapRule>& rules) {
  Sheet sheet(
      {{"ipv6", {"IPv6 prefix", "IPv6 プレフィックス"}, Unit::Text, false, "-"},
       {"ipv4", {"IPv4 prefix", "IPv4 プレフィックス"}, Unit::Text, false, "-"},
       {"ea_bits", {"EA bits", "EA ビット"}, Unit::Count, false, "-"},
       {"psid_offset", {"PSID offset", "PSID オフセット"}, Unit::Count, false, "-"},
       {"psid_bits", {"PSID bits", "PSID ビット"}, Unit::Count, false, "-"},
       {"customers", {"customers an address", "1 アドレスの利用者"}, Unit::Count, false, "-"},
       {"ports", {"ports a customer", "利用者のポート数"}, Unit::Count, false, "-"}});
  for (const auto& rule : rules) {
    sheet.add({rule.v6.to_string(), rule.v4.to_string(), std::int64_t{rule.ea_bits},
               std::int64_t{rule.psid_offset}, std::int64_t{rule.psid_bits},
               std::uint64_t{1} << rule.psid_bits, ports_of(rule)});
  }
  return sheet;
}

std::string ports_text(const MapCustomer& customer) {
  std::string text;
  for (const auto& [first, last] : customer.ports) {
    if (!text.empty()) text += ' ';
    text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
  }
  return text;
}

Result<MapCustomer> customer_of(const net::Prefix& prefix, const std::vector<MapRule>& rules) {
  for (const auto& rule : rules) {
    auto customer = subscriber::map_customer(rule, prefix);
    if (customer.has_value()) return customer;
  }
  return Error{Errc::NotFound,
               fmt::format("{} is no customer's prefix by any of {} rules; without --prefix they "
                           "are shown",
                           prefix.to_string(), rules.size())};
}

Result<Sheet> customers_sheet(const std::vector<net::Prefix>& prefixes,
                              const std::vector<MapRule>& rules) {
  Sheet sheet({{"prefix", {"IPv6 prefix", "IPv6 プレフィックス"}, Unit::Text, false, "-"},
               {"ipv4", {"IPv4", "IPv4"}, Unit::Text, false, "-"},
               {"psid", {"PSID", "PSID"}, Unit::Count, false, "-"},
               {"tunnel_end", {"tunnel address", "トンネルのアドレス"}, Unit::Text, false, "-"},
               {"ports", {"ports", "ポート"}, Unit::Text, false, "-"}});
  for (const auto& prefix : prefixes) {
    const auto customer = NOROSHI_TRY(customer_of(prefix, rules));
    const auto whole = customer.v4.length == 32;
    sheet.add({prefix.to_string(),
               whole ? customer.v4.address.to_string() : customer.v4.to_string(),
               customer.psid ? Sheet::Cell{std::uint64_t{*customer.psid}} : Sheet::Cell{},
               customer.tunnel_end.to_string(), ports_text(customer)});
  }
  return sheet;
}

}  // namespace

Result<int> run_subscriber_map_e(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto settings = NOROSHI_TRY(subscriber::load_settings(arguments.positionals().front()));
  const auto prefixes = arguments.prefixes("--prefix");
  const auto sheet = prefixes.empty() ? rules_sheet(settings.map_rules)
                                      : NOROSHI_TRY(customers_sheet(prefixes, settings.map_rules));
  NOROSHI_CHECK(context.out.write(sheet.text(arguments.word("--format").value(), context.language,
                                             Zone(), context.terminal.colour)));
  return kDone;
}

}  // namespace noroshi::cli
