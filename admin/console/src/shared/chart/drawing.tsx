// The drawing itself, loaded with the first chart. Colours come from the theme and change with it.
import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { useFormat } from "@/shared/format/format";
import type { ChartProps, Series } from "./chart";
import classes from "./chart.module.css";

const VARIABLES: Record<NonNullable<Series["tone"]>, string> = {
    accent: "--mantine-primary-color-filled", good: "--lx-good", warn: "--lx-warn", bad: "--lx-bad", quiet: "--mantine-color-gray-5",
};
const color = (variable: string) => getComputedStyle(document.documentElement).getPropertyValue(variable).trim();

function options(props: ChartProps & { height: number }, width: number, show: (value: number) => string, day: (at: number) => string,
                 onCursor: (index: number | null) => void): uPlot.Options {
    const grid = color("--lx-line"), text = color("--lx-quiet"), font = "12px 'Inter Variable', system-ui, sans-serif";
    const drawn = (one: Series): uPlot.Series => {
        const stroke = color(VARIABLES[one.tone ?? "accent"]);
        return props.kind === "line"
            ? { stroke, width: 2, fill: `${stroke}18`, points: { show: false }, spanGaps: true }
            : { stroke: "transparent", width: 0, fill: stroke, points: { show: false }, paths: uPlot.paths.bars!({ size: [0.62, 28], radius: 0.15 }) };
    };
    return {
        width, height: props.height, legend: { show: false }, padding: [10, props.kind === "line" ? 26 : 18, 0, 0], // a line ends under the middle of its day
        cursor: { y: false, points: { show: props.kind === "line" }, drag: { x: false, y: false } },
        scales: { x: { time: false, range: (_, min, max) => (props.kind === "line" ? [min, max] : [min - 0.6, max + 0.6]) }, y: { range: (_, __, max) => [0, Math.max(max * 1.08, 1)] } },
        axes: [
            { stroke: text, font, grid: { show: false }, ticks: { show: false }, size: 28, space: 64,
              splits: (_, __, min, max) => steps(Math.ceil(min), Math.floor(max), width), values: (_, splits) => splits.map(day) },
            { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, space: 44,
              size: (_, values) => 14 + 7 * Math.max(0, ...(values ?? []).map((value) => value.length)), values: (_, splits) => splits.map(show) },
        ],
        series: [{}, ...props.series.map(drawn)],
        hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
    };
}

function steps(first: number, last: number, width: number) {
    const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, Math.floor(width / 90))));
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

export default function Drawing(props: ChartProps & { height: number }) {
    const format = useFormat();
    const scheme = useComputedColorScheme("light");
    const { ref, width } = useElementSize();
    const host = useRef<HTMLDivElement>(null);
    const [at, setAt] = useState<number | null>(null);
    const show = props.show ?? format.number;
    const axis = props.show ?? format.compact;
    const content = JSON.stringify([props.days, props.series, props.kind]);

    useEffect(() => {
        if (width < 50 || host.current === null) return undefined;
        const data = [props.days.map((_, i) => i), ...props.series.map((one) => one.values)] as uPlot.AlignedData;
        const plot = new uPlot(options(props, width, axis, (i) => (props.days[i] ? format.day(props.days[i]) : ""), setAt), data, host.current);
        return () => plot.destroy();
    }, [content, width, scheme, format]);

    const day = at === null ? undefined : props.days[at];
    return (
        <div ref={ref} className={classes.chart}>
            <div className={classes.legend}>
                {props.series.map((one) => (
                    <span key={one.label}>
                        <i style={{ background: `var(${VARIABLES[one.tone ?? "accent"]})` }} />
                        {one.label}
                        {day !== undefined && at !== null && one.values[at] != null && <b className="num">{show(one.values[at])}</b>}
                    </span>
                ))}
                {day !== undefined && <span className="quiet">{format.day(day)}</span>}
            </div>
            <div ref={host} />
        </div>
    );
}
