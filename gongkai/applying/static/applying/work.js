// Looks for a number for which SHA-256 of challenge and number begins with so many zero bits.
const TOGETHER = 512;
const encoder = new TextEncoder();

function begins(digest, bits) {
  return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
}

addEventListener("message", async ({ data: { challenge, bits } }) => {
  for (let first = 0; ; first += TOGETHER) {
    const digests = await Promise.all(Array.from({ length: TOGETHER }, (_, number) => (
      crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${first + number}`))
    )));
    const found = digests.findIndex((digest) => begins(digest, bits));
    if (found >= 0) {
      postMessage(String(first + found));
      return;
    }
  }
});
