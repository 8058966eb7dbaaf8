// Outputs: what is live, in the form that a firewall, a name server or a sensor takes.
//
//   GET /outputs/nft?collection=…&score=40              the whole
//   GET /outputs/nft?…&since=3f1c2a7e-17                what changed since that edition
//
// X-Noroshi-Edition names the edition, X-Noroshi-Content says "whole" or "delta".  Nothing is
// blocked that is wider than what was said: an address with a port stays one, and a form that has
// no ports leaves it out and counts it (X-Noroshi-Left-Out), unless `widen=address` asks otherwise.
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/output_shelf.hpp"

namespace noroshi::hub {
namespace {

Result<double> score_in(const Call& call) {
  const auto text = call.query.value("score");
  if (!text) return 0.0;
  double score = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), score);
  const bool whole = error == std::errc{} && end == text->data() + text->size();
  if (whole && score >= 0 && score <= 100) return score;
  return Error{Errc::InvalidInput, "score: a number from 0 to 100 is asked for"};
}

Result<OutputQuestion> question_of(const Call& call) {
  OutputQuestion question;
  question.score = NOROSHI_TRY(score_in(call));
  for (const std::string& name : call.query.list("collection")) {
    const auto collection = NOROSHI_TRY(collection_named(call.parts, call.caller, name));
    question.collections.push_back(collection.id);
  }
  return question;
}

/// A name goes into the head of files that other programs read.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

Result<share::Look> look_of(const Call& call, const Edition& edition) {
  share::Look look{.serial = edition.serial, .made = edition.made};
  const auto name = call.query.value("name");
  if (!name) return look;
  if (!is_plain_name(*name)) {
    return Error{Errc::InvalidInput, "name: up to 32 letters, digits and _ are asked for"};
  }
  look.name = *name;
  return look;
}

/// The address of "198.51.100.7:443", "[2001:db8::7]:443"; nothing of a name's end point.
std::optional<std::string> address_in(std::string_view endpoint) {
  std::string_view host = endpoint.substr(0, endpoint.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!net::Address::parse(host)) return std::nullopt;
  return std::string(host);
}

using Entries = std::vector<share::Entry>;
using Kept = std::shared_ptr<const Entries>;

/// End points that the form cannot carry, as the addresses they are at; sorted again.
Kept widened(share::Form form, const Entries& entries, const share::Look& look) {
  Entries wide = entries;
  for (share::Entry& one : wide) {
    if (one.kind != share::EntryKind::Endpoint || share::carries(form, one, look)) continue;
    auto address = address_in(one.value);
    if (!address) continue;
    one.kind = share::EntryKind::Address;
    one.value = std::move(*address);
  }
  // Of two that have become one, the surer word stands.
  std::sort(wide.begin(), wide.end(), [](const share::Entry& a, const share::Entry& b) {
    return a == b ? a.score > b.score : a < b;
  });
  wide.erase(std::unique(wide.begin(), wide.end()), wide.end());
  return std::make_shared<const Entries>(std::move(wide));
}

Result<bool> widens(const Call& call) {
  const auto text = call.query.value("widen");
  if (!text || *text == "address") return text.has_value();
  return Error{Errc::InvalidInput, "widen: address is all that is known"};
}

Result<http::Response> output(const Call& call, OutputShelf& shelf) {
  NOROSHI_CHECK(call.may_read());
  const auto form = NOROSHI_TRY(share::parse_form(call.named[0]));
  const auto question = NOROSHI_TRY(question_of(call));
  const bool widen = NOROSHI_TRY(widens(call));
  const Edition now = NOROSHI_TRY(shelf.newest(call.caller, question));
  const share::Look look = NOROSHI_TRY(look_of(call, now));
  const auto entries = [&](const Edition& edition) {
    return widen ? widened(form, *edition.entries, look) : edition.entries;
  };

  std::optional<Edition> before;  // a zone's changes are for IXFR (act/zone)
  const auto since = call.query.value("since");
  if (since && form != share::Form::Rpz) before = shelf.earlier(call.caller, question, *since);
  http::Response response{.content_type = std::string(share::media_type_of(form))};
  const Kept after = entries(now);
  response.body = before ? NOROSHI_TRY(share::written_change(form, *entries(*before), *after, look))
                         : NOROSHI_TRY(share::written(form, *after, look));
  const auto tally = share::tally(form, *after, look);
  call.counters.objects_out += tally.carried;
  response.headers = {{"X-Noroshi-Edition", now.tag},
                      {"X-Noroshi-Content", before ? "delta" : "whole"},
                      {"X-Noroshi-Entries", std::to_string(tally.carried)},
                      {"X-Noroshi-Left-Out", std::to_string(after->size() - tally.carried)},
                      {"X-Noroshi-Skipped", std::to_string(now.skipped)}};
  return response;
}

}  // namespace

std::vector<Route> output_routes(Parts& parts) {
  auto shelf = std::make_shared<OutputShelf>(parts);
  return {{"GET", "/outputs/{form}", [shelf](const Call& call) { return output(call, *shelf); }}};
}

}  // namespace noroshi::hub
