// Whatever comes is told apart, read, judged and reported on: no crash, no endless work, the same
// report twice, and one that says invalid where nobody is trusted.
#include <cstdlib>

#include "trust/seal/read.hpp"
#include "trust/validate/validate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi;
  const auto octets = seal::unwrapped({data, data + size});
  if (!octets) return 0;
  constexpr std::string_view kContent = "a,b\n1,2\n";
  const std::vector<signature::Detached> contents{{"day.csv", der::view_of(kContent)}};
  const auto document = seal::read(*octets, contents);
  if (!document) return 0;
  const validate::Settings settings{.at = base::parse_rfc3339("2026-06-01T00:00:00Z").value()};
  const auto report = validate::validate(*document, settings);
  if (report.valid()) std::abort();  // there is no anchor
  const auto json = to_json(report);
  if (json != to_json(validate::validate(*document, settings))) std::abort();
  (void)to_text(report, Language::Japanese);
  (void)to_html(report, "fuzz", Language::English);
  return 0;
}
