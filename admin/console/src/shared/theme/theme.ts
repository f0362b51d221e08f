// One accent, calm greys, Inter. Colours that components need by meaning are variables in base.css.
import { createTheme, rem } from "@mantine/core";

export const theme = createTheme({
    primaryColor: "accent",
    primaryShade: { light: 7, dark: 6 },
    autoContrast: true,
    respectReducedMotion: true,
    colors: {
        accent: ["#eef3ff", "#dce5fb", "#b9cbf5", "#93aef0", "#6f92ea", "#5a80e6", "#3f68d6", "#2f5bcb", "#274fb4", "#1c429c"],
        // white on it can be read
        red: ["#fdeceb", "#f9d6d4", "#f2aeaa", "#eb847e", "#e4605a", "#dc4a43", "#cf3d36", "#c4312b", "#a82722", "#8a1f1b"],
        gray: ["#f8f9fb", "#f1f3f6", "#e6e9ee", "#d8dde4", "#c2c9d3", "#9aa4b2", "#6b7584", "#4c5563", "#333b47", "#1d232c"],
        dark: ["#d6dae1", "#b3bac6", "#98a1b0", "#69727f", "#3d444f", "#2d333c", "#22272f", "#1a1e25", "#14171d", "#0f1216"],
    },
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
    headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "620" },
    defaultRadius: "md",
    radius: { xs: rem(4), sm: rem(6), md: rem(8), lg: rem(12), xl: rem(16) },
    cursorType: "pointer",
    components: {
        Modal: { defaultProps: { radius: "lg", centered: true, overlayProps: { backgroundOpacity: 0.4 } }, styles: { title: { fontSize: rem(17), fontWeight: 620 } } },
        InputWrapper: { styles: { label: { marginBottom: 4, fontWeight: 550 }, description: { marginBottom: 4 }, error: { marginTop: 4 } } },
        Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
        Button: { defaultProps: { size: "sm" } },
        Loader: { defaultProps: { type: "dots" } },
    },
});
