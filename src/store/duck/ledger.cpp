#include "store/duck/ledger.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "store/duck/folder.hpp"
#include "store/duck/snapshot.hpp"

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

// A store without one of its files must not go on as if nothing had been lost.
Status check_there(const std::string& path) {
  std::error_code failure;
  if (fs::exists(path, failure)) return {};
  return Error{Errc::NotFound,
               fmt::format("{} is missing, and the manifest names it; bring it back, or delete its "
                           "line from the manifest to accept the loss",
                           path)};
}

Status check_whole(const std::string& path, std::uint64_t octets) {
  NOROSHI_CHECK(check_there(path));
  std::error_code failure;
  const std::uint64_t there = fs::file_size(path, failure);
  if (failure) return Error{Errc::Io, fmt::format("{}: {}", path, failure.message())};
  if (there == octets) return {};
  return Error{Errc::InvalidInput,
               fmt::format("{} has {} octets, and the manifest says {}: it was damaged; bring the "
                           "right one back, or delete its line from the manifest",
                           path, there, octets)};
}

std::set<std::string> named_files(const std::string& folder, const Manifest& manifest) {
  std::set<std::string> names;
  for (const Journal& journal : manifest.journals) names.insert(folder + "/" + file_name(journal));
  for (const Segment& segment : manifest.segments) names.insert(folder + "/" + file_name(segment));
  return names;
}

}  // namespace

Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& folder) {
  NOROSHI_CHECK(make_folder(folder + "/journal"));
  for (const store::Table& table : store::tables()) {
    NOROSHI_CHECK(make_folder(fmt::format("{}/segments/{}", folder, table.name)));
  }
  const bool fresh = !fs::exists(folder + "/manifest");
  Manifest manifest;
  if (!fresh) manifest = NOROSHI_TRY(load_manifest(folder));
  std::unique_ptr<Ledger> ledger(new Ledger(folder, std::move(manifest)));
  NOROSHI_CHECK(ledger->check_files());
  NOROSHI_CHECK(ledger->remove_orphans());
  if (fresh) NOROSHI_CHECK(ledger->change([](Manifest&) {}));
  return ledger;
}

Ledger::Ledger(std::string folder, Manifest manifest)
    : folder_(std::move(folder)), next_number_(manifest.next_number) {
  manifest_ = std::make_shared<const Manifest>(std::move(manifest));
}

Status Ledger::check_files() const {
  for (const Journal& journal : manifest_->journals) {
    NOROSHI_CHECK(check_there(folder_ + "/" + file_name(journal)));
  }
  for (const Segment& segment : manifest_->segments) {
    NOROSHI_CHECK(check_whole(folder_ + "/" + file_name(segment), segment.octets));
  }
  return {};
}

Status Ledger::remove_orphans() const {
  const auto named = named_files(folder_, *manifest_);
  for (const char* below : {"/journal", "/segments"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder_ + below)) {
      if (!entry.is_regular_file() || named.contains(entry.path().string())) continue;
      std::error_code failure;
      fs::remove(entry.path(), failure);
      if (failure) {
        return Error{Errc::Io,
                     fmt::format("removing {}: {}", entry.path().string(), failure.message())};
      }
    }
  }
  return {};
}

std::shared_ptr<const Manifest> Ledger::current() const {
  const std::scoped_lock lock(mutex_);
  return manifest_;
}

std::uint64_t Ledger::allot() {
  const std::scoped_lock lock(mutex_);
  return next_number_++;
}

Status Ledger::change(const std::function<void(Manifest&)>& edit) {
  const std::scoped_lock lock(mutex_);
  auto next = std::make_shared<Manifest>(*manifest_);
  edit(*next);
  next->next_number = next_number_;
  ++next->generation;
  NOROSHI_CHECK(replace_text(folder_ + "/manifest", to_text(*next)));
  manifest_ = std::move(next);
  return {};
}

}  // namespace noroshi::duck
