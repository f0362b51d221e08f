// The advertiser's pages: who buys leads.
import { ContactRound, House, Scale, ShoppingCart } from "lucide-react";
import { area } from "@/shared/area";

const editor = (name: "EditOrder" | "CopyOrder") => async () => ({ default: (await import("./builder/page"))[name] });

export const advertiser = area("advertiser", "/advertiser", (me) => me.roles.includes("buyer"), [
    { path: "/advertiser", label: "nav.home", icon: House, load: () => import("./home/page") },
    { path: "/advertiser/work", label: "nav.work", icon: ContactRound, load: () => import("./work/page") },
    { path: "/advertiser/leads/:sale", load: () => import("./sale/page") },
    { path: "/advertiser/leads/:sale/dispute", load: () => import("./claim/page") },
    { path: "/advertiser/orders", label: "nav.orders", icon: ShoppingCart, load: () => import("./orders/page") },
    { path: "/advertiser/orders/new", load: () => import("./builder/page") },
    { path: "/advertiser/orders/:order/edit", load: editor("EditOrder") },
    { path: "/advertiser/orders/:order/copy", load: editor("CopyOrder") },
    { path: "/advertiser/orders/:order", load: () => import("./order/page") },
    { path: "/advertiser/disputes", label: "nav.disputes", icon: Scale, load: () => import("./disputes/page") },
    { path: "/advertiser/disputes/:dispute", load: () => import("./dispute/page") },
], [
    { label: "find.sale", path: (id) => `/advertiser/leads/${id}` },
    { label: "find.order", path: (id) => `/advertiser/orders/${id}` },
    { label: "find.dispute", path: (id) => `/advertiser/disputes/${id}` },
]);
