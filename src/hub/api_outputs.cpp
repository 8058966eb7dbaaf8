// Outputs: what is live, in the form that a firewall, a name server or a sensor takes.
//
//   GET /outputs/rpz?collection=…&score=40          the whole
//   GET /outputs/nft?…&since=7                      what changed since edition 7
//
// X-Noroshi-Serial names the edition; X-Noroshi-Content says "whole" or "delta".
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/output_shelf.hpp"

namespace noroshi::hub {
namespace {

template <class Number>
Result<std::optional<Number>> number_in(const Call& call, std::string_view name) {
  const auto text = call.query.value(name);
  if (!text) return std::optional<Number>{};
  Number number{};
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || !(number >= 0)) {
    return Error{Errc::InvalidInput, fmt::format("{}: a number is asked for", name)};
  }
  return std::optional(number);
}

Result<OutputQuestion> question_of(const Call& call) {
  OutputQuestion question;
  question.score = NOROSHI_TRY(number_in<double>(call, "score")).value_or(0);
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

Result<http::Response> output(const Call& call, OutputShelf& shelf) {
  NOROSHI_CHECK(call.may_read());
  const auto form = NOROSHI_TRY(share::parse_form(call.named[0]));
  const auto question = NOROSHI_TRY(question_of(call));
  const auto since = NOROSHI_TRY(number_in<std::uint64_t>(call, "since"));
  const Edition now = NOROSHI_TRY(shelf.newest(call.caller, question));
  share::Look look{.serial = now.serial, .made = now.made};
  if (const auto name = call.query.value("name")) {
    if (!is_plain_name(*name)) {
      return Error{Errc::InvalidInput, "name: up to 32 letters, digits and _ are asked for"};
    }
    look.name = *name;
  }

  std::optional<Edition> before;
  if (since) before = shelf.earlier(call.caller, question, *since);
  http::Response response{.content_type = std::string(share::media_type_of(form))};
  response.body =
      before ? NOROSHI_TRY(share::written_change(form, *before->entries, *now.entries, look))
             : NOROSHI_TRY(share::written(form, *now.entries, look));
  call.counters.objects_out += now.entries->size();
  response.headers = {{"X-Noroshi-Serial", std::to_string(now.serial)},
                      {"X-Noroshi-Content", before ? "delta" : "whole"},
                      {"X-Noroshi-Skipped", std::to_string(now.skipped)}};
  return response;
}

}  // namespace

std::vector<Route> output_routes(Parts& parts) {
  auto shelf = std::make_shared<OutputShelf>(parts);
  return {{"GET", "/outputs/{form}", [shelf](const Call& call) { return output(call, *shelf); }}};
}

}  // namespace noroshi::hub
