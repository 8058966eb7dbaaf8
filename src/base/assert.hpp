// NOROSHI_ASSERT: stops the program when we were wrong, in release builds too.
//
// For our own bugs only.  Never assert about input: bytes from outside are data (base/result.hpp).
#pragma once

#include <cstdio>
#include <cstdlib>

#define NOROSHI_ASSERT(condition)                                                                \
  do {                                                                                           \
    if (!(condition)) [[unlikely]] {                                                             \
      std::fprintf(stderr, "noroshi: bug: %s is false at %s:%d; please report it\n", #condition, \
                   __FILE__, __LINE__);                                                          \
      std::abort();                                                                              \
    }                                                                                            \
  } while (false)
