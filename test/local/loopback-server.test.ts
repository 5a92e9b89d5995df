import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { listenOnLoopback, startServersOnOneAddress } from '../../local/loopback-server.ts';

const fetchText = async (url: string) => (await fetch(url)).text();

describe('servers on one address', () => {
  test('each answers in its turn, and between two of them nobody', async () => {
    const start = startServersOnOneAddress();
    const first = await start((_, response) => response.end('first'));
    expect(await fetchText(first.url)).toBe('first');
    await first.close();
    await expect(fetch(first.url)).rejects.toThrow();
    const second = await start((_, response) => response.end('second'));
    expect(second.url).toBe(first.url);
    expect(await fetchText(second.url)).toBe('second');
    await second.close();
  });

  test('the port is nobody else’s between two of them', async () => {
    const start = startServersOnOneAddress();
    const { url, close } = await start((_, response) => response.end());
    await close();
    await expect(listenOnLoopback(createServer(), Number(new URL(url).port))).rejects.toThrow('EADDRINUSE');
  });

  test('a call that one has not answered ends with it, and not with the next one', async () => {
    const start = startServersOnOneAddress();
    let asked = () => {};
    const heard = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const first = await start(asked);
    const call = fetch(first.url).then(
      () => 'answered',
      () => 'left',
    );
    await heard;
    const second = await start((_, response) => response.end('second'));
    await second.close();
    const third = await start((_, response) => response.end('third'));
    await first.close();
    expect(await call).toBe('left');
    expect(await fetchText(third.url)).toBe('third');
    await third.close();
  });
});
