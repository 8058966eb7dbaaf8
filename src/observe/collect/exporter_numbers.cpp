#include "observe/collect/exporter_numbers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "io/durable.hpp"

namespace noroshi::collect {
namespace {

using nlohmann::json;

std::string path_in(const std::string& state_folder) { return state_folder + "/exporters.json"; }

std::string to_json(const std::map<net::Address, ExporterEntry>& entries) {
  auto list = json::array();
  for (const auto& [address, entry] : entries) {
    list.push_back({{"number", entry.number},
                    {"address", address.to_string()},
                    {"name", entry.name},
                    {"first_seen", base::to_rfc3339(entry.first_seen)}});
  }
  return json{{"format", "noroshi-exporters"}, {"version", 1}, {"exporters", std::move(list)}}.dump(
             1) +
         "\n";
}

Error damaged(const std::string& path) {
  return {Errc::InvalidInput,
          fmt::format("{} is damaged; restore it from a backup, for it says which exporter each "
                      "stored flow came from",
                      path)};
}

Result<std::vector<ExporterEntry>> from_json(const std::string& text, const std::string& path) {
  const auto file = json::parse(text, nullptr, false);
  if (!file.is_object() || file.value("format", "") != "noroshi-exporters") return damaged(path);
  std::vector<ExporterEntry> entries;
  for (const auto& item : file.value("exporters", json::array())) {
    if (!item.is_object() || !item.contains("number") || !item["number"].is_number_unsigned()) {
      return damaged(path);
    }
    const auto address = net::Address::parse(item.value("address", ""));
    if (!address.has_value()) return damaged(path);
    entries.push_back({item["number"].get<std::uint32_t>(), *address, item.value("name", ""),
                       base::parse_rfc3339(item.value("first_seen", "")).value_or(0)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& one, const auto& other) { return one.number < other.number; });
  return entries;
}

}  // namespace

Result<std::vector<ExporterEntry>> read_exporters(const std::string& state_folder) {
  const auto path = path_in(state_folder);
  const auto text = io::read_file(path);
  if (!text.has_value() && text.error().code == Errc::NotFound) {
    return std::vector<ExporterEntry>{};
  }
  if (!text.has_value()) return text.error();
  return from_json(*text, path);
}

ExporterNumbers::ExporterNumbers(std::string path, std::vector<ExporterEntry> entries)
    : path_(std::move(path)) {
  for (auto& entry : entries) {
    next_ = std::max(next_, entry.number + 1);
    entries_.emplace(entry.address, std::move(entry));
  }
}

Result<std::unique_ptr<ExporterNumbers>> ExporterNumbers::open(const std::string& state_folder) {
  auto entries = NOROSHI_TRY(read_exporters(state_folder));
  return std::unique_ptr<ExporterNumbers>(
      new ExporterNumbers(path_in(state_folder), std::move(entries)));
}

std::optional<std::uint32_t> ExporterNumbers::number_of(const net::Address& address,
                                                        const std::string& name, base::Micros now,
                                                        std::uint32_t most) {
  const std::lock_guard lock(mutex_);
  if (const auto known = entries_.find(address); known != entries_.end()) {
    if (known->second.name != name) {
      known->second.name = name;
      changed_ = true;
    }
    return known->second.number;
  }
  if (entries_.size() >= most) return std::nullopt;
  const auto number = next_++;
  entries_.emplace(address, ExporterEntry{number, address, name, now});
  changed_ = true;
  return number;
}

Status ExporterNumbers::save() {
  const std::lock_guard saving(saving_);
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    if (!changed_) return {};
    text = to_json(entries_);
    changed_ = false;
  }
  auto written = io::replace_file(path_, text, io::Durable::Yes);
  if (!written.has_value()) {
    const std::lock_guard lock(mutex_);
    changed_ = true;
  }
  return written;
}

}  // namespace noroshi::collect
