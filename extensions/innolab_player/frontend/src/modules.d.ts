declare module "*?raw" {
  const text: string;
  export default text;
}
declare module "*.po" {
  const sentences: Record<string, string>;
  export default sentences;
}
