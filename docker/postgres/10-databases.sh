#!/bin/sh
# One database per service, and one role that owns it and may open no other. Runs once, when the volume is empty.
set -eu

for service in member order; do
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --no-psqlrc \
    --set service="$service" <<'SQL'
\getenv password POSTGRES_PASSWORD
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
SQL
done
