// Writes docs/evaluation.md: `make eval`, by way of tools/eval.
//
//   evaluate PAGE CAPTURES
//
// PAGE is written anew, but for its hand-written part; CAPTURES is the folder of labelled captures
// (skipped, with a word in the page, if it is not there).
#include <cstdio>
#include <fmt/format.h>

#include "evaluation_page.hpp"
#include "page_file.hpp"
#include "page_program.hpp"

namespace noroshi::bench {
namespace {

constexpr unsigned kDraws = 5;

Status run(const Words& words) {
  const std::string& captures = words[1];
  Evaluation evaluation;
  if (has_captures(captures)) {
    fmt::print(stderr, "labelled captures\n");
    NOROSHI_CHECK(evaluate_captures(captures, kDraws, evaluation));
  } else {
    fmt::print(stderr, "labelled captures: skipped, no {}\n", captures);
  }
  fmt::print(stderr, "generated days\n");
  traffic::Scenario scenario;
  NOROSHI_CHECK(evaluate_days(scenario, {1, 2}, evaluation));
  scenario.subscribers *= 3;  // more innocents for the same botnets
  NOROSHI_CHECK(evaluate_days(scenario, {1}, evaluation));
  return write_page(words[0], page_of(evaluation));
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  return noroshi::bench::page_program(argc, argv, "evaluate PAGE CAPTURES", noroshi::bench::run);
}
