#include "observe/minimise/minimiser.hpp"

#include <cstring>
#include <utility>

#include "observe/minimise/embedded.hpp"

namespace noroshi::minimise {
namespace {

bool is_subscriber(const net::Address& address, const net::PrefixSet& subscribers) {
  if (subscribers.contains(address)) return true;
  if (address.is_v4()) return false;
  // Nobody may bring a token along from outside.
  if (is_token(address)) return true;
  const auto inside = embedded_v4(address);
  return inside && subscribers.contains(*inside);
}

std::uint64_t replace(std::vector<net::Address>& column, std::size_t from,
                      const net::PrefixSet& subscribers, const Key& key) {
  std::uint64_t replaced = 0;
  for (std::size_t row = from; row < column.size(); ++row) {
    if (!is_subscriber(column[row], subscribers)) continue;
    column[row] = from_token(token_of(column[row], key));
    ++replaced;
  }
  return replaced;
}

}  // namespace

Minimiser::Minimiser(net::PrefixSet subscribers, Epochs& epochs)
    : subscribers_(std::move(subscribers)), epochs_(epochs) {}

Status Minimiser::apply(model::FlowBatch& batch, std::size_t from, base::Micros now) {
  Key key = NOROSHI_TRY(epochs_.key(now));
  tokens_ += replace(batch.source_address, from, subscribers_, key);
  tokens_ += replace(batch.destination_address, from, subscribers_, key);
  ::explicit_bzero(key.data(), key.size());
  return {};
}

void Minimiser::set_subscribers(net::PrefixSet subscribers) {
  subscribers_ = std::move(subscribers);
}

}  // namespace noroshi::minimise
