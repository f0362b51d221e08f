// Time that runs out: how much is left, redder as it ends. Redrawn every half minute.
import { useEffect, useState } from "react";
import { useFormat } from "@/shared/format/format";

const SOON_MS = 6 * 3600_000;

export function Clock({ at }: { at: string }) {
    const format = useFormat();
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        const timer = window.setInterval(() => setNow(Date.now()), 30_000);
        return () => window.clearInterval(timer);
    }, []);
    const left = new Date(at).getTime() - now;
    return (
        <time dateTime={at} title={format.exact(at)} className={`num ${left < SOON_MS ? "bad" : left < 4 * SOON_MS ? "warn" : ""}`}>
            {format.relative(at, now)}
        </time>
    );
}
