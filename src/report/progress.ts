/** One line that says what goes on now, over which reports are printed. */
export interface Progress {
  show(text: string): void;
  /** Before something else is printed. */
  clear(): void;
  stop(): void;
}

/** A spinner on a terminal; null in a pipe, where nobody watches. */
export async function openProgress(stream: NodeJS.WriteStream): Promise<Progress | null> {
  // A terminal that does not know its width has 0 columns, and a spinner would count its lines for ever.
  if (!stream.isTTY || !(stream.columns > 0)) return null;
  const { default: ora } = await import('ora');
  // Standard input is left alone: an interrupt must reach the run.
  const spinner = ora({ stream, discardStdin: false });
  return {
    show: (text) => {
      const room = Math.max(10, (stream.columns || 80) - 4);
      spinner.text = text.slice(0, room);
      if (!spinner.isSpinning) spinner.start();
    },
    clear: () => void spinner.clear(),
    stop: () => void spinner.stop(),
  };
}
