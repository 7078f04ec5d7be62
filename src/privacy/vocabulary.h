// The words that servers' own keys are made of. A user's name that equals one
// of them cannot be told from the server's text, so it is never searched for; a
// key made of other words is from a newer server, or forged by a name.

#pragma once

#include <string_view>

namespace telemetry {

// Whether the word is a part of a key that some server from 3.3.5 to 8.1.2 has.
bool is_vocabulary_word(std::string_view word);

// Whether the key is a whole one of known_keys.h, or all its parts are such
// words or numbers: those between '_', '-', '.', '[' and ']'.
bool is_known_key(std::string_view key);

}  // namespace telemetry
