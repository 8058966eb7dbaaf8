#include "cli/sha256.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <openssl/evp.h>
#include <vector>

#include "base/assert.hpp"
#include "base/hex.hpp"

namespace noroshi::cli {
namespace {

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    NOROSHI_ASSERT(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(const void* bytes, std::size_t size) {
    NOROSHI_ASSERT(EVP_DigestUpdate(context_.get(), bytes, size) == 1);
  }
  std::string text() {
    std::array<unsigned char, 32> digest{};
    NOROSHI_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    return base::to_hex(digest);
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_of(std::string_view bytes) {
  Digest digest;
  digest.add(bytes.data(), bytes.size());
  return digest.text();
}

Result<std::string> sha256_of_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  if (!file) return base::system_error("opening " + path);
  Digest digest;
  std::vector<char> buffer(1 << 20);
  while (true) {
    const auto size = std::fread(buffer.data(), 1, buffer.size(), file.get());
    digest.add(buffer.data(), size);
    if (size == buffer.size()) continue;
    if (std::ferror(file.get()) != 0) return base::system_error("reading " + path);
    return digest.text();
  }
}

}  // namespace noroshi::cli
