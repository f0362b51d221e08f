// The person, whole: the seller brought it.
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Facts, Panel } from "@/shared/ui/blocks";
import { CopyButton } from "@/shared/ui/copy";

interface Contact {
    first_name?: string;
    middle_name?: string;
    last_name?: string;
    phone?: string;
    email?: string;
    position?: string;
    organisation?: { name?: string };
}

const Copied = ({ text }: { text: string }) => <span style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>{text}<CopyButton value={text} /></span>;

export function Person({ contact, erasedAt }: { contact: unknown; erasedAt: string | null | undefined }) {
    const { t } = useTranslation("agency");
    const format = useFormat();
    const person = contact as Contact | null;
    if (!person) return <Panel title={t("person.title")}>{erasedAt ? t("person.erased", { at: format.date(erasedAt) }) : t("person.none")}</Panel>;
    return (
        <Panel title={t("person.title")}>
            <Facts items={[
                [t("person.name"), [person.first_name, person.middle_name, person.last_name].filter(Boolean).join(" ")],
                [t("person.phone"), person.phone && <Copied text={person.phone} />],
                [t("person.email"), person.email && <Copied text={person.email} />],
                [t("person.position"), person.position],
                [t("person.organisation"), person.organisation?.name],
            ]} />
        </Panel>
    );
}
