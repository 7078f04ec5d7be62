// The words that servers' keys are made of, from 3.3.5 to 8.1.2: collected from
// the recordings (test/recordings) and from the key tables of the protocol's
// description. Sorted; one word a key part.

#include "privacy/vocabulary.h"

#include <array>
#include <cstdint>

#include "base/text_table.h"
#include "privacy/known_keys.h"

namespace telemetry {
namespace {

constexpr char words[] =
    "abort aborted absent acceleration accepted access accounted accounting "
    "ack action active activity actual address admin advertise age agg aggr "
    "all allocated allocations allow allowed alternate and any appeals append "
    "applied apply as ask auth authenticate authentication auto avail "
    "available avg back background badnode balance base basic batch "
    "benchmarks best bg big bin bins block blocked bound breached buckets "
    "budget buf buffers bufpool builder bulk busy bval bytes ca cache cant "
    "caps cells cemeteries cf cfg cgroup channel check cleaned client clock "
    "closed cluster cmd cold commit compatibility complete completion "
    "compressed compression config conflict connect connections consistency "
    "context convert copy corrupt count cpu created creates creation ctrl "
    "current cycle daemon data datacenter dc dcs dead debug default defrag "
    "delay delete deleted deletes deleting deletion demarshal deprecated dest "
    "destroyed desync detached dev device digestlog digests direct directory "
    "disable disallow disk dn done downgrading dun dup duplicate duplicates "
    "dur duration dyn early earth effective efficiency eligible empty enable "
    "enabled encryption enforce engine entries err error errors errs evict "
    "evicted eviction exchange execution exists exonerated exp expirable "
    "expired expunge ext extra fabric factor fail failed failure falsepos "
    "fastpath fd fds feature file filename files filesize fill filtered fire "
    "flush forbidden force foreign forget forward found free fresh from full "
    "garbage gc generation geo geo2dsphere get gmax group hash hb health heap "
    "heartbeat high hist histogram histograms host http huge hwm ibtr id idle "
    "ignore ignored imbalance in inactivity incoming incompatible indent "
    "index indexes indexname indextype inflight info initial initiate inline "
    "instances int integrity interface internal interval intvl ipmap ipv6 is "
    "joinable kbytes keep keepalive kernel key keys lang last latency ldap "
    "ldt lead leases level lifetime limit list load loadtime local localhost "
    "locks locktimedout log login long lookup lookups lost low lua lut lwm "
    "mapped master max mem member memory mesh meta meters method "
    "microbenchmark microbenchmarks microsecond migrate millis min minimum "
    "mismatch miss mod mode monitor monitors mount mrt ms msgs mtu multicast "
    "n name namedpipe names namespace namespaces nbtr netio network new no "
    "node nodes nomatch non nonxdr not notfound noxdr ns nsup null num obj "
    "object objects objs odsync of old on ongoing op opened operation ops "
    "order os other others ou out outliers override page partial partition "
    "partitions password path pattern paxos pct pending per period perms pi "
    "pidfile pin ping pipe pkts points poison policy polling pool pools "
    "populating port post practices pre prefer principal priority privilege "
    "probes process progress prole props proto protocol provisionals proxy "
    "put q quarantine queries query queue queues quiesce quiesced rack radius "
    "raider rate ratio rcvd re read reads reaped rearm rebalance rec received "
    "receives record records recovery recs recv reductions reenqueue ref "
    "refresh refs refused region reject remaining remote repeatable repl "
    "replica replication report req reqs request requests res reserve "
    "resolution resolve respond retransmit retransmits retries retry reuse "
    "revive revived role roll rps run running runtime rw rx salt same scan "
    "scans scheduler search sec secrets security seed self send serialize "
    "server service session set setname sets settings shadow shipped shipping "
    "short si signals since sindex sindexes single sinks site size skew skip "
    "skipped sleep slice slow smd snub space sprigs ssd stage start startup "
    "stat state statistics stats stay stop storage strict stripe strong sub "
    "succeeded success swapping sync sys syslog system tenths thp thread "
    "threads threshold thresholds ticker time timeout tls to token tomb "
    "tombstone tombstones too total touch track tracking trans transaction "
    "transactions transmitted tree truncate truncated truncating tscan tsvc "
    "ttl tx type ucgarbage udf uds unavailable uncompressed undun uniform "
    "unique units unmark unproxy unreadable unreplicated untracked unused "
    "updates uptime url us use used user validated vault verify version "
    "versions violation void waiting was water wblocks within without work "
    "worker workers write writecache writes writethreads xdr xmem xmit zero "
    "zombie ";

constexpr TextTable<count_texts(words)> vocabulary(words);

// What a character is in a key: 0 stands between its parts.
enum class Part : std::uint8_t { none, letter, digit };
constexpr auto parts = [] {
  std::array<Part, 256> table = {};
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = Part::letter;
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = Part::digit;
  return table;
}();

}  // namespace

bool is_vocabulary_word(std::string_view word) {
  return vocabulary.find(word) != 0;
}

bool is_known_key(std::string_view key) {
  if (is_recorded_key(key)) return true;
  for (std::size_t n = 0; n < key.size(); ++n) {
    const auto begin = n;
    bool number = true;
    for (; n < key.size(); ++n) {
      const auto part = parts[static_cast<unsigned char>(key[n])];
      if (part == Part::none) break;
      number = number && part == Part::digit;
    }
    if (!number && !is_vocabulary_word(key.substr(begin, n - begin)))
      return false;
  }
  return true;
}

}  // namespace telemetry
