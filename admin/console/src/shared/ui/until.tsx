// What stands while the one thing of a page is not there: its head, and what went wrong with a way to try again.
//
// Only until it has come: a page that was read stays as it is when reading it again fails, with all that is being written on it.
import { Fault } from "./fault";
import { PageHead } from "./page-head";

interface Props {
    asked: { error: unknown; refetch: () => unknown };
    title: string;
    back: { to: string; label: string };
}

/** `if (!asked.data) return <Until asked={asked} title={t("offer.one")} back={back} />` */
export function Until({ asked, title, back }: Props) {
    return (
        <div aria-busy={!asked.error} style={{ minHeight: 320 }}>
            <PageHead title={title} back={back} />
            {asked.error != null && <Fault fault={asked.error} retry={asked.refetch} />}
        </div>
    );
}
