// The console's one table: pages by cursor, arrow keys and Enter, a card a row on a phone, CSV of all it could show.
import { Button, Loader, Menu } from "@mantine/core";
import { flexRender, getCoreRowModel, getSortedRowModel, useReactTable, type ColumnDef, type SortingState } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, Download } from "lucide-react";
import { useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useFormat } from "@/shared/format/format";
import { useTranslation } from "@/shared/i18n";
import { Fault } from "@/shared/ui/fault";
import { csvText, saveFile, type CsvKind, type CsvValue } from "./csv";
import classes from "./table.module.css";

export interface Column<T> {
    id: string;
    header: string;
    cell: (row: T) => ReactNode;
    /** Figures: to the right, digits under digits. */
    num?: boolean;
    /** Under the column's id in the file; without it the column is not in the file. */
    csv?: (row: T) => CsvValue;
    /** Only in the file. */
    hidden?: boolean;
    /** What rows are sorted by once all are loaded. */
    sort?: (row: T) => string | number;
}

/** Of useGet (a list that comes whole) or usePages. */
export interface Rows<T> {
    items?: T[];
    data?: unknown;
    isPending: boolean;
    error: unknown;
    refetch: () => unknown;
    hasNextPage?: boolean;
    isFetchingNextPage?: boolean;
    fetchNextPage?: () => Promise<unknown>;
}

interface Props<T> {
    /** Of the file that is exported, and for screen readers. */
    name: string;
    columns: Column<T>[];
    rows: Rows<T>;
    rowKey: (row: T) => string;
    /** Where a row leads; its first cell becomes the link. */
    href?: (row: T) => string;
    empty: ReactNode;
    foot?: ReactNode;
}

const EXPORT_PAGES_MAX = 200;

/** Reads the rest of the list, page by page, up to a bound. */
async function readAll<T>(rows: Rows<T>): Promise<T[]> {
    let items = rows.items ?? [], more = rows.hasNextPage ?? false;
    for (let page = 0; more && page < EXPORT_PAGES_MAX; page++) {
        const next = (await rows.fetchNextPage?.()) as { hasNextPage: boolean; data?: { pages: { items: T[] }[] } };
        items = next.data?.pages.flatMap((one) => one.items) ?? items;
        more = next.hasNextPage;
    }
    return items;
}

// the same one each time: other data, or another order, is a change to a table, after which it renders again
const NONE: never[] = [];

/** Figures, and the buttons of a column without a name. */
const toTheRight = (column: { num?: boolean; header: string } | undefined) => column?.num || column?.header === "";

function moveFocus(event: KeyboardEvent<HTMLTableRowElement>) {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key] as "nextElementSibling" | undefined;
    if (step === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    (event.currentTarget[step] as HTMLElement | null)?.focus();
}

export function DataTable<T>({ name, columns: all, rows, rowKey, href, empty, foot }: Props<T>) {
    const columns = useMemo(() => all.filter((column) => !column.hidden), [all]);
    const { t } = useTranslation();
    const format = useFormat();
    const [, go] = useLocation();
    const [sorting, setSorting] = useState<SortingState>([]);
    const whole = !rows.hasNextPage;
    const defs = useMemo<ColumnDef<T>[]>(
        () => columns.map((column) => ({
            id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original),
            ...(column.sort ? { accessorFn: column.sort } : {}), enableSorting: column.sort !== undefined,
        })),
        [columns],
    );
    const items = rows.items ?? NONE;
    const table = useReactTable({
        data: items, columns: defs, getRowId: rowKey, state: { sorting: whole ? sorting : NONE }, autoResetPageIndex: false,
        onSortingChange: setSorting, getCoreRowModel: getCoreRowModel(), getSortedRowModel: getSortedRowModel(),
    });

    const save = async (kind: CsvKind) => {
        const kept = all.filter((column) => column.csv);
        const whole = await readAll(rows);
        const text = csvText(kept.map((column) => column.id), whole.map((row) => kept.map((column) => column.csv!(row))), kind, format.language);
        saveFile(`${name}.csv`, "text/csv;charset=utf-8", text);
    };

    if (rows.error && rows.items === undefined) return <div style={{ padding: 20 }}><Fault fault={rows.error} retry={rows.refetch} /></div>;
    if (!rows.isPending && items.length === 0) return <>{empty}</>;

    const open = (row: T) => (event: MouseEvent | KeyboardEvent) => {
        if ((event.target as HTMLElement).closest("a, button, input, [role=menuitem]") || window.getSelection()?.toString()) return;
        go(href!(row));
    };
    return (
        <>
            <div className={classes.wrap} {...(href ? {} : { tabIndex: 0, role: "group", "aria-label": name })}>
                <table className={classes.table} aria-busy={rows.isPending}>
                    <caption className="hidden-text">{name}</caption>
                    <thead>
                        <tr>
                            {table.getFlatHeaders().map((header, i) => {
                                const sorted = header.column.getIsSorted();
                                return (
                                    <th key={header.id} scope="col" className={columns[i]?.num ? classes.num : undefined}
                                        aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}>
                                        {whole && header.column.getCanSort() ? (
                                            <button type="button" className={classes.sort} onClick={header.column.getToggleSortingHandler()}>
                                                {columns[i]?.header} {sorted === "asc" && <ArrowUp size={12} aria-hidden />}
                                                {sorted === "desc" && <ArrowDown size={12} aria-hidden />}
                                            </button>
                                        ) : columns[i]?.header}
                                    </th>
                                );
                            })}
                        </tr>
                    </thead>
                    <tbody>
                        {rows.isPending && [70, 55, 62, 48, 66].map((width) => (
                            <tr key={width}>
                                {columns.map((column) => <td key={column.id}><div className={classes.ghost} style={{ width: `${width}%` }} /></td>)}
                            </tr>
                        ))}
                        {table.getRowModel().rows.map((row) => (
                            <tr key={row.id} className={href && classes.open} tabIndex={href ? 0 : undefined} onClick={href && open(row.original)}
                                onKeyDown={href && ((event) => (event.key === "Enter" && event.target === event.currentTarget ? go(href(row.original)) : moveFocus(event)))}>
                                {row.getVisibleCells().map((cell, i) => {
                                    const content = flexRender(cell.column.columnDef.cell, cell.getContext());
                                    return (
                                        <td key={cell.id} data-label={columns[i]?.header} className={toTheRight(columns[i]) ? classes.num : undefined}>
                                            {i === 0 && href ? <Link className={classes.link} tabIndex={-1} href={href(row.original)}>{content}</Link> : <div className={classes.cell}>{content}</div>}
                                        </td>
                                    );
                                })}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {!rows.isPending && (
                <div className={`${classes.foot} no-print`}>
                    <span>{whole ? t("table.rows", { count: items.length }) : t("table.rowsSoFar", { count: items.length })} {foot}</span>
                    <span style={{ display: "flex", gap: 8 }}>
                        {rows.hasNextPage && (
                            <Button size="compact-sm" variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage?.()}>
                                {t("table.more")}
                            </Button>
                        )}
                        {all.some((column) => column.csv) && (
                            <Menu position="bottom-end">
                                <Menu.Target>
                                    <Button size="compact-sm" variant="subtle" color="gray" leftSection={rows.isFetchingNextPage ? <Loader size={12} /> : <Download size={14} aria-hidden />}>
                                        CSV
                                    </Button>
                                </Menu.Target>
                                <Menu.Dropdown>
                                    <Menu.Item onClick={() => void save("sheet")}>{t("table.csvSheet")}</Menu.Item>
                                    <Menu.Item onClick={() => void save("machine")}>{t("table.csvMachine")}</Menu.Item>
                                </Menu.Dropdown>
                            </Menu>
                        )}
                    </span>
                </div>
            )}
        </>
    );
}
