#include "hub/doctor.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/language.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::hub {
namespace {

constexpr double kGibibyte = 1U << 30;
constexpr double kLeastShare = 0.05;                // of the disk
constexpr base::Micros kRenewal = 14 * base::kDay;  // time enough for somebody to bring a new one
constexpr base::Micros kSlack = 5 * base::kSecond;  // clocks are set, by a little, all the time

template <class... Arguments>
Check check(std::string name, bool well, const Text& text, const Arguments&... arguments) {
  return {.name = std::move(name),
          .well = well,
          .english = fmt::format(fmt::runtime(text.in(Language::English)), arguments...),
          .japanese = fmt::format(fmt::runtime(text.in(Language::Japanese)), arguments...)};
}

/// What went wrong while looking: messages are English.
Check failure(std::string name, const Error& error) {
  static constexpr Text kWords{"{}", "{}"};
  return check(std::move(name), false, kWords, error.message);
}

std::string day(base::Micros instant) { return base::to_rfc3339(instant).substr(0, 10); }

}  // namespace

Check check_disk(const std::string& folder) {
  static constexpr Text kFree{"disk: {:.1f} GiB free, {:.0f} %",
                              "ディスク: 空き {:.1f} GiB、{:.0f} %"};
  static constexpr Text kSilent{"disk: {} does not answer", "ディスク: {} が応答しません"};
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return check("disk", false, kSilent, folder);
  const double free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  const double share = static_cast<double>(disk.f_bavail) / static_cast<double>(disk.f_blocks);
  return check("disk", free > kGibibyte && share > kLeastShare, kFree, free / kGibibyte,
               share * 100);
}

Check check_secret(const std::string& file) {
  static constexpr Text kClosed{"{}: for its owner only", "{}: 所有者だけが読めます"};
  static constexpr Text kOpen{"{}: others may read it; close it: chmod 600 {}",
                              "{}: 他の利用者が読めます。chmod 600 {} で閉じてください"};
  static constexpr Text kMissing{"{} is missing", "{} がありません"};
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return check("key", false, kMissing, file);
  const bool closed = (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
  return closed ? check("key", true, kClosed, file) : check("key", false, kOpen, file, file);
}

Check check_certificate(const std::string& file, base::Micros now) {
  static constexpr Text kGood{"certificate: {}, until {}", "証明書: {}、有効期限 {}"};
  static constexpr Text kEnds{
      "certificate: {} ends on {}; bring a new one, or move it away and start the hub again",
      "証明書: {} の有効期限は {} "
      "です。新しい証明書に替えるか、移動してからハブを再起動してください"};
  const auto print = http::fingerprint_of_file(file);
  if (!print) return failure("certificate", print.error());
  const auto end = http::end_of_certificate(file);
  if (!end) return failure("certificate", end.error());
  const bool well = *end - now > kRenewal;
  return check("certificate", well, well ? kGood : kEnds, *print, day(*end));
}

Check check_base(const sql::Database& database) {
  static constexpr Text kWords{"{}", "{}"};
  return check("base", true, kWords, database.describe());
}

std::vector<Check> check_archive(archive::Archive& archive, const std::function<bool()>& go_on) {
  static constexpr Text kAgrees{"archive: tables and indexes agree",
                                "アーカイブ: 表と索引は一致しています"};
  static constexpr Text kUnfinished{
      "archive: nothing wrong so far, but it is large; `noroshi hub doctor` looks at all of it",
      "アーカイブ: "
      "ここまで異常はありませんが、大きいため途中までです。全体は noroshi hub doctor で検査します"};
  static constexpr Text kHolds{"archive: {} objects, {} revisions, {} wait for approval",
                               "アーカイブ: オブジェクト {} 件、改訂 {} 件、承認待ち {} 件"};
  std::vector<Check> checks;
  const auto faults = archive.check(go_on);
  if (!faults && faults.error().code == Errc::Limit) {
    checks.push_back(check("archive", true, kUnfinished));
  } else if (!faults) {
    return {failure("archive", faults.error())};
  } else {
    for (const std::string& fault : *faults) {
      checks.push_back(failure("archive", Error{Errc::InvalidInput, fault}));
    }
    if (faults->empty()) checks.push_back(check("archive", true, kAgrees));
  }
  const auto health = archive.health();
  checks.push_back(
      health ? check("archive", true, kHolds, health->objects, health->revisions, health->waiting)
             : failure("archive", health.error()));
  return checks;
}

Check check_trail(directory::Trail& trail) {
  static constexpr Text kHolds{"audit trail: the chain holds", "監査証跡: 連鎖は保たれています"};
  static constexpr Text kBroken{"audit trail: {}", "監査証跡: {}"};
  const auto chain = trail.check();
  if (chain) return check("trail", true, kHolds);
  return check("trail", false, kBroken, chain.error().message);
}

Check check_log(const TrailLogSettings& log, directory::Trail& trail) {
  static constexpr Text kFits{"log: {} lines of the trail are under its newest checkpoint",
                              "ログ: 証跡の {} 行が最新のチェックポイントに含まれています"};
  static constexpr Text kFlaw{"log: {}", "ログ: {}"};
  const auto fit = fit_of(log, trail);
  if (!fit) return check("log", false, kFlaw, fit.error().message);
  if (!fit->flaw.empty()) return check("log", false, kFlaw, fit->flaw);
  return check("log", true, kFits, fit->published);
}

std::vector<Check> check_inputs(Inputs& inputs, base::Micros now) {
  static constexpr Text kFine{"inputs: {}, none of them failing or late",
                              "入力: {} 件、失敗や遅れはありません"};
  static constexpr Text kFailing{"input {}: failed {} times in a row: {}",
                                 "入力 {}: {} 回続けて失敗しました: {}"};
  static constexpr Text kLate{"input {}: last done on {}, every {} is asked for",
                              "入力 {}: 最後の成功は {}、間隔は {} の設定です"};
  const auto all = inputs.all();
  if (!all) return {failure("inputs", all.error())};
  std::vector<Check> checks;
  for (const Input& one : *all) {
    const auto health = one.health(now);
    if (health == "failing") {
      checks.push_back(check("inputs", false, kFailing, one.name, one.failures, one.last_result));
    } else if (health == "late") {
      checks.push_back(
          check("inputs", false, kLate, one.name, day(one.last_success), base::humane(one.every)));
    }
  }
  if (checks.empty()) checks.push_back(check("inputs", true, kFine, all->size()));
  return checks;
}

Check check_clock(directory::Trail& trail, base::Micros now) {
  static constexpr Text kGoesOn{"clock: {} UTC", "時計: {} (UTC)"};
  static constexpr Text kBack{
      "clock: it says {} UTC, but the audit trail was written to at {}; is NTP running?",
      "時計: {} (UTC) を示しますが、監査証跡の最後は {} "
      "です。NTP が動いているか確かめてください"};
  const auto last = trail.read_back(0, 1);
  if (!last) return failure("clock", last.error());
  const base::Micros written = last->empty() ? 0 : last->front().at;
  const auto text = base::to_rfc3339(now - now % base::kSecond);
  if (written <= now + kSlack) return check("clock", true, kGoesOn, text);
  return check("clock", false, kBack, text, base::to_rfc3339(written));
}

}  // namespace noroshi::hub
