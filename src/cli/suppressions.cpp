#include "cli/suppressions.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/whole_file.hpp"

namespace noroshi::cli {
namespace {

using c2::Service;

// A port without a protocol stands for both that have servers worth a list.
std::vector<Service> services_of(const feeds::Scope& scope, const std::vector<Service>& purpose) {
  if (scope.port && scope.proto) return {{*scope.port, *scope.proto}};
  if (scope.port) return {{*scope.port, model::kTcp}, {*scope.port, model::kUdp}};
  std::vector<Service> services;
  std::ranges::copy_if(purpose, std::back_inserter(services), [&](const Service& service) {
    return scope.proto.value_or(service.proto) == service.proto;
  });
  return services;
}

void tell_rejects(const feeds::WarningList& list, const std::string& path, const Context& context) {
  static constexpr Text kBad{"{0}: {1} of {2} entries cannot be used ({3}, first at {4})",
                             "{0}: {2} 項目中 {1} 項目が使えません ({3}、最初は {4})"};
  static constexpr Text kNoNetworks{
      "{}: none of its {} entries is an address or network, so it suppresses nothing",
      "{}: {} 項目のどれもアドレスやネットワークではないため、何も抑止しません"};
  for (const auto& [reason, tally] : list.rejects.rejected()) {
    context.note(kBad.in(context.language, path, tally.count, list.entries, reason,
                         io::to_string(tally.first)));
  }
  if (list.networks == 0) context.note(kNoNetworks.in(context.language, path, list.entries));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

c2::SuppressionList suppression_of(const feeds::WarningList& list) {
  const auto purpose = c2::services_of_list(list.name + " " + list.description);
  c2::SuppressionList suppression{.name = list.name, .entries = {}};
  for (const feeds::ScopedNetworks& scoped : list.scopes()) {
    suppression.entries.push_back(
        {.networks = scoped.networks, .services = services_of(scoped.scope, purpose)});
  }
  return suppression;
}

Result<std::vector<c2::SuppressionList>> load_suppressions(const std::vector<std::string>& paths,
                                                           const Context& context) {
  std::vector<c2::SuppressionList> lists;
  for (const std::string& path : paths) {
    const auto input = NOROSHI_TRY(io::Input::open(path));
    const auto list = NOROSHI_TRY(feeds::read_warning_list(*input).within(path));
    tell_rejects(list, path, context);
    lists.push_back(suppression_of(list));
  }
  return lists;
}

Result<std::vector<net::Address>> load_infected(const std::string& path) {
  const std::string text = NOROSHI_TRY(read_whole(path));
  std::string_view rest = text;
  std::vector<net::Address> hosts;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view word = trimmed(line.substr(0, line.find('#')));
    if (word.empty()) continue;
    hosts.push_back(
        NOROSHI_TRY(net::Address::parse(word).within(fmt::format("{}: line {}", path, number))));
  }
  return hosts;
}

}  // namespace noroshi::cli
