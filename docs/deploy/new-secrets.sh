#!/bin/sh
# Makes the files of ./secrets that docker-compose.yml reads; keeps those that are there. Run it in the folder of docker-compose.yml.
# What it cannot know stays for you: secrets/email_url, secrets/tls.crt, secrets/tls.key.
set -eu

umask 077
mkdir -p secrets
random() { head -c "$1" /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
new() { [ -s "secrets/$1" ] || { cat > "secrets/$1"; echo "made secrets/$1"; }; }

random 24 | new db_admin_password
random 24 | new db_password
random 24 | new redis_password
random 40 | new secret_key
touch secrets/secret_key_fallbacks # earlier ones; empty at first
printf '%s:%s' "$(random 4)" "$(head -c 32 /dev/urandom | base64)" | new signing_keys
head -c 32 /dev/urandom | base64 | new disclosure_key
printf 'postgres://fundportal:%s@db:5432/fundportal' "$(cat secrets/db_password)" | new database_url
printf 'redis://:%s@redis:6379/0' "$(cat secrets/redis_password)" | new redis_url
# The containers read them as users of their own; the folder keeps everybody else out.
chmod 700 secrets
chmod 644 secrets/*
