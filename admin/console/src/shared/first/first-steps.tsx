// The way to a first sale, a step at a time. Each is ticked by what the server has, so that it does not matter where it was done.
import { Button } from "@mantine/core";
import { Check } from "lucide-react";
import { Link } from "wouter";
import { useTranslation } from "@/shared/i18n";
import { Panel } from "@/shared/ui/blocks";
import classes from "./first.module.css";

export interface Step {
    /** undefined: not known yet. */
    done: boolean | undefined;
    title: string;
    text: string;
    /** Where it is done; without it, it comes by itself. */
    href?: string;
    action?: string;
}

export function FirstSteps({ title, steps }: { title: string; steps: Step[] }) {
    const { t } = useTranslation();
    const next = steps.find((step) => step.done === false);
    return (
        <Panel title={title} actions={<span className="quiet">{t("first.done", { done: steps.filter((step) => step.done).length, of: steps.length })}</span>}>
            <ol className={classes.steps}>
                {steps.map((step, i) => (
                    <li key={step.title} data-done={step.done || undefined} aria-current={step === next ? "step" : undefined}>
                        <span className={classes.mark}>{step.done ? <Check size={16} strokeWidth={2.5} role="img" aria-label={t("first.isDone")} /> : i + 1}</span>
                        <div>
                            <b>{step.title}</b>
                            <p>{step.text}</p>
                        </div>
                        {step.href && !step.done && <Button component={Link} href={step.href} size="xs" variant={step === next ? "filled" : "default"}>{step.action}</Button>}
                    </li>
                ))}
            </ol>
        </Panel>
    );
}
