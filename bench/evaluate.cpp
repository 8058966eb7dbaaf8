// Writes docs/evaluation.md: `make eval`, by way of tools/eval.
//
//   evaluate PAGE CAPTURES
//
// PAGE is written anew, but for its hand-written part; CAPTURES is the folder of labelled captures
// (skipped, with a word in the page, if it is not there).
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

#include "evaluation_page.hpp"
#include "page_file.hpp"

namespace noroshi::bench {
namespace {

constexpr unsigned kDraws = 5;

Status run(const std::string& page, const std::string& captures) {
  Evaluation evaluation;
  if (std::filesystem::exists(captures + "/truth.json")) {
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
  NOROSHI_CHECK(write_page(page, page_of(evaluation)));
  fmt::print(stderr, "written: {}\n", page);
  return {};
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: evaluate PAGE CAPTURES\n");
    return 2;
  }
  const noroshi::Status status = noroshi::bench::run(argv[1], argv[2]);
  if (status) return 0;
  fmt::print(stderr, "evaluate: {}\n", status.error().message);
  return 1;
}
