// Opens whatever comes and walks from its trailer to everything that it leads to: no read beyond
// it, no endless walk; and what is written of an object reads the same.
#include <cstdlib>
#include <set>

#include "trust/pades/build.hpp"
#include "trust/pades/changes.hpp"

namespace {

using noroshi::pades::Object;
using noroshi::pades::ObjectPtr;
using noroshi::pades::Pdf;

constexpr std::size_t kMostSteps = 5000;

class Walk {
 public:
  explicit Walk(Pdf& pdf) : pdf_(pdf) {}

  void from(const ObjectPtr& object) {
    if (++steps_ > kMostSteps) return;
    if (object->is(Object::Kind::Stream)) (void)pdf_.contents(object);
    (void)noroshi::pades::text_of(*object);
    for (const auto& item : object->items) {
      const bool refers = item.is(Object::Kind::Reference);
      if (refers && !seen_.insert(item.reference.number).second) continue;
      from(pdf_.resolved(ObjectPtr(object, &item)));
    }
  }

 private:
  Pdf& pdf_;
  std::set<std::uint32_t> seen_{};
  std::size_t steps_ = 0;
};

void write_and_read(noroshi::der::View octets) {
  const auto object = noroshi::pades::Parser(octets).object();
  if (!object) return;
  const auto text = noroshi::pades::written(*object);
  const auto again = noroshi::pades::Parser(noroshi::der::view_of(text)).object();
  if (!again || noroshi::pades::written(*again) != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const noroshi::der::View octets(data, size);
  write_and_read(octets);
  auto pdf = Pdf::open(octets);
  if (!pdf) return 0;
  Walk(*pdf).from(pdf->trailer());
  for (const auto& field : noroshi::pades::form_fields(*pdf))
    (void)noroshi::pades::signature_dictionary(*pdf, field);
  auto older = Pdf::open(octets.first(size - size / 3));
  if (older) (void)noroshi::pades::changes_between(*older, *pdf);
  (void)pdf->remarks();
  return 0;
}
