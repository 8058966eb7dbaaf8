// SealedArrivals: texts that came with a seal, and what the seal says.
//
// Who contributes may send the header `Noroshi-Seal: <Base 64>` with the body: a detached CAdES or
// JAdES signature over its very octets.  What an input fetches may have one too
// (sealed_batches.hpp).  What does not pass is refused; what passes is kept beside the ids of the
// objects that were taken, in the transaction that takes them, so that whoever sees an object sees
// who sealed it and since when that is proved.  A seal is for those who see the contribution that
// it came with: the revision in that collection.  Where a collection hides its submitters, it is
// shown to the submitter's organisation alone.
//
// Any thread.
#pragma once

#include <cstdint>
#include <functional>
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
  /// Of inputs: the organizationIdentifier of the sealer begins so; empty: anybody's whom the
  /// anchors vouch for.
  std::string sealed_by{};
};

/// A text's seal that passed, and what is kept of it.
struct Sealed {
  seal::Arrival said;
  std::string octets;  ///< the seal itself
  std::string digest;  ///< SHA-256 of the text, hexadecimal
};

/// Judges a detached seal over a text.  InvalidInput: it does not pass, and why.
Result<Sealed> judge(const seal::Inspector& inspector, std::string_view text,
                     std::string_view octets, base::Micros now);

/// Who sent a sealed text, and into what.
struct SealedFrom {
  std::int64_t organisation = 0;
  archive::CollectionId collection = 0;
  bool anonymous = false;  ///< the collection hides its submitters
};

/// Keeps the seal with the objects that were taken; for Intake.
Beside beside(const Sealed& sealed, const SealedFrom& from, base::Micros now);

/// The contribution that a seal came with.
struct SealedRevision {
  archive::CollectionId collection = 0;  ///< 0: of before it was written down
  std::int64_t sequence = 0;
  /// The same text was here before, and this organisation's word on it waited for approval: that
  /// the revision is visible does not say that this word is.
  bool behind = false;
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
  SealedRevision revision{};
};

std::span<const sql::Step> arrival_steps();

class SealedArrivals {
 public:
  static Result<std::unique_ptr<SealedArrivals>> open(const ArrivalDemands& demands,
                                                      sql::Database& database);

  /// What the seal of a request says; nothing where it has none and needs none.  InvalidInput: it
  /// does not pass, in words for whoever sent it.
  [[nodiscard]] Result<std::optional<Sealed>> check(const http::Request& request,
                                                    base::Micros now) const;
  /// The same for Intake: nothing is kept beside where nothing is sealed.
  [[nodiscard]] Result<Beside> check_for(const http::Request& request, const access::Caller& caller,
                                         const directory::Collection& collection,
                                         base::Micros now) const;

  /// Seals under which an object came, those first that came first: all of the viewer's own
  /// organisation, and of others' those of contributions that the viewer `sees`.
  Result<std::vector<KeptArrival>> of(std::string_view object, std::int64_t viewer,
                                      const std::function<bool(const SealedRevision&)>& sees);

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
