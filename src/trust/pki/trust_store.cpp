#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "trust/pki/path.hpp"

namespace noroshi::pki {
namespace {

namespace fs = std::filesystem;

Result<std::vector<Certificate>> read_certificates(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return base::system_error("opening " + path.string());
  const Bytes octets{std::istreambuf_iterator<char>(in), {}};
  auto certificates = NOROSHI_TRY(Certificate::parse_all(octets).within(path.string()));
  if (certificates.empty()) {
    return Error{Errc::InvalidInput, fmt::format("{}: no certificate in it", path.string())};
  }
  return certificates;
}

/// The regular files of a folder by name; hidden ones are editors' and version control's.
Result<std::vector<fs::path>> files_of(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.is_regular_file() && entry.path().filename().string().front() != '.') {
      files.push_back(entry.path());
    }
  }
  if (failed) {
    return Error{Errc::Io, fmt::format("reading {}: {}", folder.string(), failed.message())};
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<TrustStore> TrustStore::load(const std::string& path) {
  std::error_code ignored;
  std::vector<fs::path> files{path};
  if (fs::is_directory(path, ignored)) files = NOROSHI_TRY(files_of(path));
  if (files.empty() || !fs::exists(files.front(), ignored)) {
    return Error{Errc::NotFound, fmt::format("{}: no certificate to trust is there", path)};
  }
  TrustStore store;
  for (const fs::path& file : files) {
    for (Certificate& one : NOROSHI_TRY(read_certificates(file))) {
      store.anchors.push_back(std::move(one));
    }
  }
  return store;
}

}  // namespace noroshi::pki
