#include "hub/sealed_releases.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "hub/sealed_arrivals.hpp"
#include "trust/log/merkle.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kKeptAtMost = 1'000;
constexpr base::Micros kKeptFor = 10 * base::kMinute;
constexpr std::chrono::seconds kPatience{2};  // for the seals before it
/// Clients of this project, and common proxies once told so, take headers of 64 KiB in all.
constexpr std::size_t kLongestHeader = 48U << 10;

std::string digest_of(std::string_view octets) {
  return base::to_hex(pki::digest(pki::Digest::Sha256, der::view_of(octets)));
}

/// A path below "collections/<id>/objects/", without its manifest and versions.
bool holds_objects(std::string_view path) {
  return path.find("/objects/") != std::string_view::npos && !path.ends_with("/versions/");
}

}  // namespace

bool is_release(const http::Request& request, bool taxii) {
  if (request.method != "GET") return false;
  const std::string_view path = request.path();
  if (taxii) return holds_objects(path);
  const bool misp = path.starts_with("/api/v1/objects/") && path.ends_with("/misp");
  return misp || path.starts_with("/api/v1/outputs/") || path == "/api/v1/withdrawals";
}

Result<std::unique_ptr<SealedReleases>> SealedReleases::open(ReleaseSealing sealing,
                                                             directory::Directory& directory,
                                                             seals::Desk& desk,
                                                             std::function<base::Micros()> clock) {
  if (!sealing.make) return Error{Errc::InvalidUsage, "releases: there is nothing to seal with"};
  const std::string& name = sealing.organisation;
  if (!name.empty() && !directory.organisation(name)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("organisation: there is no \"{}\" in this hub", name)};
  }
  return std::unique_ptr<SealedReleases>(
      new SealedReleases(std::move(sealing), directory, desk, std::move(clock)));
}

/// Whoever the hub was made for has the lowest number.
std::int64_t SealedReleases::owner() const {
  if (const auto named = directory_.organisation(sealing_.organisation)) return named->id;
  const auto all = directory_.organisations();
  const auto first = std::min_element(all.begin(), all.end(),
                                      [](const auto& a, const auto& b) { return a.id < b.id; });
  return first == all.end() ? 0 : first->id;
}

Result<std::string> SealedReleases::made(const access::Caller& caller,
                                         const http::Response& response) {
  const std::string digest = digest_of(response.body);
  // Made one after the other: a time-stamping authority that does not answer must not hold up
  // every thread of the hub.
  const std::unique_lock lock(mutex_, kPatience);
  if (!lock) return Error{Errc::Limit, "other releases are being sealed: ask again soon"};
  const base::Micros now = clock_();
  while (!order_.empty() &&
         (order_.size() >= kKeptAtMost || kept_[order_.front()].made + kKeptFor <= now)) {
    kept_.erase(order_.front());
    order_.pop_front();
  }
  if (const auto found = kept_.find(digest); found != kept_.end()) return found->second.header;
  NOROSHI_CHECK(desk_.note({.at = now,
                            .credential = std::string(kReleaseKey),
                            .account = caller.name(),
                            .handle = {},
                            .peer = caller.peer,
                            .organisation = owner(),
                            .signatures = 1,
                            .hashes = digest}));
  const std::string octets = NOROSHI_TRY(sealing_.make(response.body, response.content_type));
  std::string header = tlog::to_base64(octets);
  if (header.size() > kLongestHeader) {
    return Error{
        Errc::Limit,
        fmt::format("the seal is {} octets of header; choose level b-b or b-t", header.size())};
  }
  kept_.emplace(digest, Kept{.header = header, .made = now});
  order_.push_back(digest);
  return header;
}

Status SealedReleases::seal(const access::Caller& caller, http::Response& response) {
  auto header = NOROSHI_TRY(made(caller, response));
  response.headers.emplace_back(kSealHeader, std::move(header));
  return {};
}

}  // namespace noroshi::hub
