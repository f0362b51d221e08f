// Every area, in the order of the switch. To add a page, see the table of the area's own index.ts.
import { Building2, CircleUser, Users } from "lucide-react";
import { advertiser } from "@/advertiser";
import { agency } from "@/agency";
import { operator } from "@/operator";
import { area, type Area } from "@/shared/area";
import type { Me } from "@/shared/session/session";

/** Beside the audience's pages, for everybody. */
export const account = area("shell", "/account", () => true, [
    { path: "/account", label: "nav.account", icon: CircleUser, load: () => import("./account/page") },
    { path: "/company", label: "nav.company", icon: Building2, load: () => import("./company/page") },
    { path: "/users", label: "nav.users", icon: Users, load: () => import("./users/page") },
]);

const audiences: Area[] = [agency, advertiser, operator];

export const areasOf = (me: Me) => audiences.filter((one) => one.allowed(me));
export const allAreas = [...audiences, account];
