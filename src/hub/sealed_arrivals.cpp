#include "hub/sealed_arrivals.hpp"

#include <array>
#include <fmt/format.h>

#include "trust/log/merkle.hpp"
#include "trust/pki/digest.hpp"

namespace noroshi::hub {
namespace {

using sql::Value;

constexpr std::array kSteps{sql::Step{
    .title = "seals of contributions",
    .both = "CREATE TABLE seal_arrival (number BIGINT PRIMARY KEY, received BIGINT NOT NULL,"
            " since BIGINT NOT NULL, stamped BIGINT NOT NULL, sealer TEXT NOT NULL,"
            " organization TEXT NOT NULL, corporate_number TEXT NOT NULL, level TEXT NOT NULL,"
            " digest TEXT NOT NULL, submitter BIGINT NOT NULL, anonymous BIGINT NOT NULL,"
            " seal BYTEA NOT NULL);"
            "CREATE TABLE seal_arrival_object (object TEXT NOT NULL, number BIGINT NOT NULL,"
            " PRIMARY KEY (object, number))"}};

Error refused(std::string_view why) {
  return Error{Errc::InvalidInput, fmt::format("Noroshi-Seal: {}", why)};
}

std::string hex(der::View octets) {
  std::string text;
  for (const auto octet : octets) text += fmt::format("{:02x}", octet);
  return text;
}

std::string sealed_by(const http::Request& request) {
  return tlog::from_base64(request.header(kSealHeader)).value_or("");
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
          .anonymous = row.integer(10) != 0};
}

}  // namespace

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

Result<std::optional<seal::Arrival>> SealedArrivals::check(const http::Request& request,
                                                           base::Micros now) const {
  const auto header = request.header(kSealHeader);
  if (header.empty()) {
    if (demands_.required) return refused("this hub takes sealed contributions only");
    return std::optional<seal::Arrival>();
  }
  if (!inspector_) return refused("this hub has no anchors to check seals by; send none");
  const auto octets = tlog::from_base64(header);
  if (!octets) return refused("no Base 64");
  auto arrival = inspector_->inspect(der::view_of(request.body), der::view_of(*octets), now);
  if (!arrival) return refused(arrival.error().message);
  if (!arrival->valid) return refused(fmt::format("{}: {}", arrival->verdict, arrival->why));
  return std::optional(*std::move(arrival));
}

Status SealedArrivals::keep(const seal::Arrival& arrival, const http::Request& request,
                            const Received& received, const From& from, base::Micros now) {
  const std::string organization = arrival.organization.value_or("");
  const std::string corporate = arrival.corporate_number.value_or("");
  const std::string digest = hex(pki::digest(pki::Digest::Sha256, der::view_of(request.body)));
  const std::string octets = sealed_by(request);
  const std::lock_guard lock(mutex_);
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection_));
  std::int64_t number = 0;
  {
    const auto rows =
        NOROSHI_TRY(connection_->ask("SELECT COALESCE(MAX(number), 0) + 1 FROM seal_arrival"));
    if (NOROSHI_TRY(rows->next())) number = rows->integer(0);
  }
  const std::array<Value, 12> row{number,
                                  now,
                                  arrival.since,
                                  static_cast<std::int64_t>(arrival.stamped),
                                  std::string_view(arrival.sealer),
                                  std::string_view(organization),
                                  std::string_view(corporate),
                                  to_string(arrival.level),
                                  std::string_view(digest),
                                  from.organisation,
                                  static_cast<std::int64_t>(from.anonymous),
                                  sql::Octets{octets}};
  NOROSHI_CHECK(connection_->run(
      "INSERT INTO seal_arrival VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", row));
  for (const auto& object : received.objects) {
    if (!object.taken) continue;
    const std::array<Value, 2> link{std::string_view(object.id), number};
    NOROSHI_CHECK(
        connection_->run("INSERT INTO seal_arrival_object (object, number) VALUES ($1, $2)"
                         " ON CONFLICT (object, number) DO NOTHING",
                         link));
  }
  return transaction.commit();
}

Result<std::vector<KeptArrival>> SealedArrivals::of(std::string_view object, std::int64_t viewer) {
  const std::lock_guard lock(mutex_);
  const std::array<Value, 1> wanted{object};
  const auto rows = NOROSHI_TRY(connection_->ask(
      "SELECT a.number, a.received, a.since, a.stamped, a.sealer, a.organization,"
      " a.corporate_number, a.level, a.digest, a.submitter, a.anonymous FROM seal_arrival_object o"
      " JOIN seal_arrival a ON a.number = o.number WHERE o.object = $1 ORDER BY a.number",
      wanted));
  std::vector<KeptArrival> found;
  while (NOROSHI_TRY(rows->next())) {
    auto one = arrival_at(*rows);
    if (!one.anonymous || (viewer != 0 && one.submitter == viewer)) found.push_back(std::move(one));
  }
  return found;
}

}  // namespace noroshi::hub
