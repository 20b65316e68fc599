// What a check or an error says: plain words, with code between backticks. Never markup from the kernel.
export function Said({ text }: { text: string }) {
  const parts = text.split(/`([^`]+)`/);
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>;
}
