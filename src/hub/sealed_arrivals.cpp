#include "hub/sealed_arrivals.hpp"

#include <array>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "trust/log/merkle.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::hub {
namespace {

using sql::Value;

constexpr std::array kSteps{
    sql::Step{
        .title = "seals of contributions",
        .both = "CREATE TABLE seal_arrival (number BIGINT PRIMARY KEY, received BIGINT NOT NULL,"
                " since BIGINT NOT NULL, stamped BIGINT NOT NULL, sealer TEXT NOT NULL,"
                " organization TEXT NOT NULL, corporate_number TEXT NOT NULL, level TEXT NOT NULL,"
                " digest TEXT NOT NULL, submitter BIGINT NOT NULL, anonymous BIGINT NOT NULL,"
                " seal BYTEA NOT NULL);"
                "CREATE TABLE seal_arrival_object (object TEXT NOT NULL, number BIGINT NOT NULL,"
                " PRIMARY KEY (object, number))"},
    // 0: of before this step; such a seal is shown to its submitter's organisation alone.
    sql::Step{.title = "contributions that seals came with",
              .both =
                  "ALTER TABLE seal_arrival_object ADD COLUMN collection BIGINT NOT NULL DEFAULT 0;"
                  "ALTER TABLE seal_arrival_object ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;"
                  "ALTER TABLE seal_arrival_object ADD COLUMN behind BIGINT NOT NULL DEFAULT 0"}};

Error refused(std::string_view why) {
  return Error{Errc::InvalidInput, fmt::format("Noroshi-Seal: {}", why)};
}

KeptArrival arrival_at(const sql::Cursor& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  return {.number = row.integer(0),
          .received = row.integer(1),
          .since = row.integer(2),
          .stamped = row.integer(3) != 0,
          .sealer = text(4),
          .organization = text(5),
          .corporate_number = text(6),
          .level = text(7),
          .digest = text(8),
          .submitter = row.integer(9),
          .anonymous = row.integer(10) != 0,
          .revision = {.collection = row.integer(11),
                       .sequence = row.integer(12),
                       .behind = row.integer(13) != 0}};
}

Result<std::int64_t> keep(sql::Connection& connection, const Sealed& sealed, const SealedFrom& from,
                          base::Micros now) {
  std::int64_t number = 0;
  {
    const auto rows =
        NOROSHI_TRY(connection.ask("SELECT COALESCE(MAX(number), 0) + 1 FROM seal_arrival"));
    if (NOROSHI_TRY(rows->next())) number = rows->integer(0);
  }
  const std::string organization = sealed.said.organization.value_or("");
  const std::string corporate = sealed.said.corporate_number.value_or("");
  const std::array<Value, 12> row{number,
                                  now,
                                  sealed.said.since,
                                  static_cast<std::int64_t>(sealed.said.stamped),
                                  std::string_view(sealed.said.sealer),
                                  std::string_view(organization),
                                  std::string_view(corporate),
                                  to_string(sealed.said.level),
                                  std::string_view(sealed.digest),
                                  from.organisation,
                                  static_cast<std::int64_t>(from.anonymous),
                                  sql::Octets{sealed.octets}};
  NOROSHI_CHECK(connection.run(
      "INSERT INTO seal_arrival VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", row));
  return number;
}

/// Whether an equal seal says the same already: a feed that is fetched each hour says so each hour.
Result<bool> said_before(sql::Connection& connection, const Received::Answer& object,
                         const Sealed& sealed, const SealedFrom& from) {
  const std::array<Value, 6> wanted{std::string_view(object.id),
                                    from.collection,
                                    object.sequence,
                                    from.organisation,
                                    std::string_view(sealed.said.sealer),
                                    static_cast<std::int64_t>(sealed.said.stamped)};
  const auto rows = NOROSHI_TRY(connection.ask(
      "SELECT 1 FROM seal_arrival_object o JOIN seal_arrival a ON a.number = o.number"
      " WHERE o.object = $1 AND o.collection = $2 AND o.sequence = $3 AND a.submitter = $4"
      " AND a.sealer = $5 AND a.stamped >= $6",
      wanted));
  return rows->next();
}

}  // namespace

Result<Sealed> judge(const seal::Inspector& inspector, std::string_view text,
                     std::string_view octets, base::Micros now) {
  auto said = inspector.inspect(der::view_of(text), der::view_of(octets), now);
  if (!said) return Error{Errc::InvalidInput, said.error().message};
  if (!said->valid) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", said->verdict, said->why)};
  }
  return Sealed{.said = *std::move(said),
                .octets = std::string(octets),
                .digest = base::to_hex(pki::digest(pki::Digest::Sha256, der::view_of(text)))};
}

Beside beside(const Sealed& sealed, const SealedFrom& from, base::Micros now) {
  return [sealed, from, now](sql::Connection& connection, const Received& received) -> Status {
    std::int64_t number = 0;
    for (const auto& object : received.objects) {
      if (!object.taken || object.sequence == 0) continue;
      if (NOROSHI_TRY(said_before(connection, object, sealed, from))) continue;
      if (number == 0) number = NOROSHI_TRY(keep(connection, sealed, from, now));
      const bool behind = object.held && !object.first;
      const std::array<Value, 5> link{std::string_view(object.id), number, from.collection,
                                      object.sequence, static_cast<std::int64_t>(behind)};
      NOROSHI_CHECK(connection.run(
          "INSERT INTO seal_arrival_object (object, number, collection, sequence, behind)"
          " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (object, number) DO NOTHING",
          link));
    }
    return {};
  };
}

std::span<const sql::Step> arrival_steps() { return kSteps; }

Result<std::unique_ptr<SealedArrivals>> SealedArrivals::open(const ArrivalDemands& demands,
                                                             sql::Database& database) {
  auto connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*connection, "arrivals", arrival_steps()));
  std::optional<seal::Inspector> inspector;
  if (!demands.believed.anchors.empty()) {
    inspector = NOROSHI_TRY(seal::Inspector::open(demands.believed));
  }
  return std::unique_ptr<SealedArrivals>(
      new SealedArrivals(demands, std::move(inspector), std::move(connection)));
}

Result<std::optional<Sealed>> SealedArrivals::check(const http::Request& request,
                                                    base::Micros now) const {
  const auto header = request.header(kSealHeader);
  if (header.empty()) {
    if (demands_.required) return refused("this hub takes sealed contributions only");
    return std::optional<Sealed>();
  }
  if (!inspector_) return refused("this hub has no anchors to check seals by; send none");
  const auto octets = tlog::from_base64(header);
  if (!octets) return refused("no Base 64");
  auto sealed = judge(*inspector_, request.body, *octets, now);
  if (!sealed) return refused(sealed.error().message);
  return std::optional(*std::move(sealed));
}

Result<Beside> SealedArrivals::check_for(const http::Request& request, const access::Caller& caller,
                                         const directory::Collection& collection,
                                         base::Micros now) const {
  const auto sealed = NOROSHI_TRY(check(request, now));
  if (!sealed) return Beside();
  const auto organisation = caller.account ? caller.account->organisation : 0;
  return beside(*sealed,
                {.organisation = organisation,
                 .collection = collection.id,
                 .anonymous = collection.anonymous},
                now);
}

Result<std::vector<KeptArrival>> SealedArrivals::of(
    std::string_view object, std::int64_t viewer,
    const std::function<bool(const SealedRevision&)>& sees) {
  std::vector<KeptArrival> all;
  {
    const std::lock_guard lock(mutex_);
    const std::array<Value, 1> wanted{object};
    const auto rows = NOROSHI_TRY(connection_->ask(
        "SELECT a.number, a.received, a.since, a.stamped, a.sealer, a.organization,"
        " a.corporate_number, a.level, a.digest, a.submitter, a.anonymous, o.collection,"
        " o.sequence, o.behind FROM seal_arrival_object o"
        " JOIN seal_arrival a ON a.number = o.number WHERE o.object = $1 ORDER BY a.number",
        wanted));
    while (NOROSHI_TRY(rows->next())) all.push_back(arrival_at(*rows));
  }
  std::vector<KeptArrival> found;
  for (KeptArrival& one : all) {
    const bool own = viewer != 0 && one.submitter == viewer;
    const bool seen = !one.anonymous && one.revision.collection != 0 && sees(one.revision);
    if (own || seen) found.push_back(std::move(one));
  }
  return found;
}

}  // namespace noroshi::hub
