-- Who may sign in and in which seat. One natural person keeps one identity digest (in seal_cell) however many logins.
--! record post_account
--! record post_seat
--! mutable post_secret
--! mutable post_session
--! mutable post_attempt
create table post_account (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  login text not null,
  name {{blob}} not null references seal_cell (id),
  identity {{blob}} references seal_cell (id),
  ended {{bool}} not null,
  primary key (id, rev),
  unique (login, rev)
) {{strict}};
create table post_seat (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  account {{blob}} not null,
  post text not null,
  place {{blob}},
  department {{blob}},
  site {{blob}},
  body text not null,
  from_on text not null,
  to_on text,
  primary key (id, rev)
) {{strict}};
create index post_seat_account on post_seat (account);
create table post_secret (
  account {{blob}} primary key,
  password_hash text not null,
  must_change {{bool}} not null,
  changed_at {{instant}} not null
) {{strict}};
create table post_session (
  token_hash {{blob}} primary key,
  account {{blob}} not null,
  created_at {{instant}} not null,
  seen_at {{instant}} not null,
  expires_at {{instant}} not null
) {{strict}};
create index post_session_account on post_session (account);
-- Failed sign-ins, by login and by address, as keyed digests.
create table post_attempt (
  subject {{blob}} primary key,
  failures {{int}} not null,
  locked_until {{instant}} not null,
  last_at {{instant}} not null
) {{strict}};
