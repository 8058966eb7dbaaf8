#include "cli/subscriber_tokens.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "model/token.hpp"
#include "observe/minimise/key_file.hpp"
#include "observe/minimise/token.hpp"

namespace noroshi::cli {
namespace {

// The key with which tokens of the window were made, if it is still there.
Result<minimise::Key> key_for(const MinimiseSettings& settings, const query::Window& window,
                              base::Micros now) {
  if (!settings.keys_in_file) {
    return Error{Errc::NotFound,
                 "the key of tokens is in the collector's memory alone ([minimise] keys = "
                 "\"memory\"): ask by token, or keep keys in a file"};
  }
  return minimise::read_key(settings.keys_folder, std::min(window.to - 1, now));
}

}  // namespace

Subscribers::Subscribers(const OpenStore& open) {
  if (!open.settings) return;
  prefixes_ = net::PrefixSet(open.settings->minimise.subscribers);
  unknown_ = !open.settings->minimise.off.empty();
}

bool Subscribers::named_by(const query::AddressRange& range) const {
  const bool token = model::is_token(range.first) || model::is_token(range.last);
  const bool all_tokens =
      range.first == model::from_token(0) && range.last == model::from_token(~std::uint64_t{0});
  if (token && !all_tokens) return true;
  if (unknown_) return range.first == range.last;
  return replaced_in(range);
}

bool Subscribers::replaced_in(const query::AddressRange& range) const {
  return prefixes_.contains(range.first) || prefixes_.contains(range.last);
}

Result<query::Filter> with_tokens(const query::Filter& filter, const OpenStore& open,
                                  const query::Window& window, base::Micros now) {
  const Subscribers subscribers(open);
  return query::translated(
      filter, [&](const query::AddressRange& range) -> Result<std::vector<query::AddressRange>> {
        if (!subscribers.replaced_in(range)) return std::vector{range};
        if (range.first != range.last) {
          return Error{Errc::InvalidUsage,
                       fmt::format("{} to {} holds subscribers, and the store holds their tokens: "
                                   "name single addresses, or a network without them",
                                   range.first.to_string(), range.last.to_string())};
        }
        const auto key =
            NOROSHI_TRY(key_for(open.settings->minimise, window, now)
                            .within("looking for subscriber " + range.first.to_string()));
        const auto token = model::from_token(minimise::token_of(range.first, key));
        return std::vector{query::AddressRange{token, token}};
      });
}

Result<std::vector<net::Address>> as_stored(std::vector<net::Address> addresses,
                                            const OpenStore& open, const query::Window& window,
                                            base::Micros now) {
  const Subscribers subscribers(open);
  std::optional<minimise::Key> key;
  for (net::Address& address : addresses) {
    if (!subscribers.replaced_in({address, address})) continue;
    if (!key) {
      key = NOROSHI_TRY(
          key_for(open.settings->minimise, window, now).within("looking for infected subscribers"));
    }
    address = model::from_token(minimise::token_of(address, *key));
  }
  return addresses;
}

}  // namespace noroshi::cli
