// `noroshi hub doctor`: what is wrong with a hub, one line a sign, whether it is served or not.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "intel/archive/archive.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::cli {
namespace {

constexpr double kGibibyte = 1U << 30;
constexpr double kLeastShare = 0.05;  // of the disk

class Doctor {
 public:
  explicit Doctor(Context& context) : context_(context) {}

  void look_at_disk(const std::string& folder);
  void look_at_secret(const std::string& file);
  void look_at_certificate(const std::string& file);
  void look_at_base(const std::string& where);
  void say(bool well, std::string_view text);

  [[nodiscard]] bool well() const { return well_; }
  [[nodiscard]] const Status& told() const { return told_; }

 private:
  void look_at_archive(sql::Database& database);
  void look_at_trail(sql::Database& database);

  Context& context_;
  bool well_ = true;
  Status told_;
};

void Doctor::say(bool well, std::string_view text) {
  static constexpr Text kWell{"well", "良好"};
  static constexpr Text kIll{"ILL ", "不調"};
  well_ = well_ && well;
  const auto word = (well ? kWell : kIll).in(context_.language);
  const auto styled_word = styled(word, well ? Style::Green : Style::Red, context_.terminal.colour);
  const Status told = context_.out.write(fmt::format("{}  {}\n", styled_word, text));
  if (told_) told_ = told;
}

void Doctor::look_at_disk(const std::string& folder) {
  static constexpr Text kFree{"disk: {:.1f} GiB free, {:.0f} %",
                              "ディスク: 空き {:.1f} GiB、{:.0f} %"};
  static constexpr Text kSilent{"disk: {} does not answer", "ディスク: {} が応答しません"};
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) {
    return say(false, kSilent.in(context_.language, folder));
  }
  const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  const double share = static_cast<double>(disk.f_bavail) / static_cast<double>(disk.f_blocks);
  say(free > kGibibyte && share > kLeastShare,
      kFree.in(context_.language, free / kGibibyte, share * 100));
}

void Doctor::look_at_secret(const std::string& file) {
  static constexpr Text kClosed{"{}: for its owner only", "{}: 所有者だけが読めます"};
  static constexpr Text kOpen{"{}: others may read it; close it: chmod 600 {}",
                              "{}: 他の利用者が読めます。chmod 600 {} で閉じてください"};
  static constexpr Text kMissing{"{} is missing", "{} がありません"};
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return say(false, kMissing.in(context_.language, file));
  const bool closed = (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  say(closed,
      closed ? kClosed.in(context_.language, file) : kOpen.in(context_.language, file, file));
}

void Doctor::look_at_certificate(const std::string& file) {
  static constexpr Text kPrint{"certificate: {}", "証明書: {}"};
  const auto print = http::fingerprint_of_file(file);
  say(print.has_value(), kPrint.in(context_.language, print ? *print : print.error().message));
}

void Doctor::look_at_archive(sql::Database& database) {
  static constexpr Text kAgrees{"archive: tables and indexes agree",
                                "アーカイブ: 表と索引は一致しています"};
  static constexpr Text kHolds{"archive: {} objects, {} revisions, {} wait for approval",
                               "アーカイブ: オブジェクト {} 件、改訂 {} 件、承認待ち {} 件"};
  const auto archive = archive::Archive::open(database);
  if (!archive) return say(false, archive.error().message);
  const auto faults = (*archive)->check();
  if (!faults) return say(false, faults.error().message);
  for (const std::string& fault : *faults) say(false, fault);
  if (faults->empty()) say(true, kAgrees.in(context_.language));
  const auto health = (*archive)->health();
  if (!health) return say(false, health.error().message);
  say(true, kHolds.in(context_.language, health->objects, health->revisions, health->waiting));
}

void Doctor::look_at_trail(sql::Database& database) {
  static constexpr Text kHolds{"audit trail: the chain holds", "監査証跡: 連鎖は保たれています"};
  static constexpr Text kBroken{"audit trail: {}", "監査証跡: {}"};
  const auto trail = directory::Trail::open(database, io::wall_clock);
  if (!trail) return say(false, trail.error().message);
  const auto chain = (*trail)->check();
  if (chain) return say(true, kHolds.in(context_.language));
  say(false, kBroken.in(context_.language, chain.error().message));
}

void Doctor::look_at_base(const std::string& where) {
  const auto database = sql::Database::open(where);
  if (!database) return say(false, database.error().message);
  say(true, (*database)->describe());
  look_at_archive(**database);
  look_at_trail(**database);
}

}  // namespace

Result<int> run_hub_doctor(const Arguments& arguments, Context& context) {
  static constexpr Text kSound{"settings: {}/hub.toml is sound", "設定: {}/hub.toml は正常です"};
  const std::string folder = hub_folder(arguments);
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  Doctor doctor(context);
  doctor.say(true, kSound.in(context.language, folder));
  doctor.look_at_disk(folder);
  doctor.look_at_secret(settings.key);
  doctor.look_at_secret(folder + "/local.key");
  doctor.look_at_certificate(settings.certificate);
  doctor.look_at_base(settings.database);
  NOROSHI_CHECK(doctor.told());
  return doctor.well() ? 0 : 1;
}

}  // namespace noroshi::cli
