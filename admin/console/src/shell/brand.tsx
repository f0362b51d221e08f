// The mark and the name.
import classes from "./shell.module.css";

export function Mark() {
    return (
        <svg className={classes.mark} viewBox="0 0 32 32" aria-hidden>
            <rect width="32" height="32" rx="8" fill="var(--mantine-color-accent-8)" />
            <path d="M9 8v16h7" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
            <path d="M16 10l7 7m0-7l-7 7" stroke="#b9cbf5" strokeWidth="3" strokeLinecap="round" />
        </svg>
    );
}
