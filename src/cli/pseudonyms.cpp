#include "cli/pseudonyms.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "base/hex.hpp"

namespace noroshi::cli {
namespace {

using Key = minimise::CryptoPan::Key;

constexpr std::size_t kMostKnown = 1 << 20;  // about 64 MB

Result<std::string> read_key_file(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return base::system_error("opening " + path);
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{}: others can read this key; chmod 600 it first", path)};
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return base::system_error("reading " + path);
  return text;
}

}  // namespace

Result<std::unique_ptr<Pseudonyms>> Pseudonyms::with_key_of(const std::string& path) {
  auto text = NOROSHI_TRY(read_key_file(path));
  Key key{};
  if (text.size() == key.size()) {
    std::copy(text.begin(), text.end(), key.begin());
    return std::make_unique<Pseudonyms>(key);
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const auto octets = base::from_hex(text);
  if (octets && octets->size() == key.size()) {
    std::copy(octets->begin(), octets->end(), key.begin());
    return std::make_unique<Pseudonyms>(key);
  }
  return Error{Errc::InvalidInput,
               fmt::format("{}: no key; it must hold 64 hexadecimal digits, or 32 octets: openssl "
                           "rand -hex 32 > {}",
                           path, path)};
}

net::Address Pseudonyms::of(const net::Address& address) {
  if (known_.size() >= kMostKnown) known_.clear();
  const auto [found, fresh] = known_.try_emplace(address);
  if (fresh) found->second = pan_.apply(address);
  return found->second;
}

void Pseudonyms::apply(model::FlowBatch& batch) {
  for (auto& address : batch.source_address) address = of(address);
  for (auto& address : batch.destination_address) address = of(address);
}

}  // namespace noroshi::cli
