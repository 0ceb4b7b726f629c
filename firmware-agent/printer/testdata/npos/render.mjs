// Reads ESC/POS on stdin and writes what npos makes of it, as JSON: the
// commands in order, and the raster picture as rows of "1" (ink) and "0".
// Run it in the directory that holds node_modules.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const npos = createRequire(process.cwd() + '/')('npos');
const tree = await npos.parser().parse(readFileSync(0));
if (tree.error) throw tree.error;

const rows = [];
for (const entry of tree.entries) {
  if (entry.type !== 'raster') throw new Error(`unexpected ${entry.type}`);
  const picture = entry.data;
  for (let y = 0; y < picture.height; y++) {
    let row = '';
    for (let x = 0; x < picture.width; x++) row += picture.getPixel(x, y) === 0 ? '1' : '0';
    rows.push(row);
  }
}
const commands = tree.tree.map((node) => `${node.ascii} ${node.fn ?? ''}`.trim());
console.log(JSON.stringify({ commands, rows }));
