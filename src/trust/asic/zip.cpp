#include "trust/asic/zip.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <zip.h>

namespace noroshi::asic {
namespace {

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using OpenArchive = std::unique_ptr<zip_t, Discard>;
using OpenFile = std::unique_ptr<zip_file_t, Discard>;

std::string words_of(zip_error_t* error) {
  switch (zip_error_code_zip(error)) {
    case ZIP_ER_INCONS:
      return "its headers contradict one another, so that two readers would read two containers";
    case ZIP_ER_EXISTS:
      return "a name is there twice; which of the two counts, nobody says";
    default:
      return zip_error_strerror(error);
  }
}

Error broken(zip_error_t* error) {
  return {Errc::InvalidInput, "not a ZIP file that can be read: " + words_of(error)};
}

/// The octets must outlive it.
Result<OpenArchive> opened(View octets) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(octets.data(), octets.size(), 0, &error);
  if (source == nullptr) return broken(&error);
  zip_t* const archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) {
    zip_source_free(source);
    auto why = broken(&error);
    zip_error_fini(&error);
    return why;
  }
  return OpenArchive(archive);
}

/// How much all entries together may still take.
class Budget {
 public:
  explicit Budget(std::size_t container)
      : left_(std::min(kMostUnpacked, kUnpackedAlways + kUnpackedRatio * container)) {}

  Status take(std::uint64_t octets) {
    if (octets > left_) {
      return Error{Errc::Limit, "it unpacks to more than a container of its size may hold"};
    }
    left_ -= octets;
    return {};
  }

 private:
  std::uint64_t left_;
};

Result<Bytes> contents(zip_t* archive, zip_uint64_t index, Budget& budget) {
  const OpenFile file(zip_fopen_index(archive, index, 0));
  if (!file) return Error{Errc::InvalidInput, zip_strerror(archive)};
  Bytes octets;
  std::array<std::uint8_t, 64UL << 10U> piece{};
  for (;;) {
    // The last call, which returns 0, has compared the CRC.
    const auto count = zip_fread(file.get(), piece.data(), piece.size());
    if (count < 0) return Error{Errc::InvalidInput, words_of(zip_file_get_error(file.get()))};
    if (count == 0) return octets;
    NOROSHI_CHECK(budget.take(static_cast<std::uint64_t>(count)));
    octets.insert(octets.end(), piece.begin(), piece.begin() + count);
  }
}

bool is_folder(std::string_view name) { return name.ends_with('/'); }

Status check_stat(const zip_stat_t& stat) {
  constexpr auto kNeeded = ZIP_STAT_ENCRYPTION_METHOD | ZIP_STAT_COMP_METHOD | ZIP_STAT_SIZE;
  if ((stat.valid & kNeeded) != kNeeded) {
    return Error{Errc::InvalidInput, "its header cannot be read"};
  }
  if (stat.encryption_method != ZIP_EM_NONE) {
    return Error{Errc::InvalidInput, "it is encrypted; decrypt the container first"};
  }
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
    return Error{Errc::InvalidInput,
                 fmt::format("compressed by method {}; containers may store and deflate alone",
                             stat.comp_method)};
  }
  return {};
}

/// One entry after another, into an Archive.
class Unpacking {
 public:
  Unpacking(zip_t* from, std::size_t container) : from_(from), budget_(container) {}

  Result<Archive> run() {
    const auto count = zip_get_num_entries(from_, 0);
    if (count <= 0) return Error{Errc::InvalidInput, "an empty ZIP file"};
    if (static_cast<std::uint64_t>(count) > kMostEntries) {
      return Error{Errc::Limit,
                   fmt::format("{} entries; a container may have {}", count, kMostEntries)};
    }
    for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
      NOROSHI_CHECK(entry(index));
    }
    int size = 0;
    const char* const comment = zip_get_archive_comment(from_, &size, ZIP_FL_ENC_GUESS);
    if (comment != nullptr) archive_.comment.assign(comment, static_cast<std::size_t>(size));
    return std::move(archive_);
  }

 private:
  Status entry(zip_uint64_t index) {
    // UTF-8 where it is that by flag, by the Unicode path field or by its octets, else CP 437
    // (APPNOTE.TXT, appendix D): any other code page is nowhere said.
    const char* const found = zip_get_name(from_, index, ZIP_FL_ENC_GUESS);
    if (found == nullptr) return Error{Errc::InvalidInput, zip_strerror(from_)};
    const std::string name = found;
    const auto flaw = path_flaw(is_folder(name) ? name.substr(0, name.size() - 1) : name);
    if (!flaw.empty()) {
      return Error{Errc::InvalidInput, fmt::format("entry \"{}\": {}", name, flaw)};
    }
    if (!seen_.insert(name).second) {
      return Error{Errc::InvalidInput,
                   fmt::format("entry \"{}\" is there twice; which one counts, nobody says", name)};
    }
    return file(index, name).within("entry \"" + name + "\"");
  }

  Status file(zip_uint64_t index, const std::string& name) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(from_, index, 0, &stat) != 0) {
      return Error{Errc::InvalidInput, zip_strerror(from_)};
    }
    NOROSHI_CHECK(check_stat(stat));
    if (is_folder(name)) {
      if (stat.size == 0) return {};
      return Error{Errc::InvalidInput, "a folder with octets of its own"};
    }
    auto octets = NOROSHI_TRY(contents(from_, index, budget_));
    archive_.entries.push_back(
        {.name = name, .octets = std::move(octets), .stored = stat.comp_method == ZIP_CM_STORE});
    return {};
  }

  zip_t* from_;
  Budget budget_;
  Archive archive_{};
  std::set<std::string> seen_{};
};

bool is_control(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return code < 0x20U || code == 0x7FU;
}

std::string_view part_flaw(std::string_view part) {
  if (part.empty()) return "an empty name, or one with an empty part";
  if (part == "." || part == "..") return "\".\" and \"..\" are no names of documents";
  return {};
}

}  // namespace

const Entry* Archive::find(std::string_view name) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

bool starts_as_zip(View octets) {
  const auto text = der::text_of(octets);
  return text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06");
}

std::string_view path_flaw(std::string_view name) {
  if (name.starts_with('/')) return "a path that begins at the root of a disk";
  if (name.find('\\') != std::string_view::npos) {
    return "a backslash, which is a folder on some systems and a letter on others";
  }
  if (name.size() > 1 && name[1] == ':') return "a path that begins with a drive";
  if (std::any_of(name.begin(), name.end(), is_control)) return "control characters in its name";
  for (;;) {
    const auto slash = name.find('/');
    const auto flaw = part_flaw(name.substr(0, slash));
    if (!flaw.empty() || slash == std::string_view::npos) return flaw;
    name.remove_prefix(slash + 1);
  }
}

Result<Archive> unpacked(View octets) {
  if (!starts_as_zip(octets)) return Error{Errc::InvalidInput, "not a ZIP file"};
  const auto archive = NOROSHI_TRY(opened(octets));
  return Unpacking(archive.get(), octets.size()).run();
}

}  // namespace noroshi::asic
