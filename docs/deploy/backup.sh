#!/bin/sh
# Writes a backup of the portal to standard output: one tar with the database (database.dump) and the private files (files/).
# Needs pg_dump and tar. DATABASE_URL (or DATABASE_URL_FILE) is the database, FILES the folder of private files.
# The database comes first: every file that it knows is there when the files are read. The portal may go on meanwhile.
set -eu

: "${DATABASE_URL:=$(cat "$DATABASE_URL_FILE")}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

pg_dump --format=custom --no-owner --no-privileges --file="$work/database.dump" "$DATABASE_URL"
ln -s "$FILES" "$work/files"
# 1 is tar's word for "a file came or went while I read": those are newer than the database above.
tar -chf - -C "$work" database.dump files || [ $? -eq 1 ]
