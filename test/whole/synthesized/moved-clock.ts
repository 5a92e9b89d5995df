// Loaded before a function's bundle: a date of this process without an argument is the time that the test has moved to.
const now = Date.now;
let moved = 0;

export function moveClock(time: number): void {
  moved = time - now();
}

globalThis.Date = new Proxy(Date, {
  construct: (date, args, newTarget) => Reflect.construct(date, args.length === 0 ? [now() + moved] : args, newTarget),
  get: (date, name) => (name === 'now' ? () => now() + moved : Reflect.get(date, name)),
});
