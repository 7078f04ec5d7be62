#include "support/replay_faults.h"

#include <algorithm>
#include <cstdint>

namespace telemetry::test {

namespace {

constexpr std::size_t header_size = 8;

void set_size(std::string& frame, std::uint64_t size) {
  for (std::size_t i = 0; i < 6; ++i)
    frame[header_size - 1 - i] = static_cast<char>(size >> (8 * i));
}

std::size_t body_size(const Delivery& d) {
  return d.bytes.size() - header_size;
}

std::size_t number(const std::string& argument, std::size_t otherwise) {
  return argument.empty() ? otherwise : std::stoul(argument);
}

void rename_lines(Answer& a, const std::string&) {
  for (auto& line : a.lines)
    if (!line.empty()) line.insert(0, "x-");
}

void twice(Answer& a, const std::string&) {
  for (auto& line : a.lines) line += line;
}

void backwards(Answer& a, const std::string&) { std::ranges::reverse(a.lines); }

// Puts `text` before the newline that ends each line.
void append_to_values(Answer& a, std::string_view text) {
  for (auto& line : a.lines)
    if (line.ends_with('\n')) line.insert(line.size() - 1, text);
}

void replace_value(Answer& a, std::string_view command,
                   std::string_view value) {
  for (std::size_t i = 0; i < a.commands.size(); ++i)
    if (a.commands[i] == command)
      a.lines[i] = a.commands[i] + '\t' + std::string(value) + '\n';
}

void whole(Answer& a, std::string_view text) {
  a.lines.assign(1, std::string(text));
}

constexpr Fault faults[] = {
    {"refuse", "nobody listens on the port", nullptr, nullptr, nullptr},
    {"close-at-accept", "closes each connection at once", nullptr, nullptr,
     nullptr},
    {"silent", "accepts, reads and says nothing", nullptr, nullptr,
     [](Delivery& d, const std::string&) { d.bytes.clear(); }},
    {"slow", "one byte every ARG ms (1000)", nullptr, nullptr,
     [](Delivery& d, const std::string& argument) {
       d.per_byte = std::chrono::milliseconds(number(argument, 1000));
     }},
    {"close-in-header", "closes after 4 bytes", nullptr, nullptr,
     [](Delivery& d, const std::string&) {
       d.bytes.resize(4);
       d.after = Delivery::After::close;
     }},
    {"close-mid-body", "closes after half of the body", nullptr, nullptr,
     [](Delivery& d, const std::string&) {
       d.bytes.resize(header_size + body_size(d) / 2);
       d.after = Delivery::After::close;
     }},
    {"reset-mid-body", "resets the connection after half of the body", nullptr,
     nullptr,
     [](Delivery& d, const std::string&) {
       d.bytes.resize(header_size + body_size(d) / 2);
       d.after = Delivery::After::reset;
     }},
    {"bad-version", "frame version ARG (3)", nullptr, nullptr,
     [](Delivery& d, const std::string& argument) {
       d.bytes[0] = static_cast<char>(number(argument, 3));
     }},
    {"bad-type", "frame type ARG (3)", nullptr, nullptr,
     [](Delivery& d, const std::string& argument) {
       d.bytes[1] = static_cast<char>(number(argument, 3));
     }},
    {"size-0", "a bare header", nullptr, nullptr,
     [](Delivery& d, const std::string&) {
       d.bytes.resize(header_size);
       set_size(d.bytes, 0);
     }},
    {"size-huge", "a header that announces 2^47 bytes, then the body", nullptr,
     nullptr,
     [](Delivery& d, const std::string&) {
       set_size(d.bytes, std::uint64_t{1} << 47);
     }},
    {"short-body", "the body is ARG (10) bytes shorter than said", nullptr,
     nullptr,
     [](Delivery& d, const std::string& argument) {
       set_size(d.bytes, body_size(d) + number(argument, 10));
     }},
    {"long-body", "ARG (10) bytes more than said follow", nullptr, nullptr,
     [](Delivery& d, const std::string& argument) {
       d.bytes.append(number(argument, 10), 'x');
     }},
    {"http", "speaks another protocol", nullptr, nullptr,
     [](Delivery& d, const std::string&) {
       d.bytes = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
       d.after = Delivery::After::close;
     }},
    {"unknown-names", "every line has a name that was not asked", nullptr,
     rename_lines, nullptr},
    {"swapped-order", "the lines in reverse order", nullptr, backwards,
     nullptr},
    {"repeated-lines", "every line twice", nullptr, twice, nullptr},
    {"sets-32MiB", "as many sets as fill ARG MiB (32)",
     [](ServerModel& model, const std::string& argument) {
       model.grow_sets(number(argument, 32) << 20);
     },
     nullptr, nullptr},
    {"invalid-utf8", "bytes that are no UTF-8 end every value", nullptr,
     [](Answer& a, const std::string&) {
       append_to_values(a, "\xff\xc0\xaf\xed\xa0\x80");
     },
     nullptr},
    {"nul-bytes", "a NUL ends every value", nullptr,
     [](Answer& a, const std::string&) {
       append_to_values(a, std::string_view("\0", 1));
     },
     nullptr},
    {"hostile-sets", "set names that a client chose to break a parser", nullptr,
     [](Answer& a, const std::string&) {
       replace_value(a, "sets",
                     "ns=invoices:set=card:4111111111111111:objects=1;"
                     "ns=invoices:set=jo.doe@example.org:objects=2;"
                     "ns=invoices:set=line\nbuild\t9.9.9.9:objects=3;"
                     "ns=invoices:set=tab\there:objects=4;"
                     "ns=invoices:set=semi;colon:objects=5;"
                     "ns=invoices:set=\"quote\\:objects=6;"
                     "ns=invoices:set=/srv/secret/path:objects=7;"
                     "ns=invoices:set=192.0.2.77:objects=8;"
                     "ns=invoices:set=true:objects=9;"
                     "ns=invoices:set=gold_accounts:objects=10;");
     },
     nullptr},
    {"enterprise", "another edition", nullptr,
     [](Answer& a, const std::string&) {
       constexpr std::string_view edition = "Aerospike Enterprise Edition";
       replace_value(a, "edition", edition);
       replace_value(a, "version", edition);
       replace_value(a, "release",
                     "edition=" + std::string(edition) + ";version=8.1.2.0");
     },
     nullptr},
    {"whole-error-timeout", "ERROR:9:timeout in place of any line", nullptr,
     [](Answer& a, const std::string&) { whole(a, "ERROR:9:timeout\n"); },
     nullptr},
    {"whole-error-auth", "ERROR:80:not authenticated in place of any line",
     nullptr,
     [](Answer& a, const std::string&) {
       whole(a, "ERROR:80:not authenticated\n");
     },
     nullptr},
    {"restart-between-passes", "closes after the first reply", nullptr, nullptr,
     [](Delivery& d, const std::string&) { d.after = Delivery::After::close; }},
};

}  // namespace

std::string frame_of(std::string_view body) {
  std::string frame(header_size, '\0');
  frame[0] = 2;
  frame[1] = 1;
  set_size(frame, body.size());
  return frame.append(body);
}

std::span<const Fault> replay_faults() { return faults; }

}  // namespace telemetry::test
