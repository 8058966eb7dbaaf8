#include "trust/seal/material_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <vector>

#include "io/durable.hpp"

namespace noroshi::seal {
namespace {

namespace fs = std::filesystem;

Result<pki::Material> material_in(const fs::path& file) {
  const auto text = NOROSHI_TRY(io::read_file(file.string()));
  const auto octets = der::view_of(text);
  pki::Material material;
  if (auto lists = pki::Crl::parse_all(octets)) material.crls = *std::move(lists);
  if (auto certificates = pki::Certificate::parse_all(octets)) {
    material.certificates = *std::move(certificates);
  }
  if (!material.crls.empty() || !material.certificates.empty()) return material;
  if (auto answer = pki::OcspResponse::parse(octets)) {
    material.ocsp.push_back(*std::move(answer));
    return material;
  }
  return Error{
      Errc::InvalidInput,
      fmt::format("{}: neither certificate nor revocation list nor OCSP answer", file.string())};
}

Result<std::vector<fs::path>> files_of(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return std::vector<fs::path>{path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path, failed)) {
    if (entry.is_regular_file() && entry.path().filename().string().front() != '.') {
      files.push_back(entry.path());
    }
  }
  if (failed) return Error{Errc::Io, fmt::format("reading {}: {}", path, failed.message())};
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void add(const pki::Material& from, pki::Material& to) {
  to.certificates.insert(to.certificates.end(), from.certificates.begin(), from.certificates.end());
  to.crls.insert(to.crls.end(), from.crls.begin(), from.crls.end());
  to.ocsp.insert(to.ocsp.end(), from.ocsp.begin(), from.ocsp.end());
}

Result<pki::Material> load_material(const std::string& path) {
  pki::Material material;
  for (const auto& file : NOROSHI_TRY(files_of(path))) {
    add(NOROSHI_TRY(material_in(file)), material);
  }
  return material;
}

}  // namespace noroshi::seal
