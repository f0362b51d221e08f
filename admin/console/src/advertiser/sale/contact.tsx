// Whom to call. Reading it is counted, so it is read when somebody asks for it, once, and kept while the page is open.
import { Alert, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Eye, Mail, Phone } from "lucide-react";
import { api, ok } from "@/shared/api/client";
import { queries, refresh, type Body } from "@/shared/api/hooks";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { useMe } from "@/shared/session/session";
import { CopyButton } from "@/shared/ui/copy";
import { Fault } from "@/shared/ui/fault";
import classes from "./sale.module.css";

export type SaleDetail = Body<"/v1/sales/{sale}">;

/** Not under the path of the API: what refreshes lists must never read a contact again. */
const keyOf = (sale: string) => ["contact", sale] as const;

export function useContact(sale: string) {
    const asked = useQuery<SaleDetail>({
        queryKey: keyOf(sale), enabled: false, staleTime: Infinity, retry: false,
        queryFn: () => ok(api.GET("/v1/sales/{sale}", { params: { path: { sale } } })) as Promise<SaleDetail>,
    });
    const reveal = async () => {
        if (asked.data !== undefined || asked.isFetching) return;
        await asked.refetch();
        await refresh("/v1/work", "/v1/reports/home");
    };
    return { detail: asked.data, busy: asked.isFetching, fault: asked.error, reveal };
}
export const forgetContact = (sale: string) => queries.removeQueries({ queryKey: keyOf(sale) });

interface Person {
    first_name?: string;
    middle_name?: string;
    last_name?: string;
    phone?: string;
    email?: string;
    position?: string;
    organisation?: { name?: string };
}

export function ContactCard({ sale, reads }: { sale: string; reads?: number }) {
    const { t } = useTranslation("advertiser");
    const me = useMe();
    const { detail, busy, fault, reveal } = useContact(sale);
    if (fault) return <Fault fault={fault} retry={reveal} />;
    if (!detail)
        return (
            <div className={classes.hidden}>
                <Button fullWidth leftSection={<Eye size={16} aria-hidden />} loading={busy} disabled={me.looking_as !== null} onClick={() => void reveal()}>{t("contact.show")}</Button>
                <p>{reads === undefined ? t("contact.counted") : reads > 0 ? t("contact.readBefore", { count: reads }) : t("contact.never")}</p>
            </div>
        );
    return <Shown detail={detail} />;
}

function Shown({ detail }: { detail: SaleDetail }) {
    const { t } = useTranslation("advertiser");
    const format = useFormat();
    const person = detail.contact as Person | null;
    const name = person && [person.first_name, person.middle_name, person.last_name].filter(Boolean).join(" ");
    return (
        <div className={classes.contact} aria-live="polite">
            {detail.warnings.includes("consent_revoked") && <Alert color="red" variant="light" mb="sm">{t("contact.revoked", { at: format.dateTime(detail.consent_revoked_at) })}</Alert>}
            {detail.warnings.includes("erased") && <Alert color="yellow" variant="light" mb="sm">{t("contact.erased", { at: format.date(detail.erased_at) })}</Alert>}
            {person ? (
                <>
                    {name && <div className={classes.name}>{name}</div>}
                    {(person.position ?? person.organisation?.name) && <div className="quiet">{[person.position, person.organisation?.name].filter(Boolean).join(", ")}</div>}
                    {person.phone && <div className={classes.way}><Phone size={15} aria-hidden /><a href={`tel:${person.phone}`} className="num">{person.phone}</a><CopyButton value={person.phone} /></div>}
                    {person.email && <div className={classes.way}><Mail size={15} aria-hidden /><a href={`mailto:${person.email}`}>{person.email}</a><CopyButton value={person.email} /></div>}
                </>
            ) : <p className="quiet" style={{ margin: 0 }}>{t("contact.none")}</p>}
            <p className={classes.reads}>{t("contact.reads", { count: detail.reads })}</p>
        </div>
    );
}
