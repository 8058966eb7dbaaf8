// Writes docs/evaluation-sampling.md: `make eval`, by way of tools/eval.
//
//   evaluate_sampling PAGE CAPTURES [COEFFICIENTS]
//
// PAGE is written anew, but for its hand-written part; CAPTURES is the folder of labelled captures
// (left out of the page if it is not there); COEFFICIENTS is a file other than the built-in ones.
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

#include "page_file.hpp"
#include "scale_page.hpp"

namespace noroshi::bench {
namespace {

Status run(const std::string& page, const std::string& captures, const char* model) {
  std::vector<lesson::Capture> labelled;
  if (std::filesystem::exists(captures + "/truth.json")) {
    labelled = NOROSHI_TRY(lesson::read_captures(captures));
  }
  c2::Coefficients coefficients = c2::built_in_coefficients();
  if (model != nullptr) coefficients = NOROSHI_TRY(c2::Coefficients::parse(text_of(model), model));
  const auto evaluation =
      NOROSHI_TRY(evaluate_scale(coefficients, labelled, {}, [](const std::string& part) {
        fmt::print(stderr, "{}\n", part);
      }));
  NOROSHI_CHECK(write_page(page, page_of(evaluation)));
  fmt::print(stderr, "written: {}\n", page);
  return {};
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    fmt::print(stderr, "usage: evaluate_sampling PAGE CAPTURES [COEFFICIENTS]\n");
    return 2;
  }
  const noroshi::Status status =
      noroshi::bench::run(argv[1], argv[2], argc == 4 ? argv[3] : nullptr);
  if (status) return 0;
  fmt::print(stderr, "evaluate_sampling: {}\n", status.error().message);
  return 1;
}
