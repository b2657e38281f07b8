#!/bin/sh
# Run once, by the postgres image, in a database server that has just been made: the portal's own database, and the role that owns it
# and may do nothing else on the server.
set -eu

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres <<'SQL'
\set password `cat /run/secrets/db_password`
CREATE ROLE fundportal LOGIN PASSWORD :'password';
CREATE DATABASE fundportal OWNER fundportal;
REVOKE CONNECT, TEMPORARY ON DATABASE fundportal FROM PUBLIC;
SQL
