// Any bytes as a text of the operator's: it is refused with its line, or every notice fills it.
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "act/channel/texts.hpp"
#include "base/assert.hpp"
#include "base/temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  static const base::TemporaryFolder folder;
  {
    std::ofstream file(folder.file("mail.en.txt"), std::ios::binary);
    file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  }
  const auto texts = channel::Texts::load({"o", "o", "c", "p", 0}, folder.path().string());
  if (!texts.has_value()) {
    NOROSHI_ASSERT(texts.error().message.find("mail.en.txt") != std::string::npos);
    return 0;
  }
  channel::Recipient recipient;
  recipient.language = base::Language::English;
  const auto filled = texts->fill("mail", channel::Notice(), recipient);
  NOROSHI_ASSERT(filled.size() <= size * 200 + 1);
  return 0;
}
