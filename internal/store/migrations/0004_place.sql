-- The area tree with its history, and the departments and sites that serve in it.
--! record place_rev
--! record place_succession
--! record place_department
--! record place_site
create table place_rev (
  place {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  code text not null,
  name text not null,
  level text not null check (level in ('district', 'township', 'village')),
  parent {{blob}},
  from_on text,
  to_on text,
  primary key (place, rev)
) {{strict}};
create index place_rev_seq on place_rev (seq);
create table place_succession (
  old {{blob}} not null,
  new {{blob}} not null,
  on_date text not null,
  seq {{int}} not null,
  primary key (old, new)
) {{strict}};
create table place_department (
  department {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  primary key (department, rev)
) {{strict}};
create table place_site (
  site {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  code text not null,
  name text not null,
  department {{blob}} not null,
  place {{blob}},
  from_on text,
  to_on text,
  primary key (site, rev)
) {{strict}};
