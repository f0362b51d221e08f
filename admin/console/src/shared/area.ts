// An area is what one audience sees: its pages, in the order of the sidebar. Each page is a chunk loaded when opened.
import type { ParseKeys } from "i18next";
import type { LucideIcon } from "lucide-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { needMessages, type Namespace } from "./i18n";
import type { Me } from "./session/session";

/** What a page gets of its path: `{lead: "…"}` for "/agency/leads/:lead". */
export interface PageProps {
    params: Record<string, string>;
}

interface PageTerms<N extends Namespace> {
    /** Below /console: "/agency/leads", "/agency/leads/:lead". */
    path: string;
    load: () => Promise<{ default: ComponentType<PageProps> }>;
    /** In the sidebar and the palette; a page without it is reached from others. */
    label?: ParseKeys<N>;
    icon?: LucideIcon;
    /** Begins a group of the sidebar under this heading. */
    group?: ParseKeys<N>;
}

export interface Page {
    path: string;
    label?: string;
    icon?: LucideIcon;
    group?: string;
    component: LazyExoticComponent<ComponentType<PageProps>>;
}

export interface Area {
    namespace: Namespace;
    home: string;
    /** Who sees it. */
    allowed: (me: Me) => boolean;
    pages: Page[];
    /** Where somebody's pasted id leads: offered by the palette. */
    find?: { label: string; path: (id: string) => string }[];
}

export function area<N extends Namespace>(namespace: N, home: string, allowed: (me: Me) => boolean, pages: PageTerms<N>[],
                                          find?: { label: ParseKeys<N>; path: (id: string) => string }[]): Area {
    return {
        namespace, home, allowed, find: find as Area["find"],
        pages: pages.map(({ load, ...page }) => ({
            ...page,
            component: lazy(async () => (await Promise.all([load(), needMessages(namespace)]))[0]),
        })) as Page[],
    };
}
