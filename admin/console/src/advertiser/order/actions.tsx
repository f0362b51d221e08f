// What can be done with an order: pausing is taken back by one press, closing is asked.
import { Button, Group, Menu } from "@mantine/core";
import { ChevronDown, Pause, Pencil, Play } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { api, intention, ok } from "@/shared/api/client";
import { refresh } from "@/shared/api/hooks";
import { useTranslation } from "@/shared/i18n";
import { confirm } from "@/shared/ui/confirm";
import { toast, toastFault } from "@/shared/ui/toast";
import type { Order } from "./shared";

export function OrderActions({ order }: { order: Order }) {
    const { t } = useTranslation("advertiser");
    const [busy, setBusy] = useState(false);
    const base = `/advertiser/orders/${order.id}`;
    const params = { path: { order: order.id } };
    const move = (to: "pause" | "resume" | "close") => ok(api.POST(`/v1/orders/{order}/${to}`, { params, body: {} as never, headers: intention() })).then(() => refresh("/v1/orders"));
    const act = async (to: "pause" | "resume", back: "pause" | "resume") => {
        setBusy(true);
        await move(to).then(() => toast(t(to === "pause" ? "order.paused" : "order.resumed"), () => move(back).catch(toastFault)), toastFault);
        setBusy(false);
    };
    const close = async () => {
        if (await confirm({ title: t("order.closeTitle"), body: t("order.closeText"), action: t("order.close"), danger: true }))
            await move("close").then(() => toast(t("order.closed")), toastFault);
    };
    if (order.state === "closed") return <Button component={Link} href={`${base}/copy`} variant="default">{t("order.copy")}</Button>;
    return (
        <Group gap="xs">
            {order.state === "active"
                ? <Button variant="default" loading={busy} leftSection={<Pause size={15} aria-hidden />} onClick={() => void act("pause", "resume")}>{t("order.pause")}</Button>
                : order.paused_for === null && <Button loading={busy} leftSection={<Play size={15} aria-hidden />} onClick={() => void act("resume", "pause")}>{t("order.resume")}</Button>}
            <Button component={Link} href={`${base}/edit`} variant="default" leftSection={<Pencil size={15} aria-hidden />}>{t("order.edit")}</Button>
            <Menu position="bottom-end">
                <Menu.Target><Button variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>{t("order.more")}</Button></Menu.Target>
                <Menu.Dropdown>
                    {order.type === "standing" && !order.offer && <Menu.Item component={Link} href={`${base}/copy`}>{t("order.copy")}</Menu.Item>}
                    <Menu.Item color="red" onClick={() => void close()}>{t("order.close")}</Menu.Item>
                </Menu.Dropdown>
            </Menu>
        </Group>
    );
}
