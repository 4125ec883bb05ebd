// Text as Chinese Excel saves it as "CSV". Node reads GB18030 and does not write it.

/** The two bytes of each character that has two. */
function table(): Map<string, [number, number]> {
  const decoder = new TextDecoder("gb18030");
  const bytes = new Map<string, [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const text = decoder.decode(new Uint8Array([lead, trail]));
      if ([...text].length === 1 && text !== "\ufffd") bytes.set(text, [lead, trail]);
    }
  }
  return bytes;
}

/** The bytes of a text of ASCII and common Chinese characters. */
export function gb18030(text: string): Buffer {
  const known = table();
  const bytes = [...text].flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    const pair = known.get(character);
    if (pair === undefined) throw new Error(`no two bytes for ${character}`);
    return pair;
  });
  return Buffer.from(bytes);
}
