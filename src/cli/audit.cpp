#include "cli/audit.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "cli/sha256.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLeast = 8;
constexpr std::size_t kMost = 500;
const std::string kNoHash(64, '0');

std::string name_of(std::uint32_t uid) {
  std::array<char, 4096> memory{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(uid, &entry, memory.data(), memory.size(), &found) != 0 || found == nullptr) {
    return {};
  }
  return found->pw_name;
}

struct Tail {
  std::string last_line;  // without its line feed
  bool whole = true;      // the file is empty or ends in a line feed
};

Result<Tail> tail_of(int file) {
  static constexpr off_t kLongestLine = 1 << 16;
  const auto size = lseek(file, 0, SEEK_END);
  if (size < 0) return base::system_error("reading");
  const auto from = std::max<off_t>(0, size - kLongestLine);
  std::string bytes(static_cast<std::size_t>(size - from), '\0');
  if (pread(file, bytes.data(), bytes.size(), from) != static_cast<ssize_t>(bytes.size())) {
    return base::system_error("reading");
  }
  Tail tail;
  tail.whole = bytes.empty() || bytes.back() == '\n';
  if (tail.whole && !bytes.empty()) bytes.pop_back();
  tail.last_line = bytes.substr(bytes.rfind('\n') + 1);  // npos + 1 is 0
  return tail;
}

std::string line_of(const AuditEntry& entry, const std::string& previous) {
  Json json{
      {"time", base::to_rfc3339(entry.time)}, {"uid", entry.asker.uid}, {"user", entry.asker.name}};
  if (entry.asker.login_uid) {
    json["login_uid"] = *entry.asker.login_uid;
    json["login_user"] = entry.asker.login_name;
  }
  json["command"] = entry.command;
  json["filter"] = entry.filter;
  json["details"] = entry.details;
  json["purpose"] = entry.purpose;
  json["previous"] = previous;
  // Text that is no UTF-8 is shown with U+FFFD: what was asked is written down in any case.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Status append_locked(const std::string& path, const AuditEntry& entry) {
  const base::Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (file.get() < 0) return base::system_error("opening");
  if (flock(file.get(), LOCK_EX) != 0) return base::system_error("locking");
  const auto tail = NOROSHI_TRY(tail_of(file.get()));
  const bool first = tail.last_line.empty() && tail.whole;
  // A line that a crash cut short stays, is closed, and counts as the line before.
  const auto line = fmt::format("{}{}\n", tail.whole ? "" : "\n",
                                line_of(entry, first ? kNoHash : sha256_of(tail.last_line)));
  NOROSHI_CHECK(io::write_all(file.get(), line, path));
  if (fsync(file.get()) != 0) return base::system_error("writing");
  return first ? io::sync_folder_of(path) : Status{};
}

// Empty: the line follows.
std::string fault_of(const std::string& line, const std::string& previous, AuditEntry& entry) {
  const auto json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return "it is no JSON object";
  const auto text = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  entry.time = base::parse_rfc3339(text("time")).value_or(0);
  entry.asker.uid = json.contains("uid") && json["uid"].is_number_unsigned()
                        ? json["uid"].get<std::uint32_t>()
                        : 0;
  entry.asker.name = text("user");
  entry.asker.login_name = text("login_user");
  entry.command = text("command");
  entry.filter = text("filter");
  entry.details = text("details");
  entry.purpose = text("purpose");
  if (text("previous") != previous) return "it does not carry the hash of the line before";
  return {};
}

}  // namespace

Asker Asker::detect() {
  Asker asker;
  asker.uid = getuid();
  asker.name = name_of(asker.uid);
  std::uint32_t login = ~0U;
  if (std::ifstream("/proc/self/loginuid") >> login && login != ~0U) {
    asker.login_uid = login;
    asker.login_name = name_of(login);
  }
  return asker;
}

Status check_purpose(std::string_view purpose) {
  std::size_t characters = 0;
  bool visible = false;
  for (const char c : purpose) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      return Error{Errc::InvalidUsage, "--purpose: a control character; write one line of text"};
    }
    if ((byte & 0xC0U) != 0x80) ++characters;  // UTF-8
    visible = visible || byte != ' ';
  }
  if (visible && characters >= kLeast && characters <= kMost) return {};
  return Error{Errc::InvalidUsage,
               fmt::format("--purpose: {} characters; say why in {} to {}, such as \"ticket 4711: "
                           "customer reports an infection\"",
                           characters, kLeast, kMost)};
}

Status append_audit(const std::string& path, const AuditEntry& entry) {
  return append_locked(path, entry)
      .within(path)
      .within("the question cannot be written down, so it is not answered");
}

Result<AuditChain> read_audit(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error{errno == ENOENT ? Errc::NotFound : Errc::Io,
                 base::system_error("opening " + path).message};
  }
  AuditChain chain;
  chain.last_hash = kNoHash;
  std::string line;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    AuditEntry entry;
    auto fault = fault_of(line, chain.last_hash, entry);
    if (fault.empty() && file.eof()) fault = "it is cut short";
    if (!fault.empty() && chain.broken == 0) {
      chain.broken = number;
      chain.why = std::move(fault);
    }
    chain.last_hash = sha256_of(line);
    chain.entries.push_back(std::move(entry));
  }
  return chain;
}

}  // namespace noroshi::cli
