// The advertiser's pages: who buys leads.
import { House } from "lucide-react";
import { area } from "@/shared/area";

export const advertiser = area("advertiser", "/advertiser", (me) => me.roles.includes("buyer"), [
    { path: "/advertiser", label: "nav.home", icon: House, load: () => import("./home/page") },
]);
