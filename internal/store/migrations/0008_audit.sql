-- Who read what: one row for a listing, with the set of people it showed, and one for each opened record.
--! audit audit_query
--! audit audit_open
--! record audit_exception
create table audit_query (
  id {{blob}} primary key,
  at {{instant}} not null,
  account {{blob}} not null,
  seat {{blob}},
  post text not null,
  route text not null,
  purpose text not null,
  filter text not null,
  seq {{int}} not null,
  people {{int}} not null,
  set_of_n {{blob}} not null
) {{strict}};
create index audit_query_at on audit_query (at);
create table audit_open (
  id {{blob}} primary key,
  at {{instant}} not null,
  account {{blob}} not null,
  seat {{blob}},
  post text not null,
  route text not null,
  purpose text not null,
  person {{blob}},
  record {{blob}},
  fields text not null
) {{strict}};
create index audit_open_person on audit_open (person, at);
create index audit_open_at on audit_open (at);
-- What was issued on a fact that was corrected later: somebody must look at it.
create table audit_exception (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  subject_kind text not null,
  subject text not null,
  cause_seq {{int}} not null,
  owner {{blob}},
  state text not null check (state in ('open', 'kept', 'changed')),
  note text not null,
  primary key (id, rev)
) {{strict}};
