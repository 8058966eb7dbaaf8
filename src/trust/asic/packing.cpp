#include "trust/asic/packing.hpp"

#include <fmt/format.h>
#include <memory>
#include <zip.h>

#include "trust/xml/document.hpp"

namespace noroshi::asic {
namespace {

using signature::Detached;

// 1980-01-01, the first day that a ZIP file knows: no machine's clock or zone is told.
constexpr zip_uint16_t kNoDate = 0x0021;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

/// RFC 3986 §3.3: what may stand in a path as it is.
bool is_plain(unsigned char letter) {
  const bool alphanumeric = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= '0' && letter <= '9');
  constexpr std::string_view kOthers = "-._~/!$()*,;=:@";
  return alphanumeric || kOthers.find(static_cast<char>(letter)) != std::string_view::npos;
}

std::string percent_encoded(std::string_view name) {
  std::string uri;
  for (const char letter : name) {
    const auto octet = static_cast<unsigned char>(letter);
    if (is_plain(octet)) {
      uri += letter;
    } else {
      uri += fmt::format("%{:02X}", octet);
    }
  }
  return uri;
}

std::string attribute(std::string_view text) {
  std::string made;
  for (const char letter : text) {
    if (letter == '&') {
      made += "&amp;";
    } else if (letter == '<') {
      made += "&lt;";
    } else if (letter == '"') {
      made += "&quot;";
    } else {
      made += letter;
    }
  }
  return made;
}

/// One container in the making; what is put in must outlive `close`.
class Packing {
 public:
  static Result<Packing> begin() {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* const archive =
        source == nullptr ? nullptr : zip_open_from_source(source, ZIP_TRUNCATE, &error);
    if (archive == nullptr) {
      zip_source_free(source);
      return Error{Errc::Io, fmt::format("making a container: {}", zip_error_strerror(&error))};
    }
    zip_source_keep(source);  // outlives the archive, which is in it at the end
    return Packing(archive, source);
  }

  Status put(std::string_view name, View octets, bool stored) {
    zip_source_t* const source = zip_source_buffer(archive_.get(), octets.data(), octets.size(), 0);
    if (source == nullptr) return failed();
    const auto index =
        zip_file_add(archive_.get(), std::string(name).c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      return failed();
    }
    const auto at = static_cast<zip_uint64_t>(index);
    const auto method = stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    const bool done = zip_set_file_compression(archive_.get(), at, method, 0) == 0 &&
                      zip_file_set_dostime(archive_.get(), at, 0, kNoDate, 0) == 0;
    return done ? Status{} : failed();
  }

  Result<Bytes> close() {
    if (zip_close(archive_.get()) != 0) return failed();
    static_cast<void>(archive_.release());
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_open(source_.get()) != 0 || zip_source_stat(source_.get(), &stat) != 0) {
      return Error{Errc::Io, "making a container: it cannot be read back"};
    }
    Bytes octets(stat.size);
    const auto count = zip_source_read(source_.get(), octets.data(), octets.size());
    zip_source_close(source_.get());
    if (count == static_cast<zip_int64_t>(octets.size())) return octets;
    return Error{Errc::Io, "making a container: it cannot be read back"};
  }

 private:
  struct Free {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
  };

  Packing(zip_t* archive, zip_source_t* source) : source_(source), archive_(archive) {}

  [[nodiscard]] Error failed() const {
    return {Errc::Io, fmt::format("making a container: {}", zip_strerror(archive_.get()))};
  }

  std::unique_ptr<zip_source_t, Free> source_;  // after the archive it goes
  std::unique_ptr<zip_t, Discard> archive_;
};

}  // namespace

Status check_documents(Form form, std::span<const Detached> documents) {
  std::set<std::string> names;
  for (const auto& document : documents) {
    auto flaw = path_flaw(document.name);
    if (part_of(document.name) != Part::Data) flaw = "a name that the container needs itself";
    if (!names.insert(document.name).second) flaw = "two documents have this name";
    if (!flaw.empty()) {
      return Error{Errc::InvalidUsage, fmt::format("\"{}\": {}", document.name, flaw)};
    }
  }
  if (documents.empty()) return Error{Errc::InvalidUsage, "no document to put in a container"};
  if (form == Form::Extended || documents.size() == 1) return {};
  return Error{Errc::InvalidUsage,
               fmt::format("ASiC-S holds one document, not {}; choose ASiC-E", documents.size())};
}

Bytes manifest_over(std::span<const Detached> documents, std::string_view signed_by,
                    std::string_view mime_type) {
  auto text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
      "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "
      "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
      "<asic:SigReference MimeType=\"application/pkcs7-signature\" URI=\"{}\"/>",
      attribute(percent_encoded(signed_by)));
  const auto type = mime_type.empty() ? std::string_view("application/octet-stream") : mime_type;
  for (const auto& document : documents) {
    text += fmt::format(
        "<asic:DataObjectReference MimeType=\"{}\" URI=\"{}\">"
        "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
        "<ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>",
        attribute(type), attribute(percent_encoded(document.name)),
        xml::base64_text(pki::digest(pki::Digest::Sha256, document.octets)));
  }
  return der::copy_of(der::view_of(text += "</asic:ASiCManifest>\n"));
}

Result<Bytes> packed(Form form, std::span<const Detached> documents, View manifest,
                     View signature) {
  NOROSHI_CHECK(check_documents(form, documents));
  const bool simple = form == Form::Simple;
  auto packing = NOROSHI_TRY(Packing::begin());
  const auto type = der::view_of(simple ? kSimpleType : kExtendedType);
  NOROSHI_CHECK(packing.put(kMimeType, type, true));
  for (const auto& document : documents) {
    NOROSHI_CHECK(packing.put(document.name, document.octets, false));
  }
  if (!simple) NOROSHI_CHECK(packing.put(kFirstManifest, manifest, false));
  NOROSHI_CHECK(packing.put(simple ? kSimpleSignature : kFirstSignature, signature, false));
  return packing.close();
}

}  // namespace noroshi::asic
