#include "hub/upgrade.hpp"

#include "hub/cases.hpp"
#include "hub/cursors.hpp"
#include "hub/directory/tables.hpp"
#include "hub/directory/trail.hpp"
#include "hub/inputs.hpp"
#include "hub/saved_searches.hpp"
#include "hub/sealed_arrivals.hpp"
#include "hub/seals/book.hpp"
#include "hub/taxii_statuses.hpp"
#include "hub/watches.hpp"
#include "intel/archive/schema.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {
namespace {

struct Part {
  std::string_view name;
  std::span<const sql::Step> steps;
};

/// All of them: upgrade_test.cpp asks whether Serving makes one more.
std::vector<Part> parts() {
  return {{archive::kPart, archive::steps()},
          {"directory", directory::directory_steps()},
          {"trail", directory::trail_steps()},
          {"inputs", input_steps()},
          {"taxii", status_steps()},
          {"searches", search_steps()},
          {"watches", watch_steps()},
          {"secrets", secret_steps()},
          {"cases", case_steps()},
          {"seals", seals::seal_steps()},
          {"arrivals", arrival_steps()}};
}

}  // namespace

Result<std::vector<PendingStep>> pending_steps(sql::Database& database) {
  const auto connection = NOROSHI_TRY(database.connect());
  std::vector<PendingStep> all;
  for (const Part& part : parts()) {
    for (auto& title : NOROSHI_TRY(sql::pending(*connection, part.name, part.steps))) {
      all.push_back({std::string(part.name), std::move(title)});
    }
  }
  return all;
}

Status upgrade(sql::Database& database) {
  const auto connection = NOROSHI_TRY(database.connect());
  for (const Part& part : parts()) {
    NOROSHI_CHECK(sql::migrate(*connection, part.name, part.steps));
  }
  return {};
}

}  // namespace noroshi::hub
