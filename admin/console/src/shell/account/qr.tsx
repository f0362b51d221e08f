// A QR code drawn as one path: no picture from elsewhere, no markup from text.
import qrcode from "qrcode-generator";
import { useMemo } from "react";
import classes from "../shell.module.css";

export function QrCode({ text, label }: { text: string; label: string }) {
    const { size, path } = useMemo(() => {
        const code = qrcode(0, "M");
        code.addData(text);
        code.make();
        const n = code.getModuleCount();
        let drawn = "";
        for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (code.isDark(y, x)) drawn += `M${x} ${y}h1v1h-1z`;
        return { size: n, path: drawn };
    }, [text]);
    return (
        <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
            <path d={path} fill="#000" />
        </svg>
    );
}
