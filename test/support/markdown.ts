/** What a test wants to know of a page in Markdown, as the pages of this project are written. */

/** The insides of fenced blocks of a language. */
export function codeBlocks(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\S*)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , inside = '']) => inside);
}

function withoutCode(page: string): string {
  return page.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** Where its links lead. */
export function linksOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

/** Anchors of its headings, as code hosts make them. */
export function anchorsOf(page: string): string[] {
  const headings = withoutCode(page).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Rows of the tables whose first heading is `first`, cell by cell. */
export function tableRows(page: string, first: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) inside = false;
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim()); // prettier-ignore
    if (inside && !/^[:-]+$/.test(cells[0] ?? '')) rows.push(cells);
    if (cells[0] === first) inside = true;
  }
  return rows;
}

/** The words behind `mailspec` of every line in `sh` blocks that runs it; lines that end in `\` go on. */
export function commandLines(page: string): string[][] {
  return codeBlocks(page, 'sh')
    .flatMap((block) => block.replace(/\\\n\s*/g, '').split('\n'))
    .map((line) => /^(?:npx )?mailspec (.*)$/.exec(line)?.[1])
    .filter((line) => line !== undefined)
    .map(shellWords);
}

/** Words of a plain command: quotes, and a comment or a pipe ends it. */
function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, single, double, bare = ''] of line.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)) {
    const quoted = single ?? double;
    if (quoted === undefined && /^[#|>&;]/.test(bare)) break;
    words.push(quoted ?? bare);
  }
  return words;
}
