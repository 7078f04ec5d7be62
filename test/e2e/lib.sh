# Sourced by each case. It gives the case a directory of its own, $work, and the
# words in which a case says what it does and expects; at the end it stops the
# servers that the case started. A case ends with 77 when the machine cannot
# show what it is about.
#
# ctest sets: AGENT (the installed program), SUPPORT (where the test servers
# are), RECORDINGS, CERTS (made by make_certs).
# shellcheck shell=bash disable=SC2034,SC2120 # the cases use what it sets

set -Eeuo pipefail
# A command that fails where nobody asked ends the case: finish says where.
ended_at=
trap 'ended_at="${BASH_SOURCE[0]##*/}, line $LINENO"' ERR
: "${AGENT:?}" "${SUPPORT:?}" "${RECORDINGS:?}" "${CERTS:?}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

work=$(mktemp -d "${TMPDIR:-/tmp}/aerospike-telemetry.XXXXXX")
chmod 755 "$work" # for cases in which the agent drops root
servers=()
status=0
elapsed_ms=0
server_port=
home_port=
# Variables that the agent gets, NAME=VALUE: nothing else of ours.
environment=()
# LeakSanitizer would look in /proc, which the sender's fence keeps closed; the
# unit suites look for leaks.
export ASAN_OPTIONS=detect_leaks=0
bare=(env -i PATH=/usr/bin:/bin "ASAN_OPTIONS=$ASAN_OPTIONS")
# What the agent is started by: other mounts, an older kernel.
wrapper=()
# What set_up starts the servers with.
server_arguments=()
home_arguments=()
home_certificate=home

finish() {
  local result=$? pid
  if [[ $result -ne 0 && -n $ended_at ]]; then
    echo "FAILED: a command of $ended_at"
  fi
  for pid in "${servers[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap finish EXIT

fail() {
  local file
  ended_at=
  echo "FAILED: $*"
  for file in out err server.log home.log proxy.log; do
    if [[ -s $work/$file ]]; then
      echo "--- $file"
      head -c 3000 "$work/$file"
      echo
    fi
  done
  exit 1
}

skip() {
  echo "skipped: $*"
  exit 77
}

# wait_for FILE PID: until the process PID has made FILE
wait_for() {
  local i
  for ((i = 0; i < 500; i++)); do
    [[ -e $1 ]] && return
    kill -0 "$2" 2>/dev/null || break
    sleep 0.02
  done
  fail "a test server did not start"
}

# The names of all recordings of a Community server.
recordings() {
  (cd "$RECORDINGS" && ls ./*.json hand/*.json) |
    sed -e 's|^\./||' -e 's|\.json$||' -e '/enterprise/d'
}

# start_server RECORDING [ARGUMENT...]: a replayed server; sets server_port
start_server() {
  recording=$RECORDINGS/$1.json
  shift
  rm -f "$work/server.port"
  "$SUPPORT/replay_server" --recording "$recording" \
    --port-file "$work/server.port" --log "$work/server.log" "$@" &
  server_pid=$!
  servers+=("$server_pid")
  wait_for "$work/server.port" "$server_pid"
  server_port=$(<"$work/server.port")
}

# server_count KEY: stops the server, prints a number of its summary
server_count() {
  kill "$server_pid" 2>/dev/null || true
  while kill -0 "$server_pid" 2>/dev/null; do sleep 0.01; done
  jq -r "select(.summary) | .[\"$1\"]" "$work/server.log"
}

# start_home [CERTIFICATE [ARGUMENT...]]: home, with that certificate (home);
# sets home_port. What it receives is in $work/home/.
start_home() {
  local certificate=$CERTS/${1:-home}
  shift || true
  rm -rf "${work:?}/home" "$work/home.port"
  mkdir "$work/home"
  "$SUPPORT/home_server" --cert "$certificate.pem" --key "$certificate.key" \
    --received "$work/home" --port-file "$work/home.port" \
    --log "$work/home.log" "$@" &
  servers+=($!)
  wait_for "$work/home.port" $!
  home_port=$(<"$work/home.port")
}

# start_proxy [ARGUMENT...]: a proxy; sets proxy_port
start_proxy() {
  rm -f "$work/proxy.port"
  "$SUPPORT/home_server" --proxy --port-file "$work/proxy.port" \
    --log "$work/proxy.log" "$@" &
  servers+=($!)
  wait_for "$work/proxy.port" $!
  proxy_port=$(<"$work/proxy.port")
}

# write_config [SECTION.KEY=VALUE...]: a configuration for the servers that run,
# changed by the arguments; KEY= without a value leaves the line out
write_config() {
  local -A settings=(
    [asd.address]=127.0.0.1 [asd.port]=${server_port:-1}
    [logging.loglevel]=warning
    [main.home-url]=https://127.0.0.1:${home_port:-1}/telemetry/v1
    [main.cafile]=$CERTS/ca.pem [main.interval]=60 [main.deadline]=20
    [privacy.key-file]=$work/key)
  local change section key
  for change; do
    settings[${change%%=*}]=${change#*=}
  done
  for section in asd logging main privacy; do
    echo "[$section]"
    for key in "${!settings[@]}"; do
      if [[ $key == "$section".* && -n ${settings[$key]} ]]; then
        echo "${key#*.} = ${settings[$key]}"
      fi
    done
  done >"$work/telemetry.conf"
}

new_key() {
  rm -f "$work/key"
  "$AGENT" --new-key "$work/key" "$work/telemetry.conf" >"$work/key.out" 2>&1 ||
    fail "--new-key: $(<"$work/key.out")"
}

# A server, a home, a configuration and a key: what most cases begin with.
# set_up RECORDING [SECTION.KEY=VALUE...]
set_up() {
  start_server "$1" "${server_arguments[@]}"
  start_home "$home_certificate" "${home_arguments[@]}"
  write_config "${@:2}"
  new_key
}

# run_agent [OPTION...]: one run with $work/telemetry.conf; sets status and
# elapsed_ms, leaves $work/out and $work/err
run_agent() {
  local begin=${EPOCHREALTIME/./}
  status=0
  timeout 120 "${bare[@]}" "${environment[@]}" \
    "${wrapper[@]}" "$AGENT" "$@" "$work/telemetry.conf" \
    >"$work/out" 2>"$work/err" </dev/null || status=$?
  elapsed_ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
}

needs_mounts() {
  unshare -m mount -t tmpfs none /sys 2>/dev/null ||
    skip "no file systems can be mounted here"
}

# on_host COMMANDS: from now on the agent runs where the shell COMMANDS, in a
# mount namespace of its own, have hidden or replaced something of the host
on_host() {
  wrapper=(unshare -m bash -c "set -e; $1; exec \"\$@\"" bash)
}

# on_kernel_without ERROR CALL...: from now on these calls answer ERROR
on_kernel_without() {
  wrapper+=("$SUPPORT/old_kernel" "$@" --)
}

# Shell commands for on_host: a /dev that has null and nothing else.
bare_dev="touch $work/null; mount --bind /dev/null $work/null
  mount -t tmpfs none /dev; touch /dev/null
  mount --bind $work/null /dev/null"

# The agent in a place of its own, $work/installed, where everybody may read it
# (a clone may lie in /root) and a case may change it.
own_installation() {
  cp -r "${AGENT%/bin/*}" "$work/installed"
  AGENT=$work/installed/bin/aerospike-telemetry
  cp "$CERTS/ca.pem" "$work/ca.pem"
  chmod -R a+rX "$work/installed" "$work/ca.pem"
}

# replace FILE: it takes the place of the program or the module of that name in
# own_installation's
replace() {
  local place
  place=$(find "$work"/installed/{bin,lib*} -type f -name "${1##*/}")
  [[ -n $place ]] || fail "no ${1##*/} to be replaced"
  cp "$1" "$place"
}

# A brief run, of a server that has been up for long (--uptime). The report of
# this minute may be the full one of its day: then a new key gives the host
# another day. Sets brief, the file that home received.
run_agent_brief() {
  local try
  for try in 1 2 3 4; do
    run_agent
    [[ -e $work/home/$try.body ]] || fail "home received nothing"
    brief=$work/home/$try.body
    if ! jq -e 'has("config")' "$brief" >"$work/config.out"; then
      return
    fi
    new_key
  done
  fail "four runs in a row were full"
}

expect_status() {
  [[ $status -eq $1 ]] || fail "exit status $status, not $1"
}

# expect_line REGEX: a line on standard error
expect_line() {
  grep -qE -e "$1" "$work/err" || fail "no line on standard error has: $1"
}

expect_lines() {
  [[ $(wc -l <"$work/err") -eq $1 ]] || fail "not $1 lines on standard error"
}

expect_quiet() {
  [[ ! -s $work/err ]] || fail "something on standard error"
}

expect_no_output() {
  [[ ! -s $work/out ]] || fail "something on standard output"
}

# expect_within MS: the run took no longer. Sanitizers and valgrind are slow.
expect_within() {
  local limit=$(($1 * ${SLOWNESS:-1}))
  [[ $elapsed_ms -le $limit ]] || fail "took $elapsed_ms ms, more than $limit"
}

# received: how many whole requests home has
received() {
  find "$work/home" -name '*.body' | wc -l
}

# Home has not even heard of the run.
expect_untouched_home() {
  if grep -q '"connection"' "$work/home.log"; then
    fail "there was a connection to home"
  fi
}

expect_received() {
  [[ $(received) -eq $1 ]] || fail "home received $(received) reports, not $1"
}

# expect_json FILE FILTER: the jq filter gives true
expect_json() {
  jq -e "$2" "$1" >"$work/jq.out" 2>&1 || fail "not so: $2 ($(<"$work/jq.out"))"
}

expect_equal() {
  [[ $1 == "$2" ]] || fail "$3: \"$1\" is not \"$2\""
}

# expect_pseudonymous FILE...: no identifier of the recording is in the files
expect_pseudonymous() {
  "$here/identifiers.py" "$recording" "$@" || fail "a raw identifier got out"
}
