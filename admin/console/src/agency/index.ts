// The agency's pages: who brings leads.
import { House } from "lucide-react";
import { area } from "@/shared/area";

export const agency = area("agency", "/agency", (me) => me.roles.includes("seller"), [
    { path: "/agency", label: "nav.home", icon: House, load: () => import("./home/page") },
]);
