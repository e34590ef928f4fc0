#!/usr/bin/env bash
# A real S3 gateway with STS for tests: one Ceph node in memory, on loopback, without systemd.
#   ceph-s3.sh start DIR   starts it with its state in the new folder DIR, and prints endpoint, access key, secret key
#   ceph-s3.sh stop DIR    stops it
# Needs the Debian packages: radosgw ceph-mon ceph-osd ceph-mgr ceph-common
set -euo pipefail

ACTION=${1:-}
DIR=${2:-}
[ -n "$DIR" ] || { sed -n '2,5p' "$0" >&2; exit 2; }
PORT=18000

# Waits until they are gone, for the next one wants the same ports.
stop() {
  local file id
  for file in "$DIR"/run/*.pid; do
    [ ! -e "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
  done
  for file in "$DIR"/run/*.pid; do
    [ -e "$file" ] || continue
    id=$(cat "$file")
    for _ in $(seq 100); do kill -0 "$id" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$id" 2>/dev/null || true
  done
}

missing() {
  for tool in radosgw ceph-mon ceph-osd ceph-mgr ceph; do
    command -v "$tool" >/dev/null || return 0
  done
  return 1
}

write_configuration() {
  cat >"$CEPH_CONF" <<TEXT
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon host = v2:127.0.0.1:3300/0,v1:127.0.0.1:6789/0
mon initial members = a
public network = 127.0.0.0/8
cluster network = 127.0.0.0/8
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
osd objectstore = memstore
memstore device bytes = 2147483648
osd crush chooseleaf type = 0
run dir = $DIR/run
pid file = $DIR/run/\$name.pid
admin socket = $DIR/run/\$name.asok
log file = $DIR/log/\$name.log
mon data = $DIR/mon.\$id
mgr data = $DIR/mgr.\$id
osd data = $DIR/osd.\$id
[client]
keyring = $DIR/admin.keyring
[mon]
keyring = $DIR/mon.keyring
[mgr]
keyring = $DIR/mgr.x/keyring
[osd]
keyring = $DIR/osd.0/keyring
[client.rgw]
keyring = $DIR/rgw/keyring
rgw data = $DIR/rgw
rgw frontends = beast endpoint=127.0.0.1:$PORT
rgw sts key = abcdefghijklmnop
rgw s3 auth use sts = true
TEXT
}

start() {
  ! missing || { echo "install: apt-get install radosgw ceph-mon ceph-osd ceph-mgr ceph-common" >&2; exit 3; }
  mkdir -p "$DIR"
  DIR=$(cd "$DIR" && pwd)
  cd "$DIR"
  mkdir run log mon.a mgr.x osd.0 rgw
  export CEPH_CONF=$DIR/ceph.conf
  write_configuration
  monmaptool --create --addv a '[v2:127.0.0.1:3300,v1:127.0.0.1:6789]' \
    --fsid "$(sed -n 's/^fsid = //p' "$CEPH_CONF")" run/monmap
  ceph-authtool -C mon.keyring --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool -C admin.keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool mon.keyring --import-keyring admin.keyring
  ceph-mon --mkfs -i a --monmap run/monmap --keyring mon.keyring
  ceph-mon -i a
  ceph --connect-timeout 20 mon enable-msgr2
  ceph auth get-or-create mgr.x mon 'allow *' osd 'allow *' -o mgr.x/keyring
  ceph-mgr -i x
  ceph osd create
  ceph auth get-or-create osd.0 mon 'allow profile osd' mgr 'allow profile osd' osd 'allow *' -o osd.0/keyring
  ceph auth get-or-create client.rgw mon 'allow rwx' osd 'allow rwx' mgr 'allow *' -o rgw/keyring
  ceph-osd -i 0 --mkfs --osd-uuid "$(cat /proc/sys/kernel/random/uuid)"
  ceph-osd -i 0
  for _ in $(seq 60); do ceph osd stat | grep -q '1 up' && break; sleep 0.5; done
  radosgw -n client.rgw
  for _ in $(seq 120); do curl --noproxy '*' -s -o /dev/null "http://127.0.0.1:$PORT/" && break; sleep 0.5; done
  radosgw-admin user create --uid=tarn --display-name=tarn --access-key=tarn-access --secret-key=tarn-secret
  make_role
}

# What AssumeRole gives out credentials of, to the user above and for up to twelve hours, which the gateway's own tool
# cannot say. The gateway takes no policy of several lines.
make_role() {
  radosgw-admin caps add --uid=tarn --caps='roles=*'
  local may='"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"]'
  curl --noproxy '*' -sSf "http://127.0.0.1:$PORT/" --aws-sigv4 aws:amz:us-east-1:s3 -u tarn-access:tarn-secret \
    -d Action=CreateRole -d RoleName=tarn-tables -d Path=/ -d MaxSessionDuration=43200 \
    --data-urlencode "AssumeRolePolicyDocument={$may,\"Principal\":{\"AWS\":[\"arn:aws:iam:::user/tarn\"]}}]}"
  radosgw-admin role-policy put --role-name=tarn-tables --policy-name=all --policy-doc='{
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::*"]}]}'
}

case "$ACTION" in
  start)
    start >"${DIR%/}.log" 2>&1 || { tail -n 20 "${DIR%/}.log" >&2; stop; exit 1; }
    echo "http://127.0.0.1:$PORT tarn-access tarn-secret"
    ;;
  stop) stop ;;
  *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
