declare module "*/catalogue.mjs" {
  export function catalogue(path: string): Record<string, string>;
}
