// The agency's pages: who brings leads.
import { Banknote, Contact, Handshake, House, KeyRound, Radio, Scale, Upload, Webhook } from "lucide-react";
import { area } from "@/shared/area";

export const agency = area("agency", "/agency", (me) => me.roles.includes("seller"), [
    { path: "/agency", label: "nav.home", icon: House, load: () => import("./home/page") },
    { path: "/agency/upload", label: "nav.upload", icon: Upload, load: () => import("./upload/page") },
    { path: "/agency/leads", label: "nav.leads", icon: Contact, load: () => import("./leads/page") },
    { path: "/agency/leads/:lead", load: () => import("./lead/page") },
    { path: "/agency/sources", label: "nav.sources", icon: Radio, load: () => import("./sources/page") },
    { path: "/agency/offers", label: "nav.offers", icon: Handshake, load: () => import("./offers/page") },
    { path: "/agency/offers/:offer", load: () => import("./offer/page") },
    { path: "/agency/disputes", label: "nav.disputes", icon: Scale, load: () => import("./disputes/page") },
    { path: "/agency/disputes/:dispute", load: () => import("./dispute/page") },
    { path: "/agency/money", label: "nav.money", icon: Banknote, load: () => import("./money/page") },
    { path: "/agency/money/:statement", load: () => import("./statement/page") },
    { path: "/agency/webhooks", label: "nav.webhooks", group: "nav.connect", icon: Webhook, load: () => import("./webhooks/page") },
    { path: "/agency/webhooks/:endpoint", load: () => import("./webhooks/endpoint") },
    { path: "/agency/keys", label: "nav.keys", icon: KeyRound, load: () => import("./keys/page") },
], [
    { label: "find.lead", path: (id) => `/agency/leads/${id}` },
    { label: "find.dispute", path: (id) => `/agency/disputes/${id}` },
]);
