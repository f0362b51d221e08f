// Phones and e-mails out of any text: a column, a table, lines of JSON. What is what the server decides; here it is only told apart.

export const LINES_MAX = 100_000;

export interface People {
    /** As the API takes them, one JSON a line. */
    lines: string;
    /** Which line of the text each of them was. */
    at: number[];
    count: number;
    phones: number;
    emails: number;
    /** Lines that hold neither. */
    skipped: number;
}

const EMAIL = /[^\s,;"'<>|]+@[^\s,;"'<>|]+\.[^\s,;"'<>|]+/;
/** A number of seven digits or more, with what people write between them. */
const PHONE = /\+?\d[\d\s().-]{5,}\d/;

export function readPeople(text: string): People {
    const lines: string[] = [], at: number[] = [];
    let phones = 0, emails = 0, skipped = 0;
    for (const [i, line] of text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/).entries()) {
        if (line.trim() === "") continue;
        const email = EMAIL.exec(line)?.[0];
        const phone = PHONE.exec(email ? line.replace(email, " ") : line)?.[0].trim();
        if (email) emails++;
        if (phone) phones++;
        if (!email && !phone) {
            skipped++;
            continue;
        }
        lines.push(JSON.stringify({ ...(phone && { phone }), ...(email && { email }) }));
        at.push(i + 1);
    }
    return { lines: lines.join("\n") + "\n", at, count: lines.length, phones, emails, skipped };
}
