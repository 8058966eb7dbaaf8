#include "io/input.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <zlib.h>
#include <zstd.h>

#include "base/assert.hpp"

namespace noroshi::io {
namespace {

constexpr std::size_t kChunk = 256 * 1024;    // bytes asked of a source at once
constexpr std::size_t kRawChunk = 64 * 1024;  // compressed bytes held by a decoder

constexpr std::string_view kGzipMagic{"\x1f\x8b\x08", 3};      // RFC 1952, deflate
constexpr std::string_view kZstdMagic{"\x28\xb5\x2f\xfd", 4};  // RFC 8878, section 3.1.1

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  ~FileSource() override {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    ssize_t count = 0;
    do {
      count = ::read(descriptor_, buffer, size);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return base::system_error("reading " + name_);
    offset_ += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }

  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  int descriptor_;
  std::string name_;
  std::uint64_t offset_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = bytes_.copy(buffer, size);
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
};

// Gives back the bytes that were read to recognise the compression, then the rest.
class Rewound final : public ByteSource {
 public:
  Rewound(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (given_ == head_.size()) return rest_->read(buffer, size);
    const std::size_t count = head_.copy(buffer, size, given_);
    given_ += count;
    return count;
  }

 private:
  std::string head_;
  std::size_t given_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

// What a decoder and its Input agree on: damage ends the data and is reported, it is no Error,
// because everything decoded before it is good.
class Decoder : public ByteSource {
 public:
  Decoder(std::unique_ptr<ByteSource> compressed, std::string& damage)
      : compressed_(std::move(compressed)), damage_(damage) {}

  Result<std::size_t> read(char* buffer, std::size_t size) final {
    if (ended_) return std::size_t{0};
    std::size_t produced = 0;
    while (produced == 0 && !ended_) {
      if (taken_ == held_ && !source_ended_) NOROSHI_CHECK(refill());
      produced = decode(buffer, size);
    }
    return produced;
  }

 protected:
  // Decodes some of `pending` into `buffer`; must make progress, call `end`, or want more input.
  virtual std::size_t decode(char* buffer, std::size_t size) = 0;

  [[nodiscard]] std::string_view pending() const { return {raw_.data() + taken_, held_ - taken_}; }
  void take(std::size_t count) { taken_ += count; }
  [[nodiscard]] bool source_ended() const { return source_ended_; }
  void end(std::string damage = {}) {
    ended_ = true;
    damage_ = std::move(damage);
  }

 private:
  Status refill() {
    held_ = NOROSHI_TRY(compressed_->read(raw_.data(), raw_.size()));
    taken_ = 0;
    source_ended_ = held_ == 0;
    return {};
  }

  std::unique_ptr<ByteSource> compressed_;
  std::string& damage_;
  std::array<char, kRawChunk> raw_{};
  std::size_t taken_ = 0;
  std::size_t held_ = 0;
  bool source_ended_ = false;
  bool ended_ = false;
};

class GzipDecoder final : public Decoder {
 public:
  GzipDecoder(std::unique_ptr<ByteSource> compressed, std::string& damage)
      : Decoder(std::move(compressed), damage) {
    NOROSHI_ASSERT(inflateInit2(&stream_, kGzipOnly) == Z_OK);
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

 private:
  static constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib.h: 16 asks for the gzip wrapper

  std::size_t decode(char* buffer, std::size_t size) override {
    const std::string_view input = pending();
    if (between_members_ && !next_member(input)) return 0;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(size);
    const int state = inflate(&stream_, Z_NO_FLUSH);
    take(input.size() - stream_.avail_in);
    const std::size_t produced = size - stream_.avail_out;
    if (state == Z_STREAM_END) {
      between_members_ = true;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      end(fmt::format("gzip: {}", stream_.msg != nullptr ? stream_.msg : "broken data"));
    } else if (produced == 0 && source_ended()) {
      end("gzip: unexpected end of file");
    }
    return produced;
  }

  // Whether another member begins; bytes after the last member that begin none are ignored, as
  // gzip itself does (RFC 1952 leaves them open; tape padding and cut transfers make them).
  bool next_member(std::string_view input) {
    if (input.empty() && !source_ended()) return false;
    if (input.empty() || input.front() != kGzipMagic.front()) {
      end();
      return false;
    }
    NOROSHI_ASSERT(inflateReset(&stream_) == Z_OK);
    between_members_ = false;
    return true;
  }

  z_stream stream_{};
  bool between_members_ = false;
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder(std::unique_ptr<ByteSource> compressed, std::string& damage)
      : Decoder(std::move(compressed), damage), stream_(ZSTD_createDStream()) {
    NOROSHI_ASSERT(stream_ != nullptr);
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kWindowLogMax);
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

 private:
  static constexpr int kWindowLogMax = 27;  // 128 MiB, what `zstd` accepts without --long

  std::size_t decode(char* buffer, std::size_t size) override {
    const std::string_view input = pending();
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer out{buffer, size, 0};
    const std::size_t state = ZSTD_decompressStream(stream_, &out, &in);
    take(in.pos);
    if (ZSTD_isError(state) != 0) {
      end(fmt::format("zstd: {}", ZSTD_getErrorName(state)));
    } else if (out.pos == 0 && source_ended()) {
      end(frame_open_ ? "zstd: unexpected end of file" : "");
    }
    // 0 means that a frame was completed and fully flushed (zstd.h).
    if (in.pos > 0 || out.pos > 0) frame_open_ = state != 0;
    return out.pos;
  }

  ZSTD_DStream* stream_;
  bool frame_open_ = false;
};

Result<std::string> read_head(ByteSource& source, std::size_t wanted) {
  std::string head(wanted, '\0');
  std::size_t held = 0;
  while (held < wanted) {
    const std::size_t count = NOROSHI_TRY(source.read(head.data() + held, wanted - held));
    if (count == 0) break;
    held += count;
  }
  head.resize(held);
  return head;
}

}  // namespace

Input::Input(std::unique_ptr<ByteSource> source, std::string name, std::uint64_t source_size)
    : source_(std::move(source)),
      raw_(source_.get()),
      name_(std::move(name)),
      source_size_(source_size) {}

Input::~Input() = default;

Result<std::unique_ptr<Input>> Input::open(const std::string& path) {
  if (path == "-") {
    return std::make_unique<Input>(std::make_unique<FileSource>(STDIN_FILENO, "standard input"),
                                   "standard input");
  }
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return base::system_error("opening " + path);
  auto source = std::make_unique<FileSource>(descriptor, path);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return base::system_error("opening " + path);
  if (S_ISDIR(status.st_mode)) {
    return Error{Errc::InvalidUsage, fmt::format("{} is a folder; name the files in it", path)};
  }
  const auto size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  return std::make_unique<Input>(std::move(source), path, size);
}

std::unique_ptr<Input> Input::over(std::string_view bytes, std::string name) {
  return std::make_unique<Input>(std::make_unique<MemorySource>(bytes), std::move(name),
                                 bytes.size());
}

Status Input::choose_decoder() {
  chosen_ = true;
  std::string head = NOROSHI_TRY(read_head(*source_, kZstdMagic.size()));
  const bool gzip = head.starts_with(kGzipMagic);
  const bool zstd = head.starts_with(kZstdMagic);
  source_ = std::make_unique<Rewound>(std::move(head), std::move(source_));
  if (gzip) source_ = std::make_unique<GzipDecoder>(std::move(source_), damage_);
  if (zstd) source_ = std::make_unique<ZstdDecoder>(std::move(source_), damage_);
  return {};
}

Result<std::string_view> Input::window(std::size_t wanted) {
  NOROSHI_ASSERT(begin_ <= end_);
  if (end_ - begin_ < wanted && !ended_) NOROSHI_CHECK(fill(wanted));
  return std::string_view(buffer_.get() + begin_, end_ - begin_);
}

Status Input::fill(std::size_t wanted) {
  if (!chosen_) NOROSHI_CHECK(choose_decoder());
  const std::size_t held = end_ - begin_;
  if (capacity_ < wanted + kChunk) {
    capacity_ = std::max(wanted + kChunk, 4 * kChunk);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
    if (held > 0) std::memcpy(larger.get(), buffer_.get() + begin_, held);
    buffer_ = std::move(larger);
  } else if (held > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, held);
  }
  begin_ = 0;
  end_ = held;
  while (end_ < wanted && !ended_) {
    const std::size_t count = NOROSHI_TRY(source_->read(buffer_.get() + end_, capacity_ - end_));
    ended_ = count == 0;
    end_ += count;
  }
  return {};
}

std::uint64_t Input::source_offset() const {
  const auto* file = dynamic_cast<const FileSource*>(raw_);
  return file != nullptr ? file->offset() : offset_;
}

}  // namespace noroshi::io
