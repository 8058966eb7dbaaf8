// The texts that stand until an operator writes its own.
//
// What must stay true of them: they say what was seen and what to do, accuse nobody, ask for no
// password and no payment, carry no link, and tell how to check that the message is genuine.
#pragma once

#include <span>
#include <string_view>

#include "base/language.hpp"

namespace noroshi::channel {

struct BuiltInText {
  std::string_view name;  ///< "mail", "advice-general"
  base::Text text;        ///< not filled in by fmt: its braces are those of Texts
};

std::span<const BuiltInText> built_in_texts();

}  // namespace noroshi::channel
