-- Services. An event is a visit that took place, an invitation, an attempt to reach her, a refusal, or her asking again.
--! record care_episode
--! record care_event
--! record care_text
create table care_episode (
  id {{blob}} primary key,
  seq {{int}} not null,
  person {{blob}} not null references person (id),
  programme text not null,
  round {{int}} not null check (round > 0),
  unique (person, programme, round)
) {{strict}};
create table care_event (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  episode {{blob}} not null references care_episode (id),
  kind text not null check (kind in ('visit', 'invite', 'attempt', 'decline', 'ask', 'result')),
  visit text not null,
  definition text not null references catalogue_definition (hash),
  on_date text not null,
  site {{blob}},
  department {{blob}},
  due_key text not null,
  state text not null,
  answers text not null,
  primary key (id, rev),
  check (kind <> 'visit' or site is not null)
) {{strict}};
create index care_event_seq on care_event (seq);
create index care_event_episode on care_event (episode);
create table care_text (
  event {{blob}} not null,
  rev {{int}} not null,
  name text not null,
  cell {{blob}} not null references seal_cell (id),
  primary key (event, rev, name),
  foreign key (event, rev) references care_event (id, rev)
) {{strict}};
