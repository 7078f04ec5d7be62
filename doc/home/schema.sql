-- What a collection server (home) keeps, and how it gets there. Two tables:
-- home.report has each report as it came, home.fact the few values of it that
-- the questions (questions.sql) need. Both have a partition for each day, so
-- that a day is forgotten at once.

create schema home;

create table home.report (
  received timestamptz not null,  -- home's own clock, not the sender's
  id text not null,               -- of the file in the spool; random
  key_id text not null,           -- which site's secret key, never the key
  body jsonb not null,
  primary key (received, id)
) partition by range (received);
create index on home.report (key_id);

create table home.fact (
  received timestamptz not null,
  id text not null,
  key_id text not null,
  address text,        -- pseudonym of the host's address
  status text,         -- null: the server answered
  pause interval not null,  -- between two reports of this host
  node text,           -- pseudonym; null when the server did not answer
  build text,
  cluster_key text,    -- a random number that the members share
  cluster_size numeric,
  uptime numeric,      -- seconds
  -- Operations since the server started. Null: not known, which is not 0.
  reads numeric,
  writes numeric,
  scans numeric,
  queries numeric,
  namespaces jsonb,    -- by pseudonym: storage, index, objects
  primary key (received, id)
) partition by range (received);
create index on home.fact (key_id);
create index on home.fact (node, received);

-- How many posts of a day were no reports.
create table home.refused (
  day date primary key,
  posts bigint not null
);

-- Anybody can post anything: what is not of the expected form is null.

create function home.number(value text) returns numeric
language sql immutable as $$
  select case when value ~ '^[0-9]{1,20}$' then value::numeric end
$$;

create function home.text(value text, form text) returns text
language sql immutable as $$
  select case when length(value) <= 128 and value ~ form then value end
$$;

-- The facts of a report. A member that does not see a cluster has the key 0.
create function home.facts(received timestamptz, id text, body jsonb)
returns setof home.fact language sql immutable as $$
  select received, id,
    body ->> 'telemetry-key-id',
    home.text(body ->> 'telemetry-agent-ip-address', '^[0-9a-f]{32}$'),
    home.text(body ->> 'telemetry-agent-status', '^ASD is [a-z]+\.$'),
    make_interval(secs => least(greatest(coalesce(
      home.number(body ->> 'interval'), 600), 60), 86400)::float),
    home.text(body ->> 'node', '^[0-9A-Za-z:]+$'),
    home.text(body ->> 'build', '^[0-9]+\.[0-9]+'),
    nullif(ltrim(home.text(summary ->> 'cluster-key', '^[0-9A-F]{1,16}$'),
      '0'), ''),
    home.number(summary ->> 'cluster-size'),
    home.number(home.text(summary ->> 'uptime', '^[0-9]{1,9}$')),
    home.number(operations ->> 'reads'),
    home.number(operations ->> 'writes'),
    home.number(operations ->> 'scans'),
    home.number(operations ->> 'queries'),
    case when jsonb_typeof(summary -> 'namespaces') = 'object'
      then summary -> 'namespaces' end
  from (select body -> 'summary' as summary,
    body -> 'summary' -> 'operations' as operations) as parts
$$;

-- Makes the partitions of a day.
create procedure home.add_day(day date) language plpgsql as $$
declare
  kind text;
begin
  if to_regclass('home.fact' || to_char(day, '_YYYYMMDD')) is not null then
    return;
  end if;
  foreach kind in array array['report', 'fact'] loop
    execute format(
      'create table home.%I partition of home.%I
        for values from (%L) to (%L)',
      kind || to_char(day, '_YYYYMMDD'), kind, day, day + 1);
  end loop;
end
$$;

-- Takes one report into both tables; false when these bytes are none. Only what
-- is wrong with the bytes is caught: a full disk fails, and the file waits.
create function home.take(received timestamptz, id text, bytes bytea)
returns boolean language plpgsql as $$
declare
  body jsonb;
begin
  body := convert_from(bytes, 'UTF8');
  if body ->> 'telemetry-key-id' ~ '^[0-9a-f]{32}$' then
    insert into home.report
      values (received, id, body ->> 'telemetry-key-id', body)
      on conflict do nothing;
    insert into home.fact select * from home.facts(received, id, body)
      on conflict do nothing;
    return true;
  end if;
  return false;
exception when data_exception or program_limit_exceeded then
  return false;
end
$$;

-- Loads the files of a folder. A file's time is when its report was received.
create procedure home.load(folder text) language plpgsql as $$
declare
  name text;
  received timestamptz;
begin
  for name in select pg_ls_dir(folder) loop
    received := (pg_stat_file(folder || '/' || name)).modification;
    call home.add_day(received::date);
    if not home.take(received, name,
        pg_read_binary_file(folder || '/' || name)) then
      insert into home.refused as before values (received::date, 1)
        on conflict (day) do update set posts = before.posts + 1;
    end if;
  end loop;
end
$$;

-- Drops the days of a table (report, fact) that lie more than so many days
-- before the newest report.
create procedure home.keep(kind text, days int) language plpgsql as $$
declare
  old text;
begin
  for old in
    select inhrelid::regclass from pg_inherits
    where inhparent = ('home.' || kind)::regclass
      and to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') <
        (select max(received)::date from home.fact) - days
  loop
    execute 'drop table ' || old;
  end loop;
end
$$;

-- Forgets all that came from one site; gives how many reports that were.
create function home.forget(site text) returns bigint language sql as $$
  with facts as (delete from home.fact where key_id = site),
    reports as (delete from home.report where key_id = site returning 1)
  select count(*) from reports
$$;
