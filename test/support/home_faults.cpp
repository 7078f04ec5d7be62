#include "support/home_faults.h"

namespace telemetry::test {

namespace {

using Text = std::string;

constexpr HomeFault faults[] = {
    {"refuse", "nobody listens on the port",
     [](Behaviour& b, const Text&) { b.start = Behaviour::Start::refuse; }},
    {"black-hole", "accepts and never says a byte",
     [](Behaviour& b, const Text&) { b.start = Behaviour::Start::black_hole; }},
    {"close-at-accept", "closes each connection at once",
     [](Behaviour& b, const Text&) { b.start = Behaviour::Start::close; }},
    {"tls10", "offers TLS 1.0 and 1.1 only",
     [](Behaviour& b, const Text&) { b.old_tls = true; }},
    {"plain-text", "speaks HTTP where TLS is expected",
     [](Behaviour& b, const Text&) { b.plain_text = true; }},
    {"status", "answers with status ARG",
     [](Behaviour& b, const Text& argument) {
       b.status = static_cast<unsigned>(std::stoul(argument));
       if (b.status / 100 == 3) b.location = "/elsewhere";
       if (b.status == 204) b.body.clear();
     }},
    {"reset-mid-body", "resets when half of the body has come",
     [](Behaviour& b, const Text&) { b.reset_mid_body = true; }},
    {"no-reply", "takes the whole body and closes",
     [](Behaviour& b, const Text&) { b.close_unanswered = true; }},
    {"slow-reply", "one byte of the reply every ARG ms (1000)",
     [](Behaviour& b, const Text& argument) {
       b.per_byte = std::chrono::milliseconds(
           argument.empty() ? 1000 : std::stoi(argument));
     }},
    {"endless-reply", "a body that never ends",
     [](Behaviour& b, const Text&) { b.endless = true; }},
    {"big-reply", "a JSON body of ARG KiB (1024)",
     [](Behaviour& b, const Text& argument) {
       const std::size_t kib = argument.empty() ? 1024 : std::stoul(argument);
       b.body = R"({"message":")" + Text(kib << 10, 'm') + R"("})";
     }},
    {"hostile-message", "a message with line ends and escapes in it",
     [](Behaviour& b, const Text&) {
       b.body =
           R"({"message":"one\ntwo\u001b[31m\u0000 \ud83d\ude00 /etc/passwd"})";
     }},
    {"not-json", "a body that is no JSON",
     [](Behaviour& b, const Text&) {
       b.body = "<html>Welcome</html>";
       b.content_type = "text/html";
     }},
    {"not-http", "a reply that is no HTTP",
     [](Behaviour& b, const Text&) { b.raw = "SSH-2.0-OpenSSH_9.2\r\n"; }},
    {"keepalive", "leaves the connection open whatever the client says",
     [](Behaviour& b, const Text&) { b.stay_open = true; }},
};

}  // namespace

std::span<const HomeFault> home_faults() { return faults; }

}  // namespace telemetry::test
