--! record notary_leaf
-- The commitment of each act, written with it; the verifiable log numbers them later.
create table notary_leaf (
  digest {{blob}} primary key,
  seq {{int}} not null,
  kind text not null
) {{strict}};
create index notary_leaf_seq on notary_leaf (seq);
