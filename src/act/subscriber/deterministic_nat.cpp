#include "act/subscriber/deterministic_nat.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "net/prefix.hpp"

namespace noroshi::subscriber {
namespace {

std::uint64_t size_of(const Span& span) {
  return std::uint64_t{span.last.v4_bits()} - span.first.v4_bits() + 1;
}

std::uint64_t count(const std::vector<Span>& spans) {
  std::uint64_t sum = 0;
  for (const auto& span : spans) sum += size_of(span);
  return sum;
}

// How many addresses of `spans` come before `address`; nothing if it is in none.
std::optional<std::uint64_t> place_of(const net::Address& address, const std::vector<Span>& spans) {
  std::uint64_t before = 0;
  for (const auto& span : spans) {
    if (span.first <= address && address <= span.last) {
      return before + (address.v4_bits() - span.first.v4_bits());
    }
    before += size_of(span);
  }
  return std::nullopt;
}

std::optional<net::Address> address_at(std::uint64_t place, const std::vector<Span>& spans) {
  for (const auto& span : spans) {
    if (place < size_of(span)) {
      return net::Address::v4(span.first.v4_bits() + static_cast<std::uint32_t>(place));
    }
    place -= size_of(span);
  }
  return std::nullopt;
}

Status check_disjoint(const std::vector<Span>& spans, std::string_view what) {
  for (std::size_t i = 0; i < spans.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (spans[i].first <= spans[j].last && spans[j].first <= spans[i].last) {
        return Error{Errc::InvalidInput,
                     fmt::format("{} addresses overlap: {} is in two of their ranges", what,
                                 std::max(spans[i].first, spans[j].first).to_string())};
      }
    }
  }
  if (spans.empty()) return Error{Errc::InvalidInput, fmt::format("no {} addresses", what)};
  return {};
}

// Fills in what the plan leaves to the ratio.
Status complete(DeterministicNat::Plan& plan, std::uint64_t usable) {
  const auto lines = count(plan.inside);
  const auto addresses = count(plan.outside);
  if (plan.lines_per_address == 0) {
    plan.lines_per_address = static_cast<std::uint32_t>((lines + addresses - 1) / addresses);
  }
  const std::uint64_t ratio = plan.lines_per_address;
  if (ratio * addresses < lines) {
    return Error{Errc::InvalidInput,
                 fmt::format("{} inside addresses need more than {} on each of {} outside ones",
                             lines, ratio, addresses)};
  }
  if (plan.block == 0) {
    plan.block = static_cast<std::uint32_t>(usable / (ratio + plan.dynamic_shares));
  }
  if (plan.block == 0 || plan.block * ratio > usable) {
    return Error{Errc::InvalidInput, fmt::format("{} ports are too few for {} blocks of {}", usable,
                                                 ratio, std::max(plan.block, 1U))};
  }
  return {};
}

}  // namespace

Result<Span> parse_span(std::string_view text) {
  const auto dash = text.find('-');
  Span span;
  if (dash == std::string_view::npos) {
    const auto prefix = NOROSHI_TRY(net::Prefix::parse(text));
    if (!prefix.address.is_v4()) {
      return Error{Errc::InvalidInput, fmt::format("{} is not of IPv4", text)};
    }
    const auto others = prefix.length == 0 ? ~0U : (1U << (32 - prefix.length)) - 1U;
    span = {prefix.address, net::Address::v4(prefix.address.v4_bits() | others)};
  } else {
    span.first = NOROSHI_TRY(net::Address::parse(text.substr(0, dash)));
    span.last = NOROSHI_TRY(net::Address::parse(text.substr(dash + 1)));
  }
  if (!span.first.is_v4() || !span.last.is_v4() || span.last < span.first) {
    return Error{Errc::InvalidInput, fmt::format("{} is no range of IPv4 addresses", text)};
  }
  return span;
}

Result<DeterministicNat> DeterministicNat::make(Plan plan) {
  NOROSHI_CHECK(check_disjoint(plan.inside, "inside"));
  NOROSHI_CHECK(check_disjoint(plan.outside, "outside"));
  DeterministicNat nat;
  nat.rank_.assign(65536, 0);
  for (const auto& [first, last] : plan.reserved) {
    for (std::uint32_t port = first; port <= last; ++port) nat.rank_[port] = kReserved;
  }
  for (std::uint32_t port = 0; port < 65536; ++port) {
    if (nat.rank_[port] == kReserved) continue;
    nat.rank_[port] = static_cast<std::uint32_t>(nat.usable_.size());
    nat.usable_.push_back(static_cast<std::uint16_t>(port));
  }
  NOROSHI_CHECK(complete(plan, nat.usable_.size()));
  nat.plan_ = std::move(plan);
  return nat;
}

bool DeterministicNat::covers(const net::Address& outside) const {
  return place_of(outside, plan_.outside).has_value();
}

DeterministicNat::Answer DeterministicNat::find(const net::Address& outside,
                                                std::uint16_t port) const {
  const auto rank = rank_[port];
  if (rank == kReserved) return {};
  const std::uint64_t slot = rank / plan_.block;
  if (slot >= plan_.lines_per_address) return {Kind::Dynamic, {}};
  const auto place = place_of(outside, plan_.outside).value();
  const auto inside = address_at(place * plan_.lines_per_address + slot, plan_.inside);
  if (!inside) return {};
  return {Kind::Line, *inside};
}

std::optional<DeterministicNat::Block> DeterministicNat::block_of(
    const net::Address& inside) const {
  const auto place = place_of(inside, plan_.inside);
  if (!place) return std::nullopt;
  Block block;
  block.outside = address_at(*place / plan_.lines_per_address, plan_.outside).value();
  const auto first = *place % plan_.lines_per_address * plan_.block;
  for (std::uint64_t i = 0; i < plan_.block; ++i) block.ports.push_back(usable_[first + i]);
  return block;
}

}  // namespace noroshi::subscriber
