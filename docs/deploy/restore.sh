#!/bin/sh
# Puts a backup, read from standard input, in the place of what is there: the database in one transaction (all of it or nothing),
# then the private files. Needs pg_restore, psql and GNU tar, find and mv; stop the portal first. Settings as for backup.sh.
set -eu

: "${DATABASE_URL:=$(cat "$DATABASE_URL_FILE")}"
work=$(mktemp -d)
fresh="$FILES/.restoring"
left='Nothing has been changed.'
trap 'code=$?; rm -rf "$work" "$fresh"; [ $code -eq 0 ] || echo "Restoring has failed. $left" >&2' EXIT
trap 'exit 1' HUP INT TERM

rm -rf "$fresh"
mkdir -p "$fresh"
tar -xf - -C "$fresh"
mv "$fresh/database.dump" "$work/database.dump"
test -d "$fresh/files"

{
    echo 'SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
    pg_restore --no-owner --no-privileges --file=- "$work/database.dump" || echo 'SELECT pg_restore_has_failed;'
} | psql --quiet --no-psqlrc --output=/dev/null --set=ON_ERROR_STOP=1 --single-transaction "$DATABASE_URL"

left='The database is restored, the files are not: mend what stands above and restore again.'
find "$FILES" -mindepth 1 -maxdepth 1 ! -name .restoring -exec rm -rf {} +
find "$fresh/files" -mindepth 1 -maxdepth 1 -exec mv -t "$FILES" {} +
