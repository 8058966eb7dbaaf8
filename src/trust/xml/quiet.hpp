// libxml2 speaks to standard error unless told otherwise; here only `cli` prints.
#pragma once

#include <libxml/xmlerror.h>

namespace noroshi::xml {

/// While it lives, what libxml2 has to say on this thread is kept from standard error.
class Quiet {
 public:
  Quiet()
      : structured_(xmlStructuredError),
        structured_context_(xmlStructuredErrorContext),
        generic_(xmlGenericError),
        generic_context_(xmlGenericErrorContext) {
    xmlSetStructuredErrorFunc(nullptr, hear_structured);
    xmlSetGenericErrorFunc(nullptr, hear);
  }
  ~Quiet() {
    xmlSetStructuredErrorFunc(structured_context_, structured_);
    xmlSetGenericErrorFunc(generic_context_, generic_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  static void hear_structured(void*, xmlErrorPtr) {}
  static void hear(void*, const char*, ...) {}  // NOLINT(cert-dcl50-cpp): libxml2's signature

  xmlStructuredErrorFunc structured_;
  void* structured_context_;
  xmlGenericErrorFunc generic_;
  void* generic_context_;
};

}  // namespace noroshi::xml
