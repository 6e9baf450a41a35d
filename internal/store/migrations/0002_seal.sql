-- What names or reaches a person. A cell is the only content that can be destroyed or sealed anew; digest finds it by its value
-- (a keyed hash; not unique: real registers hold shared numbers) and is destroyed with it.
--! sealed seal_cell
--! record seal_erasure
create table seal_cell (
  id {{blob}} primary key,
  key_version {{int}} not null,
  cell {{blob}},
  digest {{blob}}
) {{strict}};
create index seal_cell_digest on seal_cell (digest) where digest is not null;
create table seal_erasure (
  cell {{blob}} primary key references seal_cell (id),
  seq {{int}} not null
) {{strict}};
