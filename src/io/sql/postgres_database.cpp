#include "io/sql/engine.hpp"
namespace noroshi::sql {
Result<std::unique_ptr<Database>> open_postgres(std::string_view, const Options&) {
  return Error{Errc::InvalidUsage, "PostgreSQL"};
}
}  // namespace noroshi::sql
