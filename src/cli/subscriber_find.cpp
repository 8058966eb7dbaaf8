// `noroshi subscriber find`: the line behind an address and a port, written down before it is
// looked up.
#include <charconv>
#include <fmt/format.h>

#include "act/subscriber/sources.hpp"
#include "cli/audit.hpp"
#include "cli/exit_status.hpp"
#include "cli/sheet.hpp"
#include "cli/subcommands.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

Result<std::optional<std::uint16_t>> port_of(const Arguments& arguments) {
  const auto word = arguments.word("--port");
  if (!word) return std::optional<std::uint16_t>();
  std::uint16_t port = 0;
  const auto* end = word->data() + word->size();
  const auto [stop, fault] = std::from_chars(word->data(), end, port);
  if (fault != std::errc() || stop != end) {
    return Error{Errc::InvalidUsage, fmt::format("--port: \"{}\" is none; 0 to 65535", *word)};
  }
  return std::optional(port);
}

// IANA, protocol numbers; 0 where it is not known.
std::uint8_t protocol_of(std::string_view word) {
  if (word == "tcp") return 6;
  if (word == "udp") return 17;
  return word == "icmp" ? 1 : 0;
}

Result<model::Sighting> sighting_of(const Arguments& arguments) {
  model::Sighting sighting;
  const auto word = arguments.word("--address").value();
  const auto address = net::Address::parse(word);
  if (!address.has_value()) {
    return Error{Errc::InvalidUsage, "--address: " + address.error().message};
  }
  sighting.source = *address;
  sighting.source_port = NOROSHI_TRY(port_of(arguments));
  sighting.protocol = protocol_of(arguments.word("--protocol").value());
  sighting.time = arguments.instant("--time").value();
  sighting.clock_error = arguments.duration("--clock-error").value();
  return sighting;
}

// No purpose, no answer; and none either if the question cannot be written down.
Status admit(const Arguments& arguments, const std::string& trail, Language language) {
  static constexpr Text kSayWhy{
      "this names a subscriber: say why with --purpose \"…\"; who asked, what and why is written "
      "down first",
      "利用者を特定する問い合わせです。--purpose \"…\" で目的を示してください。誰が何をなぜ尋ねたか"
      "を先に記録します"};
  const auto purpose = arguments.word("--purpose");
  if (!purpose) return Error{Errc::InvalidUsage, std::string(kSayWhy.in(language))};
  NOROSHI_CHECK(check_purpose(*purpose));
  AuditEntry entry;
  entry.time = io::wall_clock();
  entry.asker = Asker::detect();
  entry.command = "subscriber find";
  entry.filter =
      fmt::format("address {} port {} protocol {}", arguments.word("--address").value(),
                  arguments.word("--port").value_or("-"), arguments.word("--protocol").value());
  entry.details = fmt::format("at {}, clock error {}", arguments.word("--time").value(),
                              arguments.word("--clock-error").value());
  entry.purpose = *purpose;
  return append_audit(trail, entry);
}

Sheet::Cell cell(const std::string& text) {
  return text.empty() ? Sheet::Cell{} : Sheet::Cell{text};
}

Sheet sheet_of(const subscriber::Resolution& found) {
  using Unit = Sheet::Unit;
  Sheet sheet({{"outcome", {"outcome", "結果"}, Unit::Text, false, "-"},
               {"reason", {"reason", "理由"}, Unit::Text, false, "-"},
               {"line", {"line", "回線"}, Unit::Text, false, "-"},
               {"source", {"source", "情報源"}, Unit::Text, false, "-"},
               {"device", {"device (hash)", "機器 (ハッシュ)"}, Unit::Text, false, "-"}});
  const bool known = found.reason == subscriber::Reason::None;
  sheet.add({std::string(to_string(found.outcome)),
             known ? Sheet::Cell{} : Sheet::Cell{std::string(to_string(found.reason))},
             cell(found.line), cell(found.source), cell(found.device)});
  return sheet;
}

std::string_view explanation(subscriber::Reason reason, Language language) {
  using subscriber::Reason;
  static constexpr Text kPort{
      "many lines share this address: only the source port tells them apart",
      "このアドレスは複数の回線が共有しています。送信元ポートがなければ区別で"
      "きません"};
  static constexpr Text kSkew{
      "within the clocks' error more than one line had it, or for a moment nobody",
      "時計の誤差の範囲で、複数の回線が使ったか、誰も使っていない瞬間があります"};
  static constexpr Text kOverlap{"the operator's own records give it to two lines at once",
                                 "事業者の記録が、同時に二つの回線に割り当てています"};
  static constexpr Text kNotCovered{"no source covers this address; see `noroshi subscriber check`",
                                    "このアドレスを覆う情報源がありません。`noroshi subscriber "
                                    "check` を参照"};
  static constexpr Text kNoRecord{
      "the records know nobody at that time, or do not reach so far yet",
      "その時刻の記録がないか、記録がまだそこまで届いていません"};
  static constexpr Text kNotAssigned{"by the rule this port is nobody's",
                                     "規則では、このポートは誰にも割り当てられません"};
  static constexpr Text kUnknownLine{"the customer was computed, and is of no known line",
                                     "利用者は計算できましたが、対応する回線がわかりません"};
  static constexpr Text kRetired{"the records of that time are no longer kept",
                                 "その時刻の記録は、もう保存されていません"};
  switch (reason) {
    case Reason::None:
      return {};
    case Reason::NoSourcePort:
      return kPort.in(language);
    case Reason::ClockSkew:
      return kSkew.in(language);
    case Reason::OverlappingLeases:
      return kOverlap.in(language);
    case Reason::NotCovered:
      return kNotCovered.in(language);
    case Reason::NoRecord:
      return kNoRecord.in(language);
    case Reason::PortNotAssigned:
      return kNotAssigned.in(language);
    case Reason::UnknownLine:
      return kUnknownLine.in(language);
    case Reason::LogRetired:
      break;
  }
  return kRetired.in(language);
}

}  // namespace

Result<int> run_subscriber_find(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto sighting = NOROSHI_TRY(sighting_of(arguments));
  const auto settings = NOROSHI_TRY(subscriber::load_settings(arguments.positionals().front()));
  NOROSHI_CHECK(admit(arguments, settings.audit_file, context.language));
  subscriber::Survey survey;
  const auto resolver = NOROSHI_TRY(subscriber::make_resolver(settings, survey));
  const auto found = resolver->resolve(sighting);
  NOROSHI_CHECK(context.out.write(sheet_of(found).text(
      arguments.word("--format").value(), context.language, Zone(), context.terminal.colour)));
  const auto why = explanation(found.reason, context.language);
  if (!why.empty() && !arguments.given("--quiet")) context.note(std::string(why));
  return found.outcome == subscriber::Outcome::Found ? kDone : kCouldNot;
}

}  // namespace noroshi::cli
