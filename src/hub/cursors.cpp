#include "hub/cursors.hpp"

#include <algorithm>
#include <memory>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/hex.hpp"

namespace noroshi::hub {
namespace {

constexpr std::array kSteps{
    sql::Step{.title = "the hub's own secrets",
              .both = "CREATE TABLE hub_secrets (name TEXT PRIMARY KEY, secret BYTEA NOT NULL)"}};

constexpr std::string_view kName = "cursors";

using Block = std::array<unsigned char, 16>;

void put(Block& block, std::size_t at, std::uint64_t number) {
  for (std::size_t i = 0; i < 8; ++i) {
    block[at + i] = static_cast<unsigned char>(number >> (56 - 8 * i));
  }
}

std::uint64_t get(const Block& block, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8U | block[at + i];
  return number;
}

enum class Way : int { Open = 0, Seal = 1 };

/// One block; what OpenSSL refuses stays as it is, which no print fits.
Block turned(const Block& key, Block block, Way way) {
  const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> cipher(EVP_CIPHER_CTX_new(),
                                                                          EVP_CIPHER_CTX_free);
  Block out{};
  int length = 0;
  if (cipher == nullptr ||
      EVP_CipherInit_ex(cipher.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr,
                        static_cast<int>(way)) != 1 ||
      EVP_CIPHER_CTX_set_padding(cipher.get(), 0) != 1 ||
      EVP_CipherUpdate(cipher.get(), out.data(), &length, block.data(),
                       static_cast<int>(block.size())) != 1) {
    return Block{};
  }
  return out;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Error foreign() {
  return Error{Errc::InvalidInput,
               "this cursor did not come from this hub, or not for this question"};
}

}  // namespace

std::span<const sql::Step> secret_steps() { return kSteps; }

Result<Cursors> Cursors::open(sql::Database& database) {
  const auto connection = NOROSHI_TRY(database.connect());
  NOROSHI_CHECK(sql::migrate(*connection, "secrets", secret_steps()));
  Key fresh{};
  if (RAND_bytes(fresh.data(), static_cast<int>(fresh.size())) != 1) {
    return Error{Errc::Io, "the system gives no random octets"};
  }
  auto transaction = NOROSHI_TRY(sql::Transaction::write(*connection));
  const std::string_view octets(reinterpret_cast<const char*>(fresh.data()), fresh.size());
  const std::array<sql::Value, 2> row{kName, sql::Octets{octets}};
  NOROSHI_CHECK(connection->run(
      "INSERT INTO hub_secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", row));
  NOROSHI_CHECK(transaction.commit());
  const std::array<sql::Value, 1> name{kName};
  const auto cursor =
      NOROSHI_TRY(connection->ask("SELECT secret FROM hub_secrets WHERE name = $1", name));
  if (!NOROSHI_TRY(cursor->next()) || cursor->text(0).size() != fresh.size()) {
    return Error{Errc::InvalidInput, "the hub's secret for cursors is damaged"};
  }
  std::copy_n(cursor->text(0).begin(), fresh.size(), fresh.begin());
  return Cursors(fresh);
}

std::string Cursors::seal(std::int64_t number, std::uint64_t print) const {
  Block block{};
  put(block, 0, static_cast<std::uint64_t>(number));
  put(block, 8, print);
  return base::to_hex(turned(key_, block, Way::Seal));
}

Result<std::int64_t> Cursors::unseal(std::string_view text, std::uint64_t print) const {
  Block block{};
  if (text.size() != 2 * block.size()) return foreign();
  for (std::size_t i = 0; i < block.size(); ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return foreign();
    block[i] = static_cast<unsigned char>(high * 16 + low);
  }
  const Block plain = turned(key_, block, Way::Open);
  const auto number = static_cast<std::int64_t>(get(plain, 0));
  if (get(plain, 8) != print || number < 0) return foreign();
  return number;
}

}  // namespace noroshi::hub
