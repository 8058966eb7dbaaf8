#include "io/sql/postgres_statement.hpp"

#include <bit>
#include <fmt/format.h>
#include <libpq-fe.h>

#include "io/sql/postgres_result.hpp"

namespace noroshi::sql {
namespace {

// Numbers of the types, from PostgreSQL's src/include/catalog/pg_type.dat; they never change.
constexpr Oid kUnspecified = 0;
constexpr Oid kBytea = 17;
constexpr Oid kBigint = 20;
constexpr Oid kText = 25;
constexpr Oid kDouble = 701;

constexpr int kBinary = 1;

/// As for SQLite: a program that writes constants into its statements does not fill the server.
constexpr std::size_t kKeptAtMost = 1'000;

Oid type_of(const Value& value) {
  constexpr Oid kTypes[] = {kUnspecified, kBigint, kDouble, kText, kBytea};
  static_assert(std::size(kTypes) == std::variant_size_v<Value>);
  return kTypes[value.index()];
}

/// A NULL fits whatever the statement was prepared for.
bool fits(const std::vector<unsigned>& prepared, const std::vector<unsigned>& wanted) {
  if (prepared.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != kUnspecified && wanted[i] != prepared[i]) return false;
  }
  return true;
}

}  // namespace

PostgresParameters::PostgresParameters(std::span<const Value> values)
    : values_(values.size(), nullptr),
      lengths_(values.size(), 0),
      formats_(values.size(), kBinary),
      numbers_(values.size()) {
  types_.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) add(i, values[i]);
}

const char* PostgresParameters::number(std::size_t index, std::uint64_t bits) {
  auto& octets = numbers_[index];
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets[i] = static_cast<char>(bits >> (8 * (octets.size() - 1 - i)));
  }
  lengths_[index] = static_cast<int>(octets.size());
  return octets.data();
}

void PostgresParameters::add(std::size_t index, const Value& value) {
  types_.push_back(type_of(value));
  const auto octets = [&](std::string_view bytes) {
    lengths_[index] = static_cast<int>(bytes.size());
    // A null pointer would be NULL: an empty text is a text.
    return bytes.data() == nullptr ? "" : bytes.data();
  };
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    values_[index] = number(index, static_cast<std::uint64_t>(*integer));
  } else if (const auto* real = std::get_if<double>(&value)) {
    values_[index] = number(index, std::bit_cast<std::uint64_t>(*real));
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    values_[index] = octets(*text);
  } else if (const auto* raw = std::get_if<Octets>(&value)) {
    values_[index] = octets(raw->bytes);
  }
}

Result<const char*> PostgresStatements::name_of(std::string_view text,
                                                const PostgresParameters& parameters) {
  auto found = kept_.find(text);
  if (found != kept_.end()) {
    for (const Prepared& prepared : found->second) {
      if (fits(prepared.types, parameters.types())) return prepared.name.c_str();
    }
  }
  if (found == kept_.end() && kept_.size() >= kKeptAtMost) {
    const PostgresResult dropped(PQexec(server_, "DEALLOCATE ALL"));
    if (!succeeded(dropped.get())) return postgres_error(server_, dropped.get(), described_);
    kept_.clear();
    found = kept_.end();
  }
  const std::string whole(text);
  Prepared prepared{parameters.types(), fmt::format("noroshi_{}", ++count_)};
  const PostgresResult result(PQprepare(server_, prepared.name.c_str(), whole.c_str(),
                                        parameters.count(), prepared.types.data()));
  if (!succeeded(result.get())) return postgres_error(server_, result.get(), described_, text);
  if (found == kept_.end()) found = kept_.try_emplace(whole).first;
  return found->second.emplace_back(std::move(prepared)).name.c_str();
}

}  // namespace noroshi::sql
