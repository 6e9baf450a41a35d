-- Imports that were taken back, write by write, the last one first.
--! record exchange_undo
create table exchange_undo (
  undone {{int}} primary key,
  import {{blob}} not null,
  seq {{int}} not null
) {{strict}};
