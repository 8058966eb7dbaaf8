// Reads whatever comes as a container and asks for every imprint: no crash, no endless walk, no
// more memory than the bounds say.  What was unpacked has names that stay in the container.  What
// is no ZIP file is taken for a manifest or a record in one: a CRC keeps chance out of those.
#include <cstdlib>

#include "trust/asic/manifest.hpp"
#include "trust/asic/place.hpp"
#include "trust/asic/reader.hpp"
#include "trust/asic/stamps_alone.hpp"
#include "trust/asic/zip.hpp"

namespace {

using noroshi::signature::Stamp;

void ask(const std::vector<Stamp>& stamps) {
  for (const auto& stamp : stamps) (void)stamp.imprint(noroshi::pki::Digest::Sha256);
}

void ask(const noroshi::signature::AdvancedSignature& signature) {
  ask(signature.stamps);
  for (const auto& counter : signature.counter_signatures) ask(counter);
}

void read_as_part(noroshi::der::View octets) {
  using namespace noroshi;
  asic::Archive archive;
  archive.entries = {{.name = std::string(asic::kOpenManifest), .octets = der::copy_of(octets)},
                     {.name = "day.csv", .octets = {'1', ',', '2'}}};
  const auto manifest = asic::read_manifest(archive.entries.front(), archive);
  for (const auto& reference : manifest.references) {
    if (reference.intact && !reference.found) std::abort();
  }
  (void)asic::compare_open_manifest(archive.entries.front(), archive);
  (void)asic::place_of(der::text_of(octets));
  const std::vector<signature::Detached> objects{{"day.csv", archive.entries.back().octets}};
  const auto record = asic::record_stamps(octets, objects, "E-");
  if (record) ask(record->stamps);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const der::View octets(data, size);
  if (!asic::is_container(octets)) {
    read_as_part(octets);
    return 0;
  }
  const auto document = asic::read(octets);
  if (!document) return 0;
  for (const auto& signature : document->signatures) ask(signature);
  ask(document->stamps);
  const auto archive = asic::unpacked(octets);
  if (!archive) std::abort();  // read() has done it once
  for (const auto& entry : archive->entries) {
    if (!asic::path_flaw(entry.name).empty()) std::abort();
  }
  return 0;
}
