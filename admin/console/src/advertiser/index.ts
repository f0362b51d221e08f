// The advertiser's pages: who buys leads.
import { House, ShoppingCart } from "lucide-react";
import { area } from "@/shared/area";

const editor = (name: "EditOrder" | "CopyOrder") => async () => ({ default: (await import("./builder/page"))[name] });

export const advertiser = area("advertiser", "/advertiser", (me) => me.roles.includes("buyer"), [
    { path: "/advertiser", label: "nav.home", icon: House, load: () => import("./home/page") },
    { path: "/advertiser/orders", label: "nav.orders", icon: ShoppingCart, load: () => import("./orders/page") },
    { path: "/advertiser/orders/new", load: () => import("./builder/page") },
    { path: "/advertiser/orders/:order/edit", load: editor("EditOrder") },
    { path: "/advertiser/orders/:order/copy", load: editor("CopyOrder") },
    { path: "/advertiser/orders/:order", load: () => import("./order/page") },
], [
    { label: "find.order", path: (id) => `/advertiser/orders/${id}` },
]);
