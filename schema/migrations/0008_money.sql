-- Money after the sale: how a sale's end is remembered, and every kind of entry the books know.

-- A settled sale may have been split, and may be reversed: what its buyer got back stays with it. The fee kept and what the
-- seller earned follow from price, fee and this, by sale_split().
alter table sales
    add column refund_minor bigint not null default 0;
alter table sales
    add constraint sales_refund_check check (case state when 'returned' then refund_minor = price_minor
                                                        when 'final' then refund_minor between 0 and price_minor
                                                        when 'reversed' then refund_minor between 1 and price_minor
                                                        else refund_minor = 0 end);
comment on column sales.refund_minor is 'What its buyer has back of the price: all of it when returned, a part of it after a split or a reversal.';

alter table transfers drop constraint transfers_kind_check;
alter table transfers add constraint transfers_kind_check check (kind in
    ('deposit', 'gift', 'charge', 'settle', 'fee', 'refund', 'reversal', 'penalty', 'payout', 'payout_paid', 'payout_back',
     'charge_back', 'write_off', 'draw'));

-- One entry to be booked by ledger_book(): from, to, how much, and what it is for.
create type ledger_entry as (debit_id uuid, credit_id uuid, amount_minor bigint, currency text, kind text, lead_id uuid, sale_id uuid,
                             corrects_id uuid, reference text);
