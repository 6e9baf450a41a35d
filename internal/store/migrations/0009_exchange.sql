-- Files read in, and how far each got: every chunk appends a revision in the same transaction as its rows.
--! record exchange_import
create table exchange_import (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  kind text not null,
  file_hash {{blob}} not null,
  state text not null check (state in ('running', 'done')),
  counts text not null,
  primary key (id, rev)
) {{strict}};
-- The sender's own keys of visits, so that a later file corrects the visit that an earlier one brought. Sealed, and erased with the visit's person.
--! record exchange_visit_ref
create table exchange_visit_ref (
  event {{blob}} primary key,
  seq {{int}} not null,
  cell {{blob}} not null references seal_cell (id)
) {{strict}};
