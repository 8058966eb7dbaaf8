#include "trust/permit/warrant.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "trust/log/merkle.hpp"
#include "trust/permit/opt_outs.hpp"
#include "trust/permit/reserved.hpp"

namespace noroshi::permit {
namespace {

Status check_credentials(const Permit& permit, const std::optional<Digest>& used) {
  if (!used || permit.credentials == used) return {};
  return Error{
      Errc::InvalidInput,
      permit.credentials
          ? fmt::format("the credential list has SHA-256 {}, but the permit allows {} only",
                        to_string(*used), to_string(*permit.credentials))
          : "the permit allows no logins: it names no credential list"};
}

Result<OptOuts> read_opt_outs(const Permit& permit, std::string_view text) {
  const Digest digest = tlog::sha256(text);
  if (digest != permit.opt_outs.digest) {
    return Error{Errc::InvalidInput,
                 fmt::format("the opt-out list has SHA-256 {}, but the permit names {}",
                             to_string(digest), to_string(permit.opt_outs.digest))};
  }
  auto list = NOROSHI_TRY(OptOuts::parse(text, "opt-out list"));
  if (list.revision == permit.opt_outs.revision) return list;
  return Error{Errc::InvalidInput,
               fmt::format("the opt-out list is revision {}, but the permit names {}",
                           list.revision, permit.opt_outs.revision)};
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  static constexpr std::array<std::string_view, kRefusals> kPhrases{
      "the list of revocations is stale",
      "the list of revocations is from the future",
      "the permit is revoked",
      "outside the permitted times",
      "not a permitted protocol and port",
      "a special or private address",
      "outside the permitted ranges",
      "excluded by the permit",
      "on the opt-out list",
      "not a permitted source address",
      "the clock went backwards",
      "faster than permitted in total",
      "faster than permitted to one prefix",
      "the packet cannot be judged"};
  return kPhrases[static_cast<std::size_t>(refusal)];
}

Result<Warrant> Warrant::open(const Papers& papers) {
  Warrant warrant;
  const auto text = NOROSHI_TRY(papers.approvers.permits.open(papers.permit, "permit"));
  warrant.permit_ = NOROSHI_TRY(Permit::parse(text, "permit"));
  warrant.stoppers_ = papers.approvers.revocations;
  NOROSHI_CHECK(warrant.renew(papers.revocations));
  NOROSHI_CHECK(check_credentials(warrant.permit_, papers.credentials));
  const auto& permit = warrant.permit_;
  warrant.also_spare(NOROSHI_TRY(read_opt_outs(permit, papers.opt_outs)).prefixes);
  warrant.ranges_ = Networks(permit.ranges);
  warrant.excluded_ = Networks(permit.excluded);
  warrant.tests_ = Networks(permit.test_networks);
  warrant.sources_ = Networks(permit.sources);
  return warrant;
}

Status Warrant::renew(std::string_view revocations) {
  const auto text = NOROSHI_TRY(stoppers_.open(revocations, "revocations"));
  auto list = NOROSHI_TRY(Revocations::parse(text, "revocations"));
  const auto least = std::max(permit_.least_revocations, revocations_.number);
  if (list.number < least) {
    return Error{Errc::InvalidInput,
                 fmt::format("revocations: list {} is older than list {}, which is known to exist",
                             list.number, least)};
  }
  revocations_ = std::move(list);
  end_ = revocations_.end_of(permit_.id);
  return {};
}

void Warrant::also_spare(const std::vector<net::Prefix>& prefixes) {
  spared_.insert(spared_.end(), prefixes.begin(), prefixes.end());
  opted_out_ = Networks(spared_);
}

std::optional<Refusal> Warrant::untimely(base::Micros now) const {
  const auto& list = revocations_;
  if (now < list.issued) return Refusal::RevocationsAhead;
  if (now >= std::min(list.valid_until, list.issued + permit_.most_revocations_age)) {
    return Refusal::RevocationsStale;
  }
  if (end_ && now >= *end_) return Refusal::Revoked;
  const bool open = std::any_of(permit_.windows.begin(), permit_.windows.end(),
                                [&](const Window& window) { return window.holds(now); });
  return open ? std::nullopt : std::optional(Refusal::OutsideWindow);
}

std::optional<Refusal> Warrant::misdirected(const net::Address& address) const {
  if (is_reserved(address) && (is_no_host(address) || !tests_.contains(address))) {
    return Refusal::Reserved;
  }
  if (!ranges_.contains(address)) return Refusal::OutsideRanges;
  if (excluded_.contains(address)) return Refusal::Excluded;
  if (opted_out_.contains(address)) return Refusal::OptedOut;
  return std::nullopt;
}

std::optional<Refusal> Warrant::refusal(const Target& target, base::Micros now) const {
  if (const auto reason = untimely(now)) return reason;
  const bool served = std::any_of(
      permit_.services.begin(), permit_.services.end(),
      [&](const Service& service) { return service.covers(target.protocol, target.port); });
  if (!served) return Refusal::WrongService;
  if (const auto reason = misdirected(target.address)) return reason;
  if (target.source && !sources_.contains(*target.source)) return Refusal::WrongSource;
  return std::nullopt;
}

}  // namespace noroshi::permit
