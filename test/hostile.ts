/** Text from outside that must stay text, whatever shows it. */
export const HOSTILE: readonly string[] = [
  '<script>window.hacked = true</script>',
  '</script><img src=x onerror="window.hacked = true">',
  '=HYPERLINK("https://evil.example","x")',
  '+1+1',
  '-1',
  '@SUM(A1)',
  '|calc',
  '\t=1',
  'a\r\nBcc: everyone@evil.example',
  '\u202Egnp.exe',
  '\u001b[31mred\u001b[0m',
  '\u0000',
  '_x000D_',
  '👩‍👩‍👧',
  'x'.repeat(500),
  '" onmouseover="window.hacked = true',
];
