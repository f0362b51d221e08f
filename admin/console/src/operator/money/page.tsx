// Money that moves by hand: what buyers pay in, what banks took back, credit, and adjustments that two approve.
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/shared/i18n";
import { useMayWrite } from "@/shared/session/session";
import { Stack } from "@/shared/ui/blocks";
import { PageHead } from "@/shared/ui/page-head";
import { AdjustDialog } from "./adjust-dialog";
import { Adjustments } from "./adjustments";
import { BookDialog, type Booking } from "./book-dialog";
import { TopUps } from "./top-ups";

export default function MoneyPage() {
    const { t } = useTranslation("operator");
    const mayWrite = useMayWrite();
    const [open, setOpen] = useState<Booking | "adjust" | null>(null);
    const close = () => setOpen(null);
    return (
        <>
            <PageHead title={t("nav.money")} lead={t("money.text")} actions={mayWrite && (
                <Group gap="xs">
                    <Button variant="default" onClick={() => setOpen("credit")}>{t("money.credit")}</Button>
                    <Button variant="default" onClick={() => setOpen("chargeBack")}>{t("money.chargeBack")}</Button>
                    <Button variant="default" onClick={() => setOpen("adjust")}>{t("money.adjust")}</Button>
                    <Button onClick={() => setOpen("deposit")}>{t("money.deposit")}</Button>
                </Group>
            )} />
            <Stack>
                <TopUps mayWrite={mayWrite} />
                <Adjustments />
            </Stack>
            {open === "adjust" && <AdjustDialog onClose={close} />}
            {open !== null && open !== "adjust" && <BookDialog booking={open} onClose={close} />}
        </>
    );
}
