-- Practice as data: every text that was ever in force, by its hash, and when it came into force.
--! record catalogue_definition
--! record catalogue_in_force
create table catalogue_definition (
  hash text primary key,
  kind text not null,
  id text not null,
  text text not null,
  seq {{int}} not null
) {{strict}};
create table catalogue_in_force (
  kind text not null,
  id text not null,
  seq {{int}} not null,
  hash text not null references catalogue_definition (hash),
  origin text not null check (origin in ('shipped', 'overlay')),
  primary key (kind, id, seq)
) {{strict}};
