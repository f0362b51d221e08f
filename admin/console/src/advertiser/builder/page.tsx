// A new order: from nothing, or from another one ("/orders/:order/copy"); or the terms of one that is there ("/orders/:order/edit").
import { useGet } from "@/shared/api/hooks";
import { useNiches } from "@/shared/api/niches";
import type { PageProps } from "@/shared/area";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Fault } from "@/shared/ui/fault";
import { PageHead } from "@/shared/ui/page-head";
import { OrderForm } from "./form";
import { blank, fromOrder } from "./values";

export function EditOrder({ params }: PageProps) {
    return <FromOrder id={params.order!} edit />;
}
export function CopyOrder({ params }: PageProps) {
    return <FromOrder id={params.order!} />;
}

export default function NewOrder() {
    const { t } = useTranslation("advertiser");
    const { timeZone } = useFormat();
    return (
        <>
            <PageHead title={t("order.new")} lead={t("builder.text")} back={{ to: "/advertiser/orders", label: t("nav.orders") }} />
            <OrderForm initial={blank(timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)} />
        </>
    );
}

function FromOrder({ id, edit }: { id: string; edit?: boolean }) {
    const { t } = useTranslation("advertiser");
    const niches = useNiches();
    const asked = useGet("/v1/orders/{order}", { path: { order: id } }, { staleTime: Infinity, refetchOnWindowFocus: false });
    const order = asked.data;
    const head = <PageHead title={!edit ? t("order.new") : order?.name ?? t("order.one")} lead={edit ? t("builder.editText") : t("builder.text")}
        back={edit ? { to: `/advertiser/orders/${id}`, label: order?.name ?? t("order.one") } : { to: "/advertiser/orders", label: t("nav.orders") }} />;
    const fault = asked.error ?? niches.error;
    if (fault) return <>{head}<Fault fault={fault} retry={() => (asked.refetch(), niches.refetch())} /></>;
    if (!order || niches.isPending) return <div aria-busy style={{ minHeight: 320 }}>{head}</div>;
    const values = fromOrder(order);
    return <>{head}<OrderForm key={id} initial={edit ? values : { ...values, name: t("builder.copyOf", { name: order.name }).slice(0, 200) }} order={edit ? order : undefined} /></>;
}
