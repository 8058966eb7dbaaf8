#include "observe/minimise/minimiser.hpp"

#include <cstring>
#include <utility>

#include "model/token.hpp"

namespace noroshi::minimise {
namespace {

std::uint64_t replace(std::vector<net::Address>& column, std::size_t from,
                      const SubscriberIndex& subscribers, const Key& key) {
  std::uint64_t replaced = 0;
  for (std::size_t row = from; row < column.size(); ++row) {
    if (!subscribers.contains(column[row])) continue;
    column[row] = model::from_token(token_of(column[row], key));
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
  subscribers_ = SubscriberIndex(std::move(subscribers));
}

}  // namespace noroshi::minimise
