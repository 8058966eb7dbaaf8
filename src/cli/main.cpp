// The program: gathers what the outside says (words, environment, terminal) and runs.
#include <cstdlib>
#include <unistd.h>

#include "cli/interrupt.hpp"
#include "cli/run.hpp"

int main(int argc, char** argv) {
  using namespace noroshi::cli;
  listen_for_signals();
  FdSink out(STDOUT_FILENO, "standard output");
  FdSink err(STDERR_FILENO, "standard error");
  Context context{.language = noroshi::base::language_of_environment(
                      std::getenv("LC_ALL"), std::getenv("LC_MESSAGES"), std::getenv("LANG")),
                  .terminal = Terminal::detect(),
                  .out = out,
                  .err = err};
  const int status = run({argv + 1, argv + argc}, context);
  // After Ctrl-C a reader thread may still wait for a quiet pipe (input_stage.cpp): it must not
  // see the end of the statics.  All that had to be written is written.
  if (interrupted()) std::_Exit(status);
  return status;
}
