-- The questions that the reports are for, as views. Those of the schema home
-- are for whoever runs it; those of the schema published, at the end, show no
-- count below 5.
--
-- "Now" is when home last received anything: a home that was off does not take
-- the whole fleet for gone. The questions look back 31 days from it. Two views are stored, because the others read them
-- many times; home.refresh() brings them up to date.

create view home.now as
  select max(received) as now, greatest(min(received),
    max(received) - interval '31 days') as since
  from home.fact;

-- Every report with its node. A report without one (the server is down, or
-- slow) is of the node that answers to the same agent: same key, same address,
-- if there is one only.
create view home.heard as
  with place as (
    select key_id, address, min(node) as node from home.fact
    where node is not null and received >= (select since from home.now)
    group by key_id, address having count(distinct node) = 1)
  select received, coalesce(fact.node, place.node) as node, status, pause,
    build, cluster_key, cluster_size, uptime, reads, writes, scans, queries,
    namespaces
  from home.fact left join place using (key_id, address)
  where received >= (select since from home.now);

------------------------------------------------------------------- Clusters
-- The members of a cluster share a cluster key, also when each has a secret
-- key of its own. A change of membership gives the cluster a new one: it is
-- followed to the key that most of its members have next.

-- From when to when a node had a cluster key, and which it had before.
create materialized view home.stay as
  select node, cluster_key, min(received) as first, max(received) as last,
    lag(cluster_key) over (partition by node order by min(received)) as before
  from home.heard where cluster_key is not null and node is not null
  group by node, cluster_key;

-- A key and the one before it, where each is the other's choice: the most of
-- its members came from there, and the most of those went here.
create view home.heir as
  with born as (
    select cluster_key, min(first) as first from home.stay group by 1),
  move as (
    select stay.before, stay.cluster_key as after, count(*) as nodes
    from home.stay join born using (cluster_key)
    where stay.before is not null group by 1, 2),
  ranked as (
    select before, after,
      row_number() over (partition by after
        order by nodes desc, b.first, before) as from_here,
      row_number() over (partition by before
        order by nodes desc, a.first, after) as to_here
    from move join born b on b.cluster_key = before
      join born a on a.cluster_key = after
    where b.first < a.first)
  select before, after from ranked where from_here = 1 and to_here = 1;

-- The name of a cluster here, over all its keys: the first of them.
create view home.line as
  with recursive line as (
    select distinct cluster_key, cluster_key as cluster from home.stay
    where cluster_key not in (select after from home.heir)
    union all
    select heir.after, line.cluster
    from line join home.heir on heir.before = line.cluster_key)
  select cluster, cluster_key from line;

-- Every report of a cluster's node, with its cluster. A node that does not
-- answer is of the cluster that it was last seen in.
create materialized view home.member as
  with seen as (
    select *, count(cluster_key) over (
      partition by node order by received) as answers
    from home.heard where node is not null),
  filled as (
    select *, first_value(cluster_key) over (
      partition by node, answers order by received) as last_key
    from seen)
  select line.cluster, filled.* from filled
    join home.line on line.cluster_key = filled.last_key;

create procedure home.refresh() language sql as $$
  refresh materialized view home.stay;
  refresh materialized view home.member;
$$;

-- One row a cluster. `how` it began: created (its servers had just started),
-- found (it was there before home heard of it), split (from another). `ended`:
-- down (the agents said so), silent (no word for 3 intervals: the host is gone,
-- or its reporting was switched off - that cannot be told apart, and must not
-- be), joined (another cluster), or null: it is there.
create view home.cluster as
  with span as (
    select cluster, min(received) as first,
      min(received - make_interval(secs => uptime::float)) filter (
        where cluster_key = cluster) as started,
      max(received) filter (where cluster_key is not null
        or status = 'ASD is slow.') as alive,
      max(pause) as pause
    from home.member group by cluster),
  newest as (
    select distinct on (cluster) cluster, cluster_size, build, namespaces
    from home.member where cluster_key is not null
    order by cluster, received desc),
  bad as (
    select cluster, min(member.received) as at
    from home.member join span using (cluster)
    where status = 'ASD is down.' and member.received > span.alive
    group by cluster),
  came as (
    select line.cluster, min(old.cluster) as parent
    from home.stay join home.line using (cluster_key)
      join home.line old on old.cluster_key = stay.before
    where stay.cluster_key = line.cluster and old.cluster <> line.cluster
    group by 1),
  went as (
    select old.cluster, max(stay.first) as at
    from home.stay join home.line using (cluster_key)
      join home.line old on old.cluster_key = stay.before
    where old.cluster <> line.cluster group by 1)
  select cluster, first, started,
    case when parent is not null then 'split'
      when started < first - 3 * pause then 'found'
      else 'created' end as how,
    alive, newest.cluster_size as nodes, newest.build, newest.namespaces,
    case when alive >= now - 3 * pause then null
      when went.at >= alive - 3 * pause then 'joined'
      when bad.at is not null then 'down'
      else 'silent' end as ended,
    coalesce(bad.at, alive) as ended_at
  from span join newest using (cluster) left join bad using (cluster)
    left join came using (cluster) left join went using (cluster), home.now;

create view home.created_by_hour as
  select date_trunc('hour', started) as hour, count(*) as clusters,
    sum(nodes) as nodes
  from home.cluster where how = 'created' group by 1;

create view home.gone_by_hour as
  select date_trunc('hour', ended_at) as hour, ended as how,
    count(*) as clusters, sum(nodes) as nodes
  from home.cluster where ended in ('down', 'silent') group by 1, 2;

-- How many clusters of which size were heard of, each at its last size of the
-- hour.
create view home.sizes_by_hour as
  with last as (
    select distinct on (hour, cluster) cluster, cluster_size,
      date_trunc('hour', received) as hour
    from home.member where cluster_key is not null
    order by hour, cluster, received desc)
  select hour, cluster_size as nodes, count(*) as clusters
  from last group by 1, 2;

------------------------------------------------------------------- Workload
-- What a node did between two reports. A server that started meanwhile has
-- counted from 0 since its start. A counter that went back otherwise, or was
-- not reported, is unknown (null); so is all between two reports that are more
-- than 3 intervals apart: a gap.

create function home.went(now numeric, before numeric, restarted boolean)
returns numeric language sql immutable as $$
  select case when restarted then now when now >= before then now - before end
$$;

create view home.step as
  with pair as (
    select cluster, node, received, pause, uptime, reads, writes, scans,
      queries, lag(received) over run as received_0,
      lag(uptime) over run as uptime_0, lag(reads) over run as reads_0,
      lag(writes) over run as writes_0, lag(scans) over run as scans_0,
      lag(queries) over run as queries_0
    from home.member where cluster_key is not null and uptime is not null
    window run as (partition by node order by received)),
  told as (
    select *, uptime < uptime_0
        or received_0 is null and make_interval(secs => uptime::float) <= pause
        as restarted,
      coalesce(received - received_0 > 3 * pause, false) as gap
    from pair)
  select cluster, node, received,
    case when restarted then uptime else uptime - uptime_0 end as seconds,
    home.went(reads, reads_0, restarted) as reads,
    home.went(writes, writes_0, restarted) as writes,
    home.went(scans, scans_0, restarted) as scans,
    home.went(queries, queries_0, restarted) as queries
  from told where not gap and (restarted or received_0 is not null);

-- Operations a second of all that is known, by the hour in which a step ended,
-- and of how many hosts it is known (2.5: of two for the whole hour, and of a
-- third for half of it). Nothing known is null; known to be idle is 0.
create view home.workload_by_hour as
  with hours as (
    select generate_series(date_trunc('hour', since), now, '1 hour') as hour
    from home.now)
  select hour, count(distinct cluster) as clusters,
    round(coalesce(sum(seconds), 0) / 3600, 2) as hosts,
    round(sum(reads) / 3600, 2) as reads,
    round(sum(writes) / 3600, 2) as writes,
    round(sum(scans) / 3600, 4) as scans,
    round(sum(queries) / 3600, 4) as queries
  from hours left join home.step
    on received >= hour and received < hour + interval '1 hour'
  group by hour;

------------------------------------------------------- Storage and versions

create function home.release(build text) returns text
language sql immutable as $$
  select substring(build from '^[0-9]+\.[0-9]+')
$$;

-- Namespaces of the clusters that are there, each cluster told once, by the
-- server's version and where data and index live; their share of the version's.
create view home.storage_by_release as
  select home.release(build) as release, value ->> 'storage' as storage,
    value ->> 'index' as index, count(*) as namespaces,
    count(distinct cluster) as clusters,
    round(100.0 * count(*) /
      sum(count(*)) over (partition by home.release(build)), 1) as percent
  from home.cluster, jsonb_each(namespaces)
  where ended is null group by 1, 2, 3;

create view home.releases_by_hour as
  select date_trunc('hour', received) as hour, home.release(build) as release,
    count(distinct node) as nodes, count(distinct cluster) as clusters
  from home.member where cluster_key is not null group by 1, 2;

------------------------------------------------------------------ Published
-- What may be shown to others: rows of at least 5 clusters. There are no totals
-- from which what is left out could be found.

create schema published;

create view published.created_by_hour as
  select * from home.created_by_hour where clusters >= 5;
create view published.gone_by_hour as
  select * from home.gone_by_hour where clusters >= 5;
create view published.sizes_by_hour as
  select * from home.sizes_by_hour where clusters >= 5;
create view published.workload_by_hour as
  select * from home.workload_by_hour where clusters >= 5;
create view published.storage_by_release as
  select release, storage, index, namespaces, clusters
  from home.storage_by_release where clusters >= 5;
create view published.releases_by_hour as
  select * from home.releases_by_hour where clusters >= 5;
