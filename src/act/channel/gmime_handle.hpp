// Ownership of GMime's objects, and its initialisation, once a process.
#pragma once

#include <gmime/gmime.h>
#include <memory>

namespace noroshi::channel {

struct Unref {
  template <class Object>
  void operator()(Object* object) const {
    g_object_unref(object);
  }
};

template <class Object>
using Handle = std::unique_ptr<Object, Unref>;

struct Free {
  void operator()(char* text) const { g_free(text); }
};

inline void start_gmime() {
  static const bool kStarted = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(kStarted);
}

}  // namespace noroshi::channel
