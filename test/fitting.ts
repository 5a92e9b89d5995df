/** Lines of what was said that a terminal of so many columns would break, one unbreakable word at the end of a line apart. */
export function tooLong(said: string, columns: number): readonly string[] {
  return said.split('\n').filter((line) => line.length > columns && line.trimEnd().lastIndexOf(' ') > columns / 3);
}
