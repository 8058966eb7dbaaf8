#include "act/notify/routed_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hex.hpp"
#include "base/json_string.hpp"
#include "io/line_reader.hpp"

namespace noroshi::notify {
namespace {

using Json = nlohmann::json;

Error cut(const io::Input& input, std::string_view why) {
  return {Errc::InvalidInput,
          fmt::format("{}: {}; the events before it are good: fetch the file again and take it "
                      "again, nothing counts twice",
                      input.name(), why)};
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

/// The octets of the member "event", which a writer puts last.
std::string_view event_in(std::string_view line) {
  constexpr std::string_view kMember = ",\"event\":";
  const auto at = line.find(kMember);
  if (at == std::string_view::npos || !line.ends_with('}')) return {};
  line.remove_prefix(at + kMember.size());
  line.remove_suffix(1);
  return line;
}

class RoutedReader final : public EventReader {
 public:
  RoutedReader(io::Input& input, io::Rejects& rejects)
      : input_(input), rejects_(rejects), lines_(input, rejects) {}

  Status read_head() {
    const auto line = NOROSHI_TRY(lines_.next());
    const Json json = Json::parse(line.value_or(""), nullptr, false);
    if (!json.is_object() || text_of(json, "format") != kRoutedFormat) {
      return Error{Errc::InvalidInput,
                   fmt::format("{}: the first line is no head of {}: a newer Noroshi's file?",
                               input_.name(), kRoutedFormat)};
    }
    const auto until = base::parse_rfc3339(text_of(json, "until"));
    envelope_ = {.operator_id = text_of(json, "operator"),
                 .batch = number_of(json, "batch"),
                 .until = until.value_or(0),
                 .events = number_of(json, "events")};
    if (envelope_.operator_id.empty() || !until) {
      return Error{Errc::InvalidInput,
                   input_.name() + ": the first line names no operator, or no time until which"};
    }
    digest(*line);
    return {};
  }

  Result<bool> next(Incoming& event) override {
    while (!done_) {
      const auto line = NOROSHI_TRY(lines_.next());
      if (!line) return cut(input_, "it ends without its last line");
      if (line->starts_with("{\"sha256\"")) {
        NOROSHI_CHECK(check_foot(*line));
        continue;
      }
      digest(*line);
      if (NOROSHI_TRY(take(*line, event))) return true;
    }
    return false;
  }

  [[nodiscard]] std::string_view form() const override { return "routed"; }
  [[nodiscard]] const Envelope* envelope() const override { return &envelope_; }

 private:
  void digest(std::string_view line) {
    digest_.add(line);
    digest_.add("\n");
    ++count_;
  }

  Result<bool> take(std::string_view line, Incoming& event) {
    const auto body = event_in(line);
    const auto head = Json::parse(
        std::string(line.substr(0, line.size() - std::min(body.size() + 1, line.size()))) +
            (body.empty() ? "" : "null}"),
        nullptr, false);
    if (body.empty() || !head.is_object() ||
        base::from_hex(text_of(head, "hash")) != sha256(body)) {
      NOROSHI_CHECK(rejects_.add("the hash is not that of the event", lines_.place()));
      return false;
    }
    auto host = model::infected_host_from_json(body);
    if (!host) {
      NOROSHI_CHECK(rejects_.add("no infected host", lines_.place()));
      return false;
    }
    event = {.host = *std::move(host), .body = std::string(body)};
    return true;
  }

  Status check_foot(std::string_view line) {
    done_ = true;
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_object() && number_of(json, "lines") == count_ &&
        base::from_hex(text_of(json, "sha256")) == digest_.finish()) {
      return {};
    }
    return cut(input_, "its last line is not the hash of the others");
  }

  io::Input& input_;
  io::Rejects& rejects_;
  io::LineReader lines_;
  Envelope envelope_;
  Sha256 digest_;
  std::uint64_t count_ = 0;
  bool done_ = false;
};

}  // namespace

Result<EventReaderPtr> make_routed_reader(io::Input& input, io::Rejects& rejects) {
  auto reader = std::make_unique<RoutedReader>(input, rejects);
  NOROSHI_CHECK(reader->read_head());
  return EventReaderPtr(std::move(reader));
}

std::string RoutedWriter::counted(std::string line) {
  line += '\n';
  digest_.add(line);
  ++lines_;
  return line;
}

std::string RoutedWriter::head(const Envelope& envelope) {
  return counted(
      fmt::format(R"({{"format":"{}","operator":{},"batch":{},"until":"{}","events":{}}})",
                  kRoutedFormat, base::json_string(envelope.operator_id), envelope.batch,
                  base::to_rfc3339(envelope.until), envelope.events));
}

std::string RoutedWriter::event(std::uint64_t number, std::string_view hash,
                                std::string_view body) {
  return counted(
      fmt::format(R"({{"number":{},"hash":"{}","event":{}}})", number, base::to_hex(hash), body));
}

std::string RoutedWriter::foot() {
  return fmt::format("{{\"sha256\":\"{}\",\"lines\":{}}}\n", base::to_hex(digest_.finish()),
                     lines_);
}

}  // namespace noroshi::notify
