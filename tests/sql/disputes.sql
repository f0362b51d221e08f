-- Disputes: who may do what when, what silence does, what the end does to money and lead.
begin;
\ir support/market.sql
\ir support/ops.sql
select plan(89);

create temp table t as select pg_temp.t_org('agency', true, false) as seller, pg_temp.t_org('acme', false, true) as acme,
    pg_temp.t_org('rival', false, true) as rival, pg_temp.t_org('third', false, true) as third, pg_temp.t_niche('roofs') as niche;
select pg_temp.t_operator() \g /dev/null
update leadx.niches set fee_bp = 1000, fields = '[{"name": "region", "type": "region"}]' where no = (select niche from t);
select pg_temp.t_fund(acme, 1000000), pg_temp.t_fund(rival, 1000000), pg_temp.t_fund(third, 1000000) from t \g /dev/null
select leadx.operator_accounts_ensure('RUB', pg_temp.t_now()) \g /dev/null
create temp table o as select pg_temp.t_order(acme, niche, 500, 900) as acme, pg_temp.t_order(rival, niche, 400) as rival,
    pg_temp.t_order(third, niche, 300, 2000) as third from t;

-- A lead of that person for these orders; its first sale.
create function pg_temp.t_sale(p_person text, p_orders uuid[], p_how text default null) returns leadx.sales language plpgsql as $$
declare v leadx.sales; v_sold pg_temp.t_sold;
begin
    v_sold := pg_temp.t_sell((select seller from t), (select niche from t), p_person, p_orders, p_how);
    select * into strict v from leadx.sales s where s.lead_id = v_sold.lead order by slot limit 1;
    return v;
end $$;
create function pg_temp.t_evidence(variadic p_kinds text[]) returns jsonb language sql as $$
    select jsonb_agg(jsonb_build_object('id', leadx.uuid_v7(now()), 'kind', split_part(k, ':', 1), 'sealed', '00', 'key', '00',
               'attempts', nullif(split_part(k, ':', 2), '')::integer, 'days', nullif(split_part(k, ':', 3), '')::integer)) from unnest(p_kinds) k
$$;
create function pg_temp.t_open(s leadx.sales, p_reason text, p_more jsonb default '{}', p_now timestamptz default pg_temp.t_now()) returns leadx.op_answer language sql as $$
    select pg_temp.t_do(s.buyer_id, 'dispute_open', jsonb_build_object('sale', s.id, 'reason', p_reason,
        'evidence', pg_temp.t_evidence('statement', 'attempts:1:1')) || p_more, p_now)
$$;
create function pg_temp.t_of(s leadx.sales) returns leadx.disputes language sql as $$ select d from leadx.disputes d where d.sale_id = s.id $$;
create function pg_temp.t_move(s leadx.sales, p_side text, p_op text, p_more jsonb default '{}', p_now timestamptz default pg_temp.t_now()) returns text language sql as $$
    select pg_temp.t_said(pg_temp.t_do(case p_side when 'buyer' then s.buyer_id else s.seller_id end, 'dispute_' || p_op,
        jsonb_build_object('dispute', (pg_temp.t_of(s)).id) || p_more, p_now))
$$;
-- "final buyer 100 by silence, sale returned, lead sold"
create function pg_temp.t_stands(s leadx.sales) returns text language sql as $$
    select concat_ws(' ', d.state, d.outcome, d.refund_percent, 'by ' || d.decided_by) || ', sale ' || x.state || ', lead ' || l.state
      from leadx.disputes d join leadx.sales x on x.id = d.sale_id join leadx.leads l on l.id = d.lead_id where d.sale_id = s.id
$$;
insert into leadx.niche_dispute_terms select niche, 10000, 70, 1 from t;
-- Another person of the operator's.
create function pg_temp.t_judge(p_key uuid, s leadx.sales, p_outcome text, p_percent integer, p_now timestamptz default pg_temp.t_now()) returns text language sql as $$
    select pg_temp.t_said(pg_temp.t_op('dispute_rule', (o, o, p_key, true)::leadx.op_caller,
        jsonb_build_object('dispute', (pg_temp.t_of(s)).id, 'outcome', p_outcome, 'refund_percent', p_percent, 'text', 'The recording shows it, call +7 999 123-45-67.'), p_now))
      from pg_temp.t_operator() o
$$;
create temp table k as select gen_random_uuid() as first, gen_random_uuid() as second;

-- ---- who may claim, and why
create temp table a as select pg_temp.t_sale('anna', array[acme, rival, third]) as s from o;
select is(pg_temp.t_said(pg_temp.t_open(s, 'nonsense')), '422 invalid_field /reason', 'an unknown reason') from a;
select is((pg_temp.t_open(s, 'no_answer')).body #>> '{errors,0,message}', (select sentence from leadx.dispute_reasons where code = 'no_answer'),
          'what is no reason is refused with the sentence that says why') from a;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake', '{"evidence": []}')), '422 missing_field /text', 'without its evidence') from a;
select is(pg_temp.t_said(pg_temp.t_do(rival, 'dispute_open', jsonb_build_object('sale', (a.s).id, 'reason', 'fake'))), '404 not_found', 'another buyer''s sale') from t, a;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake', '{}', pg_temp.t_now() + interval '7 days')), '409 conflict', 'when the window is over') from a;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake', '{}', pg_temp.t_now() + interval '7 days' - interval '1 second')), '201', 'a second before') from a;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake')), '409 conflict', 'a sale is disputed once') from a;
select is(pg_temp.t_stands(s), 'open, sale disputed, lead sold', 'the sale is disputed') from a;
select is(leadx.sales_settle(pg_temp.t_now() + interval '8 days', 100), 2, 'settlement passes it by') from a;

-- ---- silence accepts; a defect: the lead closes with its last buyer, the others hear, and their claim is proven
select is(leadx.disputes_due(pg_temp.t_now() + interval '9 days' - interval '2 seconds'), 0, 'before its time nothing happens');
select is(leadx.disputes_due(pg_temp.t_now() + interval '9 days'), 1, 'silence moves it');
select is(pg_temp.t_stands(s), 'final buyer 100 by silence, sale returned, lead sold', 'silence accepts; others have the lead still') from a;
select is((select sellable from leadx.leads where id = (s).lead_id), false, 'nobody new gets it') from a;
select is((select x.key_id || ' ' || x.action || ' ' || (x.changes -> 'state') || ' ' || (x.changes -> 'refund_percent') from leadx.audit x order by x.id desc limit 1),
          '00000000-0000-0000-0000-000000000000 dispute_due ["open", "final"] [null, 100]', 'what the clock did is in the audit, with what was before');

create temp table b as select pg_temp.t_sale('boris', array[acme, rival]) as s from o;
create temp table b2 as select x as s from leadx.sales x, b where x.lead_id = (b.s).lead_id and x.id <> (b.s).id;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake')), '201', 'claimed') from b;
select is(pg_temp.t_move(s, 'buyer', 'accept'), '403 forbidden', 'the buyer does not accept for the seller') from b;
select is(pg_temp.t_move(s, 'seller', 'withdraw'), '403 forbidden', 'the seller does not withdraw for the buyer') from b;
select is(pg_temp.t_said(pg_temp.t_do(third, 'dispute_accept', jsonb_build_object('dispute', (pg_temp.t_of(s)).id))), '404 not_found', 'a stranger sees none') from b, t;
select is(pg_temp.t_move(s, 'seller', 'accept'), '200', 'the seller accepts') from b;
select is(pg_temp.t_stands(s), 'final buyer 100 by seller, sale returned, lead sold', 'final at once') from b;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake', '{"evidence": []}')), '201', 'the same claim of another buyer needs no evidence of its own') from b2;
select is(pg_temp.t_stands(s), 'ruled buyer 100 by proof, sale disputed, lead sold', 'it is proven, and may be appealed') from b2;
select is((pg_temp.t_of(s)).proof ->> 'kind', 'upheld_before', 'by the one before') from b2;
select is(leadx.disputes_due(pg_temp.t_now() + interval '72 hours'), 1, 'nobody appealed');
select is(pg_temp.t_stands(s), 'final buyer 100 by proof, sale returned, lead closed', 'with the last buyer the lead closes') from b2;
select is((select count(*) from leadx.fingerprints where lead_id = (s).lead_id and until > pg_temp.t_now() + interval '72 hours'), 0::bigint, 'and gives the person back') from b2;

-- ---- contested, ruled, appealed
create temp table c as select pg_temp.t_sale('clara', array[acme]) as s from o;
select is(pg_temp.t_said(pg_temp.t_open(s, 'language')), '201', 'claimed') from c;
select is(pg_temp.t_judge(first, s, 'buyer', 100), '409 conflict', 'nobody rules before the seller was heard') from c, k;
select is(pg_temp.t_move(s, 'seller', 'contest', '{}', pg_temp.t_now() + interval '48 hours'), '409 conflict', 'too late to contest') from c;
select is(pg_temp.t_move(s, 'seller', 'contest', jsonb_build_object('evidence', pg_temp.t_evidence('statement'))), '200', 'contested') from c;
select is((pg_temp.t_of(s)).shown, false, 'words alone show nothing') from c;
select is(pg_temp.t_move(s, 'seller', 'evidence', jsonb_build_object('evidence', pg_temp.t_evidence('recording'))), '200', 'a recording') from c;
select is((pg_temp.t_of(s)).shown, true, 'does') from c;
select is(pg_temp.t_move(s, 'buyer', 'appeal'), '409 conflict', 'there is nothing to appeal against yet') from c;
select is(pg_temp.t_judge(first, s, 'split', 50), '200', 'ruled') from c, k;
select is((pg_temp.t_of(s)).ruling, 'The recording shows it, call […].', 'a number in a ruling is masked') from c;
select is(pg_temp.t_stands(s), 'ruled split 50 by administrator, sale disputed, lead sold', 'money waits') from c;
select is(pg_temp.t_move(s, 'buyer', 'withdraw'), '409 conflict', 'after the ruling nobody withdraws') from c;
select is(pg_temp.t_move(s, 'seller', 'appeal'), '200', 'the seller appeals') from c;
select is(pg_temp.t_move(s, 'buyer', 'appeal'), '409 conflict', 'once') from c;
select is(pg_temp.t_judge(first, s, 'split', 50), '409 conflict', 'who ruled does not decide on the appeal') from c, k;
select is(pg_temp.t_judge(second, s, 'buyer', 100), '200', 'another does') from c, k;
select is(pg_temp.t_stands(s), 'final buyer 100 by administrator, sale returned, lead open', 'and that is the end') from c;
select is((select resold and sellable and live_exclusive = 0 from leadx.leads where id = (s).lead_id), true, 'a misfit is free again, marked') from c;
select is((pg_temp.t_sell((select seller from t), (select niche from t), 'clara', array[o.third], 'x', p_lead => (s).lead_id)).state, 'open',
          'not for one buyer alone') from c, o;
select is((pg_temp.t_sell((select seller from t), (select niche from t), 'clara', array[o.acme], 's', p_lead => (s).lead_id)).verdicts, '{7}',
          'nor for the first again') from c, o;
select is((pg_temp.t_sell((select seller from t), (select niche from t), 'clara', array[o.third], 's', p_lead => (s).lead_id)).state, 'sold', 'but shared') from c, o;
select is(pg_temp.t_refused(format('update leadx.leads set live_exclusive = 1, live_shared = 0 where id = %L', (s).lead_id)), '23514 leads_resold_check',
          'the table forbids what the code might get wrong') from c;

-- ---- silence of the desk
create temp table d as select pg_temp.t_sale('dora', array[acme, rival]) as s from o;
create temp table d2 as select x as s from leadx.sales x, d where x.lead_id = (d.s).lead_id and x.id <> (d.s).id;
select is(pg_temp.t_said(pg_temp.t_open(s, 'language')), '201', 'claimed') from d;
select is(pg_temp.t_said(pg_temp.t_open(s, 'job_seeker')), '201', 'by both') from d2;
select is(pg_temp.t_move(s, 'seller', 'contest', jsonb_build_object('evidence', pg_temp.t_evidence('recording'))), '200', 'shown something') from d;
select is(pg_temp.t_move(s, 'seller', 'contest'), '200', 'shown nothing') from d2;
select is(leadx.disputes_due(pg_temp.t_now() + interval '7 days') + leadx.disputes_due(pg_temp.t_now() + interval '7 days'), 2, 'no ruling in seven days');
select is(pg_temp.t_stands(s), 'ruled seller 0 by silence, sale disputed, lead sold', 'for the seller who showed something') from d;
select is(pg_temp.t_stands(s), 'ruled buyer 100 by silence, sale disputed, lead sold', 'else for the buyer') from d2;
select is(pg_temp.t_move(s, 'buyer', 'appeal', '{}', pg_temp.t_now() + interval '8 days'), '200', 'appealed') from d;
select is(leadx.disputes_due(pg_temp.t_now() + interval '11 days') + leadx.disputes_due(pg_temp.t_now() + interval '11 days'), 2, 'silence confirms');
select is(pg_temp.t_stands(s), 'final seller 0 by silence, sale final, lead sold', 'for the seller') from d;
select is(pg_temp.t_stands(s), 'final buyer 100 by silence, sale returned, lead sold', 'and for the buyer') from d2;

-- ---- withdrawn; a fee for claims without ground
update leadx.niche_dispute_terms set strong_share_bp = 2000 where niche_no = (select niche from t);
create temp table e as select pg_temp.t_sale('emil', array[rival]) as s from o;
select is(pg_temp.t_said(pg_temp.t_open(s, 'language')) || ' ' || pg_temp.t_move(s, 'buyer', 'withdraw'), '422 missing_field /recording 404 not_found',
          'much came back: only the stronger evidence counts') from e;
select is(pg_temp.t_said(pg_temp.t_open(s, 'language', jsonb_build_object('evidence', pg_temp.t_evidence('recording')))), '201', 'which it has') from e;
select is(pg_temp.t_move(s, 'buyer', 'withdraw'), '200', 'withdrawn') from e;
select is(pg_temp.t_stands(s), 'withdrawn seller 0 by buyer, sale final, lead sold', 'the seller is paid') from e;
create temp table f as select pg_temp.t_sale(x, array[third]) as s from o, unnest(array['fina', 'gina']) x;
select is(pg_temp.t_said(pg_temp.t_open(s, 'language')) || ' ' || pg_temp.t_move(s, 'seller', 'contest') || ' ' || pg_temp.t_judge(first, s, 'seller', 0), '201 200 200', 'groundless') from f, k;
select is(leadx.disputes_due(pg_temp.t_now() + interval '3 days') + leadx.disputes_due(pg_temp.t_now() + interval '3 days'), 2, 'final');
select results_eq('select (pg_temp.t_of(s)).fee_minor from f order by 1 nulls first', array[null, 70::bigint], 'the second costs');

-- ---- what our own records prove
create temp table g as select pg_temp.t_org('dealer', false, true, acme) as dealer from t;
insert into leadx.suppressions select substring(sha256('hugo') for 16), dealer, pg_temp.t_now() - interval '1 hour' from g;
insert into leadx.suppressions select substring(sha256('igor') for 16), dealer, pg_temp.t_now() + interval '1 hour' from g;
update leadx.niche_dispute_terms set strong_share_bp = 10000 where niche_no = (select niche from t);
create temp table h as select pg_temp.t_sale('hugo', array[acme]) as s from o;
select is(pg_temp.t_said(pg_temp.t_open(s, 'duplicate', '{"evidence": []}')), '201', 'a person on the list of a company of the family') from h;
select is((pg_temp.t_of(s)).proof, jsonb_build_object('kind', 'own_list', 'listed_at', '2026-11-21T11:00:00.000Z'), 'is a duplicate, says the list') from h;
create temp table i as select pg_temp.t_sale('igor', array[acme]) as s from o;
select is(pg_temp.t_said(pg_temp.t_open(s, 'duplicate')), '201', 'who was listed after the sale') from i;
select is((pg_temp.t_of(s)).proof, null, 'proves nothing') from i;
create temp table j as select pg_temp.t_sale('jana', array[rival]) as s from o;
update leadx.fingerprints set until = pg_temp.t_now() where lead_id = (select (s).lead_id from j);
create temp table j2 as select pg_temp.t_sale('jana', array[acme]) as s from o;
update leadx.sales x set buyer_family_id = t.acme, sold_at = sold_at - interval '1 day' from j, t where x.lead_id = (j.s).lead_id and x.id = (j.s).id;
select is(pg_temp.t_said(pg_temp.t_open(s, 'duplicate')), '201', 'bought before') from j2;
select is((pg_temp.t_of(j2.s)).proof ->> 'sale', (j.s).id::text, 'as the sale of then proves') from j, j2;
update leadx.sales x set buyer_family_id = t.rival, sold_at = sold_at + interval '1 day' from j, t where x.lead_id = (j.s).lead_id and x.id = (j.s).id;
select is(pg_temp.t_move(s, 'seller', 'appeal'), '200', 'proof may be appealed') from h;
select is(pg_temp.t_judge(first, s, 'seller', 0), '200', 'and an administrator decides otherwise') from h, k;
select is(leadx.disputes_due(pg_temp.t_now() + interval '3 days') + leadx.disputes_due(pg_temp.t_now() + interval '3 days'), 2, 'the others end');

-- ---- another lead instead of money
create temp table m as select pg_temp.t_sale(x, array[acme]) as s from o, unnest(array['kira', 'lena']) x;
select is(pg_temp.t_said(pg_temp.t_open(s, 'language')) || ' ' || pg_temp.t_move(s, 'seller', 'replacement_offer') || ' ' || pg_temp.t_move(s, 'buyer', 'replacement_accept'),
          '201 200 200', 'agreed') from m;
select is(leadx.disputes_replace(pg_temp.t_now() + interval '1 hour', 100), 0, 'none was sold since');
create temp table n as select (pg_temp.t_sell((select seller from t), (select niche from t), 'mara', array[o.acme], p_now => pg_temp.t_now() + interval '1 hour')).lead from o;
select is(leadx.disputes_replace(pg_temp.t_now() + interval '2 hours', 100), 1, 'one lead replaces one');
select is(leadx.disputes_replace(pg_temp.t_now() + interval '15 days', 100), 1, 'the other claim stays a return');
select results_eq('select (pg_temp.t_of(s)).replacement from m order by 1', array['delivered', 'lapsed'], 'in this order');

-- ---- the books
select is((select count(*) from leadx.disputes where state not in ('final', 'withdrawn')), 0::bigint, 'every dispute has ended');
select is((leadx.ledger_verify() ->> 'balanced')::boolean, true, 'the books balance') ;
select is(pg_temp.t_refused_as('leadx_server', 'update leadx.disputes set outcome = ''buyer'''), '42501', 'the server writes no dispute');
select is(pg_temp.t_refused_as('leadx_server', 'delete from leadx.dispute_events'), '42501', 'nor its timeline');

-- ---- many by one ruling: each has its own row in the audit
create temp table many as select pg_temp.t_sale('bulky', array[acme]) as s from o;
select is(pg_temp.t_said(pg_temp.t_open(s, 'fake')), '201', 'claimed') from many;
select is(pg_temp.t_said(pg_temp.t_admin('dispute_bulk', jsonb_build_object('disputes', jsonb_build_array((pg_temp.t_of(s)).id), 'outcome', 'split', 'refund_percent', 40, 'text', 'x'))),
          '202', 'ruled with others') from many;
select leadx.disputes_bulk(pg_temp.t_now()), leadx.disputes_bulk(pg_temp.t_now()) \g /dev/null
select is((select x.action || ' ' || (x.changes -> 'state') || ' ' || (x.changes -> 'refund_percent') from leadx.audit x where x.subject = (pg_temp.t_of(s)).id::text order by x.id desc limit 1),
          'dispute_rule ["open", "ruled"] [null, 40]', 'as an administrator''s ruling') from many;
select * from finish();
rollback;
