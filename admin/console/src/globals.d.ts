/** Put in by the build: the hashed file of each worker in src/workers. */
declare const WORKERS: Record<string, string>;
declare module "*.css";
declare module "*.module.css" {
    const classes: Record<string, string>;
    export default classes;
}
