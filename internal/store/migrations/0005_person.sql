-- People, where they live, with whom, and what they agreed to. Names, numbers, phones and addresses are in seal_cell.
--! record person
--! record person_rev
--! record person_identifier
--! record person_alias
--! record person_stay
--! record person_household
--! record person_member
--! record person_tie
--! record person_attribute
--! record person_consent
create table person (
  id {{blob}} primary key,
  n {{int}} not null unique check (n > 0),
  seq {{int}} not null
) {{strict}};
create table person_rev (
  person {{blob}} not null references person (id),
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  card {{blob}} not null references seal_cell (id),
  sex text not null check (sex in ('', 'male', 'female')),
  birth text,
  death text,
  primary key (person, rev)
) {{strict}};
create index person_rev_seq on person_rev (seq);
create table person_identifier (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  person {{blob}} not null references person (id),
  system text not null,
  cell {{blob}} not null references seal_cell (id),
  from_on text,
  to_on text,
  primary key (id, rev)
) {{strict}};
create index person_identifier_person on person_identifier (person);
create index person_identifier_cell on person_identifier (cell);
create table person_alias (
  person {{blob}} not null references person (id),
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  canonical {{blob}} references person (id),
  primary key (person, rev),
  check (canonical is null or canonical <> person)
) {{strict}};
create index person_alias_seq on person_alias (seq);
create table person_stay (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  person {{blob}} not null references person (id),
  role text not null check (role in ('registered', 'resides')),
  place {{blob}} not null,
  nature text not null,
  address {{blob}} references seal_cell (id),
  from_on text,
  to_on text,
  primary key (id, rev),
  check (from_on is null or to_on is null or from_on <= to_on)
) {{strict}};
create index person_stay_seq on person_stay (seq);
create index person_stay_person on person_stay (person);
create table person_household (
  id {{blob}} primary key,
  cell {{blob}} not null references seal_cell (id),
  seq {{int}} not null
) {{strict}};
create index person_household_cell on person_household (cell);
create table person_member (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  household {{blob}} not null references person_household (id),
  person {{blob}} not null references person (id),
  relation text not null,
  from_on text,
  to_on text,
  primary key (id, rev)
) {{strict}};
create index person_member_household on person_member (household);
create index person_member_person on person_member (person);
create table person_tie (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  a {{blob}} not null references person (id),
  b {{blob}} not null references person (id),
  kind text not null check (kind in ('parent', 'spouse', 'guardian')),
  source text not null,
  from_on text,
  to_on text,
  primary key (id, rev),
  check (a <> b)
) {{strict}};
create index person_tie_seq on person_tie (seq);
create index person_tie_a on person_tie (a);
create index person_tie_b on person_tie (b);
create table person_attribute (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  person {{blob}} not null references person (id),
  name text not null,
  code text not null,
  source text not null,
  from_on text,
  to_on text,
  primary key (id, rev)
) {{strict}};
create index person_attribute_seq on person_attribute (seq);
create index person_attribute_person on person_attribute (person);
create table person_consent (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  person {{blob}} not null references person (id),
  purpose text not null,
  text_hash text not null,
  state text not null check (state in ('given', 'refused', 'withdrawn')),
  primary key (id, rev),
  unique (person, purpose, rev)
) {{strict}};
create index person_consent_seq on person_consent (seq);
