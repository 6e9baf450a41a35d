-- Support in cash under four separated powers: who is eligible (confirm), money (fund), paying out (pay), public supervision (supervise).
-- What the powers may not do is refused here, by keys and checks, whoever writes: an act with a power that its body does not hold, by
-- somebody who does not sit in that body, at another step than the next, a second one by the same person in a matter, on one's own case.
-- Rows refer to earlier rows only, and keys of tables that refer to themselves begin with seq, so that a copy loads them in order.
-- identity columns hold a digest of a natural person under a key that never changes, or the person's id where no number is known.
--! record benefit_body
--! record benefit_voice
--! record benefit_grant
--! record benefit_scheme
--! record benefit_power
--! record benefit_step
--! record benefit_case
--! record benefit_document
--! record benefit_matter
--! record benefit_act
--! record benefit_round
--! record benefit_review
--! record benefit_objection
--! record benefit_freeze
--! record benefit_bank_account
--! record benefit_plan
--! record benefit_payable
--! record benefit_refusal
--! record benefit_funding
--! record benefit_order
--! record benefit_sending
--! record benefit_statement
--! record benefit_answer
--! record benefit_recovery
--! record benefit_closing
-- A body holds one power.
create table benefit_body (
  code text primary key,
  seq {{int}} not null,
  power text not null check (power in ('confirm', 'fund', 'pay', 'supervise')),
  unique (code, power)
) {{strict}};
-- Somebody's consent that a person changes her body; the change names two of them, who sit themselves.
create table benefit_voice (
  identity {{blob}} not null,
  n {{int}} not null check (n >= 3),
  by_identity {{blob}} not null,
  by_n {{int}} not null,
  seq {{int}} not null,
  digest {{blob}} not null,
  signature {{blob}} not null,
  primary key (identity, n, by_identity),
  unique (identity, n, by_identity, by_n),
  check (identity <> by_identity)
) {{strict}};
-- Where a person sits: odd n takes a seat in a body, even n leaves it. From the second seat on two others consent and 90 days lie between.
create table benefit_grant (
  seq {{int}} not null,
  identity {{blob}} not null,
  n {{int}} not null check (n > 0),
  sits {{bool}} not null,
  body text not null,
  power text not null,
  day {{int}} not null,
  prev_n {{int}},
  prev_sits {{bool}},
  prev_body text,
  prev_day {{int}},
  a_identity {{blob}},
  a_n {{int}},
  b_identity {{blob}},
  b_n {{int}},
  voice_sits {{bool}},
  by_account {{blob}},
  primary key (seq, identity, n),
  unique (identity, n),
  unique (identity, n, sits),
  unique (identity, n, sits, body, day),
  unique (identity, n, sits, body, power),
  foreign key (body, power) references benefit_body (code, power),
  foreign key (identity, prev_n, prev_sits, prev_body, prev_day) references benefit_grant (identity, n, sits, body, day),
  foreign key (identity, n, a_identity, a_n) references benefit_voice (identity, n, by_identity, by_n),
  foreign key (identity, n, b_identity, b_n) references benefit_voice (identity, n, by_identity, by_n),
  foreign key (a_identity, a_n, voice_sits) references benefit_grant (identity, n, sits),
  foreign key (b_identity, b_n, voice_sits) references benefit_grant (identity, n, sits),
  check (length(identity) > 0),
  check (sits = (n % 2 = 1)),
  check (n = 1 and prev_n is null or prev_n is not null and prev_sits is not null and prev_body is not null and prev_day is not null and prev_n = n - 1 and prev_sits <> sits and prev_day <= day),
  check (sits or prev_body = body),
  check (n < 3 or not sits or a_identity is not null and b_identity is not null and a_n is not null and b_n is not null and voice_sits is not null and voice_sits and a_identity < b_identity and day >= prev_day + 90)
) {{strict}};
-- A scheme's text with the bodies that hold its powers and the steps of its cases, as they came into force.
create table benefit_scheme (
  hash text primary key,
  id text not null,
  seq {{int}} not null,
  unique (hash, id)
) {{strict}};
create table benefit_power (
  scheme text not null references benefit_scheme (hash),
  power text not null,
  body text not null,
  seq {{int}} not null,
  primary key (scheme, power),
  unique (scheme, power, body),
  foreign key (body, power) references benefit_body (code, power)
) {{strict}};
-- A public notice is a step of its own, put up by supervision; days is how long it stands at least, 0 for other steps. A track is the
-- steps with some of the notices: which of them a case has hangs on the case (none in the village for bereaved parents).
create table benefit_step (
  scheme text not null references benefit_scheme (hash),
  track text not null,
  n {{int}} not null check (n > 0),
  seq {{int}} not null,
  step text not null,
  power text not null check (power in ('confirm', 'supervise')),
  days {{int}} not null check (days >= 0),
  final {{bool}} not null,
  primary key (scheme, track, n),
  unique (scheme, track, n, step, power, days, final),
  check ((power = 'supervise') = (days > 0))
) {{strict}};
-- One case for a person and a scheme, whatever entries of the register she has. subject is whom the criteria are about, payee who is paid.
create table benefit_case (
  id {{blob}} primary key,
  seq {{int}} not null,
  scheme_id text not null,
  subject {{blob}} not null references person (id),
  payee {{blob}} not null references person (id),
  subject_identity {{blob}} not null,
  payee_identity {{blob}} not null,
  place {{blob}},
  applied_on text not null,
  unique (scheme_id, subject_identity),
  unique (id, scheme_id),
  unique (id, scheme_id, subject_identity, payee_identity),
  unique (id, subject_identity, payee_identity),
  check (length(subject_identity) > 0 and length(payee_identity) > 0)
) {{strict}};
create index benefit_case_seq on benefit_case (seq);
create index benefit_case_subject on benefit_case (subject);
-- Evidence by kind; what it says of the paper (number, who issued it) is sealed.
create table benefit_document (
  case_id {{blob}} not null references benefit_case (id),
  kind text not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  void {{bool}} not null,
  cell {{blob}} not null references seal_cell (id),
  seen_on text not null,
  primary key (case_id, kind, rev)
) {{strict}};
-- A matter is one application, or one year's review, with its appeals.
create table benefit_matter (
  case_id {{blob}} not null,
  matter {{int}} not null check (matter > 0),
  seq {{int}} not null,
  kind text not null check (kind in ('application', 'review')),
  year {{int}} not null,
  scheme_id text not null,
  scheme text not null,
  track text not null,
  opened_on text not null,
  primary key (case_id, matter),
  unique (case_id, matter, scheme, track),
  unique (case_id, kind, year),
  foreign key (case_id, scheme_id) references benefit_case (id, scheme_id),
  foreign key (scheme, scheme_id) references benefit_scheme (hash, id)
) {{strict}};
-- What a year's data match says of everybody who is confirmed: nothing changed, doubtful, or looked at by chance. A matter is opened for
-- the last two alone.
create table benefit_review (
  scheme_id text not null,
  year {{int}} not null,
  case_id {{blob}} not null references benefit_case (id),
  seq {{int}} not null,
  found text not null check (found in ('matched', 'doubtful', 'sample')),
  code text not null,
  matter {{int}},
  primary key (scheme_id, year, case_id),
  foreign key (case_id, matter) references benefit_matter (case_id, matter),
  check ((matter is null) = (found = 'matched'))
) {{strict}};
-- An act of a power in a case. until_on is the last day of a notice. A round after the first is an appeal: its first act names the refusal.
create table benefit_act (
  seq {{int}} not null,
  case_id {{blob}} not null,
  matter {{int}} not null,
  round {{int}} not null check (round > 0),
  n {{int}} not null check (n > 0),
  scheme text not null,
  track text not null,
  step text not null,
  power text not null,
  days {{int}} not null,
  final {{bool}} not null,
  outcome text not null check (outcome in ('passed', 'refused')),
  on_date text not null,
  until_on text not null,
  prev_n {{int}},
  prev_outcome text,
  prev_until text,
  appeal_round {{int}},
  appeal_n {{int}},
  appeal_outcome text,
  subject_identity {{blob}} not null,
  payee_identity {{blob}} not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null,
  body text not null,
  account {{blob}} not null,
  reason {{blob}} references seal_cell (id),
  finding text not null,
  digest {{blob}} not null,
  signer text not null,
  signature {{blob}} not null,
  primary key (seq, case_id, matter, round, n),
  unique (case_id, matter, round, n),
  unique (case_id, matter, actor),
  unique (case_id, matter, round, n, outcome),
  unique (case_id, matter, round, n, outcome, until_on),
  unique (case_id, matter, round, n, outcome, until_on, final),
  foreign key (case_id, matter, scheme, track) references benefit_matter (case_id, matter, scheme, track),
  foreign key (scheme, track, n, step, power, days, final) references benefit_step (scheme, track, n, step, power, days, final),
  foreign key (scheme, power, body) references benefit_power (scheme, power, body),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power),
  foreign key (case_id, subject_identity, payee_identity) references benefit_case (id, subject_identity, payee_identity),
  foreign key (case_id, matter, round, prev_n, prev_outcome, prev_until) references benefit_act (case_id, matter, round, n, outcome, until_on),
  foreign key (case_id, matter, appeal_round, appeal_n, appeal_outcome) references benefit_act (case_id, matter, round, n, outcome),
  check (sits),
  check (actor <> subject_identity and actor <> payee_identity),
  check (days = 0 and until_on = '' or days > 0 and until_on >= on_date),
  check (n = 1 and prev_n is null or prev_n is not null and prev_outcome is not null and prev_until is not null and prev_n = n - 1 and prev_outcome = 'passed' and prev_until < on_date),
  check (round = 1 and appeal_round is null or n > 1 and appeal_round is null or n = 1 and appeal_round is not null and appeal_n is not null and appeal_outcome is not null and appeal_round = round - 1 and appeal_outcome = 'refused')
) {{strict}};
-- What the person says against a refusal, and what anybody says against a case under notice; both stop the clock until they are answered.
create table benefit_round (
  case_id {{blob}} not null,
  matter {{int}} not null,
  round {{int}} not null check (round > 1),
  seq {{int}} not null,
  refused_n {{int}} not null,
  refused text not null check (refused = 'refused'),
  refused_round {{int}} not null check (refused_round = round - 1),
  lodged_on text not null,
  words {{blob}} not null references seal_cell (id),
  primary key (case_id, matter, round),
  foreign key (case_id, matter, refused_round, refused_n, refused) references benefit_act (case_id, matter, round, n, outcome)
) {{strict}};
create table benefit_objection (
  id {{blob}} not null,
  rev {{int}} not null check (rev in (1, 2)),
  seq {{int}} not null,
  case_id {{blob}} not null references benefit_case (id),
  matter {{int}} not null,
  round {{int}} not null,
  n {{int}} not null,
  state text not null check (state in ('open', 'upheld', 'dismissed')),
  on_date text not null,
  words {{blob}} not null references seal_cell (id),
  actor {{blob}},
  power text,
  primary key (id, rev),
  foreign key (case_id, matter, round, n) references benefit_act (case_id, matter, round, n),
  check ((rev = 1) = (state = 'open')),
  check (rev = 1 or actor is not null and power is not null and power = 'supervise')
) {{strict}};
create index benefit_objection_case on benefit_objection (case_id);
-- Supervision stops a case, a plan or a scheme, and lets it go on.
create table benefit_freeze (
  kind text not null check (kind in ('case', 'plan', 'scheme')),
  target text not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  frozen {{bool}} not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null check (sits),
  body text not null,
  power text not null check (power = 'supervise'),
  reason {{blob}} not null references seal_cell (id),
  primary key (kind, target, rev),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power)
) {{strict}};
-- Money, in fen: the confirmed list (plan), its funding, its orders to the bank, the bank's answers.
-- A line is payable once for a person, scheme, layer and period, and only after a final act whose notice has run out. The list that is
-- confirmed, the list that is funded and the list that is ordered are one list: their hash is the key that joins them.
-- A verified account in the payee's own name; the digest is for finding one account under several people.
create table benefit_bank_account (
  payee_identity {{blob}} not null,
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  cell {{blob}} not null references seal_cell (id),
  digest {{blob}} not null,
  own_name {{bool}} not null,
  state text not null check (state in ('verified', 'mismatch', 'closed')),
  primary key (payee_identity, rev),
  unique (payee_identity, rev, own_name, state)
) {{strict}};
create index benefit_bank_account_digest on benefit_bank_account (digest);
create table benefit_plan (
  id {{blob}} primary key,
  seq {{int}} not null,
  scheme text not null,
  scheme_id text not null,
  period text not null,
  on_date text not null,
  lines {{int}} not null check (lines > 0),
  fen {{int}} not null check (fen > 0),
  list_hash {{blob}} not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null check (sits),
  body text not null,
  power text not null check (power = 'confirm'),
  digest {{blob}} not null,
  signer text not null,
  signature {{blob}} not null,
  unique (id, scheme, scheme_id, period, on_date),
  unique (id, scheme, list_hash, lines, fen, actor),
  foreign key (scheme, scheme_id) references benefit_scheme (hash, id),
  foreign key (scheme, power, body) references benefit_power (scheme, power, body),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power)
) {{strict}};
create table benefit_payable (
  id {{blob}} primary key,
  seq {{int}} not null,
  plan {{blob}} not null,
  scheme text not null,
  scheme_id text not null,
  plan_period text not null,
  plan_on text not null,
  case_id {{blob}} not null,
  matter {{int}} not null,
  round {{int}} not null,
  n {{int}} not null,
  outcome text not null check (outcome = 'passed'),
  until_on text not null,
  final {{bool}} not null check (final),
  identity {{blob}} not null,
  payee_identity {{blob}} not null,
  layer text not null,
  period text not null,
  fund text not null,
  fen {{int}} not null check (fen > 0),
  account_rev {{int}} not null,
  own_name {{bool}} not null check (own_name),
  account_state text not null check (account_state = 'verified'),
  place {{blob}},
  reason text not null,
  unique (identity, scheme_id, layer, period),
  unique (id, plan),
  unique (id, plan, fen),
  foreign key (plan, scheme, scheme_id, plan_period, plan_on) references benefit_plan (id, scheme, scheme_id, period, on_date),
  foreign key (case_id, matter, round, n, outcome, until_on, final) references benefit_act (case_id, matter, round, n, outcome, until_on, final),
  foreign key (case_id, scheme_id, identity, payee_identity) references benefit_case (id, scheme_id, subject_identity, payee_identity),
  foreign key (payee_identity, account_rev, own_name, account_state) references benefit_bank_account (payee_identity, rev, own_name, state),
  check (until_on < plan_on),
  check (length(identity) > 0)
) {{strict}};
create index benefit_payable_plan on benefit_payable (plan);
create index benefit_payable_case on benefit_payable (case_id);
-- Who was looked at for a plan and is not on its list, each with the reason.
create table benefit_refusal (
  plan {{blob}} not null references benefit_plan (id),
  case_id {{blob}} not null references benefit_case (id),
  seq {{int}} not null,
  code text not null,
  primary key (plan, case_id)
) {{strict}};
create table benefit_funding (
  plan {{blob}} primary key,
  seq {{int}} not null,
  scheme text not null,
  list_hash {{blob}} not null,
  lines {{int}} not null,
  fen {{int}} not null,
  confirmed_by {{blob}} not null,
  on_date text not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null check (sits),
  body text not null,
  power text not null check (power = 'fund'),
  digest {{blob}} not null,
  signer text not null,
  signature {{blob}} not null,
  unique (plan, scheme, list_hash, lines, fen, confirmed_by, actor),
  foreign key (plan, scheme, list_hash, lines, fen, confirmed_by) references benefit_plan (id, scheme, list_hash, lines, fen, actor),
  foreign key (scheme, power, body) references benefit_power (scheme, power, body),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power),
  check (actor <> confirmed_by)
) {{strict}};
-- What went to the bank: in the first attempt every line that nothing holds, later only what came back or was held.
create table benefit_order (
  plan {{blob}} not null,
  attempt {{int}} not null check (attempt > 0),
  seq {{int}} not null,
  scheme text not null,
  list_hash {{blob}} not null,
  lines {{int}} not null,
  fen {{int}} not null,
  confirmed_by {{blob}} not null,
  funded_by {{blob}} not null,
  profile text not null,
  message text not null unique,
  sent_lines {{int}} not null check (sent_lines > 0),
  sent_fen {{int}} not null check (sent_fen > 0),
  on_date text not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null check (sits),
  body text not null,
  power text not null check (power = 'pay'),
  digest {{blob}} not null,
  signer text not null,
  signature {{blob}} not null,
  primary key (plan, attempt),
  foreign key (plan, scheme, list_hash, lines, fen, confirmed_by, funded_by) references benefit_funding (plan, scheme, list_hash, lines, fen, confirmed_by, actor),
  foreign key (scheme, power, body) references benefit_power (scheme, power, body),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power),
  check (actor <> confirmed_by and actor <> funded_by),
  check (sent_lines <= lines and sent_fen <= fen)
) {{strict}};
-- One line of one order. end_to_end is what the bank repeats: the payment's id, and for later tries one derived from it.
create table benefit_sending (
  payment {{blob}} not null,
  attempt {{int}} not null,
  seq {{int}} not null,
  plan {{blob}} not null,
  fen {{int}} not null,
  end_to_end {{blob}} not null unique,
  account_rev {{int}} not null,
  primary key (payment, attempt),
  unique (payment, attempt, fen),
  foreign key (payment, plan, fen) references benefit_payable (id, plan, fen),
  foreign key (plan, attempt) references benefit_order (plan, attempt)
) {{strict}};
create index benefit_sending_plan on benefit_sending (plan, attempt);
-- A bank's file, by the hash of its bytes: the same file twice is one file.
create table benefit_statement (
  hash {{blob}} primary key,
  seq {{int}} not null,
  profile text not null,
  answers {{int}} not null,
  on_date text not null
) {{strict}};
-- What the bank said of a line, as it said it; a line that is nobody's stands in suspense with no payment. reference is the bank's own number
-- of a booking: two bookings of one payment are two credits, however alike.
create table benefit_answer (
  statement {{blob}} not null references benefit_statement (hash),
  line {{int}} not null check (line > 0),
  seq {{int}} not null,
  payment {{blob}},
  attempt {{int}},
  kind text not null check (kind in ('accepted', 'paid', 'returned', 'rejected', 'unknown')),
  fen {{int}} not null check (fen >= 0),
  on_date text not null,
  code text not null,
  finding text not null check (finding in ('counted', 'repeated', 'differs', 'out-of-order', 'suspense')),
  reference text not null,
  words {{blob}} references seal_cell (id),
  primary key (statement, line),
  foreign key (payment, attempt) references benefit_sending (payment, attempt),
  check ((payment is null) = (attempt is null)),
  check (finding <> 'counted' or payment is not null),
  check (finding <> 'suspense' or payment is null)
) {{strict}};
create index benefit_answer_payment on benefit_answer (payment, attempt);
create index benefit_answer_seq on benefit_answer (seq);
-- Money that was paid wrongly: confirmation finds it, the fund's body settles how it comes back, and each step is its own row.
create table benefit_recovery (
  payment {{blob}} not null references benefit_payable (id),
  rev {{int}} not null check (rev > 0),
  seq {{int}} not null,
  kind text not null check (kind in ('found', 'agreed', 'instalment', 'waived')),
  fen {{int}} not null check (fen > 0),
  instalments {{int}} not null,
  on_date text not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null check (sits),
  body text not null,
  power text not null,
  reason {{blob}} not null references seal_cell (id),
  found_rev {{int}},
  found_kind text,
  found_by {{blob}},
  primary key (payment, rev),
  unique (payment, rev, kind, actor),
  foreign key (payment, found_rev, found_kind, found_by) references benefit_recovery (payment, rev, kind, actor),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power),
  check (kind = 'found' and power = 'confirm' and rev = 1 or kind <> 'found' and power = 'fund' and rev > 1 and found_by is not null and found_rev is not null and found_kind is not null and found_rev = 1 and found_kind = 'found' and found_by <> actor)
) {{strict}};
-- The closing statement of a scheme and period for a place, signed by three bodies over the same sums.
create table benefit_closing (
  scheme_id text not null,
  period text not null,
  place text not null,
  power text not null check (power in ('confirm', 'fund', 'pay')),
  seq {{int}} not null,
  on_date text not null,
  sums text not null,
  sums_hash {{blob}} not null,
  actor {{blob}} not null,
  grant_n {{int}} not null,
  sits {{bool}} not null check (sits),
  body text not null,
  digest {{blob}} not null,
  signer text not null,
  signature {{blob}} not null,
  primary key (scheme_id, period, place, sums_hash, power),
  unique (scheme_id, period, place, sums_hash, actor),
  foreign key (actor, grant_n, sits, body, power) references benefit_grant (identity, n, sits, body, power)
) {{strict}};

-- Answers that did not fit, which are few: somebody looks at their payments.
create index benefit_answer_odd on benefit_answer (payment) where finding = 'differs' or finding = 'out-of-order' or kind = 'unknown';
-- Whom somebody is paid for is asked at each application.
create index benefit_case_payee on benefit_case (payee);
