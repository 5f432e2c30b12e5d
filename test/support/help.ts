/** What `--help` says of a command, enough to read a command line as the program would. */
export interface CommandHelp {
  readonly options: readonly OptionHelp[];
  /** How many words without an option it wants at least; Infinity as `most` when they go on. */
  readonly least: number;
  readonly most: number;
}

export interface OptionHelp {
  /** `--report` */
  readonly name: string;
  /** `--report <list>` */
  readonly usage: string;
  readonly value: 'none' | 'one' | 'many';
}

/** Reads the help of one command; `--help` itself is left out. */
export function readHelp(help: string): CommandHelp {
  const usage = /^Usage: mailspec \S+ (.*)$/m.exec(help)?.[1] ?? '';
  const words = [...usage.replace('[options]', '').matchAll(/<[^>]*>|\[[^\]]*\]/g)].map(([word]) => word);
  const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z0-9-]+)( <[^>]*>)?/gm)]
    .map(([, name = '', value = '']): OptionHelp => {
      const kind = value === '' ? 'none' : value.endsWith('...>') ? 'many' : 'one';
      return { name, usage: name + value, value: kind };
    })
    .filter(({ name }) => name !== '--help');
  return {
    options,
    least: words.filter((word) => word.startsWith('<')).length,
    most: words.some((word) => word.includes('...')) ? Infinity : words.length,
  };
}

export interface ReadWords {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Takes a command line apart; throws what the program would refuse: unknown options, missing values, words too few or many. */
export function readWords(help: CommandHelp, line: readonly string[]): ReadWords {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const rest = [...line];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const option = help.options.find(({ name }) => name === word);
    if (option === undefined) throw new Error(`no option ${word}`);
    const given = values.get(word) ?? [];
    values.set(word, given);
    if (option.value === 'none') continue;
    do {
      const value = rest.shift();
      if (value === undefined || value.startsWith('-')) throw new Error(`${word} has no value`);
      given.push(value);
    } while (option.value === 'many' && rest[0] !== undefined && !rest[0].startsWith('-'));
  }
  if (words.length < help.least || words.length > help.most)
    throw new Error(`${String(words.length)} words: ${words.join(' ')}`);
  return { words, values };
}
