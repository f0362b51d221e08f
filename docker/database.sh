#!/bin/bash
# The database's first start, by PostgreSQL's image: roles, their passwords, the empty database.
set -euo pipefail

psql -X -q -v ON_ERROR_STOP=1 --username postgres --dbname postgres -f /leadx/roles.sql
while read -r role password; do
    psql -X -q -v ON_ERROR_STOP=1 --username postgres --dbname postgres -v role="$role" -v password="$password" \
        <<<"alter role :\"role\" password :'password'"
done </run/secrets/role_passwords
psql -X -q -v ON_ERROR_STOP=1 --username postgres --dbname postgres <<<'create database leadx owner leadx_owner'
psql -X -q -v ON_ERROR_STOP=1 --username postgres --dbname leadx <<'END'
alter database leadx set search_path = leadx, public;
revoke all on database leadx from public;
grant connect, temporary on database leadx to leadx_server, leadx_reader;
END
