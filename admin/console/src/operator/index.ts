// The operator's pages: who keeps the floor. Auditors read them too.
import { Gauge } from "lucide-react";
import { area } from "@/shared/area";

export const operator = area("operator", "/operator", (me) => me.roles.includes("admin") || me.roles.includes("auditor"), [
    { path: "/operator", label: "nav.floor", icon: Gauge, load: () => import("./floor/page") },
]);
