-- The order of everything. store_clock is locked first by every write, so that seq is given in commit order.
--! mutable store_clock
--! record store_tx
--! record store_setting
create table store_clock (
  one {{int}} primary key check (one = 1),
  seq {{int}} not null
) {{strict}};
insert into store_clock (one, seq) values (1, 0);
create table store_tx (
  seq {{int}} primary key,
  at {{instant}} not null,
  actor {{blob}},
  seat {{blob}},
  client_id {{blob}} not null unique,
  kind text not null,
  request_hash {{blob}} not null,
  outcome text not null,
  reason text not null,
  legal_basis text not null
) {{strict}};
-- What the district is called, its time zone, and the fingerprint of the key that seals its cells.
create table store_setting (
  name text not null,
  seq {{int}} not null,
  value text not null,
  primary key (name, seq)
) {{strict}};
