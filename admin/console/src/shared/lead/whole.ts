// A test lead keeps only the answer to its post; every other one is whole.
import type { Body } from "@/shared/api/hooks";

type Any = Body<"/v1/leads/{lead}">;
export type Whole = Extract<Any, { contact: unknown }>;

export const isWhole = (lead: Any): lead is Whole => "contact" in lead;
