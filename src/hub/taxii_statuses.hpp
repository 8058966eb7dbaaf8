// Statuses: what became of each POST, kept for at least 24 hours (TAXII 2.1, section 4.3; the
// interoperability tests ask for the 24 hours), also over restarts.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/hub.hpp"
#include "hub/intake.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {

inline constexpr base::Micros kStatusKept = 48 * base::kHour;

/// The status resource as JSON.
std::string status_text(std::string_view id, base::Micros requested, const Received& received);

/// How the table came to be (sql::migrate, part "taxii").
std::span<const sql::Step> status_steps();

class Statuses {
 public:
  static Result<std::unique_ptr<Statuses>> open(sql::Database& database,
                                                std::function<base::Micros()> clock);
  ~Statuses();

  /// Keeps the outcome of one POST; returns the resource.
  Result<std::string> keep(std::string_view root, std::int64_t account, const Received& received);
  /// Only for the account that posted: a status names objects.
  Result<std::optional<std::string>> find(std::string_view root, std::int64_t account,
                                          std::string_view id);
  /// Takes a status over from another server (`hub load`).
  Status load(std::string_view root, std::int64_t account, std::string_view id,
              std::string_view text);

 private:
  struct State;
  explicit Statuses(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
