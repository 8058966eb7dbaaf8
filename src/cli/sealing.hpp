// Sealing what a command writes: the key, the form and the time stamps of a profile, a TOML file
// that --seal names (docs/formats/seal-profile.md).
//
// A file is sealed by a CAdES signature beside it, FILE.p7s: any reader of the file needs to know
// nothing of it, and `noroshi seal verify FILE.p7s --content FILE` checks it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/terminal.hpp"
#include "trust/key/signer.hpp"
#include "trust/seal/make.hpp"

namespace noroshi::cli {

class Sealer {
 public:
  /// Of --seal; nothing where it was not given.
  static Result<std::optional<Sealer>> open(const Arguments& arguments);
  static Result<Sealer> load(const std::string& profile);
  /// The key of a profile alone.
  static Result<std::unique_ptr<key::Signer>> load_key(const std::string& profile);

  /// The detached seal over these octets.
  Result<std::string> seal(std::string_view octets, std::string_view mime_type) const;
  /// Writes FILE.p7s beside a file that is there.
  Status seal_file(const std::string& path) const;

 private:
  Sealer(std::unique_ptr<key::Signer> signer, std::unique_ptr<stamp::StampSource> stamps,
         seal::MakeOptions options)
      : signer_(std::move(signer)), stamps_(std::move(stamps)), options_(std::move(options)) {}

  std::unique_ptr<key::Signer> signer_;
  std::unique_ptr<stamp::StampSource> stamps_;
  seal::MakeOptions options_;
};

/// Where the result of a command goes: to standard output, or into the file of --out, which --seal
/// seals.  A profile that cannot be used is told before the work, not after it.
class ResultFile {
 public:
  /// InvalidUsage: --seal without --out, since a stream has no place for a seal beside it.
  static Result<ResultFile> open(const Arguments& arguments, const Context& context);

  [[nodiscard]] bool is_file() const { return !path_.empty(); }
  /// The whole result.
  Status write(std::string_view text, Context& context) const;

 private:
  ResultFile(std::string path, std::optional<Sealer> sealer)
      : path_(std::move(path)), sealer_(std::move(sealer)) {}

  std::string path_;
  std::optional<Sealer> sealer_;
};

/// The MIME type that a file's name tells; application/octet-stream where it tells none.
std::string_view mime_type_of(std::string_view path);

}  // namespace noroshi::cli
