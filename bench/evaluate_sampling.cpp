// Writes docs/evaluation-sampling.md: `make eval`, by way of tools/eval.
//
//   evaluate_sampling PAGE CAPTURES [COEFFICIENTS]
//
// PAGE is written anew, but for its hand-written part; CAPTURES is the folder of labelled captures
// (left out of the page if it is not there); COEFFICIENTS is a file other than the built-in ones.
#include <cstdio>
#include <fmt/format.h>

#include "page_file.hpp"
#include "page_program.hpp"
#include "scale_page.hpp"

namespace noroshi::bench {
namespace {

Status run(const Words& words) {
  const auto labelled = NOROSHI_TRY(captures_in(words[1]));
  const c2::Coefficients coefficients = NOROSHI_TRY(coefficients_of(words, 2));
  const auto evaluation =
      NOROSHI_TRY(evaluate_scale(coefficients, labelled, {}, [](const std::string& part) {
        fmt::print(stderr, "{}\n", part);
      }));
  return write_page(words[0], page_of(evaluation));
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  return noroshi::bench::page_program(argc, argv, "evaluate_sampling PAGE CAPTURES [COEFFICIENTS]",
                                      noroshi::bench::run);
}
