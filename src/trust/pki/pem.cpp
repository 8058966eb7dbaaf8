#include "trust/pki/pem.hpp"

#include <algorithm>
#include <memory>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string>

namespace noroshi::pki {
namespace {

struct Block {
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* octets = nullptr;
  long size = 0;

  Block() = default;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(octets, static_cast<std::size_t>(size));  // it may be somebody's key
  }
};

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

}  // namespace

bool is_pem(der::View octets) {
  return der::text_of(octets).find("-----BEGIN ") != std::string_view::npos;
}

Result<std::vector<der::Bytes>> pem_blocks(der::View text,
                                           std::initializer_list<std::string_view> labels) {
  std::vector<der::Bytes> blocks;
  const Bio in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
  while (true) {
    Block block;
    if (PEM_read_bio(in.get(), &block.label, &block.header, &block.octets, &block.size) != 1) break;
    if (std::find(labels.begin(), labels.end(), block.label) == labels.end()) continue;
    blocks.emplace_back(block.octets, block.octets + block.size);
  }
  const unsigned long why = ERR_peek_last_error();
  ERR_clear_error();
  if (ERR_GET_REASON(why) == PEM_R_NO_START_LINE) return blocks;  // the end of the text
  return Error{Errc::InvalidInput, "a PEM block is damaged"};
}

std::string to_pem(std::string_view label, der::View octets) {
  const Bio out(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio(out.get(), std::string(label).c_str(), "", octets.data(),
                static_cast<long>(octets.size()));
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace noroshi::pki
