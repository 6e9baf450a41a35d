-- Double entry, in fen. A balance is a sum; nothing is undone but by a transfer the other way.
--! record ledger_account
--! record ledger_transfer
create table ledger_account (
  code text primary key,
  seq {{int}} not null,
  kind text not null check (kind in ('treasury', 'scheme', 'transit', 'paid', 'suspense', 'recovered', 'waived'))
) {{strict}};
create table ledger_transfer (
  seq {{int}} not null,
  id {{blob}} not null,
  debit text not null references ledger_account (code),
  credit text not null references ledger_account (code),
  fen {{int}} not null check (fen > 0),
  act text not null,
  subject {{blob}} not null,
  reverses {{blob}},
  primary key (seq, id),
  unique (id),
  unique (id, debit, credit, fen),
  unique (reverses),
  foreign key (reverses, credit, debit, fen) references ledger_transfer (id, debit, credit, fen),
  check (debit <> credit),
  check (reverses is null or reverses <> id)
) {{strict}};
create index ledger_transfer_debit on ledger_transfer (debit, fen);
create index ledger_transfer_credit on ledger_transfer (credit, fen);
create index ledger_transfer_subject on ledger_transfer (subject);
