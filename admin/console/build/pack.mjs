// Each text file once more as gzip and as brotli, for the server to send as they are.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

const TEXT = /\.(js|css|svg|json)$/;

export function pack(dir) {
    for (const name of fs.readdirSync(dir).filter((file) => TEXT.test(file))) {
        const content = fs.readFileSync(path.join(dir, name));
        fs.writeFileSync(path.join(dir, `${name}.gz`), zlib.gzipSync(content, { level: 9 }));
        fs.writeFileSync(path.join(dir, `${name}.br`), zlib.brotliCompressSync(content, {
            params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length },
        }));
    }
}
