// Recordings whose names are replaced, consistently over all replies, by texts
// that try to get out; and reports as flat maps, to compare two of them.

#pragma once

#include <simdjson.h>

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/pipeline.h"

namespace telemetry::test {

// A server in memory. Replies are bytes, not JSON, so that names may be any.
class MemorySource : public InfoSource {
 public:
  using Bodies = std::map<std::string, std::string>;

  explicit MemorySource(Bodies bodies) : bodies_(std::move(bodies)) {}

  Result<Replies> ask(std::span<const std::string> commands) override {
    std::string body;
    for (const auto& command : commands)
      if (const auto at = bodies_.find(command); at != bodies_.end())
        body += at->second;
    return Replies({commands.begin(), commands.end()}, std::move(body));
  }

 private:
  Bodies bodies_;
};

// What a recording file holds: its replies, and `about` as the file says it.
struct RecordingFile {
  MemorySource::Bodies bodies;
  std::map<std::string, std::vector<std::string>> identifiers;

  static RecordingFile read(const std::string& name) {
    RecordingFile file;
    simdjson::dom::parser parser;
    const auto root = parser.load(recording_path(name)).value();
    for (const auto [command, body] : root["responses"].get_object())
      file.bodies.emplace(command, body.get_string().value());
    for (const auto [kind, names] : root["about"]["identifiers"].get_object())
      for (const auto each : names.get_array())
        file.identifiers[std::string(kind)].emplace_back(
            each.get_string().value());
    return file;
  }

  const std::vector<std::string>& names(const std::string& kind) const {
    static const std::vector<std::string> none;
    const auto at = identifiers.find(kind);
    return at == identifiers.end() ? none : at->second;
  }
};

inline void replace_all(std::string& text, std::string_view old,
                        std::string_view now) {
  for (std::size_t at = 0; (at = text.find(old, at)) != std::string::npos;
       at += now.size())
    text.replace(at, old.size(), now);
}

// A renaming: kind, old name, new name. Longer names go first, so that a name
// within another one is not taken for itself; and all at once, so that what
// was put in is not replaced again.
class Renaming {
 public:
  void add(std::string old, std::string now) {
    pairs_.emplace_back(std::move(old), std::move(now));
    std::ranges::sort(pairs_, [](const auto& a, const auto& b) {
      return a.first.size() > b.first.size();
    });
  }

  std::string operator()(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
      const auto* pair = find(text);
      out += pair == nullptr ? text.substr(0, 1) : pair->second;
      text.remove_prefix(pair == nullptr ? 1 : pair->first.size());
    }
    return out;
  }

  MemorySource::Bodies operator()(const MemorySource::Bodies& bodies) const {
    MemorySource::Bodies out;
    for (const auto& [command, body] : bodies)
      out[(*this)(command)] = (*this)(body);
    return out;
  }

 private:
  const std::pair<std::string, std::string>* find(std::string_view text) const {
    for (const auto& pair : pairs_)
      if (text.starts_with(pair.first)) return &pair;
    return nullptr;
  }

  std::vector<std::pair<std::string, std::string>> pairs_;
};

// What stands for an element in a path: of a record its names, since records
// stand in the order of their pseudonyms; else its number.
inline std::string record_name(simdjson::dom::element element,
                               std::size_t index) {
  std::string name;
  simdjson::dom::object object;
  if (element.get(object) == simdjson::SUCCESS)
    for (const auto* key : {"ns", "ns_name", "set", "set_name", "indexname"}) {
      std::string_view text;
      if (object[key].get(text) == simdjson::SUCCESS)
        name += std::string(text) + ' ';
    }
  return name.empty() ? std::to_string(index) : name;
}

// A report as path -> leaf; fails the test program when it is no JSON, or has a
// key twice.
using Flat = std::map<std::string, std::string>;

inline void flatten(simdjson::dom::element element, const std::string& path,
                    Flat& flat) {
  const auto put = [&](const std::string& at, std::string_view text) {
    if (!flat.emplace(at, text).second)
      throw std::runtime_error("a key twice: " + at);
  };
  switch (element.type()) {
    case simdjson::dom::element_type::OBJECT:
      put(path + "/{}", "");
      for (const auto [key, value] : element.get_object())
        flatten(value, path + '/' + std::string(key), flat);
      break;
    case simdjson::dom::element_type::ARRAY: {
      put(path + "/[]", "");
      std::size_t index = 0;
      for (const auto value : element.get_array()) {
        auto place = path + '/' + record_name(value, index++);
        while (flat.contains(place + "/{}")) place += '+';
        flatten(value, place, flat);
      }
      break;
    }
    default:
      put(path, element.get_string().value());
  }
}

inline Flat flatten(std::string_view json) {
  simdjson::dom::parser parser;
  Flat flat;
  flatten(parser.parse(json).value(), "", flat);
  return flat;
}

// What is in every canary that may be told from anything a server says.
inline constexpr std::string_view card = "4111111111111111";

// Every one of them must not occur in any report.
inline const std::vector<std::string>& markers() {
  static const std::vector<std::string> all = {
      std::string(card), "203.0.113.9", "dead:beef", "0A:1B:2C:3D:4E:5F",
      "0a1b2c3d4e5f",    "/canary",     "@canary",   "canary",
      "CANARY",          "BB9DEADBEEF", "leak=",     "forged"};
  return all;
}

// Names without separators: a report on a server that has them differs from one
// that has not in their pseudonyms alone.
inline std::vector<std::string> plain_canaries() {
  return {"memory",
          "read",
          "objects",
          "true",
          "false",
          "42",
          "0",
          "-1",
          "1.5",
          "device",
          "any",
          "null",
          "NULL",
          "withheld",
          "disable-eviction",
          "uptime",
          "udf",
          "debian",
          "Intel",
          "Aerospike",
          "el8",
          "x86_64",
          "GenuineIntel",
          "a",
          "Z9",
          "de",
          std::string(card),
          "203.0.113.9",
          "canary@canary.example",
          "0a1b2c3d4e5f",
          "BB9DEADBEEF00",
          "d41d8cd98f00b204e9800998ecf8427e",
          "canary.example.com",
          "canary\"quote",
          "canary\\back",
          "\xff\xfe\xc0\x80",
          "\xc3\xa9t\xc3\xa9",
          "\x7f\x01"};
}

// Names that look like the protocol's own text, or like JSON.
inline std::vector<std::string> breaking_canaries() {
  const std::string number(card);
  return {"a:b",
          "a;b",
          "a=b",
          "a,b",
          "a|b",
          "{canary}",
          "[canary]",
          "{canary}-read",
          "a/b",
          "a b",
          ":",
          ";",
          "=",
          ";;",
          "::",
          "canary\nx",
          "canary\tx",
          "canary\r\nx",
          std::string("canary\0x", 8),
          "\",\"canary\":\"x",
          "\"}{\"canary\":[1,2]",
          "</script>",
          "dead:beef::1",
          "0A:1B:2C:3D:4E:5F",
          "[dead:beef::1]:3000",
          "/canary/secret",
          "203.0.113.9:3000",
          "card:" + number,
          "x:objects=" + number,
          "x:n_objects=" + number,
          "x:num_bins=" + number,
          "x:tombstones=" + number,
          "x:n-bytes-memory=" + number,
          "x:objects=" + number + ":tombstones=" + number,
          "x:sync_state=" + number,
          "x:state=RW:type=" + number,
          "x:leak=" + number,
          "x;objects=" + number,
          "x;leak=" + number,
          "x;read_write=" + number,
          "x;ns=NS:set=y:objects=" + number,
          "x;ns=NS:set=y:objects=" + number + ";",
          "x;ns=NS:set=y:objects=" + number + ";z",
          "x;ns=NS:set=y:objects=" + number + ";ns=NS:set=z",
          "x;ns_name=NS:set_name=y:n_objects=" + number + ";z",
          "x:objects=" + number + ";ns=NS:set=z",
          "x;ns=NS:indexname=i:num_bins=" + number + ";z",
          "x\nnode\tBB9DEADBEEF00",
          "x\nstatistics\tuptime=" + number,
          "x\nsets\tns=NS:set=y:objects=" + number,
          "x\nudf-list\t",
          "x\nnode\t203.0.113.9",
          "x\nlatencies:\tbatch-index:msec," + number,
          "x\nservices\t203.0.113.9:3000",
          "x\npartition-generation\t" + number};
}

inline std::string random_name(std::mt19937& random, std::size_t longest) {
  // Half of them of any bytes, half of what the protocol is made of.
  static constexpr std::string_view pieces =
      ":;=,|{}[]\n\t nsetobjc0123456789._-/\"\\";
  std::string name(1 + random() % longest, '\0');
  const bool any = random() % 2 == 0;
  for (auto& c : name)
    c = any ? static_cast<char>(random() & 0xff)
            : pieces[random() % pieces.size()];
  return name;
}

}  // namespace telemetry::test
