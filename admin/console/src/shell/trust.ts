// The page's one Trusted Types policy, and its nonce for style elements.
//
// The server's Content-Security-Policy lets text become markup, or the address of a script, only through the policy
// "default". Mantine writes its responsive rules as the text of <style>: rules have no "<", so nothing that could open a
// tag passes. Workers are this server's own files.
import { setNonce } from "get-nonce";

interface TrustedTypes {
    createPolicy(name: string, rules: Record<string, (text: string) => string>): unknown;
}

function styleText(text: string) {
    if (text.includes("<")) throw new TypeError("Markup is made by React alone.");
    return text;
}

function ownScript(address: string) {
    if (!/^\/console\/assets\/[\w-]+\.js$/.test(address)) throw new TypeError("Only this server's workers run.");
    return address;
}

(globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("default", { createHTML: styleText, createScriptURL: ownScript });

export const nonce = document.getElementById("styles")?.nonce ?? "";
setNonce(nonce); // react-remove-scroll, under every dialog, asks there
