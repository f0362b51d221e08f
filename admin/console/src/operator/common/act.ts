// One press, one request: what it came to is said, and what it may have changed is read again.
import { refresh } from "@/shared/api/hooks";
import { toast, toastFault } from "@/shared/ui/toast";

export const act = (asked: Promise<unknown>, done: string, ...changed: string[]) =>
    asked.then(() => (toast(done), refresh(...changed)), toastFault);
