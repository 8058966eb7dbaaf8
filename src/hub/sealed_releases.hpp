// SealedReleases: the hub's own seal over what it lets out.
//
// Whoever fetches a release and asks for it (`Noroshi-Seal: wanted`) gets a detached seal over the
// very octets of the answer's body, Base 64, in a header of the same name.  A release is what goes
// to others as a whole: pages of TAXII, lists of outputs, withdrawals, MISP events.  The seal says
// that these octets left this hub, and with a stamp since when; it does not say to which question.
//
// Each use of the key is written down before the key is touched, for the organisation whose key it
// is (hub/seals).  Octets that were sealed a short while ago are not sealed again.
//
// Any thread; one seal is made at a time.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "hub/directory/directory.hpp"
#include "hub/hub.hpp"
#include "hub/seals/desk.hpp"

namespace noroshi::hub {

/// Makes a detached seal (CAdES) over these octets.
using MakeSeal = std::function<Result<std::string>(std::string_view octets, std::string_view type)>;

struct ReleaseSealing {
  std::string profile{};       ///< a seal profile (docs/formats/seal-profile.md); empty: no seals
  std::string organisation{};  ///< whose key it is; empty: the one that the hub was made for
  MakeSeal make{};             ///< what the program makes of the profile
};

/// The id of that key among the uses that its owner sees.
inline constexpr std::string_view kReleaseKey = "releases";

/// Whether the answer to this question is a release.  `taxii`: the path is one of TAXII's.
bool is_release(const http::Request& request, bool taxii);

class SealedReleases {
 public:
  /// InvalidUsage: there is no such organisation, or nothing to seal with.
  static Result<std::unique_ptr<SealedReleases>> open(ReleaseSealing sealing,
                                                      directory::Directory& directory,
                                                      seals::Desk& desk,
                                                      std::function<base::Micros()> clock);

  /// Puts the seal into the headers of a release that was asked for with one.  An Error: it could
  /// not be made, and the answer must not go out as if nobody had asked.
  Status seal(const access::Caller& caller, http::Response& response);

 private:
  SealedReleases(ReleaseSealing sealing, directory::Directory& directory, seals::Desk& desk,
                 std::function<base::Micros()> clock)
      : sealing_(std::move(sealing)),
        directory_(directory),
        desk_(desk),
        clock_(std::move(clock)) {}
  [[nodiscard]] std::int64_t owner() const;
  Result<std::string> made(const access::Caller& caller, const http::Response& response);

  struct Kept {
    std::string header;
    base::Micros made = 0;
  };
  ReleaseSealing sealing_;
  directory::Directory& directory_;
  seals::Desk& desk_;
  std::function<base::Micros()> clock_;
  std::timed_mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;  ///< by the SHA-256 of what was sealed
  std::deque<std::string> order_;               ///< of kept_, the oldest first
};

}  // namespace noroshi::hub
