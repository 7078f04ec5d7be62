// The whole raw half from what a server and a host say to the bytes that would
// be posted (session.h says what the input is). Whatever they say:
//
//   - the audit accepts the report: no text of a server can stop the reports of
//     its owner;
//   - the bytes are JSON, and no canary is in them.
//
// FUZZ_PAYLOADS=FILE in the environment appends each payload to a file, a line
// each, for a look by the schema.

#include <rapidjson/reader.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "audit/audit.h"
#include "fuzz.h"
#include "privacy/anonymize.h"
#include "privacy/explain.h"
#include "server/collect.h"
#include "server/plan.h"
#include "session.h"

using namespace telemetry;
using namespace telemetry::fuzz;

namespace {

// Another one for each input (FNV-1a), or the fuzzer learns a pseudonym and
// gives a namespace its text.
SecretKey key(std::string_view input) {
  std::uint64_t state = 0xcbf29ce484222325;
  const auto step = [&](unsigned char c) {
    state = (state ^ c) * 0x100000001b3;
    return static_cast<unsigned char>(state >> 56);
  };
  for (const char c : input) step(static_cast<unsigned char>(c));
  std::array<unsigned char, SecretKey::size> bytes = {};
  for (auto& byte : bytes) byte = step(1);
  return SecretKey(bytes);
}

// As a word: not inside another one.
bool holds_word(std::string_view text, std::string_view word) {
  const auto in_word = [](char c) {
    return is_alpha(c) || is_digit(c) || c == '_';
  };
  for (auto at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool before = in_word(text[at - 1]) && in_word(word.front());
    if (!before && !(in_word(text[end]) && in_word(word.back()))) return true;
  }
  return false;
}

// Only a name that the server told as a name is one.
bool is_namespace(const Sections& server) {
  return std::ranges::any_of(server.namespaces, [](const auto& each) {
    return each.name == canary_namespace;
  });
}

void check_canaries(std::string_view payload, const Sections& server) {
  for (const auto never :
       {canary_address6, canary_path, canary_mail, canary_mac})
    require(!holds_word(payload, never),
            "no address, path or mail address leaves");
  // A build is numbers with dots, so a server may call its build an address.
  const auto is_build = [&](Field field) {
    return text_of(server, field).contains(canary_address);
  };
  if (!is_build(Field::build) && !is_build(Field::version))
    require(!holds_word(payload, canary_address), "no address leaves");
  if (is_namespace(server))
    require(!holds_word(payload, canary_namespace), "no namespace's name");
  require(!holds_word(payload, canary_cluster), "no cluster's name");
  require(!holds_word(payload, canary_set), "no set's name");
}

void check_json(std::string_view payload) {
  const std::string copy(payload);
  rapidjson::StringStream stream(copy.c_str());
  rapidjson::BaseReaderHandler<> nothing;
  rapidjson::Reader reader;
  const bool read = static_cast<bool>(reader.Parse(stream, nothing));
  require(read, "a second parser reads the payload");
}

void keep(std::string_view payload) {
  static const char* const file = std::getenv("FUZZ_PAYLOADS");
  if (file != nullptr) std::ofstream(file, std::ios::app) << payload << '\n';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto input = text_of(data, size);
  Session session(input);
  const bool full = (session.flags() & 1) != 0;
  const bool late = (session.flags() & 2) != 0;  // full when uptime is known
  const bool explains = (session.flags() & 4) != 0;
  const bool brief = (session.flags() & 8) != 0;
  const auto collected = collect(session, [=](auto uptime) {
    const bool daily = full && (!late || uptime);
    Channels channels;
    if (!brief) channels.add(Channel::usage).add(Channel::host);
    return Wanted{daily ? Channels::all() : channels, daily, late};
  });
  if (!collected) {
    require_one_line(collected.error().message);
    return 0;
  }
  const auto host = session.host();
  const AgentFacts agent = {.now = 1'800'000'000,
                            .interval = 600,
                            .email = "",
                            .outward_address = std::string(canary_address)};
  Legend legend;
  const Pseudonymizer plain(key(input));
  const Pseudonymizer telling(plain, legend);
  const auto& names = explains ? telling : plain;
  const auto json = anonymize(*collected, host, agent, names);
  const auto payload = audit(json, collected->channels, "");
  if (!payload) std::fprintf(stderr, "%s\n", payload.error().c_str());
  require(payload.has_value(), "the audit accepts what the anonymiser makes");
  check_canaries(payload->bytes(), *collected);
  check_json(payload->bytes());
  if (explains) explain_report(json, legend, {});
  keep(payload->bytes());
  return 0;
}
