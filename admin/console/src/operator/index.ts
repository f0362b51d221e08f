// The operator's pages: who keeps the floor. Auditors read them too.
import { ArrowLeftRight, Ban, Banknote, Bell, BookCheck, Building2, ClipboardCheck, Coins, Contact, FileText, Gauge, HandCoins, Layers, PhoneCall, PlugZap, Scale, ScrollText, Signature, SlidersHorizontal } from "lucide-react";
import { area } from "@/shared/area";

export const operator = area("operator", "/operator", (me) => me.roles.includes("admin") || me.roles.includes("auditor"), [
    { path: "/operator", label: "nav.floor", icon: Gauge, load: () => import("./floor/page") },
    { path: "/operator/disputes", label: "nav.disputes", icon: Scale, load: () => import("./desk/page") },
    { path: "/operator/disputes/:dispute", load: () => import("./case/page") },
    { path: "/operator/reviews", label: "nav.reviews", icon: ClipboardCheck, load: () => import("./reviews/page") },
    { path: "/operator/leads", label: "nav.leads", icon: Contact, load: () => import("./leads/page") },
    { path: "/operator/leads/:lead", load: () => import("./lead/page") },
    { path: "/operator/alerts", label: "nav.alerts", icon: Bell, load: () => import("./alerts/page") },
    { path: "/operator/orgs", label: "nav.orgs", group: "nav.market", icon: Building2, load: () => import("./orgs/page") },
    { path: "/operator/orgs/:org", load: () => import("./org/page") },
    { path: "/operator/niches", label: "nav.niches", icon: Layers, load: () => import("./niches/page") },
    { path: "/operator/niches/:niche", load: () => import("./niche/page") },
    { path: "/operator/new-niche", load: () => import("./niche/new") },
    { path: "/operator/terms", label: "nav.terms", icon: Signature, load: () => import("./platform-terms/page") },
    { path: "/operator/checks", label: "nav.checks", icon: PhoneCall, load: () => import("./checks/page") },
    { path: "/operator/suppressions", label: "nav.suppressions", icon: Ban, load: () => import("./suppressions/page") },
    { path: "/operator/money", label: "nav.money", group: "nav.moneyGroup", icon: HandCoins, load: () => import("./money/page") },
    { path: "/operator/payouts", label: "nav.payouts", icon: Banknote, load: () => import("./payouts/page") },
    { path: "/operator/payouts/:batch", load: () => import("./batch/page") },
    { path: "/operator/invoices", label: "nav.invoices", icon: FileText, load: () => import("./invoices/page") },
    { path: "/operator/invoices/taxes", load: () => import("./taxes/page") },
    { path: "/operator/invoices/:invoice", load: () => import("./invoice/page") },
    { path: "/operator/ledger", label: "nav.ledger", icon: BookCheck, load: () => import("./ledger/page") },
    { path: "/operator/transfers", label: "nav.transfers", icon: ArrowLeftRight, load: () => import("./transfers/page") },
    { path: "/operator/money-terms", label: "nav.moneyTerms", icon: Coins, load: () => import("./terms/page") },
    { path: "/operator/payment-providers", label: "nav.providers", icon: PlugZap, load: () => import("./providers/page") },
    { path: "/operator/audit", label: "nav.audit", group: "nav.records", icon: ScrollText, load: () => import("./audit/page") },
    { path: "/operator/settings", label: "nav.settings", icon: SlidersHorizontal, load: () => import("./settings/page") },
], [
    { label: "find.lead", path: (id) => `/operator/leads/${id}` },
    { label: "find.dispute", path: (id) => `/operator/disputes/${id}` },
    { label: "find.org", path: (id) => `/operator/orgs/${id}` },
]);
