# What the scripts of this folder share. They get from ctest: SOURCE (the
# repository), WORK (a folder that stays between runs), SUPPORT (the folder of the
# test servers) and VERSION. A step that this machine cannot do ends by skip.

# shellcheck disable=SC2034 # the scripts use what is set here

set -euo pipefail
umask "${UMASK:-022}"
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
# A compiler cache that is shared by folders gives objects that name the folder
# of another build: packages are built without.
export CCACHE_DISABLE=1
name=aerospike-telemetry
conf=/etc/aerospike/telemetry.conf
key=/etc/aerospike/telemetry.key

skip() {
  echo "skipped: $*"
  exit 77
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

say() {
  echo "== $*"
}

# need COMMAND... - skips where one is missing.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null ||
      skip "there is no $command (test/packaging/packages lists its package)"
  done
}

need_root() {
  [[ $(id -u) -eq 0 ]] || skip "only root may do this"
  unshare --mount --pid --net --ipc --uts --fork true 2>/dev/null ||
    skip "this machine does not let us make namespaces"
}

# expect WHAT ACTUAL WANTED
expect() {
  [[ $2 == "$3" ]] || fail "$1: $2 instead of $3"
}

# quietly LOG COMMAND... - shows the log's end if the command fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 </dev/null || {
    local status=$?
    tail -n 40 "$log" >&2
    fail "'$*' ended with $status; its log is $log"
  }
}

# copy_source DIR - the tracked and new files of the repository, as a package's
# source.
copy_source() {
  mkdir -p "$1"
  if git -C "$SOURCE" rev-parse 2>/dev/null; then
    git -C "$SOURCE" ls-files -z --cached --others --exclude-standard |
      while IFS= read -rd '' file; do
        [[ ! -e $SOURCE/$file ]] || printf '%s\0' "$file"
      done | tar -C "$SOURCE" --null -T - -c | tar -C "$1" -x
  else
    tar -C "$SOURCE" --exclude=./build --exclude=./.git -c . | tar -C "$1" -x
  fi
}

# bump DIR VERSION - makes the source in DIR that of another version.
bump() {
  sed -i "s/^\(project($name VERSION\) $VERSION /\1 $2 /" "$1/CMakeLists.txt"
  sed -i "1s/($VERSION)/($2)/" "$1/debian/changelog"
  sed -i "s/^\(Version: *\)$VERSION\$/\1$2/" "$1/rpm/$name.spec"
  # A new version may come with another template.
  echo "# of version $2" >>"$1/etc/telemetry.conf"
}

next_version=${VERSION%.*}.1 # three numbers, as the dictionary has them

# with_cache - a compiler cache, if there is one, spares what was built before.
with_cache() {
  ! command -v ccache >/dev/null || export CMAKE_CXX_COMPILER_LAUNCHER=ccache
}

# source_digest - changes when any file of the source does.
source_digest() {
  local copy digest
  copy=$(mktemp -d)
  copy_source "$copy"
  digest=$(cd "$copy" && find . -type f -print0 | sort -z |
    xargs -0 sha256sum | sha256sum)
  rm -rf "$copy"
  echo "${digest%% *}"
}

deb_of() {
  echo "$WORK/deb/$1/${name}_$1_$(dpkg --print-architecture).deb"
}

need_deb() {
  need dpkg-deb
  [[ -f $(deb_of "$VERSION") && -f $(deb_of "$next_version") ]] ||
    skip "there is no .deb here (see packaging.build_deb)"
}

rpm_of() {
  echo "$WORK/rpm/$1/$name-$1-1.$(uname -m).rpm"
}

need_rpm() {
  need rpm
  [[ -f $(rpm_of "$VERSION") && -f $(rpm_of "$next_version") ]] ||
    skip "there is no .rpm here (see packaging.build_rpm)"
}

# fresh_root NAME - sets root to a copy of the minimal Debian, for this test only.
fresh_root() {
  need_root
  [[ -e $WORK/root/etc/debian_version ]] ||
    skip "there is no minimal Debian here (see packaging.root)"
  root=$WORK/$1.root
  rm -rf --one-file-system "$root"
  mkdir "$root"
  cp -a --reflink=auto "$WORK/root/." "$root"
  trap clean_up EXIT
}

clean_up() {
  local status=$?
  if [[ -n ${booted:-} ]]; then
    [[ $status -eq 0 || $status -eq 77 ]] ||
      in_boot journalctl --quiet --unit "$name*" | tail -n 20 >&2
    stop_boot
  fi
  [[ -z ${root:-} || -n ${KEEP:-} ]] || rm -rf --one-file-system "$root"
}

# inside COMMAND... - in the root, with processes and a network of its own: no
# interface is up, nothing can be sent. Standard input is as the caller says.
inside() {
  unshare --mount --pid --net --ipc --uts --fork --kill-child \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive \
    chroot "$root" sh -c 'mount -t proc proc /proc && exec "$@"' sh "$@"
}

# listing - every file of the root but what dpkg, rpm, systemd and adduser write
# down about packages and users in general.
listing() {
  (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev \
    -o -path ./run -o -path ./tmp -o -path ./root -o -path ./var/log \
    -o -path ./var/lib/dpkg -o -path ./var/lib/rpm -o -path ./var/cache \
    -o -path ./var/lib/systemd/timers -o -path ./var/lib/systemd/random-seed \
    -o -path './etc/*-' -o -path ./etc/.pwd.lock -o -path ./etc/resolv.conf \
    -o -path './var/tmp/*' \) \
    -prune -o -printf '%p %y %m %l\n') | sort
}

# no_leftovers BEFORE - compares with a listing made before the installation.
no_leftovers() {
  diff <(echo "$1") <(listing) >"$WORK/leftovers" ||
    fail "left over: $(cat "$WORK/leftovers")"
}

# put_servers_in_root - home, a replayed Aerospike and their certificates, and
# what points the agent at them, written in advance.
put_servers_in_root() {
  need openssl
  [[ -x $SUPPORT/home_server && -x $SUPPORT/replay_server ]] ||
    skip "home_server and replay_server are not built"
  local scene=$root/usr/lib/scene
  mkdir -p "$scene/received" "$root/etc/aerospike"
  cp "$SUPPORT/home_server" "$SUPPORT/replay_server" "$PROBE" "$scene"
  cp "$SOURCE/test/recordings/7.2.0.17-cluster3.json" "$scene/recording.json"
  quietly "$WORK/certificates.log" "$SOURCE/test/support/make_certs" \
    "$scene/certificates"
  inside /usr/lib/scene/home_server --help >/dev/null 2>"$WORK/scene.log" || true
  ! grep -q 'shared librar' "$WORK/scene.log" ||
    skip "the test servers do not run in the root: $(head -n 1 "$WORK/scene.log")"
  chmod -R a+rX "$scene"
  cat >"$root$conf" <<EOF
[asd]
address = 127.0.0.1
port = 3000
[logging]
loglevel = info
[main]
home-url = https://localhost:8443/telemetry/v1
cafile = /usr/lib/scene/certificates/ca.pem
EOF
  cp "$root$conf" "$root/root/telemetry.conf"
}

home_command="/usr/lib/scene/home_server --port 8443 \
  --received /usr/lib/scene/received --cert /usr/lib/scene/certificates/home.pem \
  --key /usr/lib/scene/certificates/home.key"
server_command="/usr/lib/scene/replay_server --port 3000 \
  --recording /usr/lib/scene/recording.json"

# reports - how many have come home.
reports() {
  find "$root/usr/lib/scene" -name '*.body' | wc -l
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@"; do
    [[ $SECONDS -lt $end ]] || fail "$seconds s passed, and not: $what"
    sleep 0.2
  done
}

# boot - starts systemd in the root, with a network of its own.
boot() {
  need systemd-nspawn script nsenter
  # A console is needed: without a terminal it sits silent. Of its own accord it
  # refuses Landlock.
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 setsid script -qec "exec systemd-nspawn \
    -D '$root' --register=no --keep-unit --private-network --link-journal=no \
    --resolv-conf=off --timezone=off -b --system-call-filter='landlock_create_ruleset \
    landlock_add_rule landlock_restrict_self'" "$WORK/nspawn.log" \
    </dev/null >/dev/null 2>&1 &
  booted=$!
  init=
  local state end=$((SECONDS + 60))
  until [[ ${state:-} == running || ${state:-} == degraded ]]; do
    [[ -d /proc/$booted && $SECONDS -lt $end ]] ||
      skip "systemd does not boot in a container here, see $WORK/nspawn.log"
    sleep 0.2
    init=$(pgrep -P "$(pgrep -P "$booted" -x systemd-nspawn)" 2>/dev/null) ||
      continue
    state=$(in_boot systemctl is-system-running 2>/dev/null) || true
  done
}

in_boot() {
  nsenter --target "$init" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root LC_ALL=C.UTF-8 "$@"
}

stop_boot() {
  in_boot systemctl poweroff >/dev/null 2>&1 || true
  local _
  for _ in {1..100}; do
    kill -0 "$booted" 2>/dev/null || break
    sleep 0.1
  done
  # script's death takes the container's terminal, and with it the container.
  kill -KILL "$booted" 2>/dev/null || true
  wait "$booted" 2>/dev/null || true
  booted=
}
