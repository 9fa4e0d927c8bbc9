/** Some decoders print errors that they also return: printing is off while `decode` runs, which is synchronous. */
export function quietly<T>(decode: () => T): T {
  const print = console.error;
  console.error = () => undefined;
  try {
    return decode();
  } finally {
    console.error = print;
  }
}
