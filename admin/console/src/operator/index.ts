// The operator's pages: who keeps the floor. Auditors read them too.
import { Gauge, Scale } from "lucide-react";
import { area } from "@/shared/area";

export const operator = area("operator", "/operator", (me) => me.roles.includes("admin") || me.roles.includes("auditor"), [
    { path: "/operator", label: "nav.floor", icon: Gauge, load: () => import("./floor/page") },
    { path: "/operator/disputes", label: "nav.disputes", icon: Scale, load: () => import("./desk/page") },
    { path: "/operator/disputes/:dispute", load: () => import("./case/page") },
    { path: "/operator/leads/:lead", load: () => import("./lead/page") },
], [
    { label: "find.lead", path: (id) => `/operator/leads/${id}` },
    { label: "find.dispute", path: (id) => `/operator/disputes/${id}` },
]);
