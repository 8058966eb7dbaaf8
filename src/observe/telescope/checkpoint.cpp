#include "observe/telescope/checkpoint.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

#include "io/durable.hpp"
#include "io/input.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::string_view kMagic = "noroshi telescope state 1\n";
constexpr std::uint64_t kEnd = 0x21444E45'45544154;  // "TATEEND!"
constexpr std::uint64_t kMostFiles = 10'000'000;
constexpr std::uint64_t kMostOutputs = 100'000;
constexpr std::size_t kLongestPath = std::size_t{1} << 16;
constexpr std::uint64_t kLongestFrames = std::uint64_t{1} << 36;
constexpr std::size_t kPiece = std::size_t{1} << 20;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

/// One zstd frame with a checksum, written as it comes.
class StateFileOut : public StateOut {
 public:
  explicit StateFileOut(std::string path)
      : path_(std::move(path)),
        file_(std::fopen(path_.c_str(), "wbe")),
        context_(ZSTD_createCCtx()),
        out_(ZSTD_CStreamOutSize(), '\0') {
    good_ = file_ != nullptr;
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void octets(std::string_view bytes) override {
    in_.append(bytes);
    if (in_.size() >= kPiece) push(ZSTD_e_continue);
  }

  /// Durable, or why not.
  Status finish() {
    push(ZSTD_e_end);
    good_ = good_ && std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
    if (!good_) return base::system_error(fmt::format("writing {}", path_));
    return {};
  }

 private:
  void push(ZSTD_EndDirective how) {
    ZSTD_inBuffer in{in_.data(), in_.size(), 0};
    for (bool more = good_; more;) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, how);
      good_ =
          ZSTD_isError(left) == 0 && std::fwrite(out_.data(), 1, out.pos, file_.get()) == out.pos;
      more = good_ && (how == ZSTD_e_end ? left != 0 : in.pos < in.size);
    }
    in_.clear();
  }

  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::unique_ptr<ZSTD_CCtx, FreeContext> context_;
  std::string in_;
  std::string out_;
  bool good_ = false;
};

class StateFileIn : public StateIn {
 public:
  explicit StateFileIn(io::Input& input) : input_(input) {}

  void octets(std::span<char> bytes) override {
    while (good_ && !bytes.empty()) {
      const auto window = input_.window(1);
      if (!window || window->empty()) return give_up(bytes);
      const std::size_t size = std::min(window->size(), bytes.size());
      std::memcpy(bytes.data(), window->data(), size);
      input_.consume(size);
      bytes = bytes.subspan(size);
    }
    if (!good_) give_up(bytes);
  }
  void fail() override { good_ = false; }
  [[nodiscard]] bool good() const override { return good_; }

 private:
  void give_up(std::span<char> bytes) {
    good_ = false;
    std::fill(bytes.begin(), bytes.end(), '\0');
  }

  io::Input& input_;
  bool good_ = true;
};

void save_place(const Place& place, StateOut& out) {
  out.text(place.file);
  out.number(place.packets);
  out.number(place.done.size());
  for (const std::string& path : place.done) out.text(path);
}

Place load_place(StateIn& in) {
  Place place;
  place.file = in.text(kLongestPath);
  place.packets = in.number();
  const std::uint64_t done = in.count(kMostFiles);
  for (std::uint64_t i = 0; i < done && in.good(); ++i) {
    place.done.push_back(in.text(kLongestPath));
  }
  return place;
}

void save_outputs(const std::vector<HourOutput>& outputs, StateOut& out) {
  out.number(outputs.size());
  for (const HourOutput& output : outputs) {
    out.record(output.hour);
    out.number(output.length);
    out.text(output.frames);
  }
}

std::vector<HourOutput> load_outputs(StateIn& in) {
  std::vector<HourOutput> outputs;
  const std::uint64_t count = in.count(kMostOutputs);
  for (std::uint64_t i = 0; i < count && in.good(); ++i) {
    HourOutput& output = outputs.emplace_back();
    in.record(output.hour);
    output.length = in.number();
    output.frames = in.text(kLongestFrames);
  }
  return outputs;
}

/// Sizes of the records that are written as they lie in memory: another version's differ.
std::uint64_t layout() {
  return sizeof(HotEvent) | sizeof(ColdEvent) << 10 | sizeof(KeptPayload) << 20 |
         sizeof(HotVictim) << 30 | sizeof(ColdVictim) << 40;
}

Error unreadable(const std::filesystem::path& path, std::string_view why) {
  return Error{Errc::InvalidInput,
               fmt::format("{}: {}; move it away to begin anew, losing the events that were open",
                           path.string(), why)};
}

/// Whether the file can be read to its end and its checksum is right: only then is it believed.
Result<bool> is_whole(const std::filesystem::path& path) {
  const auto input = NOROSHI_TRY(io::Input::open(path.string()));
  for (;;) {
    const auto window = NOROSHI_TRY(input->window(kPiece));
    if (window.empty()) return input->damage().empty();
    input->consume(window.size());
  }
}

}  // namespace

Status write_checkpoint(EventFolder& folder, const Telescope& telescope, const Place& place) {
  const auto outputs = NOROSHI_TRY(folder.prepare());
  const auto path = folder.folder() / "state";
  const auto beside = folder.folder() / "state.new";
  StateFileOut out(beside.string());
  out.octets(kMagic);
  out.number(layout());
  save_place(place, out);
  save_outputs(outputs, out);
  telescope.save(out);
  out.number(kEnd);
  NOROSHI_CHECK(out.finish());
  NOROSHI_CHECK(io::rename_whole(beside.string(), path.string()));
  return folder.apply(outputs);
}

Result<Place> resume(EventFolder& folder, Telescope& telescope) {
  const auto path = folder.folder() / "state";
  if (!std::filesystem::exists(path)) return Place{};
  if (!NOROSHI_TRY(is_whole(path))) return unreadable(path, "damaged");
  const auto input = NOROSHI_TRY(io::Input::open(path.string()));
  StateFileIn in(*input);
  std::string magic(kMagic.size(), '\0');
  in.octets(magic);
  if (magic != kMagic || in.number() != layout()) {
    return unreadable(path, "not a state of this version of Noroshi");
  }
  Place place = load_place(in);
  const auto outputs = load_outputs(in);
  if (!in.good()) return unreadable(path, "damaged");
  NOROSHI_CHECK(folder.apply(outputs));
  telescope.load(in, folder);
  if (in.number() != kEnd) return unreadable(path, "damaged");
  return place;
}

}  // namespace noroshi::telescope
