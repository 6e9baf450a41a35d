-- By what an account signs acts beside its password. A revision with the state 'ended' takes it back; signatures of before stay, and are
-- checked with what stands here. secret and label are cells of their own.
--! record post_totp
--! record post_passkey
--! audit post_code
create table post_totp (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  account {{blob}} not null,
  state text not null check (state in ('offered', 'held', 'ended')),
  secret {{blob}} not null references seal_cell (id),
  primary key (id, rev)
) {{strict}};
create index post_totp_account on post_totp (account);
-- The codes that were taken, each once: step counts the half minutes since 1970 (RFC 6238), work is the form or command that it was given for.
create table post_code (
  totp {{blob}} not null,
  step {{int}} not null check (step > 0),
  work {{blob}} not null,
  at {{instant}} not null,
  primary key (totp, step)
) {{strict}};
-- A passkey or security key (W3C Web Authentication Level 3): site is the relying party's id, credential the authenticator's name for the
-- key, public_key its COSE form.
create table post_passkey (
  id {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  account {{blob}} not null,
  state text not null check (state in ('held', 'ended')),
  label {{blob}} not null references seal_cell (id),
  site text not null,
  credential {{blob}} not null,
  public_key {{blob}} not null,
  primary key (id, rev),
  unique (credential, rev)
) {{strict}};
create index post_passkey_account on post_passkey (account);
