#include "intel/pattern/hash_form.hpp"

#include <algorithm>
#include <array>

namespace noroshi::pattern {
namespace {

struct Form {
  std::string_view name;  // upper case, no hyphens
  std::array<std::size_t, 6> digits;
};

constexpr std::array<Form, 13> kForms{{{"MD5", {32}},
                                       {"MD6", {32, 40, 56, 64, 96, 128}},
                                       {"RIPEMD160", {40}},
                                       {"SHA1", {40}},
                                       {"SHA224", {56}},
                                       {"SHA256", {64}},
                                       {"SHA384", {96}},
                                       {"SHA512", {128}},
                                       {"SHA3224", {56}},
                                       {"SHA3256", {64}},
                                       {"SHA3384", {96}},
                                       {"SHA3512", {128}},
                                       {"WHIRLPOOL", {128}}}};

constexpr std::string_view kSsdeep = "SSDEEP";

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// `name` written as algorithms are: any case, hyphens anywhere.
bool names(std::string_view name, std::string_view algorithm) {
  std::size_t place = 0;
  for (const char c : name) {
    if (c == '-') continue;
    if (place == algorithm.size() || upper(c) != algorithm[place]) return false;
    ++place;
  }
  return place == algorithm.size();
}

const Form* form_of(std::string_view name) {
  const auto* const found = std::find_if(kForms.begin(), kForms.end(),
                                         [&](const Form& form) { return names(name, form.name); });
  return found == kForms.end() ? nullptr : found;
}

bool is_digit(char c) { return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'F'); }

bool is_ssdeep(std::string_view text) {
  constexpr std::size_t kMost = 128;
  return !text.empty() && text.size() <= kMost && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'Z') || c == '/' || c == '+' ||
           c == ':' || c == '.';
  });
}

}  // namespace

std::string_view hash_algorithm(const Path& path) {
  const auto& last = path.steps.back();
  if (path.steps.size() < 2 || last.kind != Step::Kind::Key) return {};
  const bool hashes = std::any_of(path.steps.begin(), path.steps.end() - 1, [](const Step& step) {
    return step.kind == Step::Kind::Key && step.key == "hashes";
  });
  if (!hashes || (form_of(last.key) == nullptr && !names(last.key, kSsdeep))) return {};
  return last.key;
}

bool is_hash(std::string_view algorithm, std::string_view text) {
  if (names(algorithm, kSsdeep)) return is_ssdeep(text);
  const auto* const form = form_of(algorithm);
  return form != nullptr && std::all_of(text.begin(), text.end(), is_digit) && !text.empty() &&
         std::find(form->digits.begin(), form->digits.end(), text.size()) != form->digits.end();
}

}  // namespace noroshi::pattern
