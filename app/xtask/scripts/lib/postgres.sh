# A PostgreSQL server for one run of tests or of the benchmark: own folder, own port, nothing kept.
# shellcheck shell=bash

postgres_dir=''
postgres_url=''

# postgres_bin: prints the folder with initdb and pg_ctl, the newest where there are several
postgres_bin() {
  local dir newest='' found
  # many systems keep the server's programs out of PATH
  while read -r dir; do
    if [[ -x $dir/initdb && -x $dir/pg_ctl ]]; then newest=$dir; fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin | sort -V)
  if [[ -z $newest ]] && found=$(command -v pg_ctl); then newest=$(dirname "$(readlink -f "$found")"); fi
  [[ -n $newest ]] && echo "$newest"
}

# as_postgres COMMAND…: PostgreSQL refuses to run as root
as_postgres() {
  if [[ $(id -u) != 0 ]]; then
    "$@"
  elif command -v runuser >/dev/null; then
    runuser -u postgres -- "$@"
  else
    setpriv --reuid=postgres --regid=postgres --init-groups "$@"
  fi
}

# roomy_memory: prints a folder in memory with 4 GB to spare. Each test has a database of a thousand small files: made in
# memory they take a seventh of a second, on a disk up to a second and a half
roomy_memory() {
  local dir=/dev/shm free
  [[ -d $dir && -w $dir ]] || return 1
  free=$(df --output=avail -k "$dir" 2>/dev/null | tail -n 1) || return 1
  ((free > 4 * 1024 * 1024)) && echo "$dir"
}

# start_postgres: sets TEST_DATABASE_URL, unless it is set already
start_postgres() {
  if [[ -n ${TEST_DATABASE_URL:-} ]]; then
    say "the server of TEST_DATABASE_URL"
    return
  fi
  # durability is worth nothing here; every test opens pools of its own
  launch_postgres "$(roomy_memory || echo "${TMPDIR:-/tmp}")" \
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c wal_level=minimal
    -c max_wal_senders=0 -c shared_buffers=256MB" || return 1
  export TEST_DATABASE_URL=$postgres_url
}

# launch_postgres WHERE OPTIONS: a server with a folder there; sets postgres_url and postgres_dir
launch_postgres() {
  local where=$1 options=$2
  local bin
  if ! bin=$(postgres_bin) && may_install; then
    install_packages postgresql || true
    bin=$(postgres_bin) || true
  fi
  if [[ -z $bin ]]; then
    say "PostgreSQL is missing: install the package postgresql (initdb, pg_ctl), or set TEST_DATABASE_URL to"
    say "a server where databases may be created: postgres://user:password@host:5432/postgres"
    return 1
  fi

  postgres_dir=$(mktemp -d "$where/xunan-postgres.XXXXXX")
  local password attempt port
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  (umask 077 && printf '%s' "$password" >"$postgres_dir/password")
  if [[ $(id -u) == 0 ]]; then
    id postgres >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin postgres
    chown -R postgres "$postgres_dir"
  fi
  # cd: initdb and pg_ctl complain about a folder the user postgres may not enter
  (cd "$postgres_dir" && as_postgres "$bin/initdb" --pgdata=data --username=postgres --auth=password \
    --pwfile=password --encoding=UTF8 --locale=C --no-sync) >"$postgres_dir/initdb.log" 2>&1 || {
    cat "$postgres_dir/initdb.log"
    return 1
  }
  # on one line: pg_ctl hands it to a shell
  options=$(tr '\n' ' ' <<<"$options")
  options+="-c listen_addresses=127.0.0.1 -c unix_socket_directories='$postgres_dir'"
  for attempt in 1 2 3; do
    # free when asked; somebody may take it before PostgreSQL does, hence the attempts
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    if (cd "$postgres_dir" && as_postgres "$bin/pg_ctl" --pgdata=data --wait --silent --log=server.log \
      --options="$options -p $port" start) >/dev/null; then
      postgres_url="postgres://postgres:$password@127.0.0.1:$port/postgres"
      say "$("$bin/postgres" --version) on port $port, gone afterwards"
      return
    fi
  done
  tail -n 20 "$postgres_dir/server.log"
  return 1
}

# start_bench_postgres: one that keeps what it says it keeps, for the benchmark; sets XUNAN_BENCH_POSTGRES…
start_bench_postgres() {
  # on a disk, which /tmp may not be, and where the user postgres may go
  launch_postgres /var/tmp "-c max_connections=100 -c shared_buffers=1GB -c max_wal_size=4GB" || return 1
  XUNAN_BENCH_POSTGRES=$postgres_url
  XUNAN_BENCH_POSTGRES_BIN=$(postgres_bin)
  XUNAN_BENCH_POSTGRES_PID=$(head -n 1 "$postgres_dir/data/postmaster.pid")
  export XUNAN_BENCH_POSTGRES XUNAN_BENCH_POSTGRES_BIN XUNAN_BENCH_POSTGRES_PID
}

# stop_postgres: whatever state it is in
stop_postgres() {
  [[ -n $postgres_dir ]] || return 0
  local bin
  if [[ -f $postgres_dir/data/postmaster.pid ]] && bin=$(postgres_bin); then
    (cd "$postgres_dir" && as_postgres "$bin/pg_ctl" --pgdata=data --mode=immediate --wait --silent stop) >/dev/null 2>&1 || true
  fi
  rm -rf "$postgres_dir"
  postgres_dir=''
}
