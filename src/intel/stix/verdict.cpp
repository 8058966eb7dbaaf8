// See checker.hpp.

#include <fmt/format.h>

#include "intel/stix/checker.hpp"

namespace noroshi::stix {

void Verdict::add(Weight weight, std::string property, std::string_view rule, std::string message) {
  // One hostile object must not fill the memory with complaints; it is refused all the same.
  constexpr std::size_t kEnough = 64;
  refused_ = refused_ || weight == Weight::Error;
  ++said_;
  if (said_ > kEnough) return;
  if (said_ == kEnough) {
    out_.push_back({weight, object_, "", "more", "there is more to say about this object"});
    return;
  }
  out_.push_back({weight, object_, std::move(property), std::string(rule), std::move(message)});
}

void Verdict::fatal(const Node& at, std::string_view rule, std::string message) {
  add(Weight::Error, tree_.pointer(at), rule, std::move(message));
}

void Verdict::error(const Node& at, std::string_view rule, std::string message) {
  add(weight_of_error(), tree_.pointer(at), rule, std::move(message));
}

void Verdict::warning(const Node& at, std::string_view rule, std::string message) {
  add(Weight::Warning, tree_.pointer(at), rule, std::move(message));
}

void Verdict::custom(const Node& at, std::string_view rule, std::string message) {
  add(policy_.allow_custom ? Weight::Warning : Weight::Error, tree_.pointer(at), rule,
      std::move(message));
}

void Verdict::missing(const Node& object, std::string_view property, std::string_view rule,
                      std::string message) {
  add(weight_of_error(), fmt::format("{}/{}", tree_.pointer(object), property), rule,
      std::move(message));
}

std::string_view text_of(const Tree& tree, const Node& object, std::string_view key) {
  const Node* node = tree.find(object, key);
  return node != nullptr && node->kind == Kind::String ? node->value : std::string_view{};
}

}  // namespace noroshi::stix
