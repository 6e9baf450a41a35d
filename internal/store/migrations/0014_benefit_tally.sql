-- What each act did to the sums of a scheme, a period and an area: how many payments, and how much money, came to stand where (or left, below
-- zero). A closing statement adds up a few of these rows instead of every payment; doctor counts the payments and compares. place is the
-- area's id, or '' where none is known.
--! record benefit_tally
create table benefit_tally (
  scheme_id text not null,
  period text not null,
  place text not null,
  seq {{int}} not null,
  state text not null check (state in ('confirmed', 'allocated', 'ordered', 'pending', 'paid', 'returned')),
  lines {{int}} not null,
  fen {{int}} not null,
  primary key (scheme_id, period, place, seq, state)
) {{strict}};
