// "import { Button } from '@mantine/core'" as an import of Button's own file.
//
// A package's index is one module, so whatever any page takes from it would be loaded with the first. Named by their files, a
// page's parts come with the page.
import fs from "node:fs";
import path from "node:path";

const PACKAGES = { "@mantine/core": "esm/index.mjs", "lucide-react": "dist/esm/lucide-react.mjs" };
const IMPORT = /^import \{([^}]*)\} from "(@mantine\/core|lucide-react)";$/gm;

/** name -> [what its file calls it, the file] */
function exportsOf(here, name) {
    const index = path.join(here, "node_modules", name, PACKAGES[name]), found = new Map();
    for (const [, words, file] of fs.readFileSync(index, "utf8").matchAll(/^(?:import|export) \{([^}]*)\} from ["'](\.[^"']+)["'];?$/gm))
        for (const word of words.split(",")) {
            const [inner, outer = inner] = word.trim().split(/\s+as\s+/);
            found.set(outer, [inner, path.resolve(path.dirname(index), file)]);
        }
    return found;
}

export function barrels(here) {
    const known = Object.fromEntries(Object.keys(PACKAGES).map((name) => [name, exportsOf(here, name)]));
    const rewrite = (_, words, name) => words.split(",").map((word) => word.trim()).filter((word) => word && !word.startsWith("type ")).map((word) => {
        const [outer, local = outer] = word.split(/\s+as\s+/);
        const found = known[name].get(outer);
        // what the index makes itself stays with it
        return found ? `import { ${found[0]} as ${local} } from ${JSON.stringify(found[1])};` : `import { ${word} } from "${name}";`;
    }).join(" ");
    return {
        name: "barrels",
        setup(build) {
            build.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, ({ path: file }) => {
                if (file.includes("node_modules")) return undefined;
                return { contents: fs.readFileSync(file, "utf8").replace(IMPORT, rewrite), loader: file.endsWith("x") ? "tsx" : "ts" };
            });
        },
    };
}
