#include "intel/archive/labels.hpp"

#include <fmt/format.h>
#include <mutex>

#include "intel/archive/statements.hpp"

namespace noroshi::archive {
namespace {

Result<std::string> text_of(sql::Connection& connection, std::int64_t number) {
  const sql::Value parameters[] = {number};
  const auto rows =
      NOROSHI_TRY(connection.ask("SELECT text FROM labels WHERE number = $1", parameters));
  if (!NOROSHI_TRY(rows->next())) {
    return Error{Errc::InvalidInput, fmt::format("the base has no label {}; run `noroshi hub "
                                                 "doctor`, or restore a backup",
                                                 number)};
  }
  return std::string(rows->text(0));
}

}  // namespace

Result<std::int64_t> Labels::number_of(sql::Connection& writer, const sharing::Label& label) {
  const std::string text = sharing::to_text(label);
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  }
  return interned(writer, Interned::Label, text);
}

Result<const sharing::Label*> Labels::at(sql::Connection& reader, std::int64_t number) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto* label = remembered(number); label != nullptr) return label;
  }
  std::string text = NOROSHI_TRY(text_of(reader, number));
  auto label = std::make_unique<const sharing::Label>(NOROSHI_TRY(sharing::label_from_text(text)));
  const std::unique_lock lock(mutex_);
  numbers_.emplace(std::move(text), number);
  return labels_.emplace(number, std::move(label)).first->second.get();
}

Result<sharing::Label> Labels::read(sql::Connection& writer, std::int64_t number) {
  return sharing::label_from_text(NOROSHI_TRY(text_of(writer, number)));
}

const sharing::Label* Labels::remembered(std::int64_t number) const {
  const auto found = labels_.find(number);
  return found == labels_.end() ? nullptr : found->second.get();
}

}  // namespace noroshi::archive
