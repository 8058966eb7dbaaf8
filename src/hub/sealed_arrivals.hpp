// SealedArrivals: contributions that came with a seal, and what the seal says.
//
// Who contributes may send the header `Noroshi-Seal: <Base 64>` with the body: a detached CAdES or
// JAdES signature over its very octets.  What does not pass is refused; what passes is kept beside
// the ids of the objects that were taken, so that whoever sees an object sees who sealed it and
// since when that is proved.  Where a collection hides its submitters, seals are shown to the
// submitter's organisation alone.
//
// Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/intake.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"
#include "trust/seal/arrival.hpp"

namespace noroshi::hub {

inline constexpr std::string_view kSealHeader = "noroshi-seal";  // names of headers are lower case

struct ArrivalDemands {
  seal::ArrivalSettings believed;  ///< `anchors` empty: no seal can be checked, so none is taken
  bool required = false;           ///< contributions without a seal are refused
};

/// One kept seal.
struct KeptArrival {
  std::int64_t number = 0;
  base::Micros received = 0;
  base::Micros since = 0;
  bool stamped = false;
  std::string sealer, organization, corporate_number, level;
  std::string digest;          ///< SHA-256 of the body, hexadecimal
  std::int64_t submitter = 0;  ///< organisation of the account that sent it
  bool anonymous = false;      ///< the collection hides its submitters
};

std::span<const sql::Step> arrival_steps();

class SealedArrivals {
 public:
  static Result<std::unique_ptr<SealedArrivals>> open(const ArrivalDemands& demands,
                                                      sql::Database& database);

  /// What the seal of a request says; nothing where it has none and needs none.  InvalidInput: it
  /// does not pass, in words for whoever sent it.
  [[nodiscard]] Result<std::optional<seal::Arrival>> check(const http::Request& request,
                                                           base::Micros now) const;

  struct From {
    std::int64_t organisation = 0;
    bool anonymous = false;
  };
  Status keep(const seal::Arrival& arrival, const http::Request& request, const Received& received,
              const From& from, base::Micros now);

  /// Seals under which an object came, as somebody of this organisation may see them.
  Result<std::vector<KeptArrival>> of(std::string_view object, std::int64_t viewer);

 private:
  SealedArrivals(ArrivalDemands demands, std::optional<seal::Inspector> inspector,
                 std::unique_ptr<sql::Connection> connection)
      : demands_(std::move(demands)),
        inspector_(std::move(inspector)),
        connection_(std::move(connection)) {}

  ArrivalDemands demands_;
  std::optional<seal::Inspector> inspector_;
  std::mutex mutex_;
  std::unique_ptr<sql::Connection> connection_;
};

}  // namespace noroshi::hub
