// A time series by day: lazily drawn by uPlot, and readable as a table by who does not see it.
import { Suspense, lazy } from "react";
import { useFormat } from "@/shared/format/format";

export interface Series {
    label: string;
    values: (number | null)[];
    tone?: "accent" | "good" | "warn" | "bad" | "quiet";
}
export interface ChartProps {
    /** What it shows, for who hears it. */
    label: string;
    /** Calendar days, "2026-11-22". */
    days: string[];
    series: Series[];
    kind?: "bars" | "line";
    height?: number;
    /** How a value reads: money, a share. Plain numbers without it. */
    show?: (value: number) => string;
}

const Drawing = lazy(() => import("./drawing"));

export function Chart(props: ChartProps) {
    const format = useFormat();
    const show = props.show ?? format.number;
    const height = props.height ?? 220;
    return (
        <figure style={{ margin: 0 }}>
            <div aria-hidden style={{ height, minWidth: 0 }}>
                <Suspense fallback={null}>
                    <Drawing {...props} height={height} />
                </Suspense>
            </div>
            {/* in a box: a table is as wide as its words, hidden or not */}
            <div className="hidden-text">
                <table>
                    <caption>{props.label}</caption>
                    <tbody>
                        {props.days.map((day, i) => (
                            <tr key={day}>
                                <th scope="row">{format.day(day)}</th>
                                {props.series.map((one) => <td key={one.label}>{one.label}: {one.values[i] == null ? "–" : show(one.values[i])}</td>)}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </figure>
    );
}
