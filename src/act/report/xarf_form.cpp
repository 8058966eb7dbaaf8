// XARF v4 (xarf-spec, schemas/v4: xarf-core.json and types/infrastructure-botnet.json).
//
// Category infrastructure, type botnet: "botnet infections and compromised systems", the one that
// asks the operator to help a subscriber.  Its required members beyond the core: none but
// compromise_evidence.  Victims of attacks get no report: XARF says what an address did wrong.
#include <algorithm>
#include <fmt/format.h>

#include "act/report/digest.hpp"
#include "act/report/forms.hpp"
#include "act/report/text.hpp"
#include "intel/registry/document.hpp"

namespace noroshi::report {
namespace {

constexpr std::string_view kVersion = "4.2.0";
constexpr std::size_t kLongestName = 200;          // contact_info.org, malware_family
constexpr std::size_t kLongestDescription = 1000;  // description

// At most `most` octets, never within a character.
std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most));
}

std::string member(std::string_view name, std::string_view value) {
  return fmt::format(",\"{}\":{}", name, json(value));
}

std::string contact(const Reporter& reporter) {
  return fmt::format("{{\"org\":{},\"contact\":{},\"domain\":{}}}",
                     json(cut(clean(reporter.organisation), kLongestName)), json(reporter.contact),
                     json(reporter.domain()));
}

// A predicate of a tag: [a-z0-9][a-z0-9_+-.]*
std::string tag_word(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    out += fits ? c : '-';
  }
  const auto begin = out.find_first_not_of('-');
  return begin == std::string::npos ? "unknown" : out.substr(begin);
}

std::string ports_text(const model::InfectedHost& host) {
  std::string out;
  for (const auto& port : host.ports) out.append(out.empty() ? "" : ", ").append(port);
  return out.empty() ? "no port" : out;
}

std::string compromise(const model::InfectedHost& host) {
  auto text =
      fmt::format("Behaves like {}: asked for {} with {} packets to {} unused addresses.",
                  host.family, ports_text(host), grouped(host.packets), grouped(host.targets));
  for (const auto& one : host.evidence) {
    if (one.weight > 0) text += " " + one.text + ".";
  }
  return cut(clean(text), kLongestDescription);
}

// The sightings as a small table: what a provider with shared addresses looks up.
std::string sightings_table(const model::InfectedHost& host) {
  std::string out = "time_utc,clock_error_s,source,source_port,protocol,destination_port\n";
  for (const auto& one : host.sightings) {
    out += fmt::format("{},{},{},{},{},{}\n", base::to_rfc3339(one.time),
                       base::seconds(one.clock_error), host.address.to_string(),
                       one.source_port ? std::to_string(*one.source_port) : "",
                       model::protocol_name(one.protocol), one.destination_port);
  }
  return out;
}

std::string evidence(const model::InfectedHost& host) {
  if (host.sightings.empty()) return {};
  const auto table = sightings_table(host);
  return fmt::format(
      ",\"evidence\":[{{\"content_type\":\"text/csv\",\"description\":\"Packets to unused "
      "addresses; "
      "destinations withheld\",\"payload\":\"{}\",\"hash\":\"sha256:{}\",\"size\":{}}}]",
      base64(table), sha256_hex(table), table.size());
}

std::string report_of(const Infected& one, const Selection& selection, const Reporter& reporter) {
  const auto& host = one.host;
  const auto last =
      std::find_if(host.sightings.rbegin(), host.sightings.rend(),
                   [](const auto& sighting) { return sighting.source_port.has_value(); });
  const bool has_port = last != host.sightings.rend();
  const auto time = has_port
                        ? last->time
                        : (host.sightings.empty() ? host.last_seen : host.sightings.back().time);
  const auto name = fmt::format("{}/{}/{}/{}", selection.sensor, host.address.to_string(),
                                selection.begin, host.family);
  auto out = fmt::format("{{\"xarf_version\":\"{}\",\"report_id\":\"{}\"", kVersion, uuid_of(name));
  out += member("timestamp", base::to_rfc3339(time));
  out += fmt::format(",\"reporter\":{0},\"sender\":{0}", contact(reporter));
  out += member("source_identifier", host.address.to_string());
  // A port of 0 is none to XARF (minimum 1).
  if (has_port && *last->source_port > 0) {
    out += fmt::format(",\"source_port\":{}", *last->source_port);
  }
  out += R"(,"category":"infrastructure","type":"botnet","evidence_source":"traffic_analysis")";
  out += member("first_seen", base::to_rfc3339(host.first_seen));
  out += member("last_seen", base::to_rfc3339(host.last_seen));
  out += member("malware_family", cut(host.family, kLongestName));
  out += member("compromise_evidence", compromise(host));
  out += fmt::format(",\"confidence\":{:.3g}", std::clamp(host.probability, 0.0, 1.0));
  out += fmt::format(",\"tags\":[\"malware:{}\",\"standing:{}\"]", tag_word(host.family),
                     to_string(host.standing));
  return out + evidence(host) + "}\n";
}

}  // namespace

Result<Reporter> Reporter::parse(std::string_view text) {
  const auto open = text.find('<');
  const auto close = text.rfind('>');
  const bool shaped = open != std::string_view::npos && close == text.size() - 1 && open < close;
  if (shaped) {
    auto name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    Reporter out{.organisation = std::string(name),
                 .contact = std::string(text.substr(open + 1, close - open - 1))};
    if (registry::is_name(out.organisation) && registry::is_mail_address(out.contact)) return out;
  }
  return Error{Errc::InvalidUsage,
               fmt::format("'{}' is no reporter; write \"Example CSIRT <report@csirt.example>\"",
                           clean(text.substr(0, 96)))};
}

std::string Reporter::domain() const { return contact.substr(contact.find('@') + 1); }

std::string xarf_form(const Selection& selection, const Reporter& reporter) {
  std::string out;
  for (const auto& one : selection.infected) {
    if (one.host.standing != model::Standing::Cleared) out += report_of(one, selection, reporter);
  }
  return out;
}

}  // namespace noroshi::report
