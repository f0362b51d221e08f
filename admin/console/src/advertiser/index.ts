// The advertiser's pages: who buys leads.
import { Ban, Bookmark, ContactRound, Handshake, House, KeyRound, Scale, ShoppingCart, Store, Wallet, Webhook } from "lucide-react";
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
    { path: "/advertiser/orders/:order/replay", load: () => import("./replay/page") },
    { path: "/advertiser/orders/:order", load: () => import("./order/page") },
    { path: "/advertiser/market", label: "nav.market", icon: Store, load: () => import("./market/page") },
    { path: "/advertiser/market/:listing", load: () => import("./listing/page") },
    { path: "/advertiser/searches", label: "nav.searches", icon: Bookmark, load: () => import("./searches/page") },
    { path: "/advertiser/offers", label: "nav.offers", icon: Handshake, load: () => import("./offers/page") },
    { path: "/advertiser/offers/:offer", load: () => import("./offer/page") },
    { path: "/advertiser/disputes", label: "nav.disputes", icon: Scale, load: () => import("./disputes/page") },
    { path: "/advertiser/disputes/:dispute", load: () => import("./dispute/page") },
    { path: "/advertiser/money", label: "nav.money", icon: Wallet, load: () => import("./money/page") },
    { path: "/advertiser/money/:statement", load: () => import("./statement/page") },
    { path: "/advertiser/delivery", label: "nav.delivery", group: "nav.connect", icon: Webhook, load: () => import("./delivery/page") },
    { path: "/advertiser/delivery/:endpoint", load: () => import("./delivery/endpoint") },
    { path: "/advertiser/suppressions", label: "nav.suppressions", icon: Ban, load: () => import("./suppressions/page") },
    { path: "/advertiser/keys", label: "nav.keys", icon: KeyRound, load: () => import("./keys/page") },
], [
    { label: "find.sale", path: (id) => `/advertiser/leads/${id}` },
    { label: "find.order", path: (id) => `/advertiser/orders/${id}` },
    { label: "find.dispute", path: (id) => `/advertiser/disputes/${id}` },
]);
