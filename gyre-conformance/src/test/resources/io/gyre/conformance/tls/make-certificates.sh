#!/usr/bin/env bash
# Makes the certificates and keys of the tests anew, here. They are kept, so that the tests need no tool; they hold for a century.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
days=36500

signed() { # name, subject, names, further arguments of x509
  openssl req -new -key "$1.key" -subj "/CN=$2" -out request.pem
  printf 'subjectAltName=%s\n' "$3" >extensions
  openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -extfile extensions -out "$1.pem" "${@:4}" 2>/dev/null
  rm -f request.pem extensions ca.srl
}
curve() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

curve ca.key
openssl req -x509 -new -key ca.key -subj "/CN=Test Authority" -days $days -out ca.pem \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
curve server.key
signed server "localhost" "DNS:localhost,DNS:test.invalid,IP:127.0.0.1" -days $days
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key
signed rsa "localhost" "DNS:localhost" -days $days
openssl genpkey -algorithm ED25519 -out ed25519.key
signed ed25519 "localhost" "DNS:localhost" -days $days
curve other.key
signed other "other.invalid" "DNS:other.invalid,DNS:*.wild.invalid" -days $days
curve client.key
signed client "A client" "email:client@test.invalid" -days $days
openssl req -new -key server.key -subj "/CN=localhost" -out request.pem
cat >ca.conf <<'CONF'
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
policy = any
default_md = sha256
[any]
commonName = supplied
[names]
subjectAltName = DNS:localhost
CONF
: >index.txt
openssl ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key -in request.pem -out expired.pem -extensions names \
  -startdate 20200101000000Z -enddate 20210101000000Z 2>/dev/null
rm -f request.pem ca.conf index.txt* [0-9A-F]*.pem

# The other forms of a key.
openssl rsa -in rsa.key -traditional -out rsa-pkcs1.key 2>/dev/null
openssl ec -in server.key -out server-sec1.key 2>/dev/null
{ openssl ecparam -name prime256v1; cat server-sec1.key; } >server-ecparam.key
openssl pkcs8 -topk8 -in server.key -passout pass:secret -out server-encrypted.key
openssl ec -in server.key -aes128 -passout pass:secret -out server-old-encryption.key 2>/dev/null
rm ca.key
