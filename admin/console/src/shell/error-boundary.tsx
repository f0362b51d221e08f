// What a page could not survive: said, with a way on. A chunk that is gone means that the server has a newer console.
import { Button } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { useTranslation } from "@/shared/i18n";
import { Empty } from "@/shared/ui/blocks";

function Broken({ fault }: { fault: Error }) {
    const { t } = useTranslation("shell");
    const old = /dynamically imported module|module script/i.test(fault.message);
    return (
        <div role="alert">
            <Empty icon={TriangleAlert} title={old ? t("broken.newTitle") : t("broken.title")}
                action={<Button onClick={() => location.reload()}>{t("broken.reload")}</Button>}>
                {old ? t("broken.newText") : t("broken.text")}
            </Empty>
        </div>
    );
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { fault: Error | null }> {
    override state: { fault: Error | null } = { fault: null };

    static getDerivedStateFromError(fault: Error) {
        return { fault };
    }

    override render() {
        return this.state.fault ? <Broken fault={this.state.fault} /> : this.props.children;
    }
}
